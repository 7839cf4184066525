"""Check labels and probabilities once, so that everything below can trust them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._blocks import BlockSource, open_source
from labelproof._core.matching import misplaced_class
from labelproof._core.passes import Block
from labelproof._core.selection import predicted_class
from labelproof._engines import map_rows, run_pass
from labelproof._kernels.row_facts import ValueRange, value_range
from labelproof._tasks.multiclass.labels import encode_labels, label_values

__all__ = ["Inputs", "check_labels", "check_range", "confusion", "prepare", "refuse_multi_label", "require_two_classes"]

SLACK = 1e-6
"""How far outside [0, 1] a probability may lie by rounding."""


@dataclass(frozen=True)
class Inputs:
    """Checked inputs: labels (N,) int64 in 0..K-1, (N, K) probabilities, their range, and the names of the columns."""

    labels: NDArray[np.int64]
    source: BlockSource
    value_range: ValueRange
    class_names: tuple[Any, ...] | None = None

    @property
    def num_classes(self) -> int:
        """K, the number of columns."""
        return self.source.num_classes

    @property
    def class_counts(self) -> NDArray[np.int64]:
        """Number of examples given each class, (K,)."""
        return np.bincount(self.labels, minlength=self.num_classes).astype(np.int64)


def prepare(
    labels: Any,
    pred_probs: Any,
    *,
    class_names: Sequence[Any] | None = None,
    one_class: bool = False,
    allow_all_zero: bool = False,
) -> Inputs:
    """Return checked inputs.

    Parameters
    ----------
    labels : (N,) array-like
        Given labels, see `labelproof._tasks.multiclass.labels`.
    pred_probs : (N, K) array, frame or path of a .npy file
        Probability of each class.
    class_names : sequence of length K, optional
        Names of the columns; the column names of a frame by default.
    one_class : bool, default False
        Whether labels of a single class are acceptable.
    allow_all_zero : bool, default False
        Whether labels that are all of the first class are acceptable.

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
    source, names = _open(pred_probs)
    names = names if class_names is None else tuple(class_names)
    values = label_values(labels)
    assumed = names is None and values.dtype.kind not in "ib"
    if assumed and values.dtype.kind in "US":
        distinct = np.unique(values)
        names = tuple(distinct.tolist()) if len(distinct) == source.num_classes else None
    if len(values) != source.num_rows:
        raise InputError(
            f"`pred_probs` must have one row per label: got {source.num_rows} rows and {len(values)} labels. "
            "Pass the probabilities of all examples, in the same order."
        )
    codes = encode_labels(values, source.num_classes, names)
    found = check_range(source, codes)
    if assumed:
        _check_order(source, codes, values)
    if not one_class and not (allow_all_zero and not codes.any()):
        require_two_classes(codes)
    return Inputs(codes, source, found, names)


def confusion(source: BlockSource, labels: NDArray[np.int64], *, n_jobs: int | None = None) -> NDArray[np.int64]:
    """Return the counts (K, K) of given against first most likely class."""
    size = source.num_classes
    predicted = map_rows(predicted_class, source, labels, out=np.empty(len(labels), np.int32), n_jobs=n_jobs)
    return np.bincount(labels * size + predicted, minlength=size * size).astype(np.int64).reshape(size, size)


def _check_order(source: BlockSource, codes: NDArray[np.int64], values: NDArray[np.generic]) -> None:
    """Refuse columns in sorted order of the labels when the probabilities plainly fit another order."""
    wrong = misplaced_class(confusion(source, codes))
    if wrong is not None:
        name = values[int(np.argmax(codes == wrong[0]))]
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
    return encode_labels(label_values(labels), num_classes, class_names)


def require_two_classes(codes: NDArray[np.int64]) -> None:
    """Refuse labels that are all of one class."""
    if (codes == codes[0]).all():
        raise InputError(
            f"`labels` must hold at least 2 distinct classes: all {len(codes)} are {int(codes[0])}. "
            "A label error is a label that should be another one, so there is nothing to find."
        )


def _open(pred_probs: Any) -> tuple[BlockSource, tuple[Any, ...] | None]:
    names = None
    if hasattr(pred_probs, "columns") or hasattr(pred_probs, "column_names"):
        names = tuple(getattr(pred_probs, "column_names", None) or pred_probs.columns)
        names = None if _only_count(names) else names
        pred_probs = pred_probs.to_pandas() if hasattr(pred_probs, "column_names") else pred_probs
        pred_probs = pred_probs.to_numpy()
    if isinstance(pred_probs, (list, tuple)) or pred_probs is None or not _is_array(pred_probs):
        raise InputTypeError(
            f"`pred_probs` must be an array of shape (N, K): got {type(pred_probs).__name__}. "
            "Convert it with numpy.asarray(pred_probs)."
        )
    if hasattr(pred_probs, "ndim") and pred_probs.ndim != 2:
        raise InputError(
            "`pred_probs` must be 2-D, one row per example and one column per class: "
            f"got shape {tuple(pred_probs.shape)}. "
            "For two classes pass both columns: numpy.column_stack([1 - p, p])."
        )
    source = open_source(pred_probs)
    if source.num_classes == 0:
        raise InputError("`pred_probs` has no columns. Pass one column of probabilities per class.")
    if getattr(getattr(source, "array", None), "dtype", np.dtype(float)).kind not in "fiub":
        raise InputTypeError("`pred_probs` must hold numbers: got an array of objects. Convert it with .astype(float).")
    return source, names


def refuse_multi_label(multi_label: bool) -> None:
    """Refuse the multi-label mode of a function for one label per example."""
    if multi_label:
        raise InputError(
            "multi_label=True is not available in this version. Pass one label per example, "
            "or one tag at a time as labels 0 and 1 with pred_probs of two columns."
        )


def _only_count(names: tuple[Any, ...]) -> bool:
    """Return whether column names are a library's own numbering: 0, 1, ... or column_0, column_1, ..."""
    return names in {tuple(range(len(names))), tuple(f"column_{number}" for number in range(len(names)))}


def _is_array(value: Any) -> bool:
    return isinstance(value, str) or hasattr(value, "__array__") or hasattr(value, "__fspath__")


@dataclass(frozen=True)
class _RangePass:
    """Smallest and largest value, and the first NaN by row."""

    def init(self) -> list[ValueRange]:
        return []

    def update(self, state: list[ValueRange], block: Block) -> None:
        found = value_range(block.pred_probs)
        row = found.nan_row + block.first_row if found.nan_row >= 0 else -1
        state.append(found._replace(nan_row=row))

    def merge(self, state: list[ValueRange], other: list[ValueRange]) -> list[ValueRange]:
        return state + other

    def finish(self, state: list[ValueRange]) -> ValueRange:
        for found in state:
            if found.nan_row >= 0:
                return found
        return ValueRange(min(found.low for found in state), max(found.high for found in state), -1, -1)


def check_range(source: BlockSource, labels: NDArray[np.int64]) -> ValueRange:
    """Return the range of the probabilities, refusing NaN and values outside [0, 1] by more than 1e-6."""
    found = run_pass(_RangePass(), source, labels)
    if found.nan_row >= 0:
        raise InputError(
            f"`pred_probs` must not contain NaN: got one in row {found.nan_row}, column {found.nan_col}. "
            "Drop the example, or predict it again."
        )
    if found.low < -SLACK or found.high > 1 + SLACK:
        raise InputError(
            f"`pred_probs` must lie in [0, 1]: got values from {found.low:.6g} to {found.high:.6g}. "
            "Pass probabilities (predict_proba, or a softmax of the logits), not scores."
        )
    return found
