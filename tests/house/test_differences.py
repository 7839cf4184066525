"""One test for each line of docs/differences.md, under the same title."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from labelproof import count, dataset, filter, rank
from labelproof._base.errors import InputError
from labelproof.benchmarking import noise_generation
from labelproof.classification import CleanLearning
from labelproof.experimental.label_issues_batched import find_label_issues_batched

LABELS = np.array([0, 0, 0, 1, 1, 1])
PRED_PROBS = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]])
WITH_EMPTY_CLASS = np.column_stack([PRED_PROBS, np.zeros(6)])


def _two_groups(size: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Points left and right of zero; the last label is wrong."""
    X = np.concatenate([np.linspace(-2, -1, size), np.linspace(1, 2, size)]).reshape(-1, 1)
    labels = np.repeat([0, 1], size)
    labels[-1] = 0
    return X, labels


def test_ties_in_the_rounding_of_a_calibrated_joint_go_to_the_highest_class() -> None:
    # Row 0 is [1, 1, 1, 1] of 5 examples: each cell is 1.25, rounds to 1, and one is left to add.
    joint = np.array([[1, 1, 1, 1], [0, 4, 0, 0], [0, 0, 4, 0], [0, 0, 0, 4]])
    labels = np.repeat([0, 1, 2, 3], [5, 4, 4, 4])
    actual = count.calibrate_confident_joint(joint, labels)
    assert actual[0].tolist() == [1, 1, 1, 2]
    # Row 0 is [1, 1, 1, 1] of 7 examples: each cell is 1.75, rounds to 2, and one is too many.
    labels = np.repeat([0, 1, 2, 3], [7, 4, 4, 4])
    actual = count.calibrate_confident_joint(joint, labels)
    assert actual[0].tolist() == [1, 2, 2, 2]


def test_equal_scores_are_ranked_by_row_number() -> None:
    actual = rank.find_top_issues(np.array([0.5, 0.1, 0.5, 0.1, 0.5] * 20), top=45)
    expected = [row for row in range(100) if row % 5 in (1, 3)] + [0, 2, 4, 5, 7]
    assert actual.tolist() == expected


def test_equal_margins_are_pruned_by_row_number() -> None:
    labels = np.repeat([0, 1], 40)
    pred_probs = np.tile([0.9, 0.1], (80, 1))
    pred_probs[40:] = [0.1, 0.9]
    pred_probs[[3, 13, 23, 33]] = [0.1, 0.9]
    flagged = filter.find_label_issues(labels, pred_probs, confident_joint=np.array([[38, 2], [0, 40]]))
    assert np.flatnonzero(flagged).tolist() == [3, 13]


def test_a_class_without_examples_has_no_threshold_in_batches() -> None:
    pred_probs = WITH_EMPTY_CLASS.copy()
    pred_probs[0] = [0.3, 0.3, 0.4]
    actual = find_label_issues_batched(LABELS, pred_probs)
    assert actual.tolist() == [2]


def test_float32_probabilities_are_summed_in_float64() -> None:
    labels = np.zeros(200_000, np.int64)
    labels[:2] = 1
    pred_probs = np.tile(np.array([0.1, 0.9], np.float32), (200_000, 1))
    actual = count.get_confident_thresholds(labels, pred_probs)
    expected = [float(np.float32(0.1)), float(np.float32(0.9))]
    assert actual.tolist() == pytest.approx(expected, rel=1e-14)


def test_a_confusion_matrix_takes_its_size_from_the_columns() -> None:
    actual = filter.find_label_issues_using_argmax_confusion_matrix(LABELS, WITH_EMPTY_CLASS)
    expected = filter.find_label_issues_using_argmax_confusion_matrix(LABELS, PRED_PROBS)
    assert actual.tolist() == expected.tolist()


def test_log_loss_search_accepts_a_class_without_examples() -> None:
    models = [WITH_EMPTY_CLASS, np.full((6, 3), 1 / 3)]
    actual = rank.get_label_quality_ensemble_scores(LABELS, models, weight_ensemble_members_by="log_loss_search")
    assert int(actual.argmin()) == 2


