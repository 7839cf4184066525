"""Folds give every tag its share and keep copies together."""

import time

import numpy as np
import pytest

from labelproof._learn.multilabel.folds import tag_folds


def shares(tags, fold, folds):
    return np.array([tags[fold == part].sum(axis=0) for part in range(folds)])


def test_every_tag_and_every_tag_set_is_spread_evenly():
    tags = np.array([[1, 0, 0]] * 6 + [[1, 1, 0]] * 6 + [[0, 0, 1]] * 3 + [[0, 0, 0]] * 9, dtype=np.uint8)
    fold = tag_folds(tags, folds=3, seed=0)
    assert shares(tags, fold, 3).tolist() == [[4, 2, 1]] * 3
    assert np.bincount(fold).tolist() == [8, 8, 8]


def test_shares_stay_within_two_percent_and_one_row():
    rng = np.random.default_rng(0)
    tags = (rng.random((5000, 30)) < rng.random(30) ** 3 * 0.4).astype(np.uint8)
    fold = tag_folds(tags, folds=5, seed=0)
    even = tags.sum(axis=0) / 5
    assert (np.abs(shares(tags, fold, 5) - even) <= 1 + 0.02 * even).all()
    assert np.abs(np.bincount(fold) - 1000).max() <= 20


def test_rows_of_a_rare_tag_are_in_different_folds():
    rng = np.random.default_rng(1)
    tags = (rng.random((200, 4)) < 0.5).astype(np.uint8)
    tags[:, 3] = 0
    tags[[3, 50, 51, 160], 3] = 1
    fold = tag_folds(tags, folds=4, seed=0)
    assert sorted(fold[[3, 50, 51, 160]].tolist()) == [0, 1, 2, 3]


def test_rows_of_one_group_share_a_fold_and_tags_stay_level():
    rng = np.random.default_rng(2)
    half = (rng.random((500, 6)) < 0.3).astype(np.uint8)
    tags, groups = np.concatenate([half, half]), np.tile(np.arange(500), 2)
    fold = tag_folds(tags, folds=5, seed=0, groups=groups)
    assert (fold[:500] == fold[500:]).all()
    even = tags.sum(axis=0) / 5
    assert (np.abs(shares(tags, fold, 5) - even) <= 2 + 0.05 * even).all()


def test_rows_without_tags_level_the_sizes():
    tags = np.zeros((20, 2), dtype=np.uint8)
    tags[:4, 0] = 1
    groups = np.array([0, 0, 0, 0, *range(1, 17)])
    fold = tag_folds(tags, folds=5, seed=0, groups=groups)
    assert np.bincount(fold).tolist() == [4] * 5


@pytest.mark.parametrize("value", [0, 1])
def test_a_tag_of_every_row_or_of_none_is_no_obstacle(value):
    fold = tag_folds(np.full((10, 1), value, dtype=np.uint8), folds=5, seed=0)
    assert np.bincount(fold).tolist() == [2] * 5


def test_the_seed_decides_the_folds():
    tags = (np.arange(60)[:, None] % [2, 3, 5] == 0).astype(np.uint8)
    first, again, other = (tag_folds(tags, folds=5, seed=seed) for seed in (7, 7, 8))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_the_mark_of_unknown_tags_counts_as_absent():
    tags = np.array([[1], [255], [255], [1]], dtype=np.uint8)
    fold = tag_folds(tags, folds=2, seed=0)
    assert fold[0] != fold[3]


def test_many_rows_take_seconds():
    rng = np.random.default_rng(3)
    tags = (rng.random((50_000, 50)) < 0.05).astype(np.uint8)
    start = time.perf_counter()
    tag_folds(tags, folds=5, seed=0)
    assert time.perf_counter() - start < 5
