"""The recalibrated probability of each given label: one vote of the noise-adaptive score (its step 7).

A small model on top of probabilities that exist already; nothing here sees the examples themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from labelproof._learn.folds import stratified_folds

__all__ = ["recalibrated_given"]

_FLOOR = 1e-7
"""Clip of the probabilities before the logarithm, and what a class gets that a training part lacks."""
_STRENGTH = 0.1
_MAX_COLUMNS = 128
"""Beyond this many classes the map reads the leading principal components of log P: its cost grows with K, not K^2."""
_MAX_WORK = 1.5e8
"""Bound on training rows x columns x classes per fold: rows beyond it are left out of the fit, evenly over classes."""


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
        Folds of the recalibration.
    seed : int, default 0
        Seed of the folds and of the choice of rows where the fit is capped.

    Returns
    -------
    (N,) float64
        In [1e-7, 1].

    Notes
    -----
    A multinomial logistic map (C = 0.1) of log P, clipped at 1e-7, each row centred, columns standardised; fitted on
    the other folds. A class that they lack gets 1e-7. With more than 128 classes the map reads the 128 leading
    principal components, and the rows of a fit are capped, so that time and memory are O(N K).
    """
    features = _features(pred_probs)
    assigned = stratified_folds(labels, folds=folds, seed=seed)
    rng = np.random.default_rng(seed)
    result = np.full(labels.size, _FLOOR)
    for fold in range(folds):
        held = np.flatnonzero(assigned == fold)
        if held.size:
            train = _capped(np.flatnonzero(assigned != fold), labels, features.shape[1], rng)
            result[held] = _given_after_map(features[train], labels[train], features[held], labels[held])
    return result


def _features(pred_probs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return log P, rows centred, columns standardised; its leading principal components when there are many columns."""
    features = np.log(np.clip(pred_probs, _FLOOR, None, dtype=np.float64))
    features -= features.mean(axis=1, keepdims=True)
    features -= features.mean(axis=0)
    deviation = features.std(axis=0)
    features /= np.where(deviation > 0, deviation, 1.0)
    if features.shape[1] <= _MAX_COLUMNS:
        return features
    _, vectors = np.linalg.eigh(features.T @ features)
    leading: NDArray[np.float64] = features @ vectors[:, : -_MAX_COLUMNS - 1 : -1]
    # One common scale: the components keep their proportions, as the penalty of the full map would see them.
    leading /= max(float(leading.std(axis=0)[0]), _FLOOR)
    return leading


def _capped(
    train: NDArray[np.int64], labels: NDArray[np.int64], columns: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return the training rows, thinned evenly over the classes when a fit on all of them would take too long."""
    classes = np.unique(labels[train]).size
    most = max(int(_MAX_WORK / (columns * max(classes, 1))), 2 * classes)
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


def _given_after_map(
    train: NDArray[np.float64],
    train_labels: NDArray[np.int64],
    held: NDArray[np.float64],
    held_labels: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the mapped probability of the given label of each held-out row."""
    present = np.unique(train_labels)
    if present.size < 2:
        return np.where(np.isin(held_labels, present), 1.0, _FLOOR)
    # lbfgs on a small, standardised problem: a few dozen steps reach this tolerance.
    model = LogisticRegression(C=_STRENGTH, tol=1e-3, max_iter=1000).fit(train, train_labels)
    probs = model.predict_proba(held)
    place = np.searchsorted(present, held_labels)
    known = present[np.minimum(place, present.size - 1)] == held_labels
    given = np.full(held_labels.size, _FLOOR)
    given[known] = probs[np.flatnonzero(known), place[known]]
    return np.maximum(given, _FLOOR)
