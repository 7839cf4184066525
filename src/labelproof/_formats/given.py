"""`read_given`: labels and predicted probabilities that come on their own, matched class by column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._formats.arrays import is_path
from labelproof._formats.given_labels import GivenLabels, class_list, given_labels
from labelproof._formats.given_probs import check_pred_probs, given_array
from labelproof._formats.labels import check_classes
from labelproof._formats.match import check_column_order, match_classes
from labelproof._formats.paths import common_name

__all__ = ["read_given"]

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
        Names, numbers or booleans; missing means unlabelled, and so do negative numbers beside column numbers
        unless they make as many distinct labels as there are columns. Files: .npy, .npz, .csv, .tsv, .jsonl,
        .parquet, or .txt with one label per line.
    pred_probs : path, table, (N, K) array-like or GivenArray
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
    the sorted distinct labels are the columns when their number is K, and refused when the probabilities plainly fit
    another order. Cost: two passes over `pred_probs` in blocks.

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
    matched = match_classes(source.labels, values.shape[1], named or probs.names)
    check_classes(matched.labels, "`labels`", continuous=False)
    if matched.sorted_order:
        check_column_order(matched.labels, matched.names, values)
    notes = matched.notes
    arrays = None if features is None else given_array(features, "features")
    if arrays is not None:
        _check_features(arrays.values, len(matched.labels))
        notes += arrays.notes
        inputs += arrays.inputs
    dataset = Dataset(
        name=_name(labels, pred_probs, source),
        frame=pd.DataFrame(index=pd.RangeIndex(len(matched.labels))) if source.frame is None else source.frame,
        labels=matched.labels,
        modality="given",
        label_column=source.column,
        arrays=None if arrays is None else arrays.values,
        notes=source.notes + probs.notes + notes,
        inputs=tuple(dict.fromkeys(source.inputs + probs.inputs + inputs)),
    )
    return dataset, values, matched.names


def _name(labels: Any, pred_probs: Any, source: GivenLabels) -> str:
    """Return a name for the data: of the labels' file, of their folder when it is just called labels, of the other."""
    if not is_path(labels):
        return Path(pred_probs).stem if is_path(pred_probs) else source.name
    return common_name([Path(labels)]) if source.name.lower() in _GENERIC_NAMES else source.name


def _check_features(features: NDArray[Any], count: int) -> None:
    if features.ndim != 2 or len(features) != count:
        raise InputError(
            f"`features` must have two dimensions and one row per label: got shape {features.shape} and {count:,} "
            "labels. Pass the features of all examples, in the same order."
        )
