"""The estimators of tags that have a name: "linear", "forest", "network"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import StandardScaler

from labelproof._base.errors import InputError, unknown_name
from labelproof._learn.examples import are_texts
from labelproof._learn.multilabel.network import TagNetwork
from labelproof._learn.networks.estimator import TIMM

__all__ = ["LinearTags", "named_model"]

_TREES = 200


def named_model(name: str, X: Any) -> Any:
    """Return the estimator that a name stands for.

    Parameters
    ----------
    name : {"linear", "forest", "network"} or "timm:" and the name of a backbone
        What the user wrote.
    X : examples
        Texts need "linear".

    Returns
    -------
    estimator
        Untrained, with open random states.
    """
    if name.startswith(TIMM):
        return TagNetwork(name)
    if name not in _NAMED:
        raise unknown_name("model", "name a built-in model", name, [*_NAMED, TIMM + "<backbone>"])
    if name != "linear" and are_texts(X):
        raise InputError(
            f"`X` must hold numbers for the model {name!r}: got texts. "
            "Use 'linear', which reads texts, or pass features of the texts."
        )
    return _NAMED[name]()


class LinearTags(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Logistic regression for each tag, over standardised features, or over words and characters of texts."""

    def __init__(self, strength: float = 1.0) -> None:
        self.strength = strength

    def fit(self, X: Any, Y: NDArray[Any], sample_weight: NDArray[np.float64] | None = None) -> LinearTags:
        """Train on examples and their tags (n, K)."""
        self.features_ = _text_features() if are_texts(X) else StandardScaler(with_mean=not hasattr(X, "tocsr"))
        rows = self.features_.fit_transform(X)
        options: dict[str, Any] = {"tol": 1e-3}
        if hasattr(rows, "tocsr"):
            # Much faster on sparse rows; with more columns than rows, as in texts, again by its dual form.
            options = {"tol": 1e-2, "solver": "liblinear", "dual": rows.shape[1] > rows.shape[0], "random_state": 0}
        model = LogisticRegression(C=self.strength, max_iter=2000, **options)
        self.models_ = [clone(model).fit(rows, given, sample_weight=sample_weight) for given in Y.T]
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each tag."""
        rows = self.features_.transform(X)
        return np.column_stack([model.predict_proba(rows)[:, 1] for model in self.models_])


def _text_features() -> FeatureUnion:
    """Return untrained TF-IDF of words and characters."""
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), max_features=100_000)
    pieces = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5), max_features=200_000)
    return FeatureUnion([("words", words), ("pieces", pieces)])


_NAMED: dict[str, Callable[[], Any]] = {
    "linear": LinearTags,
    "forest": lambda: RandomForestClassifier(_TREES, min_samples_leaf=2),
    "network": TagNetwork,
}
