"""One cell to a list of tags: a list, a list written as text, or names between separators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.tag_texts import bracketed, separator_of, tags_of_text

__all__ = ["Cells", "is_listed", "looks_listed", "tag_cells"]

Tag = str | int

_NOTHING = frozenset({"", "nan", "NaN", "<NA>"})


@dataclass(frozen=True)
class Cells:
    """The tags of each row, as whole numbers or stripped names, in the order of the cell."""

    rows: list[list[Tag]]
    notes: tuple[Note, ...] = ()


def is_listed(value: object) -> bool:
    """Tell whether one value is a list of tags rather than one label."""
    return isinstance(value, (list, tuple, set, frozenset, np.ndarray))


def looks_listed(values: Iterable[Any]) -> bool:
    """Tell whether a column holds lists, as such or written as "[0, 1]"; empty cells do not count.

    Texts in brackets are lists when all are in brackets and one of them holds a comma: "[UNK]" may be a class.
    """
    several = False
    for value in values:
        if is_listed(value):
            return True
        if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
            continue
        if not isinstance(value, str):
            return False
        text = value.strip()
        if text in _NOTHING:
            continue
        if not (text.startswith("[") and text.endswith("]")):
            return False
        several = several or "," in text
    return several


def tag_cells(values: Sequence[Any], origin: str) -> Cells:
    """Return the tags of every cell of a column; an empty cell has none.

    Parameters
    ----------
    values : sequence
        Lists of names or numbers, or texts: "[0, 1]", "['a', 'b']", "a|b", "a;b", "a,b". One separator is used for
        the whole column: the first of ``|``, ``;`` and ``,`` that any cell without brackets holds.
    origin : str
        What to call the column in messages.

    Returns
    -------
    Cells
        With a note on how texts were read.

    Raises
    ------
    InputTypeError
        If a value is neither a text, a number nor a list of them.
    """
    listed = [row for row, value in enumerate(values) if isinstance(value, str) and bracketed(value)]
    separator = separator_of(values)
    rows = [_tags(value, row, origin, separator) for row, value in enumerate(values)]
    return Cells(rows, (*_bracket_note(values, listed, origin), *_separator_note(separator, origin)))


def _bracket_note(values: Sequence[Any], rows: Sequence[int], origin: str) -> tuple[Note, ...]:
    if not rows:
        return ()
    message = (
        f"{origin} holds lists that are written as text, such as {values[rows[0]]!r:.60}; they were read as lists."
    )
    return (Note("tags_as_text", message, len(rows), tuple(rows[:10])),)


def _separator_note(separator: str | None, origin: str) -> tuple[Note, ...]:
    if separator is None:
        return ()
    return (Note("tags_as_text", f"{origin}: the tags of a cell were separated at each {separator!r}."),)


def _tags(value: Any, row: int, origin: str, separator: str | None) -> list[Tag]:
    """Return the tags of one cell."""
    if is_listed(value):
        return [_tag(item, row, origin) for item in _items(value)]
    if value is None or value is pd.NA or value is pd.NaT:
        return []
    if isinstance(value, str):
        found = [] if value.strip() in _NOTHING else tags_of_text(value, separator)
        return [_tag(item, row, origin) for item in found]
    if isinstance(value, (float, np.floating)) and np.isnan(value):
        return []
    return [_tag(value, row, origin)]


def _items(value: Any) -> list[Any]:
    """Return the items of a list-like; those of a set in order, because a set has none."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    return list(value.tolist()) if isinstance(value, np.ndarray) else list(value)


def _tag(item: Any, row: int, origin: str) -> Tag:
    """Return one tag as a whole number or a stripped name."""
    if isinstance(item, (bool, np.bool_)) or is_listed(item) or isinstance(item, dict) or item is None:
        raise InputTypeError(
            f"{origin}, row {row}: a tag must be a name or a whole number, got {item!r:.40}. "
            "Give every example one flat list of its tags."
        )
    if isinstance(item, (int, np.integer)):
        return int(item)
    if isinstance(item, (float, np.floating)):
        if not float(item).is_integer():
            raise InputError(
                f"{origin}, row {row}: a tag must be a name or a whole number, got {item!r}. "
                "If these are probabilities, pass them as `pred_probs`."
            )
        return int(item)
    text = (item.decode("utf-8", "replace") if isinstance(item, bytes) else str(item)).strip()
    if not text:
        raise InputError(f"{origin}, row {row}: a tag has no name. Remove it, or write its name.")
    return text
