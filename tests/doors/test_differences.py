"""One test per listed difference from the reference package, named like its line in docs/differences.md.

The docstring of each test is the line's text.
"""

from __future__ import annotations

import numpy as np
import pytest

import naive
from labelproof import count, dataset, rank
from labelproof._engines import run
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues, find_label_issues_using_argmax_confusion_matrix

LABELS = [0, 0, 0, 1, 1, 1]
PROBS = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]])


def with_absent_class(labels, probs):
    return labels, np.column_stack([probs, np.zeros(len(probs))])


def test_rounding_ties_go_to_the_highest_class():
    """Rounding that keeps row sums breaks ties by class: units are added from the highest, taken from the lowest."""
    actual = count.calibrate_confident_joint([[1, 1, 1], [0, 1, 0], [0, 0, 1]], [0, 0, 0, 0, 1, 2])
    np.testing.assert_array_equal(actual, [[1, 1, 2], [0, 1, 0], [0, 0, 1]])


def test_equal_margins_are_flagged_in_row_order():
    """Examples that are equally suspect are taken and ranked by row number, on every machine."""
    labels = [0] * 6 + [1] * 6
    probs = np.array([[0.9, 0.1]] * 3 + [[0.1, 0.9]] * 9)
    joint = [[5, 1], [0, 6]]
    actual = find_label_issues(labels, probs, confident_joint=joint, return_indices_ranked_by="self_confidence")
    assert actual.tolist() == [3]


def test_nan_probabilities_are_refused():
    """NaN in pred_probs raises an error that gives its row and column, instead of passing silently."""
    probs = PROBS.copy()
    probs[4, 1] = np.nan
    with pytest.raises(ValueError, match="must not contain NaN: got one in row 4, column 1"):
        find_label_issues(LABELS, probs)


def test_labels_may_be_names():
    """String, boolean and categorical labels map to columns by sorted value, or by class_names=."""
    expected = find_label_issues(LABELS, PROBS)
    np.testing.assert_array_equal(find_label_issues(list("aaabbb"), PROBS), expected)
    np.testing.assert_array_equal(find_label_issues(list("bbbaaa"), PROBS, class_names=["b", "a"]), expected)


def test_whole_floats_are_labels():
    """Labels of float type that are whole numbers work; they raised IndexError."""
    np.testing.assert_array_equal(find_label_issues(np.array(LABELS, float), PROBS), find_label_issues(LABELS, PROBS))


def test_empty_input_is_named():
    """Empty labels raise an error that says so."""
    with pytest.raises(ValueError, match="`labels` is empty"):
        find_label_issues([], PROBS[:0])


def test_an_unknown_filter_is_a_value_error_with_the_legal_names():
    """An unknown filter_by or a bad n_jobs is a ValueError with the nearest legal name, not a bare AssertionError."""
    with pytest.raises(ValueError, match="Did you mean 'prune_by_class'"):
        find_label_issues(LABELS, PROBS, filter_by="prune_by_clas")
    with pytest.raises(ValueError, match="`n_jobs` must be a positive integer"):
        find_label_issues(LABELS, PROBS, n_jobs=0)


def test_the_argmax_confusion_matrix_has_one_row_per_column_of_pred_probs():
    """K comes from the columns, so that a highest class that nobody gave or predicted does not fail."""
    labels, probs = with_absent_class(LABELS, PROBS)
    actual = find_label_issues_using_argmax_confusion_matrix(labels, probs)
    np.testing.assert_array_equal(actual, find_label_issues_using_argmax_confusion_matrix(LABELS, PROBS))


def test_an_absent_class_makes_eqn_name_it():
    """The prior by "eqn" needs an invertible noise matrix; when a class is absent the error names the class."""
    with pytest.raises(ValueError, match="2"):
        count.estimate_latent([[3, 1, 0], [0, 3, 0], [0, 0, 0]], [0, 0, 0, 0, 1, 1, 1], py_method="eqn")


def test_absent_classes_have_no_threshold_in_batches():
    """In batches a class without labels is never a confident prediction; its threshold was 2e-6."""
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 50)
    probs = rng.dirichlet([1, 1, 3], 100)
    assert (probs.argmax(axis=1) == 2).any()
    expected = naive.batched(labels.tolist(), probs.tolist())
    np.testing.assert_array_equal(find_label_issues_batched(labels, probs), expected)
    assert len(expected) < np.count_nonzero(probs.argmax(axis=1) == 2)  # each of them counted as an issue


