import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import naive_core
from labelproof._core.monotone import mid_ranks, non_increasing_fit


def test_equal_values_share_the_mean_of_their_ranks():
    actual = mid_ranks(np.array([0.3, 0.1, 0.3, 0.9]))
    expected = np.array([2.0, 0.5, 2.0, 3.5]) / 4
    assert_array_equal(actual, expected)


def test_ranks_of_nothing_are_nothing():
    assert mid_ranks(np.zeros(0)).shape == (0,)


def test_ranks_equal_the_naive_twin():
    values = np.random.default_rng(0).integers(0, 12, 60).astype(float)
    assert_allclose(mid_ranks(values), naive_core.mid_ranks(values.tolist()))


def test_violators_are_pooled_to_their_mean():
    actual = non_increasing_fit(np.array([0.9, 0.2, 0.6, 0.4, 0.1]))
    expected = np.array([0.9, 0.4, 0.4, 0.4, 0.1])
    assert_allclose(actual, expected)


def test_a_falling_sequence_is_its_own_fit():
    values = np.array([0.9, 0.5, 0.5, 0.1])
    assert_array_equal(non_increasing_fit(values), values)


@pytest.mark.parametrize("size", [0, 1, 2, 45])
def test_fit_equals_the_naive_twin(size):
    values = np.random.default_rng(size).random(size)
    assert_allclose(non_increasing_fit(values), naive_core.non_increasing_fit(values.tolist()), atol=1e-12)


def test_input_stays_untouched():
    values = np.array([0.1, 0.9])
    non_increasing_fit(values)
    assert_array_equal(values, [0.1, 0.9])


def test_input_that_needs_many_sweeps_is_finished_by_the_stack():
    # Every value lies between its left neighbour and the mean of all before it: one pair is pooled per sweep.
    values = [0.0, 1.0]
    for i in range(2, 150):
        values.append(np.mean(values) + 1 / (i + 1) ** 1.5)
    assert_allclose(non_increasing_fit(np.array(values)), np.full(150, np.mean(values)))
