"""Cross-validated probabilities of tags by folds of a splitter of scikit-learn: a tag set is a class."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import cross_val_predict

__all__ = ["cross_val_tag_sets"]


def cross_val_tag_sets(X: Any, labels: NDArray[np.integer], clf: Any, cv: Any) -> NDArray[np.float64]:
    """Return out-of-sample probabilities (N, K) of a classifier for several tags."""
    matrix = np.asarray(labels)
    sets = np.unique(matrix, axis=0, return_inverse=True)[1].reshape(-1)
    folds = list(cv.split(X, sets))
    found = cross_val_predict(clf, X, matrix, cv=folds, method="predict_proba")
    if isinstance(found, list):  # a classifier with one model per tag gives a matrix for each
        found = np.column_stack([_chance(probs, tag) for probs, tag in zip(found, matrix.T, strict=True)])
    return np.asarray(found, np.float64)


def _chance(probs: NDArray[np.floating], tag: NDArray[np.integer]) -> NDArray[np.floating]:
    """Return the probability of having a tag; a tag that all or none have gives one class alone."""
    return probs[:, 1] if probs.shape[1] > 1 else np.full(len(tag), float(tag[0]))
