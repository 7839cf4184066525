"""Texts and names of tags to tag numbers."""

from __future__ import annotations

import ast
import json
from array import array
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, nearest

__all__ = ["split_text", "tag_numbers"]

_ROWS = 1 << 12
"""Examples whose tags are gathered at once: a list is quick to read, but eight bytes a tag."""


def split_text(text: Any, position: int) -> list[Any]:
    """Return the tags of a text: "a|b", "a,b", '["a", "b"]' or "[0, 1]"; an empty text has none."""
    if not isinstance(text, str):
        raise InputError(
            f"`labels` must hold a text for each example, since some are: got {text!r:.60} at position {position}. "
            'Write "" for an example without tags.'
        )
    stripped = text.strip()
    if stripped.startswith("[") and stripped.endswith("]"):
        return _listed(stripped, position)
    separator = "|" if "|" in stripped else ","
    return [part.strip() for part in stripped.split(separator) if part.strip()]


def _listed(text: str, position: int) -> list[Any]:
    """Return the list that a text spells, in the words of JSON or of Python."""
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list) and not any(isinstance(item, (list, dict, tuple)) for item in found):
            return found
    raise InputError(
        f"`labels` must hold lists of tags: cannot read {text!r:.60} at position {position}. "
        'Write for example "[0, 2]" or "cat|dog".'
    )


def tag_numbers(
    rows: list[Any], starts: NDArray[np.int64], num_tags: int | None, names: tuple[Any, ...] | None
) -> tuple[NDArray[np.int64], tuple[Any, ...] | None]:
    """Return the number of each tag, and the names where tags are names.

    Parameters
    ----------
    rows : list of N lists
        The tags of each example.
    starts : (N+1,) int64
        Where the tags of each example begin, for messages.
    num_tags : int or None
        K, if known.
    names : tuple of length K, or None
        The name of each tag; by default, sorted names that occur.

    Returns
    -------
    numbers : (M,) int64
        In 0..K-1.
    names : tuple or None
        As given, or found.
    """
    if names is not None and num_tags is not None and len(names) != num_tags:
        raise InputError(
            f"`class_names` must have one name per tag: got {len(names)} names and {num_tags} columns of `pred_probs`. "
            "Pass them in the order of the columns."
        )
    numbers = _plain_integers(rows, starts)
    flat = [] if numbers is not None else list(chain.from_iterable(rows))
    if numbers is None:
        numbers = _whole_numbers(rows, flat, starts)
    if numbers is not None and not _are_names(numbers, names):
        _check_range(numbers, starts, len(names) if names is not None else num_tags)
        return numbers, names
    flat = flat or list(chain.from_iterable(rows))
    distinct = {item if isinstance(item, str) else str(item): None for item in flat}
    if names is None:
        names = tuple(sorted(distinct))
        if num_tags is not None and len(names) != num_tags:
            raise InputError(
                f"`labels` have {len(names)} distinct tags and `pred_probs` has {num_tags} columns, so names cannot be "
                "matched with columns. Pass class_names= with one name per column, in order."
            )
    column = {str(name): number for number, name in enumerate(names)}
    unknown = next((name for name in distinct if name not in column), None)
    if unknown is not None:
        place = next(i for i, item in enumerate(flat) if str(item) == unknown)
        raise InputError(
            f"`labels` contain the tag {unknown!r} at position {_row(place, starts)}, which is not one of the class "
            f"names. {nearest(unknown, names)}"
        )
    return np.fromiter((column[str(item)] for item in flat), np.int64, len(flat)), names


def _plain_integers(rows: list[Any], starts: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return tags that are all integers as an array, without a list of them in between; None where some are not."""
    numbers = np.empty(int(starts[-1]), np.int64)
    for first in range(0, len(rows), _ROWS):
        part = rows[first : first + _ROWS]
        try:
            numbers[starts[first] : starts[first + len(part)]] = array("q", list(chain.from_iterable(part)))
        except (TypeError, OverflowError):
            return None
    if len(numbers) and numbers.max() <= 1:  # booleans are integers to Python
        place = next((i for i, item in enumerate(chain.from_iterable(rows)) if isinstance(item, bool)), None)
        _refuse_tag(place, rows, starts)
    return numbers


def _refuse_tag(place: int | None, rows: list[Any], starts: NDArray[np.int64]) -> None:
    """Refuse the tag at a place of the flat list, if any."""
    if place is not None:
        row = _row(place, starts)
        raise InputError(
            f"`labels` must hold tag numbers or names: got {list(rows[row])!r:.60} at position {row}. "
            "Pass a 0/1 matrix as an array, or the tags of each example as a list."
        )


def _whole_numbers(rows: list[Any], flat: list[Any], starts: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return tags that are whole floats, or integers as text, as an array; None where some are names."""
    if all(isinstance(item, (float, int, np.integer, np.floating)) for item in flat):
        values = np.asarray(flat, np.float64)
        wrong = ~np.isfinite(values) | (values != np.trunc(values))
        if wrong.any():
            place = int(np.argmax(wrong))
            raise InputError(
                f"`labels` must hold tag numbers or names: got {flat[place]!r} at position {_row(place, starts)}. "
                "Write [] for an example without tags."
            )
        return values.astype(np.int64)
    legal = (str, int, np.integer)
    _refuse_tag(next((i for i, item in enumerate(flat) if not isinstance(item, legal)), None), rows, starts)
    if all(isinstance(item, str) and len(item) < 19 and item.isascii() and item.isdigit() for item in flat):
        return np.array([int(item) for item in flat], np.int64)
    return None


def _are_names(numbers: NDArray[np.int64], names: tuple[Any, ...] | None) -> bool:
    """Return whether every number, as text, is the name of a tag: tags "1", "2" for the numbers 1 and 2."""
    if names is None:
        return False
    known = {str(name) for name in names}
    return len(numbers) > 0 and all(str(value) in known for value in np.unique(numbers).tolist())


def _check_range(numbers: NDArray[np.int64], starts: NDArray[np.int64], num_tags: int | None) -> None:
    if len(numbers) == 0:
        return
    low, high = int(numbers.min()), int(numbers.max())
    if low < 0:
        raise InputError(
            f"`labels` must hold tag numbers of 0 or more: got {low} at position "
            f"{_row(int(np.argmin(numbers)), starts)}. Map your tags to 0..K-1, or pass names."
        )
    if num_tags is not None and high >= num_tags:
        raise InputError(
            f"`labels` must hold tag numbers of at most {num_tags - 1}, because there are {num_tags} tags: got {high} "
            f"at position {_row(int(np.argmax(numbers)), starts)}. Pass the probabilities of all tags."
        )


def _row(place: int, starts: NDArray[np.int64]) -> int:
    """Return the example that a place in the flat list of tags belongs to."""
    return int(np.searchsorted(starts, place, side="right")) - 1
