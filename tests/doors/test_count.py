from __future__ import annotations

import numpy as np
import pytest

from labelproof import count

LABELS = [0, 0, 0, 0, 1, 1]
PROBS = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.1, 0.9], [0.2, 0.8], [0.1, 0.9]])
X = np.array([[float(row)] for row in (0, 1, 2, 3, 40, 41, 42, 43)])
Y = [0, 0, 0, 0, 1, 1, 1, 1]


def test_thresholds_by_hand():
    np.testing.assert_allclose(count.get_confident_thresholds(LABELS, PROBS), [0.625, 0.85])


def test_missing_class_gets_no_threshold():
    assert count.get_confident_thresholds([0, 0], np.array([[0.9, 0.1], [0.8, 0.2]]))[1] == 2


def test_a_threshold_is_never_below_its_floor():
    assert count.get_confident_thresholds([0, 1], np.array([[0.0, 1.0], [0.5, 0.5]]))[0] == 2e-6


def test_joint_by_hand():
    joint, rows = count.compute_confident_joint(LABELS, PROBS, calibrate=False, return_indices_of_off_diagonals=True)
    assert joint.tolist() == [[3, 1], [0, 1]]
    assert rows.tolist() == [3]


def test_calibrated_rows_sum_to_class_counts():
    assert count.compute_confident_joint(LABELS, PROBS).sum(axis=1).tolist() == [4, 2]


def test_joint_distribution_sums_to_one():
    assert count.estimate_joint(LABELS, PROBS).sum() == pytest.approx(1)
    assert count.estimate_joint(LABELS, PROBS, confident_joint=[[1, 1], [0, 1]]).tolist() == [
        [2 / 6, 2 / 6],
        [0, 2 / 6],
    ]


def test_number_of_issues_by_each_method():
    assert count.num_label_issues(LABELS, PROBS) == 1
    assert count.num_label_issues(LABELS, PROBS, estimation_method="off_diagonal_calibrated") == 1
    options = {"estimation_method": "off_diagonal_custom", "confident_joint": [[1, 1], [0, 1]]}
    assert count.num_label_issues(LABELS, PROBS, **options) == 2


def test_a_joint_that_is_not_used_warns():
    with pytest.warns(UserWarning, match="`confident_joint` has no effect"):
        count.num_label_issues(LABELS, PROBS, confident_joint=np.eye(2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: count.num_label_issues(LABELS, PROBS, estimation_method="off"), "must be a known method: got 'off'"),
        (lambda: count.num_label_issues(LABELS, PROBS, estimation_method="off_diagonal_custom"), "is needed by"),
        (lambda: count.compute_confident_joint(LABELS, PROBS, thresholds=[0.5]), r"one value per class, shape \(2,\)"),
        (lambda: count.compute_confident_joint(LABELS, PROBS, thresholds=[np.nan, 0.5]), "must not be NaN"),
        (lambda: count.compute_confident_joint(LABELS, PROBS, collisions="some"), "`collisions` must be a known rule"),
        (lambda: count.estimate_latent(np.eye(2), LABELS, py_method="cmt"), "Did you mean 'cnt'"),
        (lambda: count.calibrate_confident_joint([[1, 2]], LABELS), "at most 0"),
        (lambda: count.get_confident_thresholds(LABELS, PROBS, True), "must hold a list of tags for each example"),
    ],
)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_noise_matrices_of_clean_labels_are_identities():
    _, noise, inverse, joint = count.estimate_py_and_noise_matrices_from_probabilities(
        [0, 0, 1, 1], PROBS[[0, 1, 4, 5]]
    )
    np.testing.assert_allclose(noise, np.eye(2))
    np.testing.assert_allclose(inverse, np.eye(2))
    assert joint.tolist() == [[2, 0], [0, 2]]


def test_cross_validated_functions_agree_with_their_parts():
    options = {"cv_n_folds": 2, "seed": 0}
    probs = count.estimate_cv_predicted_probabilities(X, Y, **options)
    joint, again = count.estimate_confident_joint_and_cv_pred_proba(X, Y, **options)
    np.testing.assert_array_equal(again, probs)
    np.testing.assert_array_equal(joint, count.compute_confident_joint(Y, probs))
    prior, noise, inverse, same_joint, _ = count.estimate_py_noise_matrices_and_cv_pred_proba(X, Y, **options)
    np.testing.assert_array_equal(same_joint, joint)
    for part, expected in zip((prior, noise, inverse), count.estimate_latent(joint, Y), strict=True):
        np.testing.assert_array_equal(part, expected)
    found = count.estimate_noise_matrices(X, Y, converge_latent_estimates=False, **options)
    np.testing.assert_array_equal(found[0], noise)