def test_noisy_labels_can_be_drawn_when_a_class_has_no_examples() -> None:
    noise = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    actual = noise_generation.generate_noisy_labels(np.repeat([0, 1], 10), noise, rng=np.random.default_rng(0))
    assert np.bincount(actual, minlength=3).tolist() == [9, 9, 2]


def test_thresholds_may_have_one_column() -> None:
    thresholds = np.array([0.5, 0.6])
    actual = count.compute_confident_joint(LABELS, PRED_PROBS, thresholds=thresholds[:, None])
    expected = count.compute_confident_joint(LABELS, PRED_PROBS, thresholds=thresholds)
    assert actual.tolist() == expected.tolist()


def test_health_summary_works_from_a_joint_alone() -> None:
    actual = dataset.health_summary(joint=np.array([[0.5, 0.1], [0.1, 0.3]]), num_examples=10, verbose=False)
    assert actual["overall_label_health_score"] == pytest.approx(0.8)
    assert actual["classes_by_label_quality"]["Label Issues"].tolist() == [1, 1]


def test_a_class_without_counts_is_named_when_the_noise_matrix_has_no_inverse() -> None:
    joint = count.compute_confident_joint(LABELS, WITH_EMPTY_CLASS)
    with pytest.raises(InputError, match=r"class 2 has no counts\. Use another `py_method`"):
        count.estimate_latent(joint, LABELS, py_method="eqn")


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


def test_missing_probabilities_are_refused() -> None:
    pred_probs = PRED_PROBS.copy()
    pred_probs[4, 1] = np.nan
    with pytest.raises(InputError, match="row 4, column 1"):
        filter.find_label_issues(LABELS, pred_probs)


def test_whole_floats_are_labels() -> None:
    actual = filter.find_label_issues(LABELS.astype(float), PRED_PROBS)
    assert np.flatnonzero(actual).tolist() == [2]
    with pytest.raises(InputError, match=r"got 0\.5 at position 1"):
        filter.find_label_issues([0.0, 0.5, 1.0, 1.0, 1.0, 1.0], PRED_PROBS)


def test_empty_input_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="`labels` is empty"):
        filter.find_label_issues([], np.zeros((0, 2)))


def test_an_unknown_option_lists_the_legal_ones() -> None:
    with pytest.raises(InputError, match=r"Did you mean 'prune_by_class'\? Legal: 'prune_by_noise_rate'"):
        filter.find_label_issues(LABELS, PRED_PROBS, filter_by="prune_by_clas")
    with pytest.raises(InputError, match="`n_jobs` must be a positive integer"):
        filter.find_label_issues(LABELS, PRED_PROBS, n_jobs=0)


def test_labels_may_be_names() -> None:
    names = np.array(["cat", "dog"])[LABELS]
    actual = filter.find_label_issues(names, PRED_PROBS)
    assert np.flatnonzero(actual).tolist() == [2]
    turned = filter.find_label_issues(names, PRED_PROBS[:, ::-1], class_names=["dog", "cat"])
    assert turned.tolist() == actual.tolist()


def test_counting_checks_its_inputs() -> None:
    with pytest.raises(InputError, match="`labels` must be at most 1"):
        count.compute_confident_joint([0, 1, 2, 0, 1, 1], PRED_PROBS)


def test_multi_label_mode_is_refused() -> None:
    with pytest.raises(InputError, match="multi_label=True"):
        filter.find_label_issues(LABELS, PRED_PROBS, multi_label=True)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    filter.find_label_issues(LABELS, PRED_PROBS, verbose=True)
    dataset.health_summary(LABELS, PRED_PROBS, verbose=True)
    rank.get_label_quality_ensemble_scores(LABELS, [PRED_PROBS, PRED_PROBS], verbose=True)
    find_label_issues_batched(LABELS, PRED_PROBS, verbose=True)
    assert capfd.readouterr() == ("", "")


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
    certain = np.array([[1.0, 0.0], [0.999999, 0.000001]])
    scores = rank.get_label_quality_scores([0, 0], certain, method="confidence_weighted_entropy")
    assert scores[0] == 0
    assert scores[1] > 0.99
    unnormalised = filter.find_label_issues(LABELS, PRED_PROBS * 0.9)
    assert np.flatnonzero(unnormalised).tolist() == [2]
    assert re.search("perfectly certain", rank.get_label_quality_scores.__doc__ or "")
