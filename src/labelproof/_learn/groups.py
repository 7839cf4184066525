"""Which rows are copies of each other: they share a fold, so that no model is tested on what it has seen.

Only copies within one data set, found without the labels. Reporting duplicates as issues of their own is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError

__all__ = ["Groups", "Space", "duplicate_groups", "given_groups", "squared_lengths"]

Space = NDArray[np.float32] | sparse.csr_matrix

_NEAR = 0.13
"""Rows are copies when nearer than this share of the usual nearest distance."""
_LARGE = 0.01
"""Groups of more than this share of the rows are cut; small data may have groups of `_SMALL` rows all the same."""
_SMALL = 10
_SAMPLE = 500
_LEADING = 16
_NEIGHBORS = 9
_ASIDE = 10
"""Up to so many copies of one row are set aside when the usual distance is taken."""
_CELLS = 2**24


@dataclass(frozen=True)
class Groups:
    """The group number of every row, and what has to be said about the groups."""

    ids: NDArray[np.int64]
    notes: tuple[Note, ...]


def given_groups(groups: Any, num_rows: int) -> NDArray[np.int64] | None:
    """Return the groups that a user gives as numbers, None for none."""
    if groups is None:
        return None
    if isinstance(groups, str):
        raise InputError(f"`groups` must be 'auto', None or one group per example: got {groups!r}. Use 'auto'.")
    given = np.asarray(groups)
    if given.shape != (num_rows,):
        raise InputError(
            f"`groups` must have one group per example: got shape {given.shape} for {num_rows} examples. "
            "Pass one number or name for each example, in the same order."
        )
    return np.unique(given, return_inverse=True)[1].reshape(-1).astype(np.int64)


def duplicate_groups(
    keys: NDArray[np.int64],
    space: Space | None,
    *,
    what: str,
    seed: int,
    alike: NDArray[np.int64] | None = None,
    readable: NDArray[np.bool_] | None = None,
) -> Groups:
    """Return groups of equal and nearly equal rows.

    Parameters
    ----------
    keys : (N,) int64
        Rows of one key are equal.
    space : (N, D) float32 array or sparse matrix, optional
        Where distances are measured. Default: only equal rows are copies.
    what : str
        What the rows are, in the plural: "texts".
    seed : int
        Seed of the sample from which the usual nearest distance is taken.
    alike : (M, 2) int64, optional
        Pairs of rows that are near copies whatever their distance. Default: none.
    readable : (N,) bool, optional
        False for rows without content, which are nobody's copies. Default: all True.

    Returns
    -------
    Groups
        Group numbers 0.. in order of first appearance.

    Notes
    -----
    Nearly equal means nearer than 0.13 of the usual distance: the median over at most 500 distinct rows of the
    distance to the nearest other row, copies set aside. A row's copies there are its up to 10 nearest rows before the
    last gap, a distance below 0.13 of the next one: where most rows have a copy, the median of all nearest distances
    would be the distance of copies. In D dimensions a gap is there by chance in about one of 8^D rows. Candidates
    come from a tree over the 16 leading components (a lower bound of the distance), at most 8 for each row. Groups
    are connected components; one of more than max(10, 1 % of the rows) is cut along its leading component. Time about
    O(N log N) beside the 500 N distances of the sample.
    """
    _, first, kind = np.unique(keys, return_index=True, return_inverse=True)
    pairs = np.empty((0, 2), dtype=np.int64) if alike is None else kind[alike].astype(np.int64)
    if space is None or first.size < 3:
        joined = _components(first.size, pairs)[kind]
        place = np.zeros(keys.size)
    else:
        distinct = space[first]
        leading = _leading(distinct, seed)
        joined = _components(first.size, np.concatenate([pairs, _near_pairs(distinct, leading, seed)]))[kind]
        place = leading[kind, 0].astype(np.float64)
    if readable is not None:
        joined[~readable] = keys.size + np.arange(np.count_nonzero(~readable))
        joined = np.unique(joined, return_inverse=True)[1].reshape(-1)
    sizes = np.bincount(joined)
    copied = np.flatnonzero(sizes[joined] > 1)
    most = max(_SMALL, int(_LARGE * keys.size))
    ids, cut = _cut(joined, sizes, most, place, kind)
    return Groups(_renumbered(ids), _notes(what, keys.size, copied, sizes[cut], most))


def _leading(rows: Space, seed: int) -> NDArray[np.float32]:
    """Return the rows along their leading orthonormal directions: distances there never exceed the true ones."""
    if rows.shape[1] <= _LEADING:
        return np.asarray(rows.toarray() if sparse.issparse(rows) else rows, dtype=np.float32)
    rng = np.random.default_rng(seed)
    basis = rng.normal(size=(rows.shape[1], _LEADING)).astype(np.float32)
    # Three steps of subspace iteration: the directions need not be exact, only orthonormal and wide.
    for _ in range(3):
        basis = np.linalg.qr(rows.T @ (rows @ basis))[0].astype(np.float32)
    found = rows @ basis
    _, turn = np.linalg.eigh(found.T.astype(np.float64) @ found)
    leading: NDArray[np.float32] = found @ turn[:, ::-1].astype(np.float32)
    return leading


def _components(size: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the component of each of `size` distinct rows in the graph of pairs."""
    edges = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    component: NDArray[np.int64] = connected_components(edges, directed=False)[1].astype(np.int64)
    return component


