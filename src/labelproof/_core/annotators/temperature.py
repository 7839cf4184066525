"""One number that makes probabilities as sure as the annotators are agreed: p to the power of 1 / T, normalised."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._core.annotators.annotations import Annotations
from labelproof._kernels.votes import entries

__all__ = ["best_temperature", "scaled"]

_COARSE = np.array([0.1, 0.2, 0.5, 0.8, 1.0, 2.0, 3.0, 5.0, 8.0])
_STEPS = 4
_FLOOR = 1e-30


def best_temperature(annotations: Annotations, pred_probs: NDArray[np.floating]) -> float:
    """Return the temperature under which probabilities explain the shares of the votes best.

    Parameters
    ----------
    annotations : Annotations
        Labels of N examples.
    pred_probs : (N, K) float
        Probabilities.

    Returns
    -------
    float
        The best of nine values from 0.1 to 8, then the best of four steps to either side of it; of equals the first.

    Notes
    -----
    The loss is the mean cross-entropy of the shares of the votes, over ln K. Time O((A + N K) 18), memory O(A).
    """
    place = int(np.argmin(_losses(annotations, pred_probs, _COARSE)))
    below = _COARSE[max(place - 1, 0) : place + 1]
    above = _COARSE[place : place + 2]
    fine = np.concatenate(
        [
            np.linspace(below[0], below[-1], _STEPS, endpoint=False) if len(below) > 1 else [],
            np.linspace(above[0], above[-1], _STEPS + 1) if len(above) > 1 else [],
        ]
    )
    return float(fine[np.argmin(_losses(annotations, pred_probs, fine))])


def scaled(pred_probs: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """Return probabilities to the power of 1 / T, rows summing to one; the array that is passed stays as it is."""
    found = _logs(pred_probs)
    found /= temperature
    found -= found.max(axis=1, keepdims=True)
    np.exp(found, out=found)
    found /= found.sum(axis=1, keepdims=True)
    return found


def _logs(pred_probs: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.log(np.maximum(pred_probs, _FLOOR, dtype=np.float64)))


def _losses(
    annotations: Annotations, pred_probs: NDArray[np.floating], temperatures: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the summed loss of each temperature."""
    totals = np.zeros(len(temperatures))
    for where, _, part in annotations.blocks():
        logs = _logs(pred_probs[where])
        logs -= logs.max(axis=1, keepdims=True)
        powers, ones = np.empty_like(logs), np.ones(part.num_classes)
        own, weights = entries(part.triples, logs), (1 / part.counts)[part.rows]
        for place, temperature in enumerate(temperatures):
            np.divide(logs, temperature, out=powers)
            norms = np.log(np.exp(powers, out=powers) @ ones)
            said = np.maximum(own / temperature - norms[part.rows], np.log(_FLOOR))
            totals[place] -= said @ weights
    return totals
