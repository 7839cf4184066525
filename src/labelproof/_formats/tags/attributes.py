"""Attribute lists as CelebA's ``list_attr_celeba.txt``: a count, the names, then an image and -1 or 1 per line."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._formats.archive import members_of
from labelproof._formats.kinds import IMAGES
from labelproof._formats.table import Table, unique_names
from labelproof._formats.textfile import read_text

__all__ = ["ATTRIBUTE_FILE", "is_attribute_list", "read_attribute_list"]

ATTRIBUTE_FILE = "list_attr_celeba.txt"
_IMAGE = "image"


def is_attribute_list(path: Path) -> bool:
    """Tell whether a text file starts with a count, then names, then an image with a -1 or 1 for each name."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            head = [line.split() for line in itertools.islice(file, 3)]
    except (OSError, UnicodeDecodeError):
        return False
    if len(head) < 3 or len(head[0]) != 1 or not head[0][0].isdigit():
        return False
    return len(head[2]) == len(head[1]) + 1 and set(head[2][1:]) <= {"-1", "1"}


def read_attribute_list(path: Path) -> Table:
    """Return the table of an attribute list: the column `image`, and a column of 0 and 1 for every attribute."""
    text, notes, record = read_text(path)
    lines = [line.split() for line in text.splitlines()]
    promised, names = int(lines[0][0]), lines[1]
    unique, renamed = unique_names([_IMAGE, *names])
    if renamed:
        raise InputError(f"`{path}`: the attribute {renamed[0]!r} is named twice. Give every attribute its own name.")
    rows = [(number, cells) for number, cells in enumerate(lines[2:], start=3) if cells]
    values = np.array([_values(cells, number, names, path) for number, cells in rows], dtype=np.int8)
    if promised != len(rows):
        message = f"{path.name} promises {promised:,} examples in its first line and lists {len(rows):,}."
        notes += (Note("attribute_count", message, abs(promised - len(rows))),)
    prefix = _prefix(path.parent, rows[0][1][0])
    frame = pd.DataFrame({_IMAGE: pd.Series([prefix + cells[0] for _, cells in rows], dtype=object)})
    frame = pd.concat([frame, pd.DataFrame(values, columns=unique[1:])], axis=1)
    tags = tuple(unique[1:])
    notes += (Note("tag_columns", f"The tags are the {len(tags)} attributes of {path.name}.", len(tags)),)
    return Table(frame, path.stem, notes, (record,), path.parent, tags=tags)


def _values(cells: list[str], number: int, names: list[str], path: Path) -> list[int]:
    """Return the attributes of one line as 0 and 1."""
    if len(cells) != len(names) + 1:
        raise InputError(
            f"`{path}`, line {number}: {len(cells) - 1} values, but there are {len(names)} attributes. "
            "Give every image one value per attribute."
        )
    wrong = next((cell for cell in cells[1:] if cell not in {"-1", "0", "1"}), None)
    if wrong is not None:
        raise InputError(f"`{path}`, line {number}: -1 or 1 was expected, got {wrong!r:.40}. Correct the line.")
    return [int(cell == "1") for cell in cells[1:]]


def _prefix(folder: Path, first: str) -> str:
    """Return the subfolder that holds the images, with a slash; nothing when they lie beside the list."""
    if (folder / first).is_file():
        return ""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and (entry / first).is_file():
            return f"{entry.name}/"
        if entry.suffix.lower() == ".zip":
            member = next(
                (name for name in members_of(entry, IMAGES, refuse=False) if name.endswith(f"/{first}")), None
            )
            if member is not None:
                return member[: -len(first)]
    return ""
