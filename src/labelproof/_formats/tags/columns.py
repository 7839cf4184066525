"""Which columns hold the tags: as named by the user or the format, else guessed and said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from labelproof._base.dataset import Note, TagMatrix
from labelproof._base.errors import InputError, nearest
from labelproof._formats.columns import find_column
from labelproof._formats.table import Table
from labelproof._formats.tags.cells import looks_listed, tag_cells
from labelproof._formats.tags.matrix import matrix_of_cells, matrix_of_values

__all__ = ["Tagging", "WantedTags", "tags_of_table"]

WantedTags = Sequence[str | int] | Literal[True]
"""The columns that hold the tags; True: those that the format names, else guessed."""

_USUAL = ("tags", "labels", "label", "tag", "categories", "genres", "topics", "keywords", "emotions", "given_tags")
_BINARY = frozenset({"0", "1", "0.0", "1.0", "-1", "-1.0", "true", "false"})
_COUNTED = re.compile(r"c\d+")


@dataclass(frozen=True)
class Tagging:
    """The tags of a table and the columns that they came from."""

    matrix: TagMatrix
    columns: tuple[str, ...]
    notes: tuple[Note, ...]


def tags_of_table(
    table: Table,
    wanted: WantedTags,
    *,
    taken: Sequence[str] = (),
    names: Sequence[str] | None = None,
    width: int | None = None,
) -> Tagging:
    """Return the tags of a table.

    Parameters
    ----------
    table : Table
        The rows.
    wanted : sequence of column names or positions, or True
        One column with lists, or several of 0 and 1. True: the columns that the format itself calls tags; else a
        column of lists, or of a usual name; else all columns of 0 and 1 that have a name and no other purpose.
    taken : sequence of str
        Columns that the user named for another purpose.
    names, width
        As in `matrix_of_cells`.

    Returns
    -------
    Tagging
        With a note on every guess.

    Raises
    ------
    InputError
        If there is no such column, or a value is no tag.
    """
    notes: tuple[Note, ...] = ()
    if wanted is True:
        columns = table.tags or _guessed(table, taken)
        if not table.tags:
            shown = ", ".join(f"`{name}`" for name in columns[:6]) + (", ..." if len(columns) > 6 else "")
            what = "column" if len(columns) == 1 else f"{len(columns)} columns"
            message = f"Using the {what} {shown} as the tags (guessed; name them with --tags)."
            notes = (Note("guessed_columns", message, len(columns)),)
    else:
        columns = _named(table.frame, wanted)
    values = [table.frame[name].tolist() for name in columns]
    if len(columns) == 1 and not table.tags:
        matrix, more = _of_column(values[0], columns[0], names, width)
    else:
        _check_columns(columns, names, width)
        matrix, more = matrix_of_values(values, columns, "The tag column")
    return Tagging(matrix, columns, notes + more)


def _named(frame: pd.DataFrame, wanted: Sequence[str | int]) -> tuple[str, ...]:
    """Return the columns that the user named; a name may be several, joined by commas."""
    asked: list[str | int] = []
    for name in wanted:
        parts = str(name).split(",") if isinstance(name, str) and name not in frame.columns else [name]
        asked += [part for part in parts if str(part).strip()]
    found = [find_column(frame, name, "tags") for name in asked]
    if not found:
        raise InputError("`tags` names no column. Name the column with the tags, or several columns of 0 and 1.")
    twice = next((name for place, name in enumerate(found) if name in found[:place]), None)
    if twice is not None:
        raise InputError(f"`tags` names the column {twice!r} twice. Name every column once.")
    return tuple(found)


def _of_column(
    values: list[Any], column: str, names: Sequence[str] | None, width: int | None
) -> tuple[TagMatrix, tuple[Note, ...]]:
    """Return the tags of one column of lists."""
    origin = f"The tag column {column!r}"
    if values and all(_binary(value) for value in values) and names is None and width is None:
        raise InputError(
            f"{origin} holds 0 and 1 alone, so every example has one of two labels. Name it with --label (label=...), "
            "or name all columns of 0 and 1 with --tags."
        )
    return matrix_of_cells(tag_cells(values, origin), origin, names=names, width=width)


def _check_columns(columns: Sequence[str], names: Sequence[str] | None, width: int | None) -> None:
    """Refuse columns of 0 and 1 that are not those of the probabilities."""
    expected = len(names) if names is not None else width
    if expected is not None and len(columns) != expected:
        raise InputError(
            f"There are {len(columns)} tag columns, and names or probabilities of {expected} tags. "
            "Give one column per tag, in the same order."
        )
    if names is not None and set(names) == set(columns) and tuple(names) != tuple(columns):
        raise InputError(
            f"The tag columns ({', '.join(columns[:3])}, ...) are in another order than the names of the probabilities "
            f"({', '.join(names[:3])}, ...). Name them with --tags in the same order."
        )
    unknown = [column for column in columns if column not in (names or columns)]
    if 0 < len(unknown) < len(columns):
        raise InputError(
            f"The tag column {unknown[0]!r} is none of the names of the probabilities, though others are. "
            f"{nearest(unknown[0], names or ())}"
        )


def _guessed(table: Table, taken: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that look like tags."""
    frame = table.frame
    free = [name for name in frame.columns if name not in {*taken, table.origin}]
    usual = {name.strip().casefold(): name for name in reversed(free)}
    named = [usual[name] for name in _USUAL if name in usual]
    listed = [name for name in free if looks_listed(frame[name])]
    for candidates in ([name for name in named if name in listed], listed[:1] if len(listed) == 1 else []):
        if candidates:
            return (candidates[0],)
    binary = [name for name in free if not _COUNTED.fullmatch(name) and all(map(_binary, frame[name]))]
    if len(binary) > 1:
        return tuple(binary)
    if named and named[0] not in binary:
        return (named[0],)
    raise InputError(
        "No column looks like tags: none holds lists, and no two hold 0 and 1 alone. "
        "Name the column with --tags COL, or several columns of 0 and 1 with --tags COL COL ..."
    )


def _binary(value: object) -> bool:
    return str(value).strip().lower() in _BINARY
