"""Several models, one score: weights of ensemble members and the weighted sum of their scores.

The scores of single models come from elsewhere; so does the check of what users pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, unknown_name

__all__ = ["TEMPERATURES", "Weighting", "combine_scores", "ensemble_weights", "likelihood_weights", "log_loss"]

Weighting = Literal["uniform", "accuracy", "log_loss_search", "custom"]

TEMPERATURES: tuple[float, ...] = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0, 200.0)
"""Inverse temperatures tried by the log-loss search unless others are named."""

_PROB_FLOOR = 1e-6
_BLOCK_ROWS = 8192
_POOL_STEPS = 50
_TINY = 1e-12


def combine_scores(
    scores: NDArray[np.float64] | Sequence[NDArray[np.float64]], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weighted sum of the members' scores.

    Parameters
    ----------
    scores : (M, N) float, or M arrays of (N,)
        The scores of each model.
    weights : (M,) float
        Used as they are, not normalised.

    Returns
    -------
    (N,) float64
        ``sum_m weights[m] * scores[m]``, added in the order of the models.
    """
    total = np.zeros(len(scores[0]))
    for weight, member in zip(weights, scores, strict=True):
        total += float(weight) * np.asarray(member, dtype=np.float64)
    return total


def ensemble_weights(
    labels: NDArray[np.int64],
    pred_probs_list: Sequence[NDArray[np.floating]],
    *,
    by: Weighting = "accuracy",
    custom_weights: Sequence[float] | NDArray[np.float64] | None = None,
    temperatures: Sequence[float] = TEMPERATURES,
) -> NDArray[np.float64]:
    """Return the weight of each model of an ensemble.

    Parameters
    ----------
    labels : (N,) int64 in 0..K-1
        The given labels; classes may be missing.
    pred_probs_list : M arrays of (N, K) float
        Probabilities of each model for the same rows.
    by : {"uniform", "accuracy", "log_loss_search", "custom"}, default "accuracy"
        The rule: equal, proportional to the agreement of argmax and label, proportional to exp(-T * log loss) with
        the T whose weighted mean of probabilities has the lowest log loss, or the weights that are passed.
    custom_weights : (M,) float, optional
        For "custom" alone; neither checked for their sum nor normalised.
    temperatures : sequence of float
        The T values of the search; of equal ones the first wins.

    Returns
    -------
    (M,) float64
        Sum to 1, but for custom weights.

    Raises
    ------
    InputError
        If the rule is unknown or the custom weights do not fit the models.

    Notes
    -----
    Members that never agree with the labels get equal weights under "accuracy". Time O(M N K) per T, memory O(N)
    beside the input.

    Source
    ------
    Model-agnostic label quality scoring (ICML DataPerf 2022), ensembles.
    """
    size = len(pred_probs_list)
    if by == "uniform":
        return np.full(size, 1 / size)
    if by == "accuracy":
        hits = np.array([np.mean(np.argmax(probs, axis=1) == labels) for probs in pred_probs_list])
        total = float(hits.sum())
        return hits / total if total > 0 else np.full(size, 1 / size)
    if by == "log_loss_search":
        return _log_loss_search(labels, pred_probs_list, temperatures)
    if by == "custom":
        return _checked(custom_weights, size)
    raise unknown_name(
        "weight_ensemble_members_by", "name a rule", by, ("uniform", "accuracy", "log_loss_search", "custom")
    )


def likelihood_weights(given: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the weights under which a mixture of models makes the given labels likeliest.

    Parameters
    ----------
    given : (N, M) float
        The probability of each given label by each of M models.

    Returns
    -------
    (M,) float64
        Sum to 1.

    Notes
    -----
    50 steps of expectation maximisation from equal weights: the likelihood rises with every step and has no other
    maximum. Time O(N M), memory O(N M).

    Source
    ------
    Dempster, Laird and Rubin, "Maximum Likelihood from Incomplete Data via the EM Algorithm", 1977.
    """
    weights = np.full(given.shape[1], 1 / given.shape[1])
    for _ in range(_POOL_STEPS if len(given) else 0):
        parts = given * weights + _TINY
        weights = (parts / parts.sum(axis=1, keepdims=True)).mean(axis=0)
    return weights


def log_loss(labels: NDArray[np.int64], pred_probs: NDArray[np.floating]) -> float:
    """Return the mean negative natural logarithm of the probability of the given label.

    Parameters
    ----------
    labels : (N,) int64 in 0..K-1
        The given labels; classes may be missing.
    pred_probs : (N, K) float
        Clipped to [eps, 1 - eps] of their dtype (float16: of float32), then rows are normalised.

    Returns
    -------
    float
        In nats; the number of ``sklearn.metrics.log_loss``.
    """
    return _mixture_log_loss(labels, [pred_probs], np.ones(1))


def _checked(custom_weights: Sequence[float] | NDArray[np.float64] | None, size: int) -> NDArray[np.float64]:
    """Return the custom weights as an array, or say why they cannot be used."""
    if custom_weights is None:
        raise InputError(
            "`custom_weights` is missing: weight_ensemble_members_by='custom' needs one weight per model. "
            f"Pass {size} numbers, or choose another rule."
        )
    weights = np.asarray(custom_weights, dtype=np.float64)
    if weights.shape != (size,):
        raise InputError(
            f"`custom_weights` must hold one weight per model: got shape {weights.shape} for {size} models. "
            f"Pass {size} numbers, in the order of `pred_probs_list`."
        )
    return weights


def _log_loss_search(
    labels: NDArray[np.int64], pred_probs_list: Sequence[NDArray[np.floating]], temperatures: Sequence[float]
) -> NDArray[np.float64]:
    """Return the weights under the T whose mixture of models explains the labels best."""
    one = np.ones(1)
    losses = np.array([_mixture_log_loss(labels, [probs], one, floor=_PROB_FLOOR) for probs in pred_probs_list])
    best, best_loss = np.full(losses.size, 1 / losses.size), np.inf
    for temperature in temperatures:
        # Relative to the smallest loss, so that a large T cannot make every weight zero.
        weights = np.exp(-temperature * (losses - losses.min()))
        weights /= weights.sum()
        loss = _mixture_log_loss(labels, pred_probs_list, weights)
        if loss < best_loss:
            best, best_loss = weights, loss
    return best


def _mixture_log_loss(
    labels: NDArray[np.int64],
    pred_probs_list: Sequence[NDArray[np.floating]],
    weights: NDArray[np.float64],
    *,
    floor: float = 0.0,
) -> float:
    """Return the log loss of a weighted sum of models, in blocks of rows; a floor is followed by normalising."""
    kinds = [probs.dtype if probs.dtype != np.float16 else np.dtype(np.float32) for probs in pred_probs_list]
    eps = float(np.finfo(np.result_type(*kinds)).eps)
    total = 0.0
    for start in range(0, labels.size, _BLOCK_ROWS):
        part = slice(start, start + _BLOCK_ROWS)
        mixed = np.zeros(np.shape(pred_probs_list[0][part]))
        for weight, probs in zip(weights, pred_probs_list, strict=True):
            mixed += weight * np.asarray(probs[part], dtype=np.float64)
        if floor > 0:
            mixed = np.maximum(mixed, floor)
            mixed /= mixed.sum(axis=1, keepdims=True)
        mixed = np.clip(mixed, eps, 1 - eps)
        given = mixed[np.arange(len(mixed)), labels[part]]
        total -= float(np.log(given / mixed.sum(axis=1)).sum())
    return total / max(labels.size, 1)
