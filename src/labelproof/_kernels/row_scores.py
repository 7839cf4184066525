"""Label quality scores of a block's rows."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native
from labelproof._kernels.scan import Facts
from labelproof._kernels.twins import with_twin

__all__ = ["METHODS", "ScoreMethod", "fact_scores", "row_scores"]

ScoreMethod = Literal["self_confidence", "normalized_margin", "confidence_weighted_entropy"]
METHODS: dict[ScoreMethod, int] = {"self_confidence": 0, "normalized_margin": 1, "confidence_weighted_entropy": 2}
_NO_SHIFT = np.empty(0, np.float64)


@with_twin
def row_scores(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    *,
    method: ScoreMethod,
    shift: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the scores; `shift` (K,) is added to every row, which is then renormalised, before scoring."""
    result = np.empty(len(labels), np.float64)
    native.row_scores(pred_probs, labels, METHODS[method], _NO_SHIFT if shift is None else shift, result)
    return result


@with_twin
def fact_scores(facts: Facts, *, margin: bool) -> NDArray[np.float64]:
    """Return the self-confidence of rows, or their normalized margin, from their facts alone."""
    scores = facts.own.astype(np.float64)
    if margin:
        with np.errstate(invalid="ignore"):  # infinite values are refused, but only when all have been read
            scores -= facts.other
        scores += 1.0
        scores /= 2.0
    return scores
