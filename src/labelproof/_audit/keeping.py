"""The decisions of a review outlive another audit in the same folder, also while people go on deciding."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from labelproof._base.errors import InputError

__all__ = ["REVIEW_FILES", "REVIEW_FOLDERS", "review_kept"]

REVIEW_FILES = ("review.sqlite", "review.sqlite-wal", "review.sqlite-shm", "review.sqlite-journal")
REVIEW_FOLDERS = ("exports",)
_PATIENCE_SECONDS = 30.0
_CAN_MOVE_OPEN_FILES = os.name != "nt"


@contextmanager
def review_kept(folder: Path, draft: Path) -> Iterator[None]:
    """Put the review of a folder into the draft that replaces it when the block ends.

    Parameters
    ----------
    folder : Path
        The folder that is replaced, or that is not there yet.
    draft : Path
        The new one.

    Raises
    ------
    InputError
        If another program keeps the decisions locked.

    Notes
    -----
    The files are linked, not copied: whoever has them open goes on writing to the same ones under the new folder. No
    decision is stored while the block runs, so none can fall between. Where links cannot be made they are copied.
    """
    if not (folder / REVIEW_FILES[0]).is_file():
        yield
        return
    with _held(folder / REVIEW_FILES[0]):
        for name in REVIEW_FILES:
            if (folder / name).is_file():
                _take(folder / name, draft / name)
        for name in REVIEW_FOLDERS:
            if (folder / name).is_dir():
                shutil.copytree(folder / name, draft / name, copy_function=_take, symlinks=True)
        yield


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """Let nobody store a decision while the block runs; a file that is no database holds none."""
    if not _CAN_MOVE_OPEN_FILES:
        yield
        return
    with closing(sqlite3.connect(database, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise InputError(
                f"{database} is busy ({error}): another program has been writing to it for long. Nothing was replaced; "
                "try again."
            ) from error
        except sqlite3.DatabaseError:  # Not a database: kept as it is.
            yield
            return
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


def _take(source: str | Path, target: str | Path) -> None:
    """Give a file a second name, or copy it where the system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
