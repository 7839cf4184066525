"""Aggregations of the scores of tags, against their plain definitions."""

from __future__ import annotations

import numpy as np
import pytest

import naive_multilabel as naive
from labelproof._core.tags import exponential_moving_average, softmin


@pytest.mark.parametrize("alpha", [0.0, 1e-9, 0.1, 0.5, 0.8, 0.999, 1.0])
@pytest.mark.parametrize("size", [1, 2, 7, 60])
def test_the_moving_average_of_the_lowest_scores_is_that_of_all(alpha: float, size: int) -> None:
    scores = np.random.default_rng(size).random((20, size))
    actual = exponential_moving_average(scores, alpha)
    expected = [naive.exponential_moving_average(row, alpha) for row in scores]
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-12)


def test_the_lowest_score_weighs_most() -> None:
    actual = exponential_moving_average(np.array([[0.9, 0.5, 0.2]]))
    np.testing.assert_allclose(actual, [0.8 * 0.2 + 0.2 * (0.8 * 0.5 + 0.2 * 0.9)])


@pytest.mark.parametrize("temperature", [0.0, 0.01, 0.1, 5.0])
def test_softmin_weighs_by_the_distance_from_one(temperature: float) -> None:
    scores = np.random.default_rng(0).random((20, 9))
    expected = [naive.softmin(row, temperature) for row in scores]
    np.testing.assert_allclose(softmin(scores, temperature), expected, rtol=1e-12)
