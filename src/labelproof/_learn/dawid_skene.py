"""Probabilities from votes alone: the classes and the confusions of every annotator, each estimated from the other.

Source: Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm, 1979.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from labelproof._core.annotators.annotations import Annotations

__all__ = ["vote_posterior"]

_TINY = 1e-300


def vote_posterior(annotations: Annotations, *, steps: int = 50, smoothing: float = 0.01) -> NDArray[np.float64]:
    """Return the probability of each class of each example.

    Parameters
    ----------
    annotations : Annotations
        Labels of N examples.
    steps : int, default 50
        How often confusions and classes are estimated in turn, starting from the shares of the votes.
    smoothing : float, default 0.01
        Added to every count of an annotator's confusions.

    Returns
    -------
    (N, K) float64
        Rows sum to one.

    Notes
    -----
    Time O(steps A K), memory O(A + N K + C K) for C pairs of an annotator and a class that they gave: an annotator's
    confusions with classes that they never gave are only summed.
    """
    pairs, places = annotations.pairs
    size, num_classes = annotations.num_rows, annotations.num_classes
    given = csr_array((np.ones(len(places)), places, annotations.starts), shape=(size, len(pairs)))
    by_pair = given.T  # the transpose of compressed rows is compressed columns of the same arrays
    owners, starts = np.unique(pairs // num_classes, return_index=True)
    posterior = annotations.votes() / annotations.counts[:, None]
    for _ in range(steps):
        prior = np.log(np.maximum(posterior.mean(axis=0), _TINY))
        counts = np.asarray(by_pair @ posterior)
        totals = np.add.reduceat(counts, starts, axis=0) + smoothing * num_classes
        counts += smoothing
        logs = np.log(counts, out=counts)
        logs -= np.log(totals)[np.searchsorted(owners, pairs // num_classes)]
        posterior = _normalised(np.asarray(given @ logs), prior)
    return posterior


def _normalised(logs: NDArray[np.float64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities (N, K) whose logarithms are these, up to a constant of each row; in place."""
    logs += prior
    logs -= logs.max(axis=1, keepdims=True)
    np.exp(logs, out=logs)
    logs /= logs.sum(axis=1, keepdims=True)
    return logs
