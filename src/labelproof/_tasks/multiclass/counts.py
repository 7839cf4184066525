"""Counting for one label per example: thresholds, confident joint, number of issues."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, unknown_name
from labelproof._core.joint import JointPass, calibrate, normalize, pair_counts
from labelproof._core.passes import RowFunction
from labelproof._core.selection import Disagreement, OffDiagonal
from labelproof._core.thresholds import thresholds_from_means
from labelproof._engines import worker_count
from labelproof._kernels.joint_counts import Collisions
from labelproof._tasks.multiclass.inputs import Inputs, map_inputs, run_inputs

__all__ = [
    "EstimationMethod",
    "check_joint",
    "class_thresholds",
    "confident_disagreement",
    "confident_issues",
    "confident_joint",
    "count_issues",
    "joint_distribution",
    "off_diagonal_rows",
    "refuse_no_counts",
    "untied_rows",
]

EstimationMethod = Literal["off_diagonal", "off_diagonal_calibrated", "off_diagonal_custom"]
_JOINT_CELLS = 1 << 22
"""Counts that the threads together may hold: each has a joint of its own."""
_METHODS: tuple[EstimationMethod, ...] = ("off_diagonal", "off_diagonal_calibrated", "off_diagonal_custom")


def class_thresholds(inputs: Inputs) -> NDArray[np.float64]:
    """Return the mean probability of each class over its own examples, (K,); 2 for a class without examples."""
    return thresholds_from_means(inputs.sums)


def _thresholds(inputs: Inputs, given: Any) -> NDArray[np.float64]:
    if given is None:
        return class_thresholds(inputs)
    values = np.asarray(given, np.float64)
    if values.shape == (inputs.num_classes, 1):
        values = values[:, 0]
    if values.shape != (inputs.num_classes,):
        raise InputError(
            f"`thresholds` must have one value per class, shape ({inputs.num_classes},): got shape {values.shape}. "
            "Pass one threshold per column of `pred_probs`."
        )
    if np.isnan(values).any():
        raise InputError(
            f"`thresholds` must not be NaN: got {values.tolist()}. Use 2 for a class that nothing reaches."
        )
    return values


def confident_joint(
    inputs: Inputs,
    *,
    thresholds: Any = None,
    calibrated: bool = True,
    collisions: Collisions = "all",
    n_jobs: int | None = None,
) -> NDArray[np.int64]:
    """Return the confident joint (K, K), rows given and columns guessed, calibrated to the class counts if asked."""
    what = JointPass(_thresholds(inputs, thresholds), collisions)
    joint = _counted(what, inputs, n_jobs)
    return calibrate(joint, inputs.class_counts, overwrite=True) if calibrated else joint


def _counted(what: JointPass, inputs: Inputs, n_jobs: int | None) -> NDArray[np.int64]:
    """Return the uncalibrated joint; a joint for each thread takes more than the guesses of few rows."""
    size, num_rows = inputs.num_classes, len(inputs.labels)
    if size * size > num_rows:
        guesses = map_inputs(what.guesses, inputs, out=np.empty(num_rows, np.int32), n_jobs=n_jobs)
        return what.finish(pair_counts(inputs.labels, guesses, size))
    threads = max(1, min(worker_count(n_jobs), _JOINT_CELLS // size**2))
    return run_inputs(what, inputs, n_jobs=threads)


def off_diagonal_rows(
    inputs: Inputs, *, thresholds: Any = None, collisions: Collisions = "all", n_jobs: int | None = None
) -> NDArray[np.int64]:
    """Return the rows, ascending, whose guessed class exists and differs from the given one."""
    return np.flatnonzero(_rows(OffDiagonal(_thresholds(inputs, thresholds), collisions), inputs, n_jobs))


def confident_disagreement(inputs: Inputs) -> OffDiagonal:
    """Return the function that tells which rows the filter "confident_learning" flags."""
    return OffDiagonal(class_thresholds(inputs), disagreeing=True)


def confident_issues(inputs: Inputs, *, n_jobs: int | None = None) -> NDArray[np.bool_]:
    """Return True where the guessed class exists, differs from the given one, and the label is not the most likely."""
    return _rows(confident_disagreement(inputs), inputs, n_jobs)


def untied_rows(inputs: Inputs, *, n_jobs: int | None = None) -> NDArray[np.bool_]:
    """Return True where the most likely class is another than the given one, with a margin for rounding."""
    return _rows(Disagreement(), inputs, n_jobs)


def _rows(function: RowFunction[np.bool_], inputs: Inputs, n_jobs: int | None) -> NDArray[np.bool_]:
    return map_inputs(function, inputs, out=np.empty(len(inputs.labels), np.bool_), n_jobs=n_jobs)


def joint_distribution(inputs: Inputs, *, joint: Any = None, n_jobs: int | None = None) -> NDArray[np.float64]:
    """Return the estimated joint distribution of given and true classes (K, K), summing to 1."""
    if joint is None:
        return normalize(confident_joint(inputs, n_jobs=n_jobs))
    return normalize(calibrate(check_joint(joint, inputs.num_classes), inputs.class_counts))


def check_joint(joint: Any, num_classes: int) -> NDArray[np.generic]:
    """Return a user's confident joint as an array, refusing another shape than (K, K)."""
    values = np.asarray(joint)
    if values.shape != (num_classes, num_classes):
        raise InputError(
            f"`confident_joint` must have shape ({num_classes}, {num_classes}), given by guessed: got {values.shape}. "
            "Pass what count.compute_confident_joint returned for the same classes."
        )
    refuse_no_counts(values)
    return values


def refuse_no_counts(joint: NDArray[Any]) -> None:
    """Refuse a confident joint whose entries cannot be counts."""
    if not (np.isfinite(joint) & (joint >= 0)).all():
        raise InputError(
            "`confident_joint` must hold counts, 0 or more: got NaN, an infinite or a negative entry. "
            "Pass what count.compute_confident_joint returned."
        )


def count_issues(
    inputs: Inputs, *, joint: Any = None, method: EstimationMethod = "off_diagonal", n_jobs: int | None = None
) -> int:
    """Return the estimated number of label issues."""
    if method not in _METHODS:
        raise unknown_name("estimation_method", "be a known method", method, _METHODS)
    if method == "off_diagonal":
        return int(np.count_nonzero(confident_issues(inputs, n_jobs=n_jobs)))
    if method == "off_diagonal_custom":
        if joint is None:
            raise InputError(
                "`confident_joint` is needed by estimation_method='off_diagonal_custom'. "
                "Pass it, or choose 'off_diagonal_calibrated'."
            )
        counts = calibrate(check_joint(joint, inputs.num_classes), inputs.class_counts)
    else:
        counts = calibrate(confident_joint(inputs, n_jobs=n_jobs), inputs.class_counts)
    return int(np.rint((1 - float(np.trace(normalize(counts)))) * len(inputs.labels)))