def test_health_summary_works_from_a_joint_alone():
    """joint= with num_examples= is enough, and so is confident_joint= alone."""
    summary = dataset.health_summary(joint=[[0.4, 0.1], [0.0, 0.5]], num_examples=50)
    assert summary["overall_label_health_score"] == pytest.approx(0.9)
    assert dataset.rank_classes_by_label_quality(confident_joint=[[4, 1], [0, 5]])["Label Issues"].tolist() == [1, 0]


def test_log_loss_search_works_when_a_class_is_absent():
    """weight_ensemble_members_by="log_loss_search" accepts labels that lack a class."""
    labels, probs = with_absent_class(LABELS, PROBS)
    options = {"weight_ensemble_members_by": "log_loss_search"}
    actual = rank.get_label_quality_ensemble_scores(labels, [probs, probs], **options)
    np.testing.assert_allclose(actual, rank.get_label_quality_scores(labels, probs))


def test_log_loss_search_survives_weights_that_vanish():
    """At high temperatures all weights can underflow to zero; they are computed relative to the best model instead."""
    rng = np.random.default_rng(1)
    labels = np.arange(300) % 50
    models = [rng.dirichlet(np.ones(50), 300) for _ in range(2)]
    scores = rank.get_label_quality_ensemble_scores(labels, models, weight_ensemble_members_by="log_loss_search")
    assert np.isfinite(scores).all()


def test_a_certain_prediction_of_the_label_scores_one():
    """confidence_weighted_entropy is 1 for a row certain of its label, 0 for one certain of another class."""
    probs = np.array([[1.0, 0.0], [0.0, 1.0], [1 - 1e-12, 1e-12]])
    actual = rank.get_label_quality_scores([0, 0, 0], probs, method="confidence_weighted_entropy")
    np.testing.assert_allclose(actual, [1, 0, 1], atol=1e-9)


def test_thresholds_may_be_a_column():
    """thresholds= of shape (K, 1), the documented one, works like (K,)."""
    flat = count.compute_confident_joint(LABELS, PROBS, thresholds=[0.5, 0.5])
    np.testing.assert_array_equal(count.compute_confident_joint(LABELS, PROBS, thresholds=[[0.5], [0.5]]), flat)


def test_sums_are_in_double_precision():
    """float32 and float16 input is summed and compared in double precision, so floats can differ by 1e-6."""
    probs = PROBS.astype(np.float32)
    actual = count.get_confident_thresholds(LABELS, probs)
    expected = [probs[:3, 0].astype(float).mean(), probs[3:, 1].astype(float).mean()]
    np.testing.assert_allclose(actual, expected, rtol=1e-15)


def test_the_paper_collision_rule_can_be_chosen():
    """collisions="paper" takes the argmax among the classes above their thresholds; the default keeps known numbers."""
    labels = [0, 1, 2, 2]
    probs = np.array([[0.2, 0.2, 0.6], [0.3, 0.3, 0.4], [0.1, 0.1, 0.8], [0.05, 0.05, 0.9]])
    every = count.compute_confident_joint(labels, probs, calibrate=False)
    paper = count.compute_confident_joint(labels, probs, calibrate=False, collisions="paper")
    assert every.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]  # row 1: 0.4 is the largest, but below its threshold
    assert paper.tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]


def test_nothing_is_printed(capsys):
    """verbose= is accepted and does nothing: library code never prints."""
    find_label_issues(LABELS, PROBS, verbose=True)
    dataset.health_summary(LABELS, PROBS, verbose=True)
    rank.get_label_quality_ensemble_scores(LABELS, [PROBS, PROBS], verbose=True)
    find_label_issues_batched(LABELS, PROBS, verbose=True)
    assert capsys.readouterr().out == ""


def test_batches_use_every_processor(monkeypatch):
    """`n_jobs` of the batched functions is all processors unless given; the indices are the same."""
    labels, probs = np.arange(80_000) % 2, np.tile([0.9, 0.1], (80_000, 1))
    asked = []
    monkeypatch.setattr(run, "worker_count", lambda n_jobs: asked.append(n_jobs) or n_jobs or 2)
    actual = find_label_issues_batched(labels, probs)
    assert set(asked) == {None}
    assert len(actual) == 40_000
    np.testing.assert_array_equal(actual, find_label_issues_batched(labels, probs, n_jobs=1))
