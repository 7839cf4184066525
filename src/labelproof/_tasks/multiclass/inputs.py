"""Check labels and probabilities once, so that everything below can trust them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._blocks import BlockSource, open_source, read_all
from labelproof._core.joint import pair_counts
from labelproof._core.matching import misplaced_class
from labelproof._core.passes import Facts, Pass, RowFunction
from labelproof._core.scan import RowOutput, ScanPass
from labelproof._core.selection import predicted_class
from labelproof._engines import adopt_labels, map_rows, on_device, room_for_facts, run_pass
from labelproof._kernels.scan import ClassSums, ValueRange
from labelproof._tasks.multiclass.labels import encode_labels, label_values

__all__ = [
    "Inputs",
    "check_labels",
    "check_range",
    "confusion",
    "map_inputs",
    "prepare",
    "refuse_multi_label",
    "run_inputs",
    "select_rows",
]

State = TypeVar("State")
Result = TypeVar("Result")

SLACK = 1e-6
"""How far outside [0, 1] a probability may lie by rounding."""
_WIDE = 16
"""Classes from which keeping two facts of each row is cheaper than finding them again."""
_MANY = 1 << 24
"""Rows above which nothing is kept of each row; on a device, which holds K numbers of each anyway, 64 times as many."""


@dataclass(frozen=True)
class Inputs:
    """Checked inputs: labels (N,) in 0..K-1, (N, K) probabilities, and what one reading of them found.

    `facts` are those of every row where they are kept, `output` the values (N,) of the row function that was asked for.
    """

    labels: NDArray[np.integer]
    source: BlockSource
    value_range: ValueRange
    sums: ClassSums
    facts: Facts | None = None
    output: NDArray[Any] | None = None
    class_names: tuple[Any, ...] | None = None

    @property
    def num_classes(self) -> int:
        """K, the number of columns."""
        return self.source.num_classes

    @property
    def class_counts(self) -> NDArray[np.int64]:
        """Number of examples given each class, (K,)."""
        return self.sums.counts


def prepare(
    labels: Any,
    pred_probs: Any,
    *,
    class_names: Sequence[Any] | None = None,
    one_class: bool = False,
    allow_all_zero: bool = False,
    keep_facts: bool = False,
    function: RowFunction[Any] | None = None,
    n_jobs: int | None = None,
) -> Inputs:
    """Return checked inputs.

    Parameters
    ----------
    labels : (N,) array-like
        Given labels, see `labelproof._tasks.multiclass.labels`.
    pred_probs : (N, K) array, frame, tensor, path or iterable of blocks
        Probability of each class.
    class_names : sequence of length K, optional
        Names of the columns; the column names of a frame by default.
    one_class : bool, default False
        Whether labels of a single class are acceptable.
    allow_all_zero : bool, default False
        Whether labels that are all of the first class are acceptable.
    keep_facts : bool, default False
        Whether several passes will follow, so that two numbers of each row are worth keeping even for few classes.
    function : RowFunction, optional
        Something of each row, float64, computed in the same reading.
    n_jobs : int, optional
        Number of threads.

    Returns
    -------
    Inputs
        The checked inputs. Probabilities are not copied.

    Raises
    ------
    InputTypeError
        If `labels` or `pred_probs` is no array.
    InputError
        If shapes, values or classes do not fit.
    """
    values = label_values(labels)
    source = open_source(pred_probs, num_rows=len(values))
    names = source.class_names if class_names is None else tuple(class_names)
    assumed = names is None and values.dtype.kind not in "iub"
    if assumed and values.dtype.kind in "US":
        distinct = np.unique(values)
        names = tuple(distinct.tolist()) if len(distinct) == source.num_classes else None
    if len(values) != source.num_rows:
        raise InputError(
            f"`pred_probs` must have one row per label: got {source.num_rows} rows and {len(values)} labels. "
            "Pass the probabilities of all examples, in the same order."
        )
    codes = encode_labels(values, source.num_classes, names)
    if codes is values:
        adopt_labels(source, codes, labels)
    facts = _room_for_facts(source, 1 if keep_facts else _WIDE) if function is None else None
    output = None if function is None else RowOutput(function, np.empty(len(codes), np.float64))
    inputs = _scanned(codes, source, names, ScanPass(source.num_classes, facts, output), n_jobs)
    if assumed:
        _check_order(inputs, values, n_jobs)
    if not one_class and not (allow_all_zero and inputs.class_counts[0] == len(codes)):
        _require_two_classes(inputs)
    return inputs


def select_rows(inputs: Inputs, rows: NDArray[np.int64]) -> Inputs:
    """Return the inputs of some rows, copied into memory."""
    source = open_source(read_all(inputs.source)[rows])
    return _scanned(inputs.labels[rows], source, inputs.class_names, ScanPass(source.num_classes), None)


def _scanned(
    labels: NDArray[np.integer],
    source: BlockSource,
    names: tuple[Any, ...] | None,
    what: ScanPass,
    n_jobs: int | None,
) -> Inputs:
    scan = run_pass(what, source, labels, n_jobs=n_jobs)
    check_range(scan.value_range)
    output = None if what.output is None else what.output.out
    return Inputs(labels, source, scan.value_range, scan.sums, what.facts, output, names)


def _room_for_facts(source: BlockSource, least_classes: int) -> Facts | None:
    """Return room for the facts of all rows, so that later passes skip most rows, where it is worth its memory."""
    many = 64 * _MANY if on_device(source) else _MANY
    if source.num_classes < least_classes or source.num_rows > many:
        return None
    return room_for_facts(source)


def map_inputs(
    function: RowFunction[Any], inputs: Inputs, *, out: NDArray[Any], n_jobs: int | None = None
) -> NDArray[Any]:
    """Return `out`, filled with one value per row."""
    return map_rows(function, inputs.source, inputs.labels, out=out, facts=inputs.facts, n_jobs=n_jobs)


def run_inputs(what: Pass[State, Result], inputs: Inputs, *, n_jobs: int | None = None) -> Result:
    """Return the result of a pass over all rows."""
    return run_pass(what, inputs.source, inputs.labels, facts=inputs.facts, n_jobs=n_jobs)


def confusion(inputs: Inputs, *, n_jobs: int | None = None) -> NDArray[np.int64]:
    """Return the counts (K, K) of given against first most likely class."""
    size, out = inputs.num_classes, np.empty(len(inputs.labels), np.int32)
    predicted = map_inputs(predicted_class, inputs, out=out, n_jobs=n_jobs)
    return pair_counts(inputs.labels, predicted, size)


def _check_order(inputs: Inputs, values: NDArray[np.generic], n_jobs: int | None) -> None:
    """Refuse columns in sorted order of the labels when the probabilities plainly fit another order."""
    wrong = misplaced_class(confusion(inputs, n_jobs=n_jobs))
    if wrong is not None:
        name = values[int(np.argmax(inputs.labels == wrong[0]))]
        raise InputError(
            "Nothing says which column of `pred_probs` is which class, and sorted order does not fit: examples "
            f"labelled {str(name)!r} are mostly predicted as column {wrong[1]}, not {wrong[0]}. "
            "Pass class_names= with one name per column, in the order of the columns."
        )


def check_labels(
    labels: Any, *, num_classes: int | None = None, class_names: Sequence[Any] | None = None
) -> NDArray[np.int64]:
    """Return labels as column numbers, without probabilities beside them.

    Parameters
    ----------
    labels : (N,) array-like
        Given labels.
    num_classes : int, optional
        K, when it is known.
    class_names : sequence of length K, optional
        Names of the classes.

    Returns
    -------
    (N,) int64
        Values in 0..K-1.
    """
    return encode_labels(label_values(labels), num_classes, class_names).astype(np.int64, copy=False)


def _require_two_classes(inputs: Inputs) -> None:
    """Refuse labels that are all of one class."""
    if np.count_nonzero(inputs.class_counts) < 2:
        raise InputError(
            f"`labels` must hold at least 2 distinct classes: all {len(inputs.labels)} are {int(inputs.labels[0])}. "
            "A label error is a label that should be another one, so there is nothing to find."
        )


def refuse_multi_label(multi_label: bool) -> None:
    """Refuse the multi-label mode of a summary, which has its own module."""
    if multi_label:
        raise InputError(
            "multi_label=True has a module of its own: call labelproof.multilabel_classification.dataset instead, "
            "for example multilabel_health_summary."
        )


def check_range(found: ValueRange, *, logits: str = "a softmax of the logits") -> None:
    """Refuse NaN and values outside [0, 1] by more than 1e-6; `logits` says what makes probabilities of those."""
    if found.nan_row >= 0:
        raise InputError(
            f"`pred_probs` must not contain NaN: got one in row {found.nan_row}, column {found.nan_col}. "
            "Drop the example, or predict it again."
        )
    if found.low < -SLACK or found.high > 1 + SLACK:
        raise InputError(
            f"`pred_probs` must lie in [0, 1]: got values from {found.low:.6g} to {found.high:.6g}. "
            f"Pass probabilities (predict_proba, or {logits}), not scores."
        )
