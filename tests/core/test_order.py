from __future__ import annotations

import numpy as np
import pytest

from labelproof._core.order import ascending, lowest

RNG = np.random.default_rng(0)
CASES = {
    "none": np.empty(0),
    "one": np.array([0.5]),
    "distinct": RNG.random(1000),
    "ties": RNG.integers(0, 4, 1000) / 4,
    "ties that no float32 holds": RNG.integers(0, 4, 1000) / 3,
    "one float32 apart": np.nextafter(np.float32(0.5), np.float32(1)) - np.arange(3) * 2.0**-25,
    "of either sign": np.array([0.0, -0.0, -1e-7, 0.0, 1e-7, -2e-7, -0.0]),
    "of either sign in float32": np.array([0.0, -0.0, -0.25, 0.0, 0.25, -0.5, -0.0]),
    "single precision": RNG.random(1000).astype(np.float32),
    "tiny": np.array([1e-300, 0.0, 1e-45, 1e-300, 1e300, np.inf]),
}


@pytest.mark.parametrize("name", CASES)
def test_the_order_is_that_of_a_stable_sort(name):
    values = CASES[name]
    actual = ascending(values)
    assert actual.tolist() == np.argsort(values, kind="stable").tolist()
    assert actual.dtype == np.int64


@pytest.mark.parametrize("name", CASES)
def test_the_lowest_are_the_first_of_a_stable_sort(name):
    values = CASES[name]
    for count in {0, 1, len(values) // 3, len(values)} & set(range(len(values) + 1)):
        expected = np.zeros(len(values), bool)
        expected[np.argsort(values, kind="stable")[:count]] = True
        assert lowest(values, count).tolist() == expected.tolist()
