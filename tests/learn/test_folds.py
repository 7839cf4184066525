"""Folds keep copies together and classes level."""

import tracemalloc

import numpy as np

from labelproof._learn.folds import stratified_folds


def test_every_class_is_spread_evenly_over_the_folds():
    codes = np.array([0] * 12 + [1] * 7 + [2] * 3)
    fold = stratified_folds(codes, folds=5, seed=3)
    per_fold = np.array([[np.sum((codes == k) & (fold == f)) for f in range(5)] for k in range(3)])
    assert (per_fold.max(axis=1) - per_fold.min(axis=1)).tolist() == [1, 1, 1]


def test_the_folds_together_are_of_even_size_when_all_classes_are_rare():
    codes = np.repeat(np.arange(10), 3)
    fold = stratified_folds(codes, folds=5, seed=0)
    assert np.bincount(fold).tolist() == [6, 6, 6, 6, 6]


def test_rows_of_one_group_share_a_fold_whatever_their_labels():
    codes = np.array([0, 1] * 10)
    groups = np.array([0, 0, 0, 1, 1, *range(2, 17)])
    fold = stratified_folds(codes, folds=4, seed=1, groups=groups)
    assert [np.unique(fold[groups == g]).size for g in range(2)] == [1, 1]
    assert sorted(np.unique(fold).tolist()) == [0, 1, 2, 3]


def test_single_rows_make_up_for_a_large_group():
    codes = np.zeros(20, dtype=np.int64)
    groups = np.array([0] * 4 + list(range(1, 17)))
    fold = stratified_folds(codes, folds=5, seed=0, groups=groups)
    assert np.bincount(fold).tolist() == [4, 4, 4, 4, 4]


def test_rows_without_a_label_are_in_no_fold():
    fold = stratified_folds(np.array([-1, 0, 1, 0, 1, -1]), folds=2, seed=0)
    assert fold[[0, 5]].tolist() == [-1, -1]
    assert sorted(fold[1:5].tolist()) == [0, 0, 1, 1]


def test_the_seed_decides_the_folds():
    codes = np.arange(60) % 3
    first, again, other = (stratified_folds(codes, folds=5, seed=seed) for seed in (7, 7, 8))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_no_labelled_row_is_no_error():
    assert stratified_folds(np.array([-1, -1]), folds=5, seed=0).tolist() == [-1, -1]


def test_many_folds_need_little_memory():
    codes = np.arange(20_000) % 4
    tracemalloc.start()
    fold = stratified_folds(codes, folds=20_000, seed=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.bincount(fold).tolist() == [1] * 20_000
    assert peak < 30e6
