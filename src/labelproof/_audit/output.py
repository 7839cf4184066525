"""Where an audit is written: a folder that is either whole or absent, guarded by a lock.

What goes into the folder is decided in `save`; here is only how it gets its name.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from labelproof._audit.keeping import REVIEW_FILES, REVIEW_FOLDERS, review_kept
from labelproof._audit.lock import locked
from labelproof._base.errors import InputError

__all__ = ["Output", "check_output", "reserved"]

RUN_FILE = "run.json"
KIND = "labelproof audit"
"""What `run.json` says under `kind`: only a folder that says so was written by us."""
AUDIT_FILES = (
    *(RUN_FILE, "issues.csv", "issues.parquet", "tag_issues.csv", "tag_issues.parquet", "pred_probs.npy"),
    *("report.html", "summary.json"),
)
REVIEW_FOLDER = "review"
"""What is written for the people who review; only the studio's own files are beside it."""
OUTPUT_SUFFIX = ".labelproof"


@dataclass(frozen=True)
class Output:
    """A reserved output folder."""

    path: Path
    force: bool
    sources: tuple[Path, ...] = ()

    @property
    def cache(self) -> Path:
        """The hidden folder beside it for what was learned: an audit that was interrupted goes on from there."""
        return self.path.with_name(f".{self.path.name}.cache")

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Give an empty temporary folder that gets the final name when the block ends without an error."""
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}.tmp")
        draft.mkdir()
        try:
            yield draft
            _sync(draft)
            check_output(self.path, force=self.force, sources=self.sources)
            with review_kept(self.path, draft):
                _sync_folder(draft)
                self._publish(draft)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def has_review(self) -> bool:
        """Return whether an earlier audit in this folder has been reviewed."""
        return (self.path / REVIEW_FILES[0]).is_file()

    def _publish(self, draft: Path) -> None:
        """Give the draft its final name; the older folder goes only when the new one is in place."""
        if not self.path.exists():
            draft.rename(self.path)
            _sync_folder(self.path.parent)
            return
        older = draft.with_suffix(".old")
        self.path.rename(older)
        try:
            draft.rename(self.path)
        except BaseException:
            older.rename(self.path)
            raise
        _sync_folder(self.path.parent)
        shutil.rmtree(older, ignore_errors=True)


def check_output(path: Path, *, force: bool, sources: Iterable[Path] = ()) -> None:
    """Refuse an output folder that must not be written.

    Parameters
    ----------
    path : Path
        The folder to write.
    force : bool
        Whether an earlier audit there may be replaced.
    sources : iterable of Path, default ()
        Files and folders that the audit reads.

    Raises
    ------
    InputError
        If it exists and `force` is False, if it holds anything but an audit, or if it overlaps what the audit reads.
    """
    for source in sources:
        _check_apart(path.resolve(), source.resolve())
    if not path.exists() and not path.is_symlink():
        return
    if not path.is_dir():
        raise InputError(f"The output {path} exists and is not a folder. Choose another name with -o.")
    if not force:
        raise InputError(
            f"The output folder {path} exists. Replace the audit in it with --force (force=True), or choose another "
            "name with -o."
        )
    _check_replaceable(path)


def _check_apart(target: Path, source: Path) -> None:
    """Refuse an output that is, holds or lies in what is read; a data folder may hold `*.labelproof`."""
    if target == source or target in source.parents:
        raise InputError(f"The output {target} is, or holds, the input {source}. Choose another name with -o.")
    if source in target.parents and source.is_dir() and target.suffix != OUTPUT_SUFFIX:
        raise InputError(
            f"The output {target} lies in the input folder {source}, where data belongs. "
            f"Choose a place outside with -o, or a name that ends with {OUTPUT_SUFFIX}."
        )


def _check_replaceable(path: Path) -> None:
    """Refuse a folder that holds anything but an audit; an empty one may be replaced."""
    entries = sorted(path.iterdir())
    if entries and not _is_audit(path / RUN_FILE):
        raise InputError(
            f"The folder {path} is not the output of an audit (it has no {RUN_FILE} that an audit has written), so it "
            "is not replaced, not even with --force. Choose another name with -o."
        )
    for entry in entries:
        known = {*AUDIT_FILES, *REVIEW_FILES} if entry.is_file() else {REVIEW_FOLDER, *REVIEW_FOLDERS}
        if entry.name not in known:
            raise InputError(
                f"The folder {path} holds {entry.name!r}, which no audit writes, so it is not replaced, not even with "
                "--force. Move that away, or choose another name with -o."
            )


def _is_audit(path: Path) -> bool:
    """Return whether a file is the `run.json` of an audit."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("kind") == KIND


@contextmanager
def reserved(path: str | Path, *, force: bool = False, sources: Iterable[Path] = ()) -> Iterator[Output]:
    """Hold an output folder for the time of an audit, so that no second audit writes it.

    Parameters
    ----------
    path : str or Path
        The folder to write; its parents are made when missing, and removed again when nothing was written.
    force : bool, default False
        Whether an earlier audit there may be replaced.
    sources : iterable of Path, default ()
        Files and folders that the audit reads; the output must lie apart from them.

    Raises
    ------
    InputError
        If it must not be written, or if another audit holds it.

    Notes
    -----
    What was learned in `Output.cache` stays there when the audit is interrupted, killed or fails for want of space or
    memory; it goes when the audit ends, or is refused.
    """
    target = Path(path).expanduser().resolve()
    apart = tuple(sources)
    check_output(target, force=force, sources=apart)
    made = _make_parents(target)
    try:
        with locked(target.with_name(target.name + ".lock")):
            _remove_leftovers(target)
            check_output(target, force=force, sources=apart)
            output = Output(target, force, apart)
            with _forgotten_at_the_end(output.cache):
                yield output
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()  # Refuses a folder that has something in it.


@contextmanager
def _forgotten_at_the_end(cache: Path) -> Iterator[None]:
    """Remove what was learned when the block ends well, or by a refusal that would only come again."""
    try:
        yield
    except InputError:
        shutil.rmtree(cache, ignore_errors=True)
        raise
    except BaseException:
        with suppress(OSError):
            cache.rmdir()  # Refuses a folder that has something in it.
        raise
    shutil.rmtree(cache, ignore_errors=True)


def _make_parents(target: Path) -> list[Path]:
    """Make the missing parents, and return them, innermost first."""
    missing = [folder for folder in target.parents if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InputError(
            f"The output {target} cannot be made: {error.strerror}. Choose another name with -o."
        ) from error
    return missing


def _remove_leftovers(target: Path) -> None:
    """Remove what killed audits of this folder left behind; bring back the older folder if one died at the swap."""
    pattern = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{8}\.(tmp|old)")
    for path in list(target.parent.iterdir()):
        kind = pattern.fullmatch(path.name)
        if kind is None or not path.is_dir():
            continue
        if kind[1] == "old" and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Flush every file of a folder and of those in it, and the folders, to the disk."""
    for path in folder.iterdir():
        if path.is_dir():
            _sync(path)
            continue
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
