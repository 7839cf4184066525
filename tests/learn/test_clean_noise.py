"""Which estimate applies, and what follows from it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from labelproof._core.latent import estimate_latent, latent_from_inverse_noise_matrix, latent_from_noise_matrix
from labelproof._learn.clean_noise import Known, noise_model
from labelproof._tasks.multiclass.counts import confident_joint
from labelproof._tasks.multiclass.inputs import prepare
from problems import problem

ALL_JUDGED = np.zeros(2, bool)
R = np.array([[0.8, 0.1], [0.2, 0.9]])
JOINT = np.array([[30, 4], [6, 25]])


@pytest.fixture
def inputs():
    labels, pred_probs = problem(1, rows=60, classes=2)
    return prepare(labels, pred_probs)


def test_nothing_known_estimates_all_from_the_probabilities(inputs):
    actual = noise_model(inputs, Known(), ALL_JUDGED)
    joint = confident_joint(inputs)
    latent = estimate_latent(joint, inputs.class_counts)
    assert_array_equal(actual.confident_joint, joint)
    assert_allclose(actual.py, latent.true_prior)
    assert_allclose(actual.noise_matrix, latent.noise_matrix)
    assert_allclose(actual.inverse_noise_matrix, latent.inverse_noise_matrix)


def test_a_known_noise_matrix_gives_prior_and_inverse(inputs):
    actual = noise_model(inputs, Known(noise_matrix=R), ALL_JUDGED)
    latent = latent_from_noise_matrix(R, inputs.class_counts / 60)
    assert_array_equal(actual.noise_matrix, R)
    assert_allclose(actual.py, latent.true_prior)
    assert_allclose(actual.inverse_noise_matrix, latent.inverse_noise_matrix)


def test_a_known_inverse_gives_the_noise_matrix_and_no_prior(inputs):
    actual = noise_model(inputs, Known(inverse_noise_matrix=R), ALL_JUDGED)
    latent = latent_from_inverse_noise_matrix(R, inputs.class_counts / 60)
    assert actual.py is None
    assert_allclose(actual.noise_matrix, latent.noise_matrix)
    assert_array_equal(actual.inverse_noise_matrix, R)


def test_a_known_joint_goes_before_a_known_noise_matrix(inputs):
    actual = noise_model(inputs, Known(confident_joint=JOINT, noise_matrix=R), ALL_JUDGED)
    assert_array_equal(actual.confident_joint, JOINT)
    assert_allclose(actual.noise_matrix, JOINT / JOINT.sum(axis=0))


def test_positive_unlabelled_learning_makes_one_class_right_and_changes_no_argument(inputs):
    joint = JOINT.copy()
    actual = noise_model(inputs, Known(confident_joint=joint, pulearning=1), ALL_JUDGED)
    assert_array_equal(actual.confident_joint, [[1, 4], [0, 25]])
    assert_array_equal(actual.noise_matrix[:, 0], [1, 0])
    assert_array_equal(actual.inverse_noise_matrix[:, 1], [0, 1])
    assert_array_equal(joint, JOINT)


def test_the_only_example_of_a_class_counts_as_right():
    pred_probs = np.array([[0.9, 0.1, 0.0]] * 5 + [[0.2, 0.8, 0.0]] * 5 + [[0.7, 0.3, 0.0]])
    inputs = prepare([0] * 5 + [1] * 5 + [2], pred_probs)
    actual = noise_model(inputs, Known(), np.array([False, False, True]))
    assert_array_equal(actual.confident_joint, np.diag([5, 5, 1]))
    assert_allclose(actual.noise_matrix, np.eye(3))
