"""Lines of docs/differences.md about estimators, noise and inputs; those of the doors are in tests/doors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from labelproof import count, filter, rank
from labelproof._base.errors import InputError
from labelproof.benchmarking import noise_generation
from labelproof.classification import CleanLearning

LABELS = np.array([0, 0, 0, 1, 1, 1])
PRED_PROBS = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]])


def _two_groups(size: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Points left and right of zero; the last label is wrong."""
    X = np.concatenate([np.linspace(-2, -1, size), np.linspace(1, 2, size)]).reshape(-1, 1)
    labels = np.repeat([0, 1], size)
    labels[-1] = 0
    return X, labels


def test_equal_scores_are_ranked_by_row_number() -> None:
    actual = rank.find_top_issues(np.array([0.5, 0.1, 0.5, 0.1, 0.5] * 20), top=45)
    expected = [row for row in range(100) if row % 5 in (1, 3)] + [0, 2, 4, 5, 7]
    assert actual.tolist() == expected


def test_noisy_labels_can_be_drawn_when_a_class_has_no_examples() -> None:
    noise = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    actual = noise_generation.generate_noisy_labels(np.repeat([0, 1], 10), noise, rng=np.random.default_rng(0))
    assert np.bincount(actual, minlength=3).tolist() == [9, 9, 2]


def test_a_second_search_starts_afresh() -> None:
    X, labels = _two_groups()
    clean = np.repeat([0, 1], 20)
    model = CleanLearning(LogisticRegression(), seed=0)
    model.find_label_issues(X, labels)
    actual = model.find_label_issues(X, clean)
    expected = CleanLearning(LogisticRegression(), seed=0).find_label_issues(X, clean)
    pd.testing.assert_frame_equal(actual, expected)


def test_the_estimator_never_changes_its_own_settings() -> None:
    X, labels = _two_groups()
    settings = {"filter_by": "both"}
    model = CleanLearning(LogisticRegression(), find_label_issues_kwargs=settings)
    before = model.get_params(deep=False)
    model.fit(X, labels)
    assert model.get_params(deep=False) == before
    assert settings == {"filter_by": "both"}
    assert clone(model).find_label_issues_kwargs == {"filter_by": "both"}


def test_no_one_hot_row_is_invented_for_a_rare_class() -> None:
    X, labels = _two_groups()
    X, labels = np.append(X, [[1.5]], axis=0), np.append(labels, 2)
    with pytest.warns(UserWarning) as caught:  # noqa: PT030 - scikit-learn warns of the same class as well
        pred_probs = count.estimate_cv_predicted_probabilities(X, labels, LogisticRegression(), seed=0)
    assert any("one example only (2)" in str(warning.message) for warning in caught)
    assert pred_probs[-1, 2] < 0.5
    assert (pred_probs == 1.0).sum() == 0


def test_the_global_random_state_is_left_alone() -> None:
    X, labels = _two_groups()
    before = np.random.get_state()  # noqa: NPY002 - the state that must not change
    CleanLearning(seed=3).fit(X, labels)
    after = np.random.get_state()  # noqa: NPY002
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_counting_checks_its_inputs() -> None:
    with pytest.raises(InputError, match="`labels` must be at most 1"):
        count.compute_confident_joint([0, 1, 2, 0, 1, 1], PRED_PROBS)


def test_threads_instead_of_processes() -> None:
    rng = np.random.default_rng(0)
    pred_probs = rng.dirichlet(np.ones(5), 60_000)
    labels = rng.integers(0, 5, 60_000)
    one, many = (filter.find_label_issues(labels, pred_probs, n_jobs=jobs) for jobs in (1, 4))
    assert np.array_equal(one, many)


def test_noise_generation_uses_the_global_generator_unless_given_another() -> None:
    noise = np.array([[0.7, 0.2], [0.3, 0.8]])
    labels = np.repeat([0, 1], 50)
    np.random.seed(5)  # noqa: NPY002 - what published code does
    first = noise_generation.generate_noisy_labels(labels, noise)
    np.random.seed(5)  # noqa: NPY002
    assert noise_generation.generate_noisy_labels(labels, noise).tolist() == first.tolist()
    before = np.random.get_state()  # noqa: NPY002
    noise_generation.generate_noisy_labels(labels, noise, rng=np.random.default_rng(0))
    assert all(np.array_equal(a, b) for a, b in zip(before, np.random.get_state(), strict=True))  # noqa: NPY002


def test_the_surprises_that_we_keep_are_still_there() -> None:
    unnormalised = filter.find_label_issues(LABELS, PRED_PROBS * 0.9)
    assert np.flatnonzero(unnormalised).tolist() == [2]
