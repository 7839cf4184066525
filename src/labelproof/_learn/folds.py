"""Who is held out when: folds that keep groups of copies together and every class spread evenly.

Only the assignment of rows to folds; what the groups are is decided in `groups`, what is trained in `cross_val`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["lowest_places", "stratified_folds"]


def stratified_folds(
    codes: NDArray[np.int64], *, folds: int, seed: int, groups: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return the fold in which each row is held out.

    Parameters
    ----------
    codes : (N,) int64
        Class of each row; -1 for rows without a label.
    folds : int
        How many folds.
    seed : int
        Seed of the shuffling; the same seed gives the same folds.
    groups : (N,) int64, optional
        Rows of one group share a fold. Default: every row is its own group.

    Returns
    -------
    (N,) int64
        0..folds-1; -1 for rows without a label, which no fold trains on.

    Notes
    -----
    Groups of several rows come first, the largest first, each to the fold with the fewest rows of its commonest
    class (then the fewest rows, then the lowest number). Single rows then fill every class up evenly.
    Time O(N log N + groups folds + K folds log folds), memory O(N + K folds).

    Examples
    --------
    >>> import numpy as np
    >>> stratified_folds(np.array([0, 0, 1, 1, -1]), folds=2, seed=0)[4]
    np.int64(-1)
    """
    rng = np.random.default_rng(seed)
    assigned = np.full(codes.size, -1, dtype=np.int64)
    labelled = np.flatnonzero(codes >= 0)
    if not labelled.size:
        return assigned
    load = np.zeros((int(codes.max()) + 1, folds), dtype=np.int64)
    single = np.ones(labelled.size, dtype=np.bool_)
    if groups is not None:
        _, inverse, sizes = np.unique(groups[labelled], return_inverse=True, return_counts=True)
        single = sizes[inverse] == 1
        totals = np.zeros(folds, dtype=np.int64)
        for rows in _several(labelled, inverse, sizes, rng):
            commonest = int(np.bincount(codes[rows]).argmax())
            lowest = np.flatnonzero(load[commonest] == load[commonest].min())
            fold = int(lowest[totals[lowest].argmin()])
            assigned[rows] = fold
            totals[fold] += rows.size
            np.add.at(load[:, fold], codes[rows], 1)
    _fill_evenly(codes, labelled[single], assigned, load, rng)
    return assigned


def _several(
    labelled: NDArray[np.int64], inverse: NDArray[np.int64], sizes: NDArray[np.int64], rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Return the rows of each group of several rows, the largest group first, groups of one size shuffled."""
    by_group = np.argsort(inverse, kind="stable")
    ends = np.cumsum(sizes)
    order = np.lexsort((rng.permutation(sizes.size), -sizes))
    return [labelled[by_group[ends[g] - sizes[g] : ends[g]]] for g in order[: np.count_nonzero(sizes > 1)]]


def _fill_evenly(
    codes: NDArray[np.int64],
    rows: NDArray[np.int64],
    assigned: NDArray[np.int64],
    load: NDArray[np.int64],
    rng: np.random.Generator,
) -> None:
    """Give each row a fold so that every class is level over the folds; writes `assigned` and `load`."""
    rows = rows[np.lexsort((rng.permutation(rows.size), codes[rows]))]
    starts = np.flatnonzero(np.diff(codes[rows], prepend=-1))
    totals = load.sum(axis=0)
    for members in np.split(rows, starts[1:]):
        if not members.size:
            continue
        k = codes[members[0]]
        taken = lowest_places(load[k], totals, members.size)
        assigned[members] = rng.permutation(taken)
        added = np.bincount(taken, minlength=totals.size)
        load[k] += added
        totals += added


def lowest_places(load: NDArray[np.int64], totals: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the folds that take `size` rows one after the other so that `load` becomes level.

    Parameters
    ----------
    load : (folds,) int64
        What each fold has of the kind to be levelled.
    totals : (folds,) int64
        Breaks ties: the fold with less comes first, then the lower number.
    size : int
        How many rows are to be placed.

    Returns
    -------
    (size,) int64
        Folds, the lowest level first: they come in turn once the loads are level.
    """
    # Every fold offers one place per level from its present load on; the lowest places are taken.
    room = np.maximum(_water_level(load, size) - load, 0)
    offers = np.repeat(np.arange(load.size), room)
    levels = load[offers] + np.arange(offers.size) - np.repeat(np.cumsum(room) - room, room)
    taken: NDArray[np.int64] = offers[np.lexsort((totals[offers], levels))[:size]]
    return taken


def _water_level(load: NDArray[np.int64], size: int) -> int:
    """Return the least level below which the folds have room for `size` more rows."""
    filled = np.cumsum(np.sort(load))
    return int(np.min(-(-(size + filled) // np.arange(1, load.size + 1))))