def _near_pairs(rows: Space, leading: NDArray[np.float32], seed: int) -> NDArray[np.int64]:
    """Return the pairs of distinct rows that are much nearer than usual."""
    size = rows.shape[0]
    radius = _NEAR * _usual_distance(rows, seed)
    if radius <= 0:
        return np.empty((0, 2), dtype=np.int64)
    neighbors = min(_NEIGHBORS, size)
    _, found = cKDTree(leading).query(leading, k=neighbors, distance_upper_bound=radius)
    left = np.repeat(np.arange(size), neighbors)
    right = found.ravel()
    kept = (right < size) & (left != right)
    left, right = left[kept], right[kept]
    near = _distances(rows, left, right) < radius
    return np.column_stack([left[near], right[near]])


def _usual_distance(rows: Space, seed: int) -> float:
    """Return the median over a sample of the distance to the nearest other row that is no copy."""
    size = rows.shape[0]
    sample = np.sort(np.random.default_rng(seed).choice(size, size=min(_SAMPLE, size), replace=False))
    lengths = squared_lengths(rows)
    count = min(_ASIDE + 1, size - 1)
    usual = np.empty(sample.size)
    step = max(1, _CELLS // size)
    for start in range(0, sample.size, step):
        part = sample[start : start + step]
        products: Any = rows[part] @ rows.T
        dense = np.asarray(products.toarray() if hasattr(products, "toarray") else products, dtype=np.float32)
        squared = lengths[part, None] + lengths - 2 * dense
        squared[np.arange(part.size), part] = np.inf
        nearest = np.sort(np.partition(squared, count - 1, axis=1)[:, :count], axis=1)
        usual[start : start + step] = _first_other(np.sqrt(np.maximum(nearest, 0)))
    return float(np.median(usual))


def _first_other(nearest: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return of each row of ascending distances the first one after the last gap, the lowest one without a gap."""
    gap = nearest[:, :-1] < _NEAR * nearest[:, 1:]
    width = gap.shape[1]
    after = np.where(gap.any(axis=1), width - np.argmax(gap[:, ::-1], axis=1), 0) if width else np.zeros(len(gap), int)
    return nearest[np.arange(len(nearest)), after]


def squared_lengths(rows: Any) -> NDArray[np.float32]:
    """Return the squared length of each row of an array or a sparse matrix."""
    if hasattr(rows, "multiply"):
        return np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float32).ravel()
    return np.asarray(np.einsum("ij,ij->i", rows, rows), dtype=np.float32)


def _distances(rows: Space, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance of each pair of rows."""
    result = np.empty(left.size)
    step = max(1, _CELLS // max(rows.shape[1], 1)) if not sparse.issparse(rows) else 65536
    for start in range(0, left.size, step):
        part = slice(start, start + step)
        result[part] = squared_lengths(rows[left[part]] - rows[right[part]])
    return np.sqrt(result)


def _cut(
    joined: NDArray[np.int64],
    sizes: NDArray[np.int64],
    most: int,
    place: NDArray[np.float64],
    kind: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return group numbers where no group has more than `most` rows, and the groups that were cut."""
    cut = np.flatnonzero(sizes > most)
    ids = joined.copy()
    fresh = sizes.size
    for group in cut:
        rows = np.flatnonzero(joined == group)
        along = rows[np.lexsort((rows, kind[rows], place[rows]))]
        ids[along] = fresh + np.arange(along.size) // most
        fresh += -(-along.size // most)
    return ids, cut


def _renumbered(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the group numbers in order of first appearance."""
    _, first, inverse = np.unique(ids, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.int64)
    rank[np.argsort(first)] = np.arange(first.size)
    return rank[inverse]


def _notes(what: str, total: int, copied: NDArray[np.int64], cut: NDArray[np.int64], most: int) -> tuple[Note, ...]:
    """Return what has to be said about copies and about groups that were cut."""
    notes = []
    if copied.size:
        notes.append(
            Note(
                "duplicates",
                f"{copied.size:,} of {total:,} {what} have a copy or near copy here; "
                "copies share a fold" + (", but for large groups." if cut.size else "."),
                int(copied.size),
                tuple(copied[:10].tolist()),
            )
        )
    if cut.size:
        notes.append(
            Note(
                "large_duplicate_group",
                f"{cut.size:,} group{'s' if cut.size > 1 else ''} of alike {what} (the largest of {int(cut.max()):,}) "
                f"were cut into pieces of at most {most:,}, so alike {what} can sit on both sides of a fold there.",
                int(cut.sum()),
            )
        )
    return tuple(notes)
