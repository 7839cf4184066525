"""Label quality scores of a block's tags, and their weighted sum per row with the lowest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native
from labelproof._kernels.row_scores import METHODS, ScoreMethod

__all__ = ["tag_scores", "weighted_tag_scores"]

_NO_SHIFT = np.empty(0, np.float64)


def tag_scores(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    *,
    method: ScoreMethod,
    shift: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the score of each tag (n, K); `shift` (K, 2) is added to (1 - p, p), which is then renormalised."""
    out = np.empty(tags.shape, np.float64)
    native.tag_scores(pred_probs, tags, METHODS[method], _NO_SHIFT if shift is None else shift.reshape(-1), out)
    return out


def weighted_tag_scores(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    weights: NDArray[np.float64],
    *,
    method: ScoreMethod,
    shift: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the sum of `weights` (at most K) times the lowest scores of each row, the lowest first, (n,)."""
    out = np.empty(len(tags), np.float64)
    adjusted = _NO_SHIFT if shift is None else shift.reshape(-1)
    native.tag_weighted_scores(pred_probs, tags, METHODS[method], adjusted, weights, out)
    return out
