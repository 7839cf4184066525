"""The queue and the windows of filtered lists."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.filters import filter_text, mask_of
from labelproof._workspace.items import check_target
from labelproof._workspace.orders import ordered, places_after
from labelproof._workspace.people import items_for
from labelproof._workspace.state import State
from labelproof._workspace.tallies import hidden_targets
from labelproof._workspace.views import Filter, ItemPage, Order, QueuePage

__all__ = ["item_page", "listed", "queue_page", "undecided"]


def listed(state: State, chosen: Filter | None, order: Order) -> NDArray[np.int64]:
    """Return the targets of a filter, all of them by default, in an order."""
    chosen = chosen or Filter()
    key = (filter_text(chosen), order)
    version = state.board.version
    kept = state.lists.get(key)
    if kept is None or kept[0] != version:
        kept = (version, ordered(state, mask_of(state, chosen), order))
        # A new dictionary each time: other threads are reading the old one.
        state.lists = {**dict(list(state.lists.items())[-7:]), key: kept}
    return kept[1]


def item_page(state: State, chosen: Filter | None, *, order: Order, offset: int, limit: int, user: int) -> ItemPage:
    """Return a window of a list."""
    state.refresh()
    targets = listed(state, chosen, order)
    if order == "decided" or _asks_decisions(chosen or Filter()):
        targets = _told(state, targets, user)
    items = items_for(state, targets[max(offset, 0) : max(offset, 0) + limit], user)
    return ItemPage(items=items, offset=offset, total=len(targets), seq=state.board.seq)


def undecided(state: State, chosen: Filter | None, user: int) -> NDArray[np.int64]:
    """Return the targets of a filter that nobody has decided, in rank order; of no filter, the flagged ones.

    A filter that names a status means those; then what is hidden from a person is not among them.
    """
    chosen = chosen or Filter(flagged=True)
    if chosen.status is None:
        return listed(state, dataclasses.replace(chosen, status=["todo"]), "rank")
    return _told(state, listed(state, chosen, "rank"), user)


def queue_page(state: State, chosen: Filter | None, *, after: int | None, limit: int, user: int) -> QueuePage:
    """Return the next targets to decide: those of a filter that are undecided and that nobody else holds."""
    state.refresh()
    targets = undecided(state, chosen, user)
    total = len(targets)
    held = _held_by_others(state, user)
    if held:
        targets = targets[~np.isin(targets, np.array(sorted(held)))]
    if after is not None:
        check_target(state, after)
        targets = targets[places_after(state, targets, after) :]
    items = items_for(state, targets[:limit], user)
    return QueuePage(items=items, left=len(targets), total=total, seq=state.board.seq)


def _asks_decisions(chosen: Filter) -> bool:
    """Tell whether what a filter finds says how something was decided."""
    return chosen.status is not None or chosen.user is not None


def _told(state: State, targets: NDArray[np.int64], user: int) -> NDArray[np.int64]:
    """Return the targets of a list of which a person may know how they stand."""
    hidden = hidden_targets(state, user)
    if not len(hidden):
        return targets
    told = np.ones(state.folder.targets, dtype=bool)
    told[hidden] = False
    return np.asarray(targets[told[targets]])


def _held_by_others(state: State, user: int) -> set[int]:
    """Return the targets that other people hold at the moment."""
    with state.reading() as connection:
        rows = connection.execute("SELECT target FROM lease WHERE user <> ? AND until > ?", (user, time.time()))
        return {row[0] for row in rows}
