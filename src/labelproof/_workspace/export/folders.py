"""Class folders, loose or in a zip file: what goes where, a corrected copy, and a plan of moves for later."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.folder import Move, moves_of
from labelproof._workspace.export.choice import Choice
from labelproof._workspace.export.decisions import Decisions
from labelproof._workspace.export.source import Source
from labelproof._workspace.folder import Folder

__all__ = ["apply_moves", "copy_tree", "copy_zip", "file_of", "moves_needed", "plan_of_moves"]

PLAN_VERSION = 1


def moves_needed(decisions: Decisions, source: Source, choice: Choice) -> list[Move]:
    """Return the files of class folders that go elsewhere, or nowhere."""
    folder = decisions.state.folder
    if choice.columns == "add":
        raise InputError(
            "A folder of files has no columns to add to. Export as CSV, JSON lines or Parquet, or replace the labels."
        )
    files = [file_of(folder, row) for row in range(folder.rows)]
    known = [*folder.classes, None]
    labels = [known[code] for code in folder.given.tolist()]
    changes = choice.changes(decisions)
    return moves_of(files, labels, changes, others=_others(source, set(files)))


def file_of(folder: Folder, row: int) -> str:
    """Return the path of a row's file below the folder of class folders, or the name of its member in a zip file."""
    media = folder.payload(row).get("media")
    return str(media["member"] if isinstance(media, dict) else media)


def copy_tree(source: Path, target: Path, moves: Sequence[Move]) -> int:
    """Copy a folder, each file to where it belongs now, and return how many bytes that were.

    Links that lead out of the folder are left out.
    """
    base = source.resolve()
    goes = {move.source: move.target for move in moves}
    size = 0
    for top, _, names in os.walk(source, followlinks=False):
        for name in sorted(names):
            path = Path(top, name)
            place = path.relative_to(source).as_posix()
            wanted = goes.get(place, place)
            if wanted is None or not path.is_file() or not path.resolve().is_relative_to(base):
                continue
            to = target / wanted
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            shutil.copystat(path, to)
            size += to.stat().st_size
    return size


def copy_zip(source: Path, target: Any, moves: Sequence[Move]) -> None:
    """Write a zip file again, each member where it belongs now."""
    goes = {move.source: move.target for move in moves}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            wanted = goes.get(info.filename, info.filename)
            if wanted is None:
                continue
            entry = zipfile.ZipInfo(wanted, info.date_time)
            entry.compress_type, entry.external_attr = info.compress_type, info.external_attr
            with (
                old.open(info) as member,
                new.open(entry, "w", force_zip64=info.file_size >= zipfile.ZIP64_LIMIT) as to,
            ):
                shutil.copyfileobj(member, to)


def plan_of_moves(moves: Sequence[Move]) -> bytes:
    """Return the moves as JSON: `moves` from and to, and `left_out`, all below the folder."""
    made = {
        "labelproof": "moves",
        "version": PLAN_VERSION,
        "moves": [{"from": move.source, "to": move.target} for move in moves if move.target is not None],
        "left_out": [move.source for move in moves if move.target is None],
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogateescape")


def apply_moves(plan: str | os.PathLike[str], root: str | os.PathLike[str], *, left_out: str = "left out") -> int:
    """Move the files of a folder as a plan says, and return how many were moved.

    Parameters
    ----------
    plan : path
        The file that `labelproof export --format moves` wrote.
    root : path
        The folder with the class folders.
    left_out : str
        A folder beside `root`, named after it with this behind, that takes what is left out. Nothing is deleted.

    Returns
    -------
    int
        Number of moved files.

    Raises
    ------
    InputError
        If a file is missing, or a place is taken; nothing has been moved then.
    """
    base, read = Path(root), _plan(Path(plan))
    away = base.with_name(f"{base.name} {left_out}")
    pairs = [(_inside(base, move["from"]), _inside(base, move["to"])) for move in read["moves"]]
    pairs += [(_inside(base, name), _inside(away, name)) for name in read["left_out"]]
    leaving = {start for start, _ in pairs}
    for start, end in pairs:
        if not start.is_file():
            raise InputError(
                f"`{start}` is not there: the plan belongs to another state of the folder. Export it again."
            )
        if end.exists() and end not in leaving:
            raise InputError(f"`{end}` is taken: the plan belongs to another state of the folder. Export it again.")
    # Two steps, so that files can change places.
    waiting = [(start.with_name(f".{start.name}.moving"), end) for start, end in pairs]
    _rename_all([(start, between) for (start, _), (between, _) in zip(pairs, waiting, strict=True)] + waiting)
    return len(pairs)


def _plan(path: Path) -> Any:
    """Return what a plan says."""
    try:
        read = json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError as error:
        raise InputError(f"`{path}` cannot be read: {error.strerror or error}. Name the plan of moves.") from error
    except ValueError:
        read = None
    if not isinstance(read, dict) or read.get("labelproof") != "moves" or read.get("version") != PLAN_VERSION:
        raise InputError(f"`{path}` is no plan of moves. Pass the file that `labelproof export --format moves` wrote.")
    return read


def _rename_all(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Rename files one after the other; when one cannot be, or on an interruption, all have their old names again."""
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in pairs:
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
            done.append((old, new))
    except BaseException:
        for old, new in reversed(done):
            new.rename(old)
        raise


def _inside(base: Path, name: str) -> Path:
    """Return a path below a folder, refused when it leads out of it."""
    path = Path(os.path.normpath(base / name))
    if not path.is_relative_to(Path(os.path.normpath(base))) or Path(name).is_absolute():
        raise InputError(f"The plan names {name!r}, which lies outside the folder. Export it again.")
    return path


def _others(source: Source, files: set[str]) -> list[str]:
    """Return the other files, whose names are taken."""
    path = source.files[0].path
    if source.kind == "zip":
        with zipfile.ZipFile(path) as archive:
            return [name for name in archive.namelist() if name not in files]
    found = (Path(top, name).relative_to(path).as_posix() for top, _, names in os.walk(path) for name in names)
    return [name for name in found if name not in files]
