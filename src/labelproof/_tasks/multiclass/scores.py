"""Label quality scores for one label per example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, legal_name
from labelproof._core.order import ascending
from labelproof._core.scores import METHODS, MarkedScores, ScoreFunction, ScoreMethod, adjustment
from labelproof._kernels.twins import on_host
from labelproof._tasks.multiclass.counts import class_thresholds
from labelproof._tasks.multiclass.inputs import Inputs, map_inputs, prepare, run_inputs

__all__ = ["check_method", "quality_scores", "rank_rows", "score_labels"]


def check_method(method: str, *, adjusted: bool = False, name: str = "method") -> ScoreMethod:
    """Return a known scoring method, refusing names that do not exist and combinations that make no sense."""
    score = legal_name(name, "be a known score", method, METHODS)
    if adjusted and score == "confidence_weighted_entropy":
        raise InputError(
            "`adjust_pred_probs` cannot be combined with confidence_weighted_entropy. "
            "Choose self_confidence or normalized_margin, or leave the adjustment out."
        )
    return score


def score_labels(
    labels: Any,
    pred_probs: Any,
    *,
    method: str,
    adjust_pred_probs: bool = False,
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.float64]:
    """Return one score per row (N,), low = suspect, in one reading unless the probabilities are adjusted."""
    known = check_method(method, adjusted=adjust_pred_probs)
    function = None if adjust_pred_probs else ScoreFunction(known)
    inputs = prepare(labels, pred_probs, class_names=class_names, one_class=True, function=function)
    if inputs.output is None:
        return quality_scores(inputs, method=method, adjust_pred_probs=adjust_pred_probs)
    _check_scorable(inputs, known)
    return inputs.output


def quality_scores(
    inputs: Inputs,
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    thresholds: NDArray[np.float64] | None = None,
    out: NDArray[np.float64] | None = None,
    n_jobs: int | None = None,
) -> NDArray[np.float64]:
    """Return one score per row (N,), low = suspect; `thresholds` replace the class thresholds of the adjustment."""
    function = _function(inputs, method, adjust_pred_probs, thresholds)
    if out is None and inputs.facts is not None and not function.needs_rows:
        return on_host(function.of(inputs.facts))
    into = np.empty(len(inputs.labels), np.float64) if out is None else out
    return map_inputs(function, inputs, out=into, n_jobs=n_jobs)


def rank_rows(
    inputs: Inputs,
    mask: NDArray[np.bool_],
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    scores: NDArray[np.float64] | None = None,
    n_jobs: int | None = None,
) -> NDArray[np.int64]:
    """Return the marked rows, lowest score first, ties by row; without `scores` (N,) only those rows are scored."""
    rows = np.flatnonzero(mask)
    function = _function(inputs, method, adjust_pred_probs, None)
    if scores is not None:
        chosen = scores[rows]
    elif inputs.facts is not None and not function.needs_rows:  # the source is not walked again
        chosen = on_host(function.of(inputs.facts.rows(rows)))
    else:
        chosen = run_inputs(MarkedScores(function, mask), inputs, n_jobs=n_jobs)
    return rows[ascending(chosen)]


def _function(inputs: Inputs, method: str, adjusted: bool, thresholds: NDArray[np.float64] | None) -> ScoreFunction:
    known = check_method(method, adjusted=adjusted)
    _check_scorable(inputs, known)
    if not adjusted:
        return ScoreFunction(known)
    return ScoreFunction(known, adjustment(class_thresholds(inputs) if thresholds is None else thresholds))


def _check_scorable(inputs: Inputs, method: ScoreMethod) -> None:
    if method != "self_confidence" and inputs.num_classes < 2:
        raise InputError(f"{method} compares classes: got `pred_probs` with 1 column. Pass one column per class.")
    found = inputs.value_range
    if method == "confidence_weighted_entropy" and (found.low < 0 or found.high > 1):
        raise InputError(
            f"confidence_weighted_entropy needs values in [0, 1] exactly: got {found.low!r} to {found.high!r}. "
            "Clip them with numpy.clip(pred_probs, 0, 1)."
        )
