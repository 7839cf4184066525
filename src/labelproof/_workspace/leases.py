"""Work for several people: targets that one of them holds for a while, and second opinions of what another decided."""

from __future__ import annotations

import dataclasses
import datetime
import sqlite3
import time

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._workspace.items import items_of
from labelproof._workspace.lists import listed, undecided
from labelproof._workspace.orders import rank_keys
from labelproof._workspace.rules import rules_of
from labelproof._workspace.state import State
from labelproof._workspace.views import Filter, Lease

__all__ = ["give_back", "take"]

_SECONDS = 300.0
_MOST = 200
_MIX = 2654435761
"""Knuth's multiplier: whether a target is one for two people must not follow from its place in a list."""


def take(state: State, size: int, chosen: Filter | None, *, user: int) -> Lease:
    """Hold targets for a person for five minutes: those held already, second opinions, then fresh ones."""
    if not 1 <= size <= _MOST:
        raise InputError(f"`size` must lie between 1 and {_MOST}: got {size}. Ask for 20.")
    if chosen is not None:
        chosen = dataclasses.replace(chosen, status=None)
    overlap = float(rules_of(state)["overlap"])
    until = time.time() + _SECONDS
    with state.writing() as connection:
        state.refresh()
        connection.execute("DELETE FROM lease WHERE until <= ?", (time.time(),))
        held = dict(connection.execute("SELECT target, user FROM lease").fetchall())
        # Decided targets are never in a lease of one's own: deciding gives them back.
        others = np.array([target for target, holder in held.items() if holder != user], dtype=np.int64)
        second = _second_opinions(state, connection, chosen, user, overlap)
        second = second[~np.isin(second, others)][: max(size // 2, 1)]
        fresh = undecided(state, chosen, user)
        mine = np.array([target for target, holder in held.items() if holder == user], dtype=np.int64)
        first = fresh[np.isin(fresh, mine)]
        fresh = fresh[~np.isin(fresh, np.concatenate([others, mine]))]
        fresh = np.concatenate([first, fresh])[: size - len(second)]
        targets = np.concatenate([second, fresh])
        number = int(connection.execute("SELECT coalesce(max(lease), 0) + 1 FROM lease").fetchone()[0])
        connection.executemany(
            "INSERT OR REPLACE INTO lease(target, lease, user, until, blind) VALUES (?, ?, ?, ?, ?)",
            [(target, number, user, until, int(place < len(second))) for place, target in enumerate(targets.tolist())],
        )
    ranked = targets[np.lexsort(rank_keys(state, targets))]
    end = datetime.datetime.fromtimestamp(until, datetime.timezone.utc).isoformat(timespec="seconds")
    return Lease(id=number, until=end, items=items_of(state, ranked, blind=frozenset(second.tolist())))


def give_back(state: State, number: int, *, user: int) -> None:
    """Give back what a person holds; numbers are used again, so that somebody else may have this one by now."""
    with state.writing() as connection:
        connection.execute("DELETE FROM lease WHERE lease = ? AND user = ?", (number, user))


def _second_opinions(
    state: State, connection: sqlite3.Connection, chosen: Filter | None, user: int, overlap: float
) -> NDArray[np.int64]:
    """Return what one other person decided and this one should too: a share of it, and all that is unsure."""
    rows = connection.execute(
        "SELECT target, max(verb = 'unsure') FROM current GROUP BY target "
        "HAVING count(*) = 1 AND max(user) <> ? AND max(mode) <> 'adjudicate'",
        (user,),
    ).fetchall()
    if not rows:
        return np.zeros(0, dtype=np.int64)
    targets, unsure = np.array(rows, dtype=np.int64).T
    chance = (targets.astype(np.uint64) * np.uint64(_MIX) % np.uint64(2**32)) / 2**32
    wanted = np.zeros(state.folder.targets, dtype=bool)
    wanted[targets[(unsure == 1) | (chance < overlap)]] = True
    among = listed(state, chosen or Filter(flagged=True), "rank")
    return np.asarray(among[wanted[among]])
