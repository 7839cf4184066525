"""The tutorial that users of the field know, with our names: its data, its 30 indices and its ten scores."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import sklearn
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier

from labelproof.benchmarking.noise_generation import generate_noise_matrix_from_trace, generate_noisy_labels
from labelproof.filter import find_label_issues
from labelproof.internal.multilabel_utils import int2onehot, onehot2int
from labelproof.multilabel_classification import get_label_quality_scores

MEANS = [[-5, 3.5], [0, 2], [-3, 6]]
COVARIANCES = [[[3, -1.5], [-1.5, 1]], [[5, -1.5], [-1.5, 1]], [[3, -1.5], [-1.5, 1]]]
BOXES = [[-3.5, 0, -1.5, 1.7], [-1, 3, 2, 4], [-5, 2, -3, 4], [-3, 2, -1, 4]]
BOX_TAGS = [[0, 1], [1, 2], [0, 2], [0, 1, 2]]
SIZES = [100, 80, 100]

ISSUES = """275 267 225 72 171 234 165 44 6 29 227 188 102 262 263 35 266 139 143 172 53 216 265 176 164 73 75 10 159
107"""
SCORES = [1.0, 0.888, 0.8224, 0.9632, 0.968, 0.6512, 0.0444, 1.0, 0.76, 0.774]


def _data() -> tuple[np.ndarray, list[list[int]]]:
    """Points of three clouds, tagged by cloud and by the boxes they lie in, then mislabelled by a noise matrix."""
    np.random.seed(1)  # noqa: NPY002 - what the tutorial draws from
    points = []
    for mean, covariance, size in zip(MEANS, COVARIANCES, SIZES, strict=True):
        draws = [np.random.multivariate_normal(mean, covariance, size) for _ in range(2)]  # noqa: NPY002
        points.append(draws[0])  # the second is its test set
    X = np.vstack(points)
    tags = [[cloud] for cloud, size in enumerate(SIZES) for _ in range(size)]
    for (left, low, right, high), given in zip(BOXES, BOX_TAGS, strict=True):
        inside = np.all(np.greater_equal(X, [left, low]) & np.less_equal(X, [right, high]), axis=1)
        tags = [given if within else before for within, before in zip(inside, tags, strict=True)]
    sets = [list(known) for known in dict.fromkeys(map(tuple, tags))]
    codes = np.array([sets.index(given) for given in tags])
    prior = np.bincount(codes) / len(codes)
    assert len(sets) == 7
    noise = generate_noise_matrix_from_trace(7, trace=0.9 * 7, py=prior, valid_noise_matrix=True, seed=1)
    return X, [sets[code] for code in generate_noisy_labels(codes, noise)]


def _probabilities(X: np.ndarray, labels: list[list[int]]) -> Any:
    random.seed(0)
    matrix = int2onehot(labels, K=3)
    first = [random.choice(tags) for tags in labels]
    forest = OneVsRestClassifier(RandomForestClassifier(random_state=0))
    pred_probs = np.zeros((len(labels), 3))
    for train, test in StratifiedKFold(n_splits=5, shuffle=True, random_state=0).split(X, first):
        pred_probs[test] = clone(forest).fit(X[train], matrix[train]).predict_proba(X[test])
    return pred_probs


@pytest.mark.skipif(
    tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 7), reason="the forests of older versions differ"
)
def test_the_tutorial_prints_what_it_printed() -> None:
    X, labels = _data()
    pred_probs = _probabilities(X, labels)
    assert labels[:3] == [[0], [0, 2], [0]]
    np.testing.assert_allclose(pred_probs[:3], [[1, 0, 0], [0.96, 0.09, 0.88], [1, 0.01, 0.22]])
    issues = find_label_issues(
        labels=labels, pred_probs=pred_probs, multi_label=True, return_indices_ranked_by="self_confidence"
    )
    assert issues.tolist() == [int(row) for row in ISSUES.split()]
    np.testing.assert_allclose(get_label_quality_scores(labels, pred_probs)[:10], SCORES, atol=5e-5)
    assert onehot2int(int2onehot(labels, K=3)) == labels
