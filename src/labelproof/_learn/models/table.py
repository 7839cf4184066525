"""What is learned from tables and arrays of features: a linear model, boosted and randomised trees, neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.cross_val import Member
from labelproof._learn.models.columns import Encoded, encode_array, encode_columns
from labelproof._learn.models.examples import Prepared, both_sides
from labelproof._learn.models.neighbors import Neighbors

__all__ = ["prepare"]

_MAX_STEPS, _FEW_STEPS = 100, 20
_MAX_BOOST_WORK = 1.2e9
"""Bound on steps x rows x columns x classes of one fit: boosting grows one tree per class and step."""
_MAX_BOOST_TREES = 2000
_MAX_RANDOM_TREES, _FEW_RANDOM_TREES = 200, 50
_MAX_GROWN_ROWS = 3e6
"""Bound on trees x rows of one fit."""
_STRENGTH, _ASKED = 0.1, 30
"""Of the linear model, and how many neighbours vote: cautious, because wrong labels tempt; measured."""
_FEW_ROWS = 10_000
"""Boosting takes smaller steps with smaller trees on fewer rows."""
_AGAIN = 2
"""Rounds of cross-validation of all models but "fast"."""
_SMALL_CELLS = 500_000


def prepare(dataset: Dataset, *, model: str, seed: int, progress: Progress) -> Prepared:  # noqa: ARG001
    """Return the rows of a table, or of an array of features, ready for learning.

    Parameters
    ----------
    dataset : Dataset
        With `arrays` or `feature_columns`.
    model : {"fast", "regular", "best"}
        The members are the same for all; "fast" goes once through the folds, the others more often.
    seed : int
        Seed of the encoding of strings.
    progress : Progress
        Not used: the encoding takes seconds.

    Returns
    -------
    Prepared
        Ready for cross-validation.

    Raises
    ------
    InputError
        If there is no feature.
    """
    if dataset.arrays is None and not dataset.feature_columns:
        raise InputError("There is no feature column to learn from. Name columns with `--feature` (features=...).")
    # Fitted once on all rows: ranks, categories and character counts see no label, so no held-out label leaks.
    if dataset.arrays is not None:
        encoded = encode_array(dataset.arrays)
    else:
        encoded = encode_columns([dataset.frame[name] for name in dataset.feature_columns], seed=seed)
    classes = len(set(dataset.labels) - {None})
    steps = _boost_steps(encoded.trees.size, classes)
    members: dict[str, Member] = {
        "linear": Linear(encoded.smooth, _STRENGTH),
        "randomised trees": RandomTrees(encoded.trees),
    }
    if steps >= _FEW_STEPS:
        members["boosted trees"] = _Boosted(encoded, steps)
    members["neighbours"] = Neighbors(encoded.smooth, _ASKED)
    return Prepared(
        keys=encoded.keys,
        space=encoded.space,
        members=tuple(members.values()),
        readable=np.ones(len(encoded.keys), dtype=np.bool_),
        what="rows",
        description=f"{encoded.smooth.shape[1]:,} features, {', '.join(members)}",
        rounds=1 if model == "fast" else _AGAIN,
    )


def _boost_steps(cells: int, classes: int) -> int:
    """Return how many steps of boosting are affordable; on wide data with many classes hardly any."""
    return int(min(_MAX_STEPS, _MAX_BOOST_WORK / (cells * classes), _MAX_BOOST_TREES / classes))


@dataclass(frozen=True)
class Linear:
    """Multinomial logistic regression."""

    rows: NDArray[np.float32]
    strength: float = 1.0

    def scores(
        self,
        train: NDArray[np.int64],
        codes: NDArray[np.int64],
        target: NDArray[np.int64],
        seed: int,  # noqa: ARG002
    ) -> NDArray[np.floating]:
        """Return the decision scores."""
        model = LogisticRegression(C=self.strength, tol=1e-3, max_iter=2000)
        return both_sides(model.fit(self.rows[train], codes).decision_function(self.rows[target]))


@dataclass(frozen=True)
class _Boosted:
    """Gradient boosting over histograms; missing values and categories as they are."""

    encoded: Encoded
    steps: int

    def scores(
        self, train: NDArray[np.int64], codes: NDArray[np.int64], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return the decision scores."""
        # A column without any value among the training rows says nothing, and some versions of the trees fail on it.
        said: NDArray[np.bool_] = np.asarray(~np.isnan(self.encoded.trees[train]).all(axis=0))
        if not said.any():
            return np.zeros((target.size, int(codes.max()) + 1))
        rows = self.encoded.trees if said.all() else self.encoded.trees[:, said]
        categorical = [kind for kind, kept in zip(self.encoded.categorical, said, strict=True) if kept]
        few = train.size < _FEW_ROWS
        model = HistGradientBoostingClassifier(
            max_iter=self.steps,
            learning_rate=0.05 if few else 0.1,
            max_leaf_nodes=8 if few else 15,
            l2_regularization=5.0 if few else 1.0,
            categorical_features=categorical if any(categorical) else None,
            early_stopping=False,
            random_state=seed,
        )
        # On small data, threads wait for each other longer than they work.
        threads = 1 if train.size * rows.shape[1] < _SMALL_CELLS else None
        with threadpool_limits(limits=threads, user_api="openmp"):
            return both_sides(model.fit(rows[train], codes).decision_function(rows[target]))


@dataclass(frozen=True)
class RandomTrees:
    """Extremely randomised trees."""

    rows: NDArray[np.float32]

    def scores(
        self, train: NDArray[np.int64], codes: NDArray[np.int64], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return the logarithm of the mean vote, softened by the class shares."""
        rows = np.nan_to_num(self.rows, nan=-1.0)
        trees = int(np.clip(_MAX_GROWN_ROWS / train.size, _FEW_RANDOM_TREES, _MAX_RANDOM_TREES))
        model = ExtraTreesClassifier(trees, min_samples_leaf=2, n_jobs=-1, random_state=seed)
        model.fit(rows[train], codes)
        # Threads would add up the trees in any order, and so change the last digits from run to run.
        model.set_params(n_jobs=1)
        prior = np.bincount(codes) / codes.size
        votes: NDArray[np.floating] = model.predict_proba(rows[target])
        return np.log(votes * 0.99 + 0.01 * prior)
