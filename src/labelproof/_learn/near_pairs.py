"""Which rows are nearer to each other than a radius that is small beside the usual distance.

Finds pairs only; what the radius is, and what becomes of the pairs, is decided in `groups`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Space", "distances", "near_pairs", "squared_lengths"]

Space = NDArray[np.float32] | sparse.csr_matrix

_TABLES = 5
_FIRST, _MOST = 10, 24
"""A table cuts space along so many random directions, and its crowded cells along more."""
_WIDTH = 8.0
"""Width of a cell in radii: rows half a radius apart share a cell of one direction with probability 0.95."""
_CROWD = 16
"""In a cell that stays more crowded, a row is compared with so many that follow it."""
_CELLS = 2**20


def near_pairs(rows: Space, radius: float, seed: int) -> NDArray[np.int64]:
    """Return pairs of rows that are nearer than the radius.

    Parameters
    ----------
    rows : (N, D) float32 array or sparse matrix
        No two of them equal.
    radius : float
        Above 0.
    seed : int
        Seed of the random directions.

    Returns
    -------
    (M, 2) int64
        Row numbers, the lower one first.

    Notes
    -----
    Candidates share a cell of one of 5 random partitions of space (locality-sensitive hashing). Pairs half a radius
    apart are found with a probability of 0.98 or more, pairs at a tenth of it practically always; in cells that stay
    crowded, enough pairs to connect their rows. Time that of 120 products of the rows with a direction, and
    O(N log N); memory O(N) beside the rows.

    Source
    ------
    Datar, Immorlica, Indyk and Mirrokni, "Locality-Sensitive Hashing Scheme Based on p-Stable Distributions", 2004.
    """
    rng = np.random.default_rng(seed)
    size = rows.shape[0]
    found = [np.empty(0, dtype=np.int64)]
    for _ in range(_TABLES):
        directions = rng.normal(size=(rows.shape[1], _MOST)).astype(np.float32)
        places = np.asarray(rows @ directions, dtype=np.float32)
        cells = np.floor(places / np.float32(_WIDTH * radius) + rng.random(_MOST, dtype=np.float32)).astype(np.int64)
        left, right = _cell_mates(cells, places[:, 0], rng)
        found.append(left * size + right)
    codes = np.unique(np.concatenate(found))
    pairs = np.column_stack([codes // size, codes % size])
    return pairs[distances(rows, pairs[:, 0], pairs[:, 1]) < radius]


def _cell_mates(
    cells: NDArray[np.int64], place: NDArray[np.float32], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of rows, the lower one first, whose cells are equal along all directions that were needed."""
    odd: NDArray[np.uint64] = np.asarray(rng.integers(0, 2**63, size=cells.shape[1], dtype=np.uint64) * 2 + 1)
    key = (cells[:, :_FIRST].astype(np.uint64) * odd[:_FIRST]).sum(axis=1, dtype=np.uint64)
    crowded = np.arange(len(cells))
    for number in range(_FIRST, cells.shape[1]):
        _, inverse, counts = np.unique(key[crowded], return_inverse=True, return_counts=True)
        crowded = crowded[counts[inverse.reshape(-1)] > _CROWD]
        if not crowded.size:
            break
        key[crowded] = key[crowded] * odd[0] + cells[crowded, number].astype(np.uint64) * odd[number]
    order = np.lexsort((place, key))
    found = []
    for step in range(1, min(_CROWD, len(order) - 1) + 1):
        mates = np.flatnonzero(key[order[:-step]] == key[order[step:]])
        if not mates.size:
            break
        found.append(np.sort(np.column_stack([order[mates], order[mates + step]]), axis=1))
    pairs = np.concatenate([np.empty((0, 2), dtype=np.int64), *found])
    return pairs[:, 0], pairs[:, 1]


def squared_lengths(rows: Any) -> NDArray[np.float32]:
    """Return the squared length of each row of an array or a sparse matrix."""
    if hasattr(rows, "multiply"):
        return np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float32).ravel()
    return np.asarray(np.einsum("ij,ij->i", rows, rows), dtype=np.float32)


def distances(rows: Space, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance of each pair of rows."""
    result = np.empty(left.size)
    step = 65536 if sparse.issparse(rows) else max(1, _CELLS // max(rows.shape[1], 1))
    for start in range(0, left.size, step):
        part = slice(start, start + step)
        result[part] = squared_lengths(rows[left[part]] - rows[right[part]])
    return np.sqrt(result)
