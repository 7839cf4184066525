"""The majority vote, and what decides where several classes have the most votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._core.annotators.annotations import Annotations

__all__ = ["majority_vote"]


def majority_vote(annotations: Annotations, pred_probs: Sequence[NDArray[np.floating]] = ()) -> NDArray[np.int64]:
    """Return the class with the most votes of each example.

    Parameters
    ----------
    annotations : Annotations
        Labels of N examples.
    pred_probs : P arrays of (N, K) float
        Probabilities, if there are any; their mean decides ties first.

    Returns
    -------
    (N,) int64
        Of classes with equally many votes the most probable; then the least frequent among all labels; then the one
        whose voters agree most often with the majority elsewhere; then the lowest.

    Notes
    -----
    Time O(A), memory O(N); where there are ties, O(A) and a block of K numbers for each example with one.
    """
    winners = annotations.tally.winners.copy()
    tied = np.flatnonzero(annotations.tally.tied)
    if not len(tied):
        return winners
    frequency = np.bincount(annotations.labels, minlength=annotations.num_classes)
    trust = _trust(annotations)
    contested = annotations.select(tied)
    for where, _, part in contested.blocks():
        rows = tied[where]
        models = [probs[rows].astype(np.float64, copy=False) for probs in pred_probs]
        winners[rows] = _decided(part, models, frequency, trust)
    return winners


def _decided(
    part: Annotations,
    models: list[NDArray[np.float64]],
    frequency: NDArray[np.int64],
    trust: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return the class of each example of a block (n,), given the models' probabilities (n, K) each."""
    votes = part.votes()
    tied = _narrowed(votes > 0, votes)
    if models:
        tied = _narrowed(tied, np.sum(models, axis=0) / len(models))
    tied = _narrowed(tied, -frequency)
    if (np.count_nonzero(tied, axis=1) > 1).any():
        tied = _narrowed(tied, part.votes(trust[part.annotators]) / np.maximum(votes, 1))
    return np.asarray(tied.argmax(axis=1), np.int64)


def _narrowed(tied: NDArray[np.bool_], values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return those of the tied classes with the highest value."""
    candidates = np.where(tied, values, -np.inf)
    return np.asarray(tied & (candidates == candidates.max(axis=1, keepdims=True)))


def _trust(annotations: Annotations) -> NDArray[np.float64]:
    """Return how often each annotator votes with a majority that has no tie, (M,); of others, the mean of those."""
    counted = np.repeat(~annotations.tally.tied, annotations.counts)
    agrees = annotations.labels == np.repeat(annotations.tally.winners, annotations.counts)
    given = annotations.by_annotator(counted)
    known = given > 0
    trust = annotations.by_annotator(counted & agrees) / np.maximum(given, 1)
    trust[~known] = trust[known].mean() if known.any() else 1.0
    return trust
