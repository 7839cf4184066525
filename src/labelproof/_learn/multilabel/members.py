"""The built-in models of tags: each gives log odds of every tag, and knows tags that are not known of every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from labelproof._learn.models.kernel import Kernel

__all__ = ["UNKNOWN", "DenseLinear", "SmoothVotes", "SparseLinear", "TagMember", "Trees"]

UNKNOWN = 255
"""Stands in a matrix of tags for "nobody said"."""
_MAX_TREES, _FEW_TREES = 200, 50
_MAX_GROWN_ROWS = 3e6
"""Bound on trees x rows of one fit."""
_SOFT = 0.01
_SMALL_CELLS = 1_000_000


class TagMember(Protocol):
    """One model of a pool."""

    def scores(
        self, train: NDArray[np.int64], tags: NDArray[np.uint8], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return scores (len(target), K) that rise with the odds of each tag.

        `train` and `target` are row numbers, `tags` (len(train), K) has 0, 1 or 255; both 0 and 1 occur in each column.
        """


@dataclass(frozen=True)
class SparseLinear:
    """A linear support vector machine for each tag, over sparse features."""

    matrix: sparse.csr_matrix
    strength: float = 0.2

    def scores(
        self, train: NDArray[np.int64], tags: NDArray[np.uint8], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return the distances from the separating planes."""
        # Double precision is what the solver works in: converted once instead of once for each tag.
        rows, asked = self.matrix[train].astype(np.float64), self.matrix[target]
        result = np.empty((target.size, tags.shape[1]), dtype=np.float32)
        for tag, given in enumerate(tags.T):
            # A looser solution than scikit-learn's default ranks as well in half the time; measured on goemotions.
            machine = LinearSVC(C=self.strength, tol=0.1, dual=True, max_iter=10_000, random_state=seed)
            known = given != UNKNOWN
            machine.fit(rows if known.all() else rows[known], given[known])
            result[:, tag] = machine.decision_function(asked)
        return result


@dataclass(frozen=True)
class DenseLinear:
    """Logistic regression for each tag, over dense features."""

    rows: NDArray[np.float32]
    strength: float = 1.0

    def scores(
        self,
        train: NDArray[np.int64],
        tags: NDArray[np.uint8],
        target: NDArray[np.int64],
        seed: int,  # noqa: ARG002
    ) -> NDArray[np.floating]:
        """Return the log odds."""
        result = np.empty((target.size, tags.shape[1]), dtype=np.float32)
        # On small data, threads wait for each other longer than they work.
        with threadpool_limits(limits=1 if train.size * self.rows.shape[1] < _SMALL_CELLS else None):
            for tag, given in enumerate(tags.T):
                known = given != UNKNOWN
                model = LogisticRegression(C=self.strength, tol=1e-3, max_iter=2000)
                result[:, tag] = model.fit(self.rows[train[known]], given[known]).decision_function(self.rows[target])
        return result


@dataclass(frozen=True)
class Trees:
    """Extremely randomised trees that split for all tags at once, and so know which tags go together."""

    rows: NDArray[np.float32]

    def scores(
        self, train: NDArray[np.int64], tags: NDArray[np.uint8], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return the log odds of the mean votes, softened by the share of each tag."""
        rows = np.nan_to_num(self.rows, nan=-1.0)
        trees = int(np.clip(_MAX_GROWN_ROWS / train.size, _FEW_TREES, _MAX_TREES))
        wanted, share = _filled(tags)
        # Squared error of 0 and 1 is the Gini index up to a factor; regressors also take what is in between.
        jobs = None if train.size * rows.shape[1] < _SMALL_CELLS else -1
        model = ExtraTreesRegressor(trees, min_samples_leaf=2, max_features="sqrt", n_jobs=jobs, random_state=seed)
        model.fit(rows[train], wanted)
        # Threads would add up the trees in any order, and so change the last digits from run to run.
        model.set_params(n_jobs=1)
        votes = np.asarray(model.predict(rows[target])).reshape(target.size, -1)
        return _log_odds(votes * (1 - _SOFT) + _SOFT * share)


@dataclass(frozen=True)
class SmoothVotes:
    """The kernel machine of single labels, fitted to all tags at once."""

    kernel: Kernel

    def scores(
        self, train: NDArray[np.int64], tags: NDArray[np.uint8], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return the fitted indicator of each tag, as deviation from its share."""
        wanted, share = _filled(tags)
        fitted: NDArray[np.floating] = self.kernel.regression(train, (wanted - share).astype(np.float32), target, seed)
        return fitted


def _filled(tags: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return the tags as numbers, the share of the tag where nobody said, and these shares."""
    known = tags != UNKNOWN
    share: NDArray[np.float64] = (tags == 1).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(known, tags, share).astype(np.float32), share


def _log_odds(probs: NDArray[Any]) -> NDArray[np.float64]:
    """Return the log odds of probabilities strictly between 0 and 1."""
    odds: NDArray[np.float64] = np.log(probs) - np.log1p(-probs)
    return odds
