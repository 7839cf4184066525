import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from labelproof._base.errors import InputError
from labelproof._core.noise import balls_into_bins, draw_noise_matrix, flip_labels, is_valid, split_mass

BOUNDS = {"max_trace_prob": 1.0, "min_trace_prob": 1e-5, "max_noise_rate": 1 - 1e-5, "min_noise_rate": 0.0}


@pytest.fixture
def draws():
    return np.random.default_rng(0)


def test_no_noise_is_valid():
    assert is_valid(np.eye(3), np.array([0.2, 0.3, 0.5]))


def test_noise_that_outweighs_the_label_is_not_valid():
    assert not is_valid(np.array([[0.4, 0.7], [0.6, 0.3]]), np.array([0.5, 0.5]))


def test_columns_that_do_not_sum_to_one_are_not_valid():
    assert not is_valid(np.eye(2) * 1.01, np.array([0.5, 0.5]))


def test_flips_are_counted_exactly(draws):
    true = np.repeat([0, 1], 20)
    noisy = flip_labels(true, np.array([[0.7, 0.25], [0.3, 0.75]]), draws)
    assert (noisy[:20].sum(), (noisy[20:] == 0).sum()) == (6, 5)


def test_class_absent_from_the_labels_is_allowed(draws):
    noise = np.array([[0.5, 0.0, 0.3], [0.5, 1.0, 0.3], [0.0, 0.0, 0.4]])
    noisy = flip_labels(np.array([0, 0, 1, 1]), noise, draws)
    assert_array_equal(np.bincount(noisy, minlength=3), [1, 3, 0])


def test_true_labels_stay_untouched(draws):
    true = np.array([0, 0, 1, 1])
    flip_labels(true, np.array([[0.5, 0.5], [0.5, 0.5]]), draws)
    assert_array_equal(true, [0, 0, 1, 1])


def test_flipped_labels_keep_their_dtype(draws):
    assert flip_labels(np.array([0, 1], dtype=np.int8), np.eye(2), draws).dtype == np.int8


@pytest.mark.parametrize("seed", range(8))
def test_split_mass_stays_within_bounds(seed):
    numbers = split_mass(5, 2.0, np.random.default_rng(seed), max_prob=0.6, min_prob=0.2)
    assert_allclose(numbers.sum(), 2.0)
    assert numbers.max() <= 0.6 + 1e-6
    assert numbers.min() >= 0.2 - 1e-6


def test_splitting_into_no_parts_gives_nothing(draws):
    assert split_mass(0, 1.0, draws).shape == (0,)


def test_bounds_that_cannot_hold_are_refused(draws):
    with pytest.raises(InputError, match="`max_prob` must be at least"):
        split_mass(2, 1.5, draws, max_prob=0.7)
    with pytest.raises(InputError, match="`min_prob` must be at most"):
        split_mass(2, 0.5, draws, min_prob=0.3)


@pytest.mark.parametrize("seed", range(8))
def test_balls_stay_within_bounds(seed):
    counts = balls_into_bins(11, 4, np.random.default_rng(seed), max_balls=4, min_balls=2)
    assert counts.sum() == 11
    assert counts.max() <= 4


def test_balls_that_do_not_fit_are_left_out(draws):
    assert_array_equal(balls_into_bins(30, 4, draws, max_balls=3), [3, 3, 3, 3])


def test_no_balls_leave_empty_bins(draws):
    assert_array_equal(balls_into_bins(0, 3, draws), [0, 0, 0])


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_noise_matrix_has_its_trace_and_columns_of_one(classes, draws):
    matrix = draw_noise_matrix(classes, 0.7 * classes, draws, frac_zero=0.25, **BOUNDS)
    assert_allclose(matrix.trace(), 0.7 * classes)
    assert_allclose(matrix.sum(axis=0), np.ones(classes))


def test_share_of_zero_rates_is_kept(draws):
    matrix = draw_noise_matrix(5, 3.0, draws, frac_zero=0.5, **BOUNDS)
    assert (matrix == 0).sum() == 10


def test_two_classes_with_one_zero_rate(draws):
    matrix = draw_noise_matrix(2, 1.6, draws, frac_zero=0.5, **BOUNDS)
    assert_allclose(np.sort(matrix.ravel()), [0.0, 0.4, 0.6, 1.0])
