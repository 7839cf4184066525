"""How good out-of-sample probabilities are, fold by fold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["FoldScores", "scores_of"]

_BINS = 15
_FLOOR = 1e-7

FoldScores = dict[str, float]
"""By name: examples, accuracy, log_loss, calibration_error."""


def scores_of(pred_probs: NDArray[np.floating], codes: NDArray[np.int64]) -> FoldScores:
    """Return accuracy, log loss and calibration error of probabilities beside the given labels.

    Parameters
    ----------
    pred_probs : (n, K) float
        Probabilities.
    codes : (n,) int64
        The given class of each row.

    Returns
    -------
    dict
        `log_loss` in nats, probabilities below 1e-7 counting as that. `calibration_error` is the mean distance of the
        highest probability of a row from the share of right ones, over 15 bins of equal width weighted by rows. All
        NaN without rows.
    """
    if not codes.size:
        return {"examples": 0, "accuracy": np.nan, "log_loss": np.nan, "calibration_error": np.nan}
    right = pred_probs.argmax(axis=1) == codes
    sure = pred_probs.max(axis=1).astype(np.float64)
    given = pred_probs[np.arange(codes.size), codes].astype(np.float64)
    bins = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.bincount(bins, weights=sure - right, minlength=_BINS)
    return {
        "examples": codes.size,
        "accuracy": float(right.mean()),
        "log_loss": float(-np.log(np.maximum(given, _FLOOR)).mean()),
        "calibration_error": float(np.abs(gaps).sum() / codes.size),
    }
