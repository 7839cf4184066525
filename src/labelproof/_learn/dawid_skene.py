"""Probabilities from votes alone: the classes and the confusions of every annotator, each estimated from the other.

Source: Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm, 1979.
"""

from __future__ import annotations

from typing import Any

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
    Time O(steps A K), memory O(A + C K) for C pairs of an annotator and a class that they gave, beside the result: each
    step walks blocks of examples once, estimating their classes and summing what the next step needs.
    """
    pairs, places = annotations.pairs
    size, num_classes = annotations.num_rows, annotations.num_classes
    owners, starts = np.unique(pairs // num_classes, return_index=True)
    owner = np.searchsorted(owners, pairs // num_classes)
    blocks = [
        (where, part, csr_array((np.ones(len(part.labels)), places[labels], part.starts), (part.num_rows, len(pairs))))
        for where, labels, part in annotations.blocks(least=len(pairs))
    ]
    posterior = np.empty((size, num_classes))
    logs: NDArray[np.float64] | None = None
    prior = np.zeros(num_classes)
    for step in range(steps + 1):
        counts, totals = np.zeros((len(pairs), num_classes)), np.zeros(num_classes)
        for where, part, given in blocks:
            found = part.votes() / part.counts[:, None] if logs is None else _normalised(given @ logs, prior)
            counts += np.asarray(given.T @ found)
            totals += found.sum(axis=0)
            if step == steps:
                posterior[where] = found
        prior = np.log(np.maximum(totals / size, _TINY))
        logs = np.log(counts + smoothing)
        logs -= np.log(np.add.reduceat(counts, starts, axis=0) + smoothing * num_classes)[owner]
    return posterior


def _normalised(logs: Any, prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities (n, K) whose logarithms these are, up to a constant of each row; in place."""
    found = np.asarray(logs)
    found += prior
    found -= found.max(axis=1, keepdims=True)
    np.exp(found, out=found)
    found /= (found @ np.ones(len(prior)))[:, None]
    return found
