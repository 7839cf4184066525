import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import naive_core
from labelproof._base.errors import InputError
from labelproof._core.intervals import wilson_interval

Z95 = 1.959963984540054


@pytest.mark.parametrize(("successes", "total"), [(1, 10), (8, 10), (50, 100), (999, 1000)])
def test_interval_equals_the_textbook_formula(successes, total):
    actual = wilson_interval(successes, total)
    assert_allclose(actual, naive_core.wilson_interval(successes, total, Z95))


def test_counts_may_be_arrays():
    lower, upper = wilson_interval([8, 0, 10], [10, 10, 10])
    assert_allclose(lower, [0.490162, 0.0, 0.722467], atol=1e-6)
    assert_allclose(upper, [0.943318, 0.277533, 1.0], atol=1e-6)


def test_empty_total_says_nothing():
    assert_array_equal(wilson_interval(0, 0), (0.0, 1.0))


def test_more_confidence_widens_the_interval():
    narrow, wide = wilson_interval(3, 10, 0.5), wilson_interval(3, 10, 0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(("successes", "total"), [(-1, 3), (4, 3), (np.nan, 3)])
def test_impossible_counts_are_refused(successes, total):
    with pytest.raises(InputError, match="between 0 and `total`"):
        wilson_interval(successes, total)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_outside_its_range_is_refused(confidence):
    with pytest.raises(InputError, match="between 0 and 1"):
        wilson_interval(1, 2, confidence)
