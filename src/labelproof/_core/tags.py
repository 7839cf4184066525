"""Scores of the tags of an example joined into one score of the example.

Source: Identifying Incorrect Annotations in Multi-Label Classification Data (arXiv 2211.13895), section 3.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["ALPHA", "TEMPERATURE", "ema_weights", "exponential_moving_average", "softmin", "with_complement"]

ALPHA = 0.8
"""Weight of the lowest score in the exponential moving average."""
TEMPERATURE = 0.1
_NEGLIGIBLE = 1e-17
"""Weight from which on scores do not count: far below the rounding of the sum."""


def ema_weights(alpha: float, size: int) -> NDArray[np.float64]:
    """Return the weights of the lowest scores in the exponential moving average of `size` scores, the lowest first.

    They are alpha (1 - alpha)^j, and for the largest score (1 - alpha)^(size - 1); the tail that is too small to
    matter is left out, so that only so many of the lowest scores need be found.
    """
    rest = 1.0 - alpha
    needed = size
    if 0.0 < rest < 1.0:
        needed = min(size, math.ceil(math.log(_NEGLIGIBLE) / math.log(rest)) + 1)
    elif rest == 0.0:
        needed = 1
    powers = np.power(rest, np.arange(needed), dtype=np.float64)
    return powers * np.where(np.arange(needed) == size - 1, 1.0, alpha)


def exponential_moving_average(scores: NDArray[np.floating], alpha: float = ALPHA) -> NDArray[np.float64]:
    """Return the exponential moving average of each row's scores in descending order.

    Parameters
    ----------
    scores : (N, K) float
        No NaN.
    alpha : float in [0, 1], default 0.8
        Weight of the lowest score; 0 gives the largest score, 1 the lowest.

    Returns
    -------
    (N,) float64
        With s sorted from the largest: e = s_1, then e = alpha s_j + (1 - alpha) e.
    """
    values = np.asarray(scores, np.float64)
    weights = ema_weights(alpha, values.shape[1])
    if len(weights) < values.shape[1]:
        values = np.partition(values, len(weights) - 1, axis=1)[:, : len(weights)]
    return np.asarray(np.sort(values, axis=1) @ weights)


def softmin(scores: NDArray[np.floating], temperature: float = TEMPERATURE) -> NDArray[np.float64]:
    """Return the mean of each row's scores, weighted by the softmax of one minus the score.

    Parameters
    ----------
    scores : (N, K) float
        No NaN.
    temperature : float, default 0.1
        Towards 0 the result is the lowest score.

    Returns
    -------
    (N,) float64
        sum_j s_j w_j with w = softmax((1 - s) / temperature).
    """
    values = np.asarray(scores, np.float64)
    exponents = (1.0 - values) / max(temperature, 1e-6)
    exponents -= exponents.max(axis=1, keepdims=True)
    weights = np.exp(exponents, out=exponents)
    return np.asarray((values * weights).sum(axis=1) / weights.sum(axis=1))


def with_complement(pred_probs: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the two columns [1 - p, p] of the probabilities of a tag (N,), of the same number type."""
    return np.stack([1 - pred_probs, pred_probs], axis=1)
