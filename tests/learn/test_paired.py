from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from labelproof._learn.paired import paired_change


def change(before, after, *, shares: bool = False, confidence: float = 0.95):
    return paired_change(np.array(before), np.array(after), confidence=confidence, shares=shares)


def test_one_training_gives_the_paired_t_interval():
    before, after = [0.3, 0.8, 0.5, 0.9], [0.6, 0.7, 0.9, 1.4]
    actual = change([before], [after])
    expected = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (actual.low, actual.high) == pytest.approx((expected.low, expected.high))
    assert (actual.before, actual.after) == pytest.approx((0.625, 0.9))
    assert actual.difference == pytest.approx(0.275)


def test_shares_get_the_interval_of_two_more_examples():
    # Agresti and Min: half an example more in each cell of the table of pairs.
    b, c, same = 2, 7, 41
    before = [0] * c + [1] * b + [1] * same
    after = [1] * c + [0] * b + [1] * same
    n = b + c + same + 2
    mean = (c - b) / n
    error = np.sqrt(((b + c + 1) / n - mean**2) / (n - 1))
    reach = stats.t.ppf(0.975, n - 1) * error
    actual = change([before], [after], shares=True)
    assert (actual.low, actual.high) == pytest.approx((mean - reach, mean + reach))
    assert actual.difference == pytest.approx(0.1)


def test_without_any_difference_the_interval_of_a_share_still_has_a_length():
    actual = change(np.ones((3, 20)), np.ones((3, 20)), shares=True)
    assert (actual.low, actual.high) == pytest.approx((-actual.high, actual.high))
    assert 0.05 < actual.high < 0.1


def test_equal_trainings_say_no_more_than_one():
    rng = np.random.default_rng(0)
    before, after = rng.random((1, 30)), rng.random((1, 30))
    once, often = change(before, after), change(np.repeat(before, 6, axis=0), np.repeat(after, 6, axis=0))
    assert (often.low, often.high) == pytest.approx((once.low, once.high))


def test_trainings_that_differ_widen_the_interval():
    rng = np.random.default_rng(0)
    base = rng.random((4, 200))
    luck = np.array([[-0.2], [0.1], [0.2], [-0.1]])
    narrow, wide = change(base, base + 0.1), change(base, base + 0.1 + luck)
    assert wide.high - wide.low > 0.2 > narrow.high - narrow.low


def test_of_one_example_nothing_is_known():
    actual = change([[0.2]], [[0.5]])
    assert np.isnan([actual.low, actual.high]).all()


@pytest.mark.parametrize(("trainings", "luck"), [(1, 0.0), (5, 0.0), (5, 0.3), (10, 0.1)])
def test_intervals_hold_the_truth_as_often_as_they_say(trainings, luck):
    rng = np.random.default_rng(0)
    hits, runs = 0, 2000
    for _ in range(runs):
        examples = 25
        values = 0.2 + rng.normal(size=examples) + luck * rng.normal(size=(trainings, 1))
        values = values + 0.5 * rng.normal(size=(trainings, examples))
        found = change(np.zeros((trainings, examples)), values, confidence=0.9)
        hits += found.low <= 0.2 <= found.high
    assert 0.88 <= hits / runs <= 0.925


@pytest.mark.parametrize("share", [0.02, 0.1, 0.4])
def test_intervals_of_shares_hold_the_truth_often_enough(share):
    rng = np.random.default_rng(0)
    hits, runs = 0, 2000
    for _ in range(runs):
        moved = rng.choice([-1, 0, 1], p=[share / 4, 1 - share, 3 * share / 4], size=60)
        found = change([(moved < 0).astype(float)], [(moved > 0).astype(float)], shares=True)
        hits += found.low <= share / 2 <= found.high
    assert hits / runs >= 0.93
