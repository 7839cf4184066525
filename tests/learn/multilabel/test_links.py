"""What other tags say is used where it says something."""

import numpy as np

from labelproof._learn.multilabel.links import linked_probs

RNG = np.random.default_rng(0)
FOLD = np.arange(2000) % 4
FIRST = RNG.integers(0, 2, 2000)
SURE = np.where(FIRST == 1, 0.98, 0.02)


def test_a_tag_that_follows_another_is_told_by_it():
    tags = np.column_stack([FIRST, FIRST]).astype(np.uint8)
    probs = np.column_stack([SURE, np.full(2000, 0.5) + RNG.normal(size=2000) * 0.01])
    found = linked_probs(probs, tags, FOLD, seed=0)
    assert (np.abs(found[:, 1] - FIRST) < 0.1).all()


def test_a_tag_on_its_own_keeps_its_probabilities():
    own = RNG.random(2000) * 0.9 + 0.05
    tags = np.column_stack([FIRST, RNG.random(2000) < own]).astype(np.uint8)
    found = linked_probs(np.column_stack([SURE, own]), tags, FOLD, seed=0)
    assert np.abs(found[:, 1] - own).max() < 0.12


def test_a_row_is_not_told_by_its_own_tags():
    tags = RNG.integers(0, 2, size=(2000, 2)).astype(np.uint8)
    probs = RNG.random((2000, 2)) * 0.5 + 0.25
    first = linked_probs(probs, tags, FOLD, seed=0)
    changed = tags.copy()
    changed[FOLD == 2] ^= 1
    second = linked_probs(probs, changed, FOLD, seed=0)
    np.testing.assert_array_equal(first[FOLD == 2], second[FOLD == 2])
    assert (first != second).any()


def test_unknown_rows_and_constant_tags():
    tags = np.column_stack([FIRST, np.zeros(2000)]).astype(np.uint8)
    tags[:10] = 255
    fold = np.where(np.arange(2000) < 10, -1, FOLD)
    probs = np.column_stack([SURE, np.full(2000, 0.01)])
    found = linked_probs(probs, tags, fold, seed=0)
    np.testing.assert_allclose(found[:, 1], 0.01)
    assert (np.abs(found[:10, 0] - FIRST[:10]) < 0.1).all()
