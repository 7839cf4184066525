"""The orders of lists, and the order of the queue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.filters import strengths
from labelproof._workspace.similar import by_similarity
from labelproof._workspace.state import State
from labelproof._workspace.views import Order

__all__ = ["ordered", "places_after", "rank_keys"]


def ordered(state: State, mask: NDArray[np.bool_], order: Order) -> NDArray[np.int64]:
    """Return the targets of a mask in an order; what is equal stays in rank order."""
    targets = np.flatnonzero(mask)
    if order == "row":
        return targets
    if order == "decided":
        return _by_decision(state, mask)
    ranked = _ranked(state, mask, targets)
    if order == "rank":
        return ranked
    if order == "similar":
        return by_similarity(state.folder, ranked)
    folder = state.folder
    column = {"given": folder.given, "suggested": folder.suggested}.get(order)
    keys = -np.nan_to_num(strengths(state)[ranked], nan=-1.0) if column is None else np.asarray(column)[ranked]
    if column is not None and len(folder.classes) < np.iinfo(np.int16).max:
        keys = keys.astype(np.int16)  # short numbers are sorted in a third of the time
    return np.asarray(ranked[np.argsort(keys, kind="stable")])


def rank_keys(state: State, targets: NDArray[np.int64]) -> tuple[NDArray[np.generic], ...]:
    """Return what the queue is sorted by, most important last: tag, chance, rank of the example."""
    folder = state.folder
    chance = -np.nan_to_num(np.asarray(folder.chance[targets], dtype=np.float32), nan=-1.0)
    return targets % folder.tags, chance, folder.rank[targets // folder.tags]


def places_after(state: State, targets: NDArray[np.int64], after: int) -> int:
    """Return how many targets of a list in rank order come before another target, or are it."""
    ranks = state.folder.rank[targets // state.folder.tags]
    mine = tuple(key[0] for key in rank_keys(state, np.array([after])))
    low, high = np.searchsorted(ranks, [mine[2], mine[2] + 1])
    tags, chances, _ = rank_keys(state, targets[low:high])
    before = (chances < mine[1]) | ((chances == mine[1]) & (tags <= mine[0]))
    return int(low + np.count_nonzero(before))


def _ranked(state: State, mask: NDArray[np.bool_], targets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return targets in rank order."""
    if state.folder.tags > 1:
        return np.asarray(targets[np.lexsort(rank_keys(state, targets))])
    if len(targets) * 8 < len(mask):
        return np.asarray(targets[np.argsort(state.folder.rank[targets], kind="stable")])
    order = np.asarray(state.folder.order)
    return np.asarray(order[mask[order]], dtype=np.int64)


def _by_decision(state: State, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the decided targets, the last first, then the others in rank order."""
    with state.reading() as connection:
        rows = connection.execute("SELECT target FROM effective WHERE status <> 'todo' ORDER BY last DESC").fetchall()
    decided = np.array([row[0] for row in rows], dtype=np.int64)
    decided = decided[mask[decided]]
    rest = mask.copy()
    rest[decided] = False
    return np.concatenate([decided, _ranked(state, rest, np.flatnonzero(rest))])
