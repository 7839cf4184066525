"""Label quality scores from several models of the same examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError, legal_name
from labelproof._base.warnings import warn
from labelproof._blocks import read_all
from labelproof._core.ensemble import Weighting, combine_scores, ensemble_weights
from labelproof._tasks.multiclass.inputs import prepare
from labelproof._tasks.multiclass.scores import quality_scores

__all__ = ["ensemble_scores"]

_NO_PROBS = np.empty((0, 0))


def ensemble_scores(
    labels: Any,
    pred_probs_list: list[Any],
    *,
    method: str,
    adjust_pred_probs: bool,
    weights_by: str,
    custom_weights: Sequence[float] | None,
    temperatures: Sequence[float],
    class_names: Sequence[Any] | None,
) -> NDArray[np.float64]:
    """Return the weighted sum of the models' scores (N,)."""
    _check(pred_probs_list, weights_by, custom_weights)
    members = [prepare(labels, probs, class_names=class_names) for probs in pred_probs_list]
    weighting = next(known for known in get_args(Weighting) if known == weights_by)
    weighed = weighting in ("accuracy", "log_loss_search")  # the others never look at probabilities
    weights = ensemble_weights(
        members[0].labels.astype(np.int64, copy=False),
        [read_all(member.source) if weighed else _NO_PROBS for member in members],
        by=weighting,
        custom_weights=custom_weights,
        temperatures=tuple(temperatures),
    )
    scores = [quality_scores(member, method=method, adjust_pred_probs=adjust_pred_probs) for member in members]
    return combine_scores(scores, weights)


def _check(pred_probs_list: Any, weights_by: str, custom_weights: Sequence[float] | None) -> None:
    if not isinstance(pred_probs_list, (list, tuple)):
        raise InputTypeError(
            f"`pred_probs_list` must be a list with one array per model: got {type(pred_probs_list).__name__}. "
            "For a single model use get_label_quality_scores."
        )
    if len(pred_probs_list) == 0:
        raise InputError("`pred_probs_list` is empty. Pass one array of probabilities per model.")
    legal_name("weight_ensemble_members_by", "be a known scheme", weights_by, get_args(Weighting))
    if custom_weights is not None and weights_by != "custom":
        raise InputError(
            f"`custom_weights` have no effect with weight_ensemble_members_by={weights_by!r}. Set it to 'custom'."
        )
    if len(pred_probs_list) == 1:
        warn("`pred_probs_list` holds one model; get_label_quality_scores does the same.")
