"""Copies speak against a label, never for it."""

from __future__ import annotations

import numpy as np

from labelproof._learn.copy_votes import with_copies_heard

PROBS = np.full((60, 2), 0.5)
CODES = np.repeat([0, 1], 30)
PAIRS = np.arange(60) // 2


def test_rows_whose_copies_agree_keep_their_probabilities() -> None:
    heard = with_copies_heard(PROBS, CODES, PAIRS)
    np.testing.assert_array_equal(heard, PROBS)
    assert heard is not PROBS


def test_rows_whose_copies_disagree_become_doubtful_and_nobody_else() -> None:
    codes = CODES.copy()
    codes[0] = 1
    heard = with_copies_heard(PROBS, codes, PAIRS)
    assert heard[0, 1] < 0.2
    assert heard[1, 0] < 0.2
    np.testing.assert_array_equal(heard[2:], PROBS[2:])
    np.testing.assert_allclose(heard.sum(axis=1), 1)


def test_a_certain_model_is_harder_to_shake() -> None:
    codes, probs = CODES.copy(), PROBS.copy()
    codes[0], probs[:2] = 1, [0.99, 0.01]
    heard = with_copies_heard(probs, codes, PAIRS)
    assert heard[0, 1] < 0.01
    assert heard[1, 0] > 0.5


def test_one_copy_of_three_says_less_than_both_of_three() -> None:
    codes = np.concatenate([CODES, [0, 0, 1]])
    heard = with_copies_heard(np.full((63, 2), 0.5), codes, np.concatenate([PAIRS, [30, 30, 30]]))
    assert heard[62, 1] < heard[60, 0] <= 0.5


def test_copies_that_agree_by_chance_only_are_hardly_heard() -> None:
    codes = np.random.default_rng(0).integers(0, 2, 60)
    np.testing.assert_allclose(with_copies_heard(PROBS, codes, PAIRS), PROBS, atol=0.05)


def test_copies_that_tell_nothing_new_are_not_heard() -> None:
    codes = CODES.copy()
    codes[::6] = 1 - codes[::6]
    probs = np.where(codes[:, None] == np.arange(2), 0.95, 0.05)
    np.testing.assert_allclose(with_copies_heard(probs, codes, PAIRS), probs, atol=0.01)


def test_a_copied_error_does_not_confirm_itself() -> None:
    probs = np.tile([0.9, 0.1], (60, 1))
    codes = np.zeros(60, dtype=np.int64)
    codes[:3] = 1
    heard = with_copies_heard(probs, codes, np.concatenate([[0, 0, 0], np.arange(1, 58)]))
    np.testing.assert_array_equal(heard, probs)


def test_unlabelled_copies_say_nothing() -> None:
    codes = CODES.copy()
    codes[::2] = -1
    np.testing.assert_array_equal(with_copies_heard(PROBS, codes, PAIRS), PROBS)


def test_a_class_without_labels_is_no_obstacle() -> None:
    codes = CODES.copy()
    codes[0] = 1
    heard = with_copies_heard(np.full((60, 3), 1 / 3), codes, PAIRS)
    assert np.isfinite(heard).all()
