"""`read_given`: labels and predicted probabilities that come on their own, matched class by column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, Note
from labelproof._base.errors import InputError
from labelproof._formats.given_labels import GivenLabels, class_list, given_labels
from labelproof._formats.given_probs import check_pred_probs, given_array
from labelproof._formats.labels import check_classes

__all__ = ["match_classes", "read_given"]

_INTEGER = re.compile(r"[+-]?(0|[1-9]\d*)")
_GENERIC_NAMES = frozenset({"labels", "label", "y", "given_labels", "targets"})


def read_given(
    labels: Any,
    pred_probs: Any,
    *,
    features: Any = None,
    classes: Any = None,
) -> tuple[Dataset, NDArray[Any], tuple[str, ...]]:
    """Return the labels as a `Dataset`, the probabilities, and the class name of each of their columns.

    Parameters
    ----------
    labels : path or (N,) array-like
        Names, numbers or booleans; missing or negative means unlabelled. Files: .npy, .npz, .csv, .tsv, .jsonl,
        .parquet, or .txt with one label per line.
    pred_probs : path, table or (N, K) array-like
        Out-of-sample probabilities, rows sum to 1 within 0.01. Column names of a table name the classes.
    features : path, table or (N, D) array-like, optional
        Numbers that describe the examples.
    classes : path or sequence of str, optional
        The class names in the order of the columns: .txt (one per line), .json (a list), .csv (one column).

    Returns
    -------
    dataset : Dataset
        Modality "given".
    pred_probs : (N, K) float array
        As it was given; a memory map for an `.npy` file.
    class_names : tuple of str
        K names; every label of the data set is one of them, or None.

    Raises
    ------
    InputError
        If lengths, values or names do not fit; the message names the first bad position and the fix.

    Notes
    -----
    Labels find their columns by name when there are class names; else whole numbers 0..K-1 are column numbers; else
    the sorted distinct labels are the columns when their number is K. Cost: two passes over `pred_probs` in blocks.

    Examples
    --------
    >>> dataset, probs, names = read_given(["cat", "dog"], [[0.9, 0.1], [0.2, 0.8]])
    >>> names
    ('cat', 'dog')
    """
    source = given_labels(labels)
    if not len(source.labels):
        raise InputError("`labels` is empty: at least two classes were expected. Pass one label per example.")
    probs = given_array(pred_probs, "pred_probs")
    values = check_pred_probs(probs.values, len(source.labels))
    named, inputs = class_list(classes)
    matched, names, notes = match_classes(source.labels, values.shape[1], named or probs.names)
    check_classes(matched, "`labels`", continuous=False)
    arrays = None if features is None else given_array(features, "features")
    if arrays is not None:
        _check_features(arrays.values, len(matched))
        notes += arrays.notes
        inputs += arrays.inputs
    dataset = Dataset(
        name=_name(labels, source),
        frame=pd.DataFrame(index=pd.RangeIndex(len(matched))) if source.frame is None else source.frame,
        labels=matched,
        modality="given",
        label_column=source.column,
        arrays=None if arrays is None else arrays.values,
        notes=source.notes + probs.notes + notes,
        inputs=tuple(dict.fromkeys(source.inputs + probs.inputs + inputs)),
    )
    return dataset, values, names


def _name(labels: Any, source: GivenLabels) -> str:
    """Return a name for the data: the file's, or its folder's when the file is just called labels."""
    if source.name.lower() in _GENERIC_NAMES and isinstance(labels, (str, Path)):
        return Path(labels).resolve().parent.name or source.name
    return source.name


def _check_features(features: NDArray[Any], count: int) -> None:
    if features.ndim != 2 or len(features) != count:
        raise InputError(
            f"`features` must have two dimensions and one row per label: got shape {features.shape} and {count:,} "
            "labels. Pass the features of all examples, in the same order."
        )


def match_classes(
    labels: NDArray[np.object_], width: int, names: Sequence[str] | None
) -> tuple[NDArray[np.object_], tuple[str, ...], tuple[Note, ...]]:
    """Return the labels by the names of their columns, those names, and what had to be said.

    The rule is in `read_given`. Whole numbers also number the columns when there are class names but no label is
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
            _check_named(labels, names)
            return labels, tuple(names), ()
    if whole:
        return _by_number(labels, width, names)
    if len(present) == width:
        return labels, tuple(sorted(present)), ()
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


def _by_number(
    labels: NDArray[np.object_], width: int, names: Sequence[str] | None
) -> tuple[NDArray[np.object_], tuple[str, ...], tuple[Note, ...]]:
    """Return labels that are whole numbers by the names of their columns."""
    numbers = {label: int(label) for label in set(labels) if label is not None}
    if names is None and len(numbers) == width and not _numbers_columns(numbers, width):
        return labels, tuple(sorted(numbers, key=numbers.__getitem__)), ()
    names = [str(column) for column in range(width)] if names is None else names
    negative = [row for row, label in enumerate(labels) if label is not None and numbers[label] < 0]
    for row, label in enumerate(labels):
        if label is not None and numbers[label] >= width:
            raise InputError(
                f"Label {label} (row {row}) has no column: `pred_probs` has {width}, for labels 0 to {width - 1}, "
                f"and there are {len(numbers)} distinct labels. Pass `classes` (--classes FILE) with one name per "
                "column, or the probabilities of all classes."
            )
    made = [None if label is None or numbers[label] < 0 else names[numbers[label]] for label in labels]
    notes: tuple[Note, ...] = ()
    if negative:
        message = f"{len(negative)} of {len(labels)} labels are negative; these rows are listed as unlabelled."
        notes = (Note("null_labels", message, len(negative), tuple(negative[:100])),)
    return np.array([None, *made], dtype=object)[1:], tuple(names), notes


def _numbers_columns(numbers: dict[str, int], width: int) -> bool:
    """Tell whether the numbers are column numbers, with negative ones for "unlabelled".

    -1 and 1 with two columns are the two classes of many old data sets, not an unlabelled and a labelled one.
    """
    if set(numbers.values()) == {-1, 1}:
        return False
    return max(numbers.values()) < width
