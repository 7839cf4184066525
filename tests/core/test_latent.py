import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import naive_core
from labelproof._base.errors import InputError
from labelproof._core.latent import (
    clip_prior,
    clip_rates,
    estimate_latent,
    latent_from_inverse_noise_matrix,
    latent_from_noise_matrix,
)

COUNTS = np.array([[45, 5], [10, 40]])


def test_noise_matrix_is_the_joint_over_its_column_sums():
    actual = estimate_latent(COUNTS, np.array([50, 50])).noise_matrix
    expected = [[45 / 55, 5 / 45], [10 / 55, 40 / 45]]
    assert_allclose(actual, expected)


def test_inverse_noise_matrix_is_the_transpose_over_row_sums():
    actual = estimate_latent(COUNTS, np.array([50, 50])).inverse_noise_matrix
    expected = [[0.9, 0.2], [0.1, 0.8]]
    assert_allclose(actual, expected)


@pytest.mark.parametrize("method", ["cnt", "eqn", "marginal", "marginal_ps"])
def test_all_methods_agree_on_a_calibrated_joint(method):
    actual = estimate_latent(COUNTS, np.array([50, 50]), method=method).true_prior
    assert_allclose(actual, [0.55, 0.45])


@pytest.mark.parametrize("method", ["cnt", "marginal", "marginal_ps"])
def test_uncalibrated_joint_equals_the_naive_twin(method):
    counts = np.random.default_rng(1).integers(1, 30, (4, 4))
    class_counts = np.array([50, 20, 70, 10])
    prior, noise, inverse = naive_core.estimate_latent(counts.tolist(), class_counts.tolist(), method)
    actual = estimate_latent(counts, class_counts, method=method)
    assert_allclose(actual.true_prior, prior)
    assert_allclose(actual.noise_matrix, noise)
    assert_allclose(actual.inverse_noise_matrix, inverse)


def test_converged_estimates_agree_with_each_other():
    counts = np.array([[40, 8, 2], [5, 30, 5], [1, 9, 50]])
    latent = estimate_latent(counts, np.array([60, 45, 55]), converge=True)
    given_prior = np.array([60, 45, 55]) / 160
    expected = latent.noise_matrix.T * latent.true_prior[:, None] / given_prior
    assert_allclose(latent.inverse_noise_matrix, expected / expected.sum(axis=0), atol=0.01)
    assert_allclose(latent.noise_matrix.sum(axis=0), np.ones(3))


def test_absent_class_keeps_a_column_of_zeros():
    latent = estimate_latent(np.array([[9, 1, 0], [2, 8, 0], [0, 0, 0]]), np.array([10, 10, 0]))
    assert_array_equal(latent.noise_matrix[:, 2], np.zeros(3))
    assert_allclose(latent.true_prior.sum(), 1.0)


def test_eqn_with_an_absent_class_names_the_class():
    with pytest.raises(InputError, match="class 2 has no counts"):
        estimate_latent(np.array([[9, 1, 0], [2, 8, 0], [0, 0, 0]]), np.array([10, 10, 0]), method="eqn")


def test_eqn_with_dependent_columns_is_refused():
    with pytest.raises(InputError, match="depend on each other"):
        estimate_latent(np.array([[3, 3], [3, 3]]), np.array([6, 6]), method="eqn")


def test_unknown_method_gets_the_nearest_name():
    with pytest.raises(InputError, match="Did you mean 'marginal'"):
        estimate_latent(COUNTS, np.array([50, 50]), method="marginals")


def test_clipped_rates_keep_the_diagonal_and_sum_to_one():
    actual = clip_rates(np.array([[0.5, 2.0], [-0.3, 1.0]]))
    expected = [[1.0, 0.9999 / 1.9999], [0.0, 1 / 1.9999]]
    assert_allclose(actual, expected)


def test_clipped_prior_has_no_zero_and_sums_to_one():
    actual = clip_prior(np.array([-0.2, 0.5, 1.5]), floor=0.1)
    assert_allclose(actual, np.array([0.1, 0.5, 1.0]) / 1.6)


def test_prior_follows_from_a_known_noise_matrix():
    noise = np.array([[0.8, 0.3], [0.2, 0.7]])
    latent = latent_from_noise_matrix(noise, noise @ np.array([0.6, 0.4]))
    assert_allclose(latent.true_prior, [0.6, 0.4])
    assert_allclose(latent.inverse_noise_matrix, [[0.48 / 0.6, 0.12 / 0.4], [0.12 / 0.6, 0.28 / 0.4]])
    assert_array_equal(latent.noise_matrix, noise)


def test_noise_matrix_follows_from_a_known_inverse():
    inverse = np.array([[0.8, 0.3], [0.2, 0.7]])
    latent = latent_from_inverse_noise_matrix(inverse, np.array([0.6, 0.4]))
    assert_allclose(latent.true_prior, [0.6, 0.4])
    assert_allclose(latent.noise_matrix, [[0.48 / 0.6, 0.12 / 0.4], [0.12 / 0.6, 0.28 / 0.4]])


def test_inputs_stay_untouched():
    before = COUNTS.copy()
    estimate_latent(COUNTS, np.array([50, 50]), converge=True)
    assert_array_equal(COUNTS, before)
