"""Pairs within a small radius are found without comparing all rows."""

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from labelproof._learn.near_pairs import near_pairs


def _planted(size, width, share, seed=0):
    """Return scattered rows, the last 100 of which lie a share of a radius of 0.13 usual distances from the first."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(size, width)).astype(np.float32)
    nearest = np.sort(np.linalg.norm(rows[:200, None] - rows[None, :500], axis=2), axis=1)[:, 1]
    radius = 0.13 * float(np.median(nearest))
    away = rng.normal(size=(100, width))
    away *= share * radius / np.linalg.norm(away, axis=1, keepdims=True)
    return np.concatenate([rows, (rows[:100] + away).astype(np.float32)]), radius


def _slowly(rows, radius):
    squared = ((rows[:, None] - rows[None]) ** 2).sum(axis=2)
    return {(i, j) for i, j in np.argwhere(np.sqrt(squared) < radius).tolist() if i < j}


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
@pytest.mark.parametrize("width", [2, 10, 200])
def test_every_close_pair_and_no_other_is_found(kind, width):
    rows, radius = _planted(900, width, 0.1)
    assert set(map(tuple, near_pairs(kind(rows), radius, 0).tolist())) == _slowly(rows, radius)


@pytest.mark.parametrize(("share", "least"), [(0.5, 97), (0.9, 90)])
def test_pairs_close_to_the_radius_are_hardly_missed(share, least):
    rows, radius = _planted(3000, 40, share)
    found = near_pairs(rows, radius, 0).tolist()
    assert sum([row, 3000 + row] in found for row in range(100)) >= least


def test_a_crowd_of_copies_is_connected():
    rows, radius = _planted(500, 20, 0.1)
    crowd = rows[0] + np.random.default_rng(1).normal(scale=radius / 100, size=(2000, 20)).astype(np.float32)
    pairs = near_pairs(np.concatenate([rows, crowd]), radius, 0)
    graph = sparse.coo_matrix((np.ones(len(pairs)), pairs.T), shape=(2600, 2600))
    assert np.unique(connected_components(graph, directed=False)[1][600:]).size == 1
    assert len(pairs) < 5 * 16 * 2600


def test_the_seed_decides():
    rows, radius = _planted(500, 20, 0.9)
    one, two = (near_pairs(rows, radius, 3) for _ in range(2))
    assert np.array_equal(one, two)


def test_two_rows_are_enough():
    assert near_pairs(np.array([[0.0], [0.1]], np.float32), 1.0, 0).tolist() == [[0, 1]]
