"""Who is held out when, for tags: folds in which every tag has nearly its share, and copies stay together.

Only the assignment of rows to folds; what the groups of copies are is decided in `groups`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelproof._learn.folds import lowest_places

__all__ = ["tag_folds"]


def tag_folds(
    tags: NDArray[np.uint8], *, folds: int, seed: int, groups: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return the fold in which each row is held out.

    Parameters
    ----------
    tags : (N, K) uint8
        1 where the row has the tag; anything else counts as "has not".
    folds : int
        How many folds.
    seed : int
        Seed of the shuffling; the same seed gives the same folds.
    groups : (N,) int64, optional
        Rows of one group share a fold. Default: every row is its own group.

    Returns
    -------
    (N,) int64
        0..folds-1.

    Notes
    -----
    Groups of several rows come first, the largest first, each to the fold that has the least of its tags. Then,
    again and again, the rows of the tag with the fewest rows left go to the folds that have the fewest rows of that
    tag, then the fewest rows; rows of one tag set are dealt one after the other, so that sets are spread too. Rows
    without tags level the sizes at the end. Time O(N log N + number of ones + groups folds), memory O(N K).

    Source
    ------
    Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data", ECML PKDD 2011, algorithm 1. There,
    rows of a tag come in any order and ties are broken at random; here, in the order of their tag sets.
    """
    rng = np.random.default_rng(seed)
    table = sparse.csr_matrix(tags == 1, dtype=np.int64)
    table.sort_indices()
    assigned = np.full(table.shape[0], -1, dtype=np.int64)
    load = np.zeros((table.shape[1], folds), dtype=np.int64)
    totals = np.zeros(folds, dtype=np.int64)
    if groups is not None:
        _place_groups(table, groups, assigned, load, totals, rng)
    place = _places_of_sets(table, rng)
    _place_tags(table, place, assigned, load, totals)
    in_place = np.argsort(place)
    rest = in_place[assigned[in_place] < 0]
    assigned[rest] = lowest_places(totals, totals, rest.size)
    return assigned


def _places_of_sets(table: sparse.csr_matrix, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return a random place for each row in a row of all rows, in which rows of one tag set stand together."""
    value = rng.integers(1, 2**63, size=table.shape[1], dtype=np.uint64)
    # A sum of random numbers per tag: equal sets have equal sums, others practically never.
    sums = np.zeros(table.shape[0], dtype=np.uint64)
    np.add.at(sums, np.repeat(np.arange(table.shape[0]), np.diff(table.indptr)), value[table.indices])
    place = np.empty(table.shape[0], dtype=np.int64)
    place[np.lexsort((rng.permutation(table.shape[0]), sums))] = np.arange(table.shape[0])
    return place


def _place_groups(
    table: sparse.csr_matrix,
    groups: NDArray[np.int64],
    assigned: NDArray[np.int64],
    load: NDArray[np.int64],
    totals: NDArray[np.int64],
    rng: np.random.Generator,
) -> None:
    """Give each group of several rows a fold; writes `assigned`, `load` and `totals`."""
    _, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    by_group = np.argsort(inverse.reshape(-1), kind="stable")
    ends = np.cumsum(sizes)
    order = np.lexsort((rng.permutation(sizes.size), -sizes))[: np.count_nonzero(sizes > 1)]
    frequency = np.maximum(np.bincount(table.indices, minlength=table.shape[1]), 1)
    for group in order:
        rows = by_group[ends[group] - sizes[group] : ends[group]]
        own = np.concatenate([table.indices[table.indptr[row] : table.indptr[row + 1]] for row in rows])
        # Each tag's load counts in units of its own size, so the rarest tag of the group weighs the most.
        burden = (load[own] / frequency[own, None]).sum(axis=0) if own.size else totals.astype(np.float64)
        lowest = np.flatnonzero(burden <= burden.min() * (1 + 1e-12))
        fold = lowest[totals[lowest].argmin()]
        assigned[rows] = fold
        totals[fold] += rows.size
        np.add.at(load[:, fold], own, 1)


def _place_tags(
    table: sparse.csr_matrix,
    place: NDArray[np.int64],
    assigned: NDArray[np.int64],
    load: NDArray[np.int64],
    totals: NDArray[np.int64],
) -> None:
    """Give each row that has a tag a fold, tag by tag, the one with the fewest rows left first."""
    by_tag = table.tocsc()
    open_rows = np.flatnonzero(assigned < 0)
    left = np.asarray(table[open_rows].sum(axis=0)).ravel()
    while left.any():
        tag = int(np.where(left > 0, left, np.iinfo(np.int64).max).argmin())
        rows = by_tag.indices[by_tag.indptr[tag] : by_tag.indptr[tag + 1]]
        rows = rows[assigned[rows] < 0]
        rows = rows[np.argsort(place[rows])]
        taken = lowest_places(load[tag], totals, rows.size)
        assigned[rows] = taken
        own = table[rows]
        left -= np.asarray(own.sum(axis=0)).ravel()
        np.add.at(load, (own.indices, np.repeat(taken, np.diff(own.indptr))), 1)
        totals += np.bincount(taken, minlength=totals.size)
