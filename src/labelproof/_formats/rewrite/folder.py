"""Class folders with other labels: where each file goes. Nothing is moved here; `Move` says what has to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.plan import DROPPED, Change

__all__ = ["Move", "moves_of"]


@dataclass(frozen=True)
class Move:
    """One file: its row, where it is, and where it goes, below the folder; `target` is None where it is left out."""

    row: int
    source: str
    target: str | None


def moves_of(
    files: Sequence[str], labels: Sequence[str | None], changes: Mapping[int, Change], *, others: Sequence[str] = ()
) -> list[Move]:
    """Return the files that go elsewhere, or nowhere.

    Parameters
    ----------
    files : sequence of str
        The path of each row's file below the folder, with slashes.
    labels : sequence of str or None
        The given label of each row: the name of one of the folders on its path.
    changes : mapping
        The changed rows.
    others : sequence of str
        Other files that stay, whose names are taken.

    Returns
    -------
    list of Move
        In row order. A file whose name is taken in its new folder gets a number: `7-2.png`.

    Raises
    ------
    InputError
        If the labels are not names of folders on the paths, or a class cannot be the name of one.
    """
    level = _class_level(files, labels)
    taken = {*others, *(file for row, file in enumerate(files) if row not in changes)}
    moves = []
    for row in sorted(changes):
        change, parts = changes[row], files[row].split("/")
        if change is DROPPED:
            moves.append(Move(row, files[row], None))
            continue
        parts[level] = _folder_name(str(change))
        target = next(path for path in _names("/".join(parts)) if path not in taken)
        taken.add(target)
        if target != files[row]:
            moves.append(Move(row, files[row], target))
    return moves


def _class_level(files: Sequence[str], labels: Sequence[str | None]) -> int:
    """Return which part of the paths is the label."""
    paths = [file.split("/")[:-1] for file in files]
    for level in range(min(map(len, paths), default=0)):
        if all(path[level] == label for path, label in zip(paths, labels, strict=True)):
            return level
    raise InputError("The labels are no longer the names of the folders that the files are in. Audit the folder again.")


def _folder_name(label: str) -> str:
    """Return a label that can be the name of a folder."""
    if label in {"", ".", ".."} or label.startswith((".", "__")) or any(mark in label for mark in "/\\\0"):
        raise InputError(
            f"The class {label!r} cannot be the name of a folder that is read again. "
            "Export as CSV, or name the class otherwise."
        )
    return label


def _names(path: str) -> Iterator[str]:
    """Yield a path, and the same with a number before its ending."""
    yield path
    whole = PurePosixPath(path)
    number = 2
    while True:
        yield str(whole.with_name(f"{whole.stem}-{number}{whole.suffix}"))
        number += 1
