"""Label quality scores for one label per example."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, nearest
from labelproof._core.scores import METHODS, ScoreFunction, ScoreMethod, adjustment
from labelproof._engines import map_rows
from labelproof._tasks.multiclass.counts import class_thresholds
from labelproof._tasks.multiclass.inputs import Inputs

__all__ = ["check_method", "quality_scores"]


def check_method(method: str, *, adjusted: bool = False, name: str = "method") -> ScoreMethod:
    """Return a known scoring method, refusing names that do not exist and combinations that make no sense."""
    for known in METHODS:
        if method == known:
            if adjusted and known == "confidence_weighted_entropy":
                raise InputError(
                    "`adjust_pred_probs` cannot be combined with confidence_weighted_entropy. "
                    "Choose self_confidence or normalized_margin, or leave the adjustment out."
                )
            return known
    raise InputError(f"`{name}` must be a known score: got {method!r}. {nearest(method, METHODS)}")


def quality_scores(
    inputs: Inputs,
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    thresholds: NDArray[np.float64] | None = None,
    n_jobs: int | None = None,
) -> NDArray[np.float64]:
    """Return one score per row (N,), low = suspect; `thresholds` replace the class thresholds of the adjustment."""
    known = check_method(method, adjusted=adjust_pred_probs)
    if known != "self_confidence" and inputs.num_classes < 2:
        raise InputError(f"{known} compares classes: got `pred_probs` with 1 column. Pass one column per class.")
    if known == "confidence_weighted_entropy":
        _require_probabilities(inputs)
    shift = None
    if adjust_pred_probs:
        shift = adjustment(class_thresholds(inputs, n_jobs=n_jobs) if thresholds is None else thresholds)
    out = np.empty(len(inputs.labels), np.float64)
    return map_rows(ScoreFunction(known, shift), inputs.source, inputs.labels, out=out, n_jobs=n_jobs)


def _require_probabilities(inputs: Inputs) -> None:
    found = inputs.value_range
    if found.low < 0 or found.high > 1:
        raise InputError(
            f"confidence_weighted_entropy needs values in [0, 1] exactly: got {found.low!r} to {found.high!r}. "
            "Clip them with numpy.clip(pred_probs, 0, 1)."
        )
