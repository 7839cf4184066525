"""What the other tags say about a tag: a second look at the probabilities of all tags together.

Works on out-of-sample probabilities and the folds they came from; what made them does not matter here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from labelproof._learn.multilabel.members import UNKNOWN

__all__ = ["linked_probs"]

_STRENGTH = 0.1
_MAX_ROWS = 20_000
"""Of more training rows, so many are drawn: the curve has K + 1 numbers."""


def linked_probs(
    probs: NDArray[np.float64], tags: NDArray[np.uint8], fold: NDArray[np.int64], *, seed: int
) -> NDArray[np.float64]:
    """Return the probability of each tag given the log odds of all tags.

    Parameters
    ----------
    probs : (N, K) float64
        Out-of-sample probabilities, strictly between 0 and 1.
    tags : (N, K) uint8
        1, 0, or 255 where nobody said.
    fold : (N,) int64
        Where each row was held out; -1 for rows that were not trained on, which get the mean of all folds' answers.
    seed : int
        Seed of the choice of rows.

    Returns
    -------
    (N, K) float64
        `probs` itself where a tag does not vary in the other folds.

    Notes
    -----
    For each tag and fold, a logistic regression (C = 0.1) on the standardised log odds, trained on the other folds.

    Source
    ------
    Godbole and Sarawagi, "Discriminative Methods for Multi-labeled Classification", PAKDD 2004, section 3.1.
    """
    odds = logit(probs)
    rows = (odds - odds.mean(axis=0)) / np.maximum(odds.std(axis=0), 1e-9)
    result = np.zeros_like(probs)
    loose = fold < 0
    folds = range(int(fold.max()) + 1)
    rng = np.random.default_rng(seed)
    for number in folds:
        train, target = np.flatnonzero(~loose & (fold != number)), np.flatnonzero(loose | (fold == number))
        train = train if train.size <= _MAX_ROWS else np.sort(rng.choice(train, size=_MAX_ROWS, replace=False))
        for tag in range(tags.shape[1]):
            found = _one_tag(rows, tags[:, tag], train, target)
            share = np.where(loose[target], 1 / len(folds), 1)
            result[target, tag] += share * (probs[target, tag] if found is None else found)
    return result


def _one_tag(
    rows: NDArray[np.float64], given: NDArray[np.uint8], train: NDArray[np.int64], target: NDArray[np.int64]
) -> NDArray[np.float64] | None:
    """Return the probabilities of one tag, or None where it does not vary."""
    known = train[given[train] != UNKNOWN]
    if not known.size or given[known].min() == given[known].max():
        return None
    model = LogisticRegression(C=_STRENGTH, tol=1e-3, max_iter=500).fit(rows[known], given[known])
    probs: NDArray[np.float64] = expit(model.decision_function(rows[target]))
    return probs
