"""The container that table readers fill, and the names and types of columns that every one of them must agree on.

Which file is read how is in `sources`; what the columns mean is in `columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from labelproof._base.dataset import InputFile, Note
from labelproof._base.errors import InputError

__all__ = ["Table", "check_digits", "frame_of_columns", "renamed_note", "unique_names"]

_LONGEST_BITS = 10_000
_KEPT = (str, bytes, list, tuple, dict, set)


@dataclass(frozen=True)
class Table:
    """Rows as they were read, before anybody asked what the columns mean.

    `folder` is where relative image paths start; None when the rows come from several folders. `origin` is the column
    that a reader added to say which file a row came from. `tags` are the columns that hold tags because the format
    says so.
    """

    frame: pd.DataFrame
    name: str
    notes: tuple[Note, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    folder: Path | None = None
    origin: str | None = None
    tags: tuple[str, ...] = ()


def unique_names(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return column names without blanks-only or repeated ones, and those that had to be renamed (new names)."""
    taken, result, renamed = set(names), [], []
    seen: set[str] = set()
    for position, name in enumerate(names):
        new = name
        if not name.strip() or name in seen:
            base = f"c{position}" if not name.strip() else name
            new, number = base, 1
            while new in taken or new in seen:
                new, number = f"{base}.{number}", number + 1
            renamed.append(new)
        seen.add(new)
        result.append(new)
    return result, renamed


def renamed_note(renamed: Sequence[str], origin: str) -> tuple[Note, ...]:
    """Return the note that says which columns had no name or a repeated one; empty when none had."""
    if not renamed:
        return ()
    shown = ", ".join(f"`{name}`" for name in renamed[:5]) + (", ..." if len(renamed) > 5 else "")
    what = "a column" if len(renamed) == 1 else f"{len(renamed)} columns"
    message = f"{origin}: {what} had no name or a repeated one; now called {shown}."
    return (Note("renamed_columns", message, len(renamed)),)


def frame_of_columns(columns: Mapping[str, Sequence[Any]], length: int) -> pd.DataFrame:
    """Return a frame whose strings are plain Python strings, whatever the version of pandas would make of them."""
    made = {}
    for name, values in columns.items():
        kinds = {type(value) for value in values}
        exact = any(issubclass(kind, _KEPT) for kind in kinds) or (int in kinds and any(map(_too_large, values)))
        dtype = object if exact else "Int64" if _gaps_in_integers(kinds) else None
        made[name] = pd.Series(list(values), dtype=dtype)
    frame = pd.DataFrame(made, index=pd.RangeIndex(length))
    check_digits(frame)
    return frame


def check_digits(frame: pd.DataFrame) -> None:
    """Refuse integers of so many digits that Python does not write them."""
    for name in [name for name in frame.columns if frame[name].dtype == object]:
        long = (row for row, value in enumerate(frame[name]) if type(value) is int and _too_long(value))
        row = next(long, None)
        if row is not None:
            raise InputError(
                f"Column {name!r}, row {row}: a whole number of thousands of digits is more than can be written. "
                "Pass it as text, or leave it out."
            )


def _too_long(value: int) -> bool:
    return value.bit_length() > _LONGEST_BITS


def _gaps_in_integers(kinds: set[type]) -> bool:
    """Tell whether there are only integers and missing values, which pandas would make floats of."""
    return int in kinds and kinds <= {int, type(None), type(pd.NA)} and len(kinds) > 1


def _too_large(value: Any) -> bool:
    """Tell whether an integer would lose digits as a float."""
    return isinstance(value, int) and abs(value) > 2**53
