"""Which classes there are, in which order, and which of them look like one class written in two ways.

Labels stay as they were given: nothing is merged or renamed here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError

__all__ = ["class_codes", "in_company", "ordered_classes", "similar_classes"]


def ordered_classes(labels: Iterable[str | None]) -> tuple[str, ...]:
    """Return the distinct labels, sorted as numbers where all of them are numbers, else as text.

    Parameters
    ----------
    labels : iterable of str or None
        Stripped labels; None stands for a missing one.

    Returns
    -------
    tuple of str
        At least two class names.

    Raises
    ------
    InputError
        If there are fewer than two classes.
    """
    names = {label for label in labels if label is not None}
    if not names:
        raise InputError("Every label is missing: an audit needs given labels. Name the right column with --label.")
    if len(names) == 1:
        raise InputError(
            f"All labels are {next(iter(names))!r}: an audit needs at least two classes. "
            "Check that the label column is the right one, or add the other classes."
        )
    numbers = {name: _number(name) for name in names}
    if any(value is None for value in numbers.values()):
        return tuple(sorted(names))
    return tuple(sorted(names, key=lambda name: (numbers[name], name)))


def class_codes(labels: Sequence[str | None] | NDArray[np.object_], names: Sequence[str]) -> NDArray[np.int64]:
    """Return each label's position in `names`, -1 where the label is missing."""
    position = {name: code for code, name in enumerate(names)}
    return np.fromiter(
        (-1 if label is None else position[label] for label in labels), dtype=np.int64, count=len(labels)
    )


def in_company(codes: NDArray[np.int64], readable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return False for the only readable example of a class: the model that judged it had never seen the class."""
    usable = readable & (codes >= 0)
    sizes = np.bincount(codes[usable]) if usable.any() else np.zeros(1, dtype=np.int64)
    alone = np.zeros(len(codes), dtype=np.bool_)
    alone[usable] = sizes[codes[usable]] == 1
    return ~alone


def similar_classes(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the groups of class names that differ only by case or blanks."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups["".join(name.casefold().split())].append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _number(text: str) -> float | None:
    """Return the finite number that a text spells, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
