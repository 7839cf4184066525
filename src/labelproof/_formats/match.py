"""Which label belongs to which column of given probabilities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._core.matching import misplaced_class

__all__ = ["Matched", "check_column_order", "match_classes"]

_INTEGER = re.compile(r"[+-]?(0|[1-9]\d{0,17})")
_BLOCK_ROWS = 65_536


@dataclass(frozen=True)
class Matched:
    """Labels that are names of columns or None; `sorted_order` says that the order of the names is only assumed."""

    labels: NDArray[np.object_]
    names: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    sorted_order: bool = False


def match_classes(labels: NDArray[np.object_], width: int, names: Sequence[str] | None) -> Matched:
    """Return the labels by the names of their columns. The rule is in `read_given`.

    Whole numbers also number the columns when there are class names but no label is
    one of them, so that integer labels go with a list of names.
    """
    present = {label for label in labels if label is not None}
    whole = bool(present) and all(_INTEGER.fullmatch(label) for label in present)
    if names is not None:
        if len(names) != width:
            raise InputError(
                f"There are {len(names)} class names and `pred_probs` has {width} columns. "
                "Pass one name per column, in the order of the columns."
            )
        if not whole or present & set(names):
            below = {label for label in present - set(names) if whole and _negative(label)}
            negative = [row for row, label in enumerate(labels) if label in below]
            labels, notes = _unlabelled(labels, negative)
            _check_named(labels, names)
            return Matched(labels, tuple(names), notes)
    if whole:
        return _by_number(labels, width, names)
    if len(present) == width:
        return Matched(labels, tuple(sorted(present)), sorted_order=True)
    raise _count_error(len(present), width)


def _count_error(distinct: int, width: int) -> InputError:
    return InputError(
        f"The labels hold {distinct} distinct values and `pred_probs` has {width} columns, so labels cannot be matched "
        "to columns. Pass `classes` (--classes FILE) with one name per column, in the order of the columns."
    )


def _check_named(labels: NDArray[np.object_], names: Sequence[str]) -> None:
    """Refuse the first label that is no class name."""
    known = set(names)
    for row, label in enumerate(labels):
        if label is not None and label not in known:
            shown = ", ".join(map(repr, names[:10])) + (", ..." if len(names) > 10 else "")
            raise InputError(
                f"Label {label!r} (row {row}) has no column in `pred_probs`: the classes are {shown}. "
                "Correct the label, or the class names."
            )


def _by_number(labels: NDArray[np.object_], width: int, names: Sequence[str] | None) -> Matched:
    """Return labels that are whole numbers by the names of their columns."""
    numbers = {label: int(label) for label in set(labels) if label is not None}
    if names is None and len(numbers) == width and not _numbers_columns(numbers, width):
        return Matched(labels, tuple(sorted(numbers, key=numbers.__getitem__)), sorted_order=True)
    names = [str(column) for column in range(width)] if names is None else names
    negative = [row for row, label in enumerate(labels) if label is not None and numbers[label] < 0]
    for row, label in enumerate(labels):
        if label is not None and numbers[label] >= width:
            raise InputError(
                f"Label {label} (row {row}) has no column: `pred_probs` has {width}, for labels 0 to {width - 1}, "
                f"and there are {len(numbers)} distinct labels. Pass `classes` (--classes FILE) with one name per "
                "column, or the probabilities of all classes."
            )
    labels, notes = _unlabelled(labels, negative)
    made = [None if label is None else names[numbers[label]] for label in labels]
    return Matched(np.array([None, *made], dtype=object)[1:], tuple(names), notes)


def _negative(label: str) -> bool:
    """Tell whether a label that is a whole number is below zero."""
    return int(label) < 0


def _unlabelled(labels: NDArray[np.object_], rows: Sequence[int]) -> tuple[NDArray[np.object_], tuple[Note, ...]]:
    """Return the labels without those of the rows, which are negative numbers, and the note about them."""
    if not rows:
        return labels, ()
    message = f"{len(rows)} of {len(labels)} labels are negative; these rows are listed as unlabelled."
    labels = labels.copy()
    labels[list(rows)] = None
    return labels, (Note("null_labels", message, len(rows), tuple(rows[:100])),)


def _numbers_columns(numbers: dict[str, int], width: int) -> bool:
    """Tell whether as many numbers as there are columns are column numbers.

    Negative ones then are classes, as in -1, 1 and -1, 0, 1: "unlabelled" would leave a column without a label.
    """
    return min(numbers.values()) >= 0 and max(numbers.values()) < width


def check_column_order(labels: NDArray[np.object_], names: Sequence[str], pred_probs: NDArray[np.generic]) -> None:
    """Refuse an assumed order of the columns when the probabilities plainly fit another one."""
    codes = {name: column for column, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=np.int64)
    for start in range(0, len(labels), _BLOCK_ROWS):
        predicted = np.argmax(pred_probs[start : start + _BLOCK_ROWS], axis=1)
        given = np.array([codes.get(label, -1) for label in labels[start : start + _BLOCK_ROWS]])
        np.add.at(counts, (given[given >= 0], predicted[given >= 0]), 1)
    wrong = misplaced_class(counts)
    if wrong is None:
        return
    column, found = wrong
    shown = ", ".join(map(repr, names[:8])) + (", ..." if len(names) > 8 else "")
    raise InputError(
        f"Nothing says which column of `pred_probs` is which class, and the sorted labels ({shown}) do not fit: rows "
        f"labelled {names[column]!r} are mostly predicted as column {found}, not {column}. Pass `classes` "
        "(--classes FILE) with one name per column, in the order of the columns."
    )
