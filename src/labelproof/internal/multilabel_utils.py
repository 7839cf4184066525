"""Multi-label lists to 0/1 matrices and back, under the names that tutorials and tests of the field import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import warn
from labelproof._core.tags import with_complement
from labelproof._tasks.multilabel.labels import read_tags

__all__ = ["get_onehot_num_classes", "int2onehot", "onehot2int", "stack_complement"]


def int2onehot(labels: Sequence[Iterable[int]], K: int) -> NDArray[np.int64]:
    """Return the 0/1 matrix of lists of class numbers.

    Parameters
    ----------
    labels : list of N lists of int
        The classes of each example; an empty list means none, repeats count once.
    K : int
        Number of classes.

    Returns
    -------
    (N, K) int64
        1 where the class of the column is in the list of the row.

    Raises
    ------
    InputTypeError
        If an example is not a list of class numbers.

    Warns
    -----
    LabelproofWarning
        If numbers outside 0..K-1 occur; they are left out.

    Notes
    -----
    Time O(N K) and the size of the lists, memory O(N K).

    Source
    ------
    The usual indicator matrix.

    Examples
    --------
    >>> int2onehot([[0, 2], [1], []], K=3).tolist()
    [[1, 0, 1], [0, 1, 0], [0, 0, 0]]
    """
    matrix = np.zeros((len(labels), K), dtype=np.int64)
    unknown: set[int] = set()
    for row, classes in enumerate(labels):
        for number in _class_numbers(classes, row):
            if 0 <= number < K:
                matrix[row, number] = 1
            else:
                unknown.add(number)
    if unknown:
        warn(f"`labels` holds class numbers outside 0..{K - 1}, which are left out: {sorted(unknown)[:10]}. Raise `K`.")
    return matrix


def onehot2int(onehot_matrix: ArrayLike) -> list[list[int]]:
    """Return the lists of class numbers of a 0/1 matrix.

    Parameters
    ----------
    onehot_matrix : (N, K) array of 0/1 or bool
        One row per example, one column per class.

    Returns
    -------
    list of N lists of int
        The columns that hold 1, ascending.

    Raises
    ------
    InputError
        If the matrix is not two-dimensional.

    Notes
    -----
    Time and memory O(N K).

    Source
    ------
    The usual indicator matrix.

    Examples
    --------
    >>> onehot2int([[1, 0, 1], [0, 0, 0]])
    [[0, 2], []]
    """
    matrix = np.asarray(onehot_matrix)
    if matrix.ndim != 2:
        raise InputError(
            f"`onehot_matrix` must have one row per example and one column per class: got shape {matrix.shape}. "
            "Pass a 2-D array."
        )
    return [np.flatnonzero(row == 1).tolist() for row in matrix]


def stack_complement(pred_prob_slice: ArrayLike) -> NDArray[np.floating]:
    """Return the probabilities of a tag as two columns, that it does not apply and that it does.

    Parameters
    ----------
    pred_prob_slice : (N,) float
        Probabilities of one tag.

    Returns
    -------
    (N, 2) float
        [1 - p, p], of the same number type.

    Notes
    -----
    Time and memory O(N).

    Examples
    --------
    >>> stack_complement([0.25, 1.0])
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    return with_complement(np.asarray(pred_prob_slice))


def get_onehot_num_classes(
    labels: Sequence[Iterable[int]], pred_probs: NDArray[np.floating] | None = None
) -> tuple[NDArray[np.int64], int]:
    """Return the 0/1 matrix of lists of class numbers, and the number of classes.

    Parameters
    ----------
    labels : list of N lists of int
        The classes of each example.
    pred_probs : (N, K) float, optional
        Its columns give K; without it, the largest class number does.

    Returns
    -------
    tuple of (N, K) int64 and int
        1 where the class of the column is in the list of the row; K.

    Raises
    ------
    InputTypeError, InputError
        If the labels cannot be used.

    Notes
    -----
    Time O(N K) and the size of the lists, memory O(N K).

    Examples
    --------
    >>> get_onehot_num_classes([[0, 2], [1]])[1]
    3
    """
    tags = read_tags(labels, num_tags=None if pred_probs is None else np.shape(pred_probs)[1])
    return tags.dense(0, tags.num_rows).astype(np.int64), tags.num_tags


def _class_numbers(classes: Iterable[int], row: int) -> list[int]:
    """Return the class numbers of one example as plain integers."""
    try:
        given = list(classes)
        numbers = [int(number) for number in given]
        valid = numbers == given
    except (TypeError, ValueError):
        valid = False
    if not valid:
        raise InputTypeError(
            f"`labels` must be a list of lists of class numbers: got {classes!r} at position {row}. "
            "Write [2] for a single class and [] for none."
        )
    return numbers
