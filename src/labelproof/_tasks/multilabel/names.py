"""Texts and names of tags to tag numbers."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, nearest
from labelproof._base.tag_texts import bracketed, separator_of, tags_of_text
from labelproof._base.warnings import warn

__all__ = ["Expected", "split_texts", "tag_numbers"]

_ROWS = 1 << 12
"""Examples whose tags are gathered at once: a list is quick to read, but eight bytes a tag."""


@dataclass(frozen=True)
class Expected:
    """What is known of tags before they are read: K, the names in the order of the columns, the caller's argument."""

    num_tags: int | None = None
    names: tuple[Any, ...] | None = None
    argument: str = "`labels`"


def split_texts(texts: list[Any], argument: str) -> list[list[Any]]:
    """Return the tags of each text, such as "a|b", "a,b" or "[0, 1]"; an empty text has none."""
    wrong = next((position for position, text in enumerate(texts) if not isinstance(text, str)), None)
    if wrong is not None:
        raise InputError(
            f"{argument} must hold a text for each example, since some are: got {texts[wrong]!r:.60} at position "
            f'{wrong}. Write "" for an example without tags.'
        )
    lists = [text for text in texts if bracketed(text)]
    if lists:
        warn(
            f"{argument} hold lists that are written as text, such as {lists[0]!r:.60}; they were read as lists. "
            "Pass lists instead, for example [json.loads(text) for text in texts]."
        )
    separator = separator_of(texts)
    return [tags_of_text(text, separator) for text in texts]


def tag_numbers(
    rows: list[Any], starts: NDArray[np.int64], expected: Expected
) -> tuple[NDArray[np.int64], tuple[Any, ...] | None]:
    """Return the number of each tag, and the names where tags are names.

    Parameters
    ----------
    rows : list of N lists
        The tags of each example.
    starts : (N+1,) int64
        Where the tags of each example begin, for messages.
    expected : Expected
        Without names, those that occur are sorted.

    Returns
    -------
    numbers : (M,) int64
        In 0..K-1.
    names : tuple or None
        As given, or found.
    """
    num_tags, names, argument = expected.num_tags, expected.names, expected.argument
    if names is not None and num_tags is not None and len(names) != num_tags:
        raise InputError(
            f"`class_names` must have one name per tag: got {len(names)} names and {num_tags} columns of `pred_probs`. "
            "Pass them in the order of the columns."
        )
    numbers = _plain_integers(rows, starts, argument)
    flat = [] if numbers is not None else list(chain.from_iterable(rows))
    if numbers is None:
        numbers = _whole_numbers(rows, flat, starts, argument)
    if numbers is not None and not _are_names(numbers, names, argument):
        _check_range(numbers, starts, len(names) if names is not None else num_tags, argument)
        return numbers, names
    flat = flat or list(chain.from_iterable(rows))
    distinct = {item if isinstance(item, str) else str(item): None for item in flat}
    if names is None:
        names = tuple(sorted(distinct))
        if num_tags is not None and len(names) != num_tags:
            raise InputError(
                f"{argument} have {len(names)} distinct tags and `pred_probs` has {num_tags} columns, so names cannot "
                "be matched with columns. Pass class_names= with one name per column, in order."
            )
    column = {str(name): number for number, name in enumerate(names)}
    unknown = next((name for name in distinct if name not in column), None)
    if unknown is not None:
        place = next(i for i, item in enumerate(flat) if str(item) == unknown)
        raise InputError(
            f"{argument} contain the tag {unknown!r} at position {_row(place, starts)}, which is not one of the class "
            f"names. {nearest(unknown, names)}"
        )
    return np.fromiter((column[str(item)] for item in flat), np.int64, len(flat)), names


def _plain_integers(rows: list[Any], starts: NDArray[np.int64], argument: str) -> NDArray[np.int64] | None:
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
        _refuse_tag(place, rows, starts, argument)
    return numbers


def _refuse_tag(place: int | None, rows: list[Any], starts: NDArray[np.int64], argument: str) -> None:
    """Refuse the tag at a place of the flat list, if any."""
    if place is not None:
        row = _row(place, starts)
        raise InputError(
            f"{argument} must hold tag numbers or names: got {list(rows[row])!r:.60} at position {row}. "
            "Pass a 0/1 matrix as an array, or the tags of each example as a list."
        )


def _whole_numbers(
    rows: list[Any], flat: list[Any], starts: NDArray[np.int64], argument: str
) -> NDArray[np.int64] | None:
    """Return tags that are whole floats, or integers as text, as an array; None where some are names."""
    if all(isinstance(item, (float, int, np.integer, np.floating)) for item in flat):
        values = np.asarray(flat, np.float64)
        wrong = ~np.isfinite(values) | (values != np.trunc(values))
        if wrong.any():
            place = int(np.argmax(wrong))
            raise InputError(
                f"{argument} must hold tag numbers or names: got {flat[place]!r} at position {_row(place, starts)}. "
                "Write [] for an example without tags."
            )
        return values.astype(np.int64)
    legal = (str, int, np.integer)
    _refuse_tag(next((i for i, item in enumerate(flat) if not isinstance(item, legal)), None), rows, starts, argument)
    if all(isinstance(item, str) and len(item) < 19 and item.isascii() and item.isdigit() for item in flat):
        return np.array([int(item) for item in flat], np.int64)
    return None


def _are_names(numbers: NDArray[np.int64], names: tuple[Any, ...] | None, argument: str) -> bool:
    """Return whether every number, as text, is the name of a tag: tags "1", "2" for the numbers 1 and 2.

    That the same numbers could be those of other columns is said.
    """
    if names is None or not len(numbers):
        return False
    column = {str(name): place for place, name in enumerate(names)}
    values = np.unique(numbers).tolist()
    if not all(str(value) in column for value in values):
        return False
    other = next((value for value in values if column[str(value)] != value), None)
    if other is not None and values[0] >= 0 and values[-1] < len(names):
        warn(
            f"{argument} were read as names of `class_names`, though each could be the number of a column too, such as "
            f"{other}, the name of column {column[str(other)]}: pass a 0/1 matrix, or names that are no numbers."
        )
    return True


def _check_range(numbers: NDArray[np.int64], starts: NDArray[np.int64], num_tags: int | None, argument: str) -> None:
    if len(numbers) == 0:
        return
    low, high = int(numbers.min()), int(numbers.max())
    if low < 0:
        raise InputError(
            f"{argument} must hold tag numbers of 0 or more: got {low} at position "
            f"{_row(int(np.argmin(numbers)), starts)}. Map your tags to 0..K-1, or pass names."
        )
    if num_tags is not None and high >= num_tags:
        raise InputError(
            f"{argument} must hold tag numbers of at most {num_tags - 1}, because there are {num_tags} tags: got "
            f"{high} at position {_row(int(np.argmax(numbers)), starts)}. Pass the probabilities of all tags."
        )


def _row(place: int, starts: NDArray[np.int64]) -> int:
    """Return the example that a place in the flat list of tags belongs to."""
    return int(np.searchsorted(starts, place, side="right")) - 1
