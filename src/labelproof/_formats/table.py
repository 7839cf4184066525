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

__all__ = ["Table", "frame_of_columns", "renamed_note", "unique_names"]

_KEPT = (str, bytes, list, tuple, dict, set)


@dataclass(frozen=True)
class Table:
    """Rows as they were read, before anybody asked what the columns mean.

    `folder` is where relative image paths start; None when the rows come from several folders.
    """

    frame: pd.DataFrame
    name: str
    notes: tuple[Note, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    folder: Path | None = None


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
    message = f"{origin}: {len(renamed)} column(s) had no name or a repeated one; they are called {shown}."
    return (Note("renamed_columns", message, len(renamed)),)


def frame_of_columns(columns: Mapping[str, Sequence[Any]], length: int) -> pd.DataFrame:
    """Return a frame whose strings are plain Python strings, whatever the version of pandas would make of them."""
    made = {}
    for name, values in columns.items():
        kinds = {type(value) for value in values}
        exact = any(issubclass(kind, _KEPT) for kind in kinds) or (int in kinds and any(map(_too_large, values)))
        made[name] = pd.Series(list(values), dtype=object) if exact else pd.Series(list(values))
    return pd.DataFrame(made, index=pd.RangeIndex(length))


def _too_large(value: Any) -> bool:
    """Tell whether an integer would lose digits as a float."""
    return isinstance(value, int) and abs(value) > 2**53
