"""Labels of any kind to column numbers 0..K-1.

Integers index columns as they are. Everything else (and integers that are class names) maps by name: to `class_names`
when there are some, else by sorted distinct values when their number equals the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError, nearest
from labelproof._blocks import read_labels

__all__ = ["encode_labels", "label_values"]

_HUGE = 2.0**53


def label_values(labels: Any) -> NDArray[np.generic]:
    """Return the labels as a 1-D array of integers, strings or other values.

    Parameters
    ----------
    labels : (N,) list, tuple, array, series, categorical, one-column frame, Arrow array or column
        The given labels.

    Returns
    -------
    (N,) array
        Integers as they are, int64 for booleans and whole floats; otherwise the values themselves.

    Raises
    ------
    InputTypeError
        If `labels` is not a container.
    InputError
        If it is not one-dimensional, is empty, or has missing values.
    """
    labels = read_labels(labels)
    if labels is None or isinstance(labels, (str, bytes, dict, int, float)) or not hasattr(labels, "__len__"):
        raise InputTypeError(
            f"`labels` must be a list, an array, a series or a one-column frame: got {type(labels).__name__}. "
            "Pass one label per example."
        )
    values = _as_array(labels)
    if values.ndim == 2 and values.shape[1] == 1 and not isinstance(labels, (list, tuple)):
        values = values[:, 0]
    if values.ndim != 1:
        raise InputError(
            f"`labels` must be 1-D, one label per example: got shape {values.shape}. "
            "If they are one-hot rows, pass labels.argmax(axis=1); if examples carry several labels, multi_label=True."
        )
    if len(values) == 0:
        raise InputError("`labels` is empty. Pass one label per example.")
    return _as_integers(values)


def _as_array(labels: Any) -> NDArray[np.generic]:
    try:
        if isinstance(labels, (list, tuple)):
            values = np.asarray(labels)
            mixed = values.dtype.kind in "US" and not all(isinstance(item, (str, bytes)) for item in labels)
            return np.asarray(labels, object) if mixed else values
        if hasattr(labels, "to_pylist"):  # Arrow: to_numpy refuses strings and dictionaries
            return np.asarray(labels.to_pylist(), object)
        if hasattr(labels, "to_numpy"):
            return np.asarray(labels.to_numpy())
        return np.asarray(labels)
    except ValueError:
        raise InputError(
            "`labels` must hold one label per example: got a nested list of uneven lengths. "
            "If examples carry several labels, pass multi_label=True, or call labelproof.multilabel_classification."
        ) from None


def _as_integers(values: NDArray[Any]) -> NDArray[np.generic]:
    kind = values.dtype.kind
    if kind in "iu":
        if values.dtype == np.uint64:
            _refuse_huge(values)
            return values.astype(np.int64)
        return values if values.dtype.isnative else values.astype(np.int64)
    if kind == "f":
        return _whole(values)
    if kind == "O":
        return _objects(values)
    return values


def _whole(values: NDArray[Any]) -> NDArray[np.int64]:
    wrong = ~np.isfinite(values) | (values != np.trunc(values))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            f"`labels` must be whole numbers or names: got {values[row].item()!r} at position {row}. "
            "Drop unlabelled examples, or round the labels if they are classes."
        )
    _refuse_huge(values)
    return values.astype(np.int64)


def _refuse_huge(values: NDArray[Any]) -> None:
    huge = np.abs(values.astype(np.float64)) >= _HUGE
    if huge.any():
        row = int(np.argmax(huge))
        raise InputError(
            f"`labels` must be column numbers: got {values[row]} at position {row}, which no column can have. "
            "Pass names as strings, or map them to 0..K-1."
        )


def _objects(values: NDArray[np.object_]) -> NDArray[np.generic]:
    missing = np.array([item is None or item != item for item in values], bool)  # noqa: PLR0124  NaN is not itself
    if missing.any():
        raise InputError(
            f"`labels` must not be missing: got {values[int(np.argmax(missing))]!r} at position "
            f"{int(np.argmax(missing))}. Drop unlabelled examples (and their rows of `pred_probs`)."
        )
    if all(isinstance(item, (bool, np.bool_)) for item in values):
        return values.astype(bool)
    if all(isinstance(item, (int, np.integer)) for item in values):
        _refuse_huge(values)
        return values.astype(np.int64)
    if all(isinstance(item, str) for item in values):
        return values.astype(str)
    return values


def encode_labels(
    values: NDArray[np.generic], num_classes: int | None, class_names: Sequence[Any] | None = None
) -> NDArray[np.integer]:
    """Return the column number of each label.

    Parameters
    ----------
    values : (N,) array
        What `label_values` returned.
    num_classes : int or None
        Number of columns of `pred_probs`; None when there are none, then K follows from the labels.
    class_names : sequence of length K, optional
        The name of each column, in order.

    Returns
    -------
    (N,) integers
        Values in 0..K-1; an integer array that needs no mapping is returned as it is.

    Raises
    ------
    InputError
        If a label has no column, or names cannot be matched with columns.
    """
    if values.dtype.kind in "iu" and not _are_names(values, class_names):
        return _check_range(values, num_classes)
    if class_names is None and values.dtype.kind == "b":
        return _check_range(values.astype(np.int64), num_classes)
    if class_names is not None:
        return _by_name(values, list(class_names), num_classes)
    try:
        distinct, codes = np.unique(values, return_inverse=True)
    except TypeError:
        raise InputError(
            "`labels` mix values that cannot be sorted, such as numbers and strings. "
            "Pass class_names= to give their order."
        ) from None
    if num_classes is not None and len(distinct) != num_classes:
        raise InputError(
            f"`labels` have {len(distinct)} distinct values and `pred_probs` has {num_classes} columns, so names "
            "cannot be matched with columns. Pass class_names= with one name per column, in order."
        )
    return np.asarray(codes, np.int64).reshape(-1)


def _are_names(values: NDArray[np.generic], class_names: Sequence[Any] | None) -> bool:
    """Return whether every label, as text, is the name of a column: columns "1", "2" for the labels 1 and 2."""
    if class_names is None:
        return False
    names = {str(name) for name in class_names}
    return all(str(value) in names for value in np.unique(values).tolist())


def _by_name(values: NDArray[np.generic], names: list[Any], num_classes: int | None) -> NDArray[np.int64]:
    if num_classes is not None and len(names) != num_classes:
        raise InputError(
            f"`class_names` must have one name per column: got {len(names)} names and {num_classes} columns. "
            "Pass them in the order of the columns."
        )
    if len({str(name) for name in names}) != len(names):
        raise InputError("`class_names` must be distinct: got the same name twice. Rename one of the columns.")
    column = {str(name): number for number, name in enumerate(names)}
    distinct, codes = np.unique(values.astype(str) if values.dtype.kind == "O" else values, return_inverse=True)
    numbers = [column.get(str(item)) for item in distinct.tolist()]
    if None in numbers:
        unknown = distinct.tolist()[numbers.index(None)]
        raise InputError(
            f"`labels` contain {unknown!r}, which is not one of the class names. {nearest(unknown, names)}"
        )
    return np.asarray(numbers, np.int64)[codes.reshape(-1)]


def _check_range(codes: NDArray[Any], num_classes: int | None) -> NDArray[np.integer]:
    low, high = int(codes.min()), int(codes.max())
    if low < 0:
        raise InputError(
            f"`labels` must be 0 or more: got {low} at position {int(np.argmin(codes))}. "
            "Map your classes to 0..K-1, or pass names."
        )
    if num_classes is not None and high >= num_classes:
        raise InputError(
            f"`labels` must be at most {num_classes - 1}, because `pred_probs` has {num_classes} columns: got {high} "
            f"at position {int(np.argmax(codes))}. Pass the probabilities of all classes, or class_names= to map "
            "labels to columns."
        )
    return codes
