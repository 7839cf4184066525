"""Which tags are wrong: the rule beside its slow twin, and what order, flags and probabilities owe each other."""

import numpy as np
import pytest

import naive_multilabel
from labelproof._core import tag_adaptive as module
from labelproof._core.tag_adaptive import tag_adaptive


def problem(rows=60, width=4, seed=0):
    """Tags of which a tenth is wrong, and probabilities that mostly know better."""
    rng = np.random.default_rng(seed)
    true = rng.random((rows, width)) < [0.5, 0.3, 0.1, 0.7, 0.2, 0.4][:width]
    tags = np.where(rng.random((rows, width)) < 0.1, ~true, true).astype(np.uint8)
    probs = np.clip(np.where(true, 0.75, 0.2) + rng.normal(0, 0.15, true.shape), 0, 1)
    return tags, probs


@pytest.mark.parametrize("seed", range(5))
def test_error_probabilities_equal_the_slow_twin(seed):
    tags, probs = problem(seed=seed)
    actual = tag_adaptive(tags, probs).error_probability
    expected = naive_multilabel.tag_error_probabilities(tags.tolist(), probs.tolist())
    np.testing.assert_allclose(actual, expected, rtol=1e-9)


def test_example_quality_is_the_moving_average_of_tag_qualities():
    tags, probs = problem()
    found = tag_adaptive(tags, probs)
    expected = [naive_multilabel.exponential_moving_average(row, 0.8) for row in found.tag_quality.tolist()]
    np.testing.assert_allclose(found.example_quality, expected, rtol=1e-12)


def test_a_planted_error_is_flagged_and_comes_first():
    tags = np.array([[1, 0], [1, 0], [0, 1], [0, 1]] * 5, dtype=np.uint8)
    probs = np.where(tags, 0.9, 0.1)
    tags[7] = [0, 0]
    found = tag_adaptive(tags, probs)
    assert found.order[0] == 7
    assert np.argwhere(found.is_tag_issue).tolist() == [[7, 1]]


@pytest.mark.parametrize("seed", range(3))
def test_flags_are_exactly_the_probabilities_above_one_half(seed):
    found = tag_adaptive(*problem(rows=300, seed=seed))
    assert found.is_tag_issue.any()
    np.testing.assert_array_equal(found.is_tag_issue, found.error_probability > 0.5)
    np.testing.assert_array_equal(found.is_issue, found.is_tag_issue.any(axis=1))


def test_flagged_examples_come_first_each_part_by_quality():
    found = tag_adaptive(*problem(rows=300))
    flagged = int(found.is_issue.sum())
    assert 0 < flagged < 300
    assert found.is_issue[found.order[:flagged]].all()
    for part in (found.order[:flagged], found.order[flagged:]):
        assert np.all(np.diff(found.example_quality[part]) >= 0)


@pytest.mark.parametrize("state", [0, 1])
def test_a_tag_in_none_or_in_every_example_is_judged(state):
    tags, probs = problem()
    tags[:, 2] = state
    found = tag_adaptive(tags, probs)
    expected = naive_multilabel.tag_error_probabilities(tags.tolist(), probs.tolist())
    np.testing.assert_allclose(found.error_probability, expected, rtol=1e-9)
    assert np.isfinite(found.example_quality).all()


def test_a_row_that_holds_one_probability_for_all_agrees_with_its_own_mean():
    tags = np.array([[1], [0], [0]] * 4, dtype=np.uint8)
    found = tag_adaptive(tags, np.full(tags.shape, 1 / 3))
    expected = naive_multilabel.tag_error_probabilities(tags.tolist(), np.full(tags.shape, 1 / 3).tolist())
    np.testing.assert_allclose(found.error_probability, expected, rtol=1e-9)


def test_probabilities_of_zero_and_one_stay_finite():
    tags, probs = problem()
    found = tag_adaptive(tags, np.round(probs))
    assert np.isfinite(found.error_probability).all()
    assert ((found.error_probability >= 0) & (found.error_probability <= 1)).all()


def test_blocks_do_not_matter(monkeypatch):
    tags, probs = problem(rows=200)
    whole = tag_adaptive(tags, probs)
    monkeypatch.setattr(module, "_BLOCK_VALUES", 28)
    blocks = tag_adaptive(tags, probs)
    np.testing.assert_allclose(blocks.error_probability, whole.error_probability, rtol=1e-9)
    np.testing.assert_array_equal(blocks.order, whole.order)


def test_a_rare_tag_borrows_its_noise_and_a_frequent_one_keeps_its_own():
    true = np.column_stack([np.arange(20_000) < carriers for carriers in (10_000, 10_000, 10)])
    left_out = np.column_stack([np.arange(20_000) < number for number in (4_000, 1_000, 0)])
    noise = tag_adaptive((true & ~left_out).astype(np.uint8), np.where(true, 0.9, 0.1)).noise
    # Of all carriers together a quarter is left out; the ten of the rare tag are too few to say that theirs are not.
    np.testing.assert_allclose(noise[:, 1, 0], [0.4, 0.1, 0.25 * 100 / 110], atol=0.005)


def test_order_of_rows_only_permutes():
    tags, probs = problem()
    found = tag_adaptive(tags, probs)
    turned = tag_adaptive(tags[::-1], probs[::-1])
    np.testing.assert_allclose(turned.error_probability[::-1], found.error_probability, rtol=1e-9)


def test_one_row_and_no_rows_work():
    one = tag_adaptive(np.array([[1, 0]], dtype=np.uint8), np.array([[0.2, 0.1]]))
    assert one.order.tolist() == [0]
    none = tag_adaptive(np.empty((0, 2), dtype=np.uint8), np.empty((0, 2)))
    assert none.order.shape == (0,)


def test_single_precision_says_almost_the_same():
    tags, probs = problem()
    single = tag_adaptive(tags, probs.astype(np.float32)).error_probability
    np.testing.assert_allclose(single, tag_adaptive(tags, probs).error_probability, atol=1e-4)
