"""The recalibrated probability of each given label: one vote of the noise-adaptive score (its step 7).

A small model on top of probabilities that exist already; nothing here sees the examples themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from labelproof._learn.folds import stratified_folds

__all__ = ["recalibrated_given"]

_FLOOR = 1e-7
"""Clip of the probabilities before the logarithm, and what a class gets that a training part lacks."""
_STRENGTH = 0.1
_MAX_FULL = 128
"""Beyond this many classes each class gets its own scale and shift instead of a weight for every pair of classes."""
_MAX_WORK = {"full": 1.5e8, "own": 4e6}
"""Bound on training rows x parameters per row of one fit: rows beyond it are left out, evenly over the classes."""
_MAX_STEPS = 100
_MAX_FOLDS = 20
"""The map has few parameters: more rows in its training parts would not change it."""


def recalibrated_given(
    labels: NDArray[np.int64], pred_probs: NDArray[np.floating], *, folds: int = 5, seed: int = 0
) -> NDArray[np.float64]:
    """Return the probability of each given label after an out-of-fold recalibration of the probabilities.

    Parameters
    ----------
    labels : (N,) int64 in 0..K-1
        The given labels.
    pred_probs : (N, K) float
        Out-of-sample probabilities of the classes.
    folds : int, default 5
        Folds of the recalibration, of which there are at most 20.
    seed : int, default 0
        Seed of the folds and of the choice of rows where the fit is capped.

    Returns
    -------
    (N,) float64
        In [1e-7, 1].

    Notes
    -----
    A multinomial logistic map (C = 0.1) of log P, clipped at 1e-7, each row centred, columns standardised; fitted on
    the other folds. A class that they lack gets 1e-7. With more than 128 classes the weights are a scale and a shift
    per class, held near "unchanged" by the same penalty, and the rows of a fit are capped, so that time is O(N K).
    """
    num_classes = pred_probs.shape[1]
    full = num_classes <= _MAX_FULL
    fit_and_map = _full_map if full else _own_map
    most = int(_MAX_WORK["full"] / num_classes**2 if full else _MAX_WORK["own"] / num_classes)
    features = _features(pred_probs, standardised=full)
    folds = min(folds, _MAX_FOLDS)
    assigned = stratified_folds(labels, folds=folds, seed=seed)
    rng = np.random.default_rng(seed)
    result = np.full(labels.size, _FLOOR)
    # The fits are small: threads would wait for each other several times longer than they work.
    with threadpool_limits(limits=1):
        for fold in range(folds):
            held = np.flatnonzero(assigned == fold)
            train = _capped(np.flatnonzero(assigned != fold), labels, most, rng)
            known = held[np.isin(labels[held], labels[train])]
            if known.size:
                result[known] = fit_and_map(features, labels, train, known)
    np.maximum(result, _FLOOR, out=result)
    return result


def _features(pred_probs: NDArray[np.floating], *, standardised: bool) -> NDArray[np.float64]:
    """Return log P with centred rows, and centred columns of deviation 1 when `standardised`."""
    features: NDArray[np.float64] = np.log(np.clip(pred_probs, _FLOOR, None, dtype=np.float64))
    features -= features.mean(axis=1, keepdims=True)
    if standardised:
        features -= features.mean(axis=0)
        deviation = features.std(axis=0)
        features /= np.where(deviation > 0, deviation, 1.0)
    return features


def _capped(
    train: NDArray[np.int64], labels: NDArray[np.int64], most: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return the training rows, thinned evenly over the classes when a fit on all of them would take too long."""
    most = max(most, 2 * np.unique(labels[train]).size)
    if train.size <= most:
        return train
    shuffled = rng.permutation(train)
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    starts = np.flatnonzero(np.diff(labels[by_class], prepend=-1))
    sizes = np.diff(starts, append=by_class.size)
    place = np.arange(by_class.size) - np.repeat(starts, sizes)
    # Rows in the order of their share within the class: any number of them is a stratified sample.
    share = (place + 0.5) / np.repeat(sizes, sizes)
    first = place == 0
    return np.sort(by_class[np.lexsort((share, ~first))[:most]])


def _full_map(
    features: NDArray[np.float64], labels: NDArray[np.int64], train: NDArray[np.int64], held: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the mapped probability of the given label of each held-out row; the training part knows their classes."""
    present, codes = np.unique(labels[train], return_inverse=True)
    if present.size < 2:
        return np.ones(held.size)
    # lbfgs on a small, standardised problem: a few dozen steps reach this tolerance.
    model = LogisticRegression(C=_STRENGTH, tol=1e-3, max_iter=1000).fit(features[train], codes)
    given: NDArray[np.float64] = model.predict_proba(features[held])[
        np.arange(held.size), np.searchsorted(present, labels[held])
    ]
    return given


def _own_map(
    features: NDArray[np.float64], labels: NDArray[np.int64], train: NDArray[np.int64], held: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what `_full_map` returns, from one scale and one shift per class."""
    columns = features.shape[1]
    block, given = features[train], labels[train]
    rows = np.arange(train.size)
    start = np.concatenate([np.ones(columns), np.zeros(columns)])
    penalty = 1 / (_STRENGTH * train.size)

    def loss_and_slope(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        probs = _softmax(block * weights[:columns] + weights[columns:])
        loss = -np.log(np.maximum(probs[rows, given], 1e-300)).mean()
        probs[rows, given] -= 1
        slope = np.concatenate([np.einsum("ij,ij->j", probs, block), probs.sum(axis=0)]) / train.size
        offset = weights - start
        return float(loss + penalty / 2 * offset @ offset), slope + penalty * offset

    fitted = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", options={"maxiter": _MAX_STEPS, "ftol": 1e-7})
    weights = fitted.x
    mapped = np.empty(held.size)
    for first in range(0, held.size, 4096):
        part = held[first : first + 4096]
        probs = _softmax(features[part] * weights[:columns] + weights[columns:])
        mapped[first : first + 4096] = probs[np.arange(part.size), labels[part]]
    return mapped


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores as probabilities; overwrites them."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
