"""Which rows are copies of each other: they share a fold, so that no model is tested on what it has seen.

Only copies within one data set, found without the labels. Reporting duplicates as issues of their own is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._learn.near_pairs import Space, near_pairs, squared_lengths

__all__ = ["Groups", "duplicate_groups", "given_groups"]

_NEAR = 0.13
"""Rows are copies when nearer than this share of the usual nearest distance."""
_LARGE = 0.01
"""Groups of more than this share of the rows are cut; small data may have groups of `_SMALL` rows all the same."""
_SMALL = 10
_SAMPLE = (100, 500)
_SAMPLE_PAIRS = 1.5e7
"""Bound on sample x rows; the usual distance is taken from so many rows at least and at most."""
_ASIDE = 10
"""Up to so many copies of one row are set aside when the usual distance is taken."""
_CELLS = 2**24
_STEPS = 8


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
    missing = np.flatnonzero(pd.isna(given))
    if missing.size:
        raise InputError(
            f"`groups` must have a group for every example: {missing.size:,} have none, the first is at position "
            f"{missing[0]}. Give each of those a name of its own."
        )
    try:
        distinct, numbers = np.unique(given, return_inverse=True)
    except TypeError:
        raise InputError(
            "`groups` mixes values that cannot be sorted, such as numbers and strings. Convert them all to strings."
        ) from None
    if distinct.size < 2:
        raise InputError(
            f"`groups` must name at least 2 groups: got {distinct.tolist()[0]!r} alone, which leaves nothing to train "
            "on. Pass groups of examples that belong together, or None."
        )
    return numbers.reshape(-1).astype(np.int64)


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
    would be the distance of copies. In D dimensions a gap is there by chance in about one of 8^D rows. Pairs come
    from `near_pairs`, without labels and never from all pairs of rows. Groups are connected components; one of more
    than max(10, 1 % of the rows) is cut along its leading direction. Time about that of 120 products with a
    direction, and the distances of the sample.
    """
    kind = _renumbered(keys)
    first = np.unique(kind, return_index=True)[1]
    pairs = np.empty((0, 2), dtype=np.int64) if alike is None else kind[alike].astype(np.int64)
    if space is not None and first.size >= 3:
        distinct = space if first.size == keys.size else space[first]
        radius = _NEAR * _usual_distance(distinct, seed)
        pairs = np.concatenate([pairs, near_pairs(distinct, radius, seed)]) if radius > 0 else pairs
    joined = _components(first.size, pairs)[kind]
    if readable is not None:
        joined[~readable] = keys.size + np.arange(np.count_nonzero(~readable))
        joined = np.unique(joined, return_inverse=True)[1].reshape(-1)
    sizes = np.bincount(joined)
    copied = np.flatnonzero(sizes[joined] > 1)
    most = max(_SMALL, int(_LARGE * keys.size))
    ids, cut = _cut(joined, sizes, most, kind, None if space is None else (space, seed))
    return Groups(_renumbered(ids), _notes(what, keys.size, copied, sizes[cut], most))


def _components(size: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the component of each of `size` distinct rows in the graph of pairs."""
    edges = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    component: NDArray[np.int64] = connected_components(edges, directed=False)[1].astype(np.int64)
    return component


def _usual_distance(rows: Space, seed: int) -> float:
    """Return the median over a sample of the distance to the nearest other row that is no copy."""
    size = rows.shape[0]
    wanted = int(np.clip(_SAMPLE_PAIRS / size, *_SAMPLE))
    sample = np.sort(np.random.default_rng(seed).choice(size, size=min(wanted, size), replace=False))
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


def _cut(
    joined: NDArray[np.int64],
    sizes: NDArray[np.int64],
    most: int,
    kind: NDArray[np.int64],
    where: tuple[Space, int] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return group numbers where no group has more than `most` rows, and the groups that were cut."""
    cut = np.flatnonzero(sizes > most)
    ids = joined.copy()
    fresh = sizes.size
    for group in cut:
        rows = np.flatnonzero(joined == group)
        place = np.zeros(rows.size) if where is None else _along(where[0][rows], where[1])
        along = rows[np.lexsort((rows, kind[rows], place))]
        ids[along] = fresh + np.arange(along.size) // most
        fresh += -(-along.size // most)
    return ids, cut


def _along(rows: Any, seed: int) -> NDArray[np.float64]:
    """Return the places of rows along the direction in which they are spread the most, nearly."""
    middle = np.asarray(rows.mean(axis=0)).ravel()
    direction = np.random.default_rng(seed).normal(size=rows.shape[1])
    for _ in range(_STEPS):
        place = np.asarray(rows @ direction).ravel() - middle @ direction
        direction = np.asarray(rows.T @ place).ravel() - middle * place.sum()
        direction /= max(float(np.linalg.norm(direction)), 1e-30)
    return np.asarray(rows @ direction, dtype=np.float64).ravel() - float(middle @ direction)


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
