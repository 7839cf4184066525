"""How far the review is, as somebody may know it: numbers that grow by one would tell how another person decided."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.people import is_lead, users
from labelproof._workspace.state import State
from labelproof._workspace.views import Counts

__all__ = ["counts_for", "hidden_targets", "who_may_count"]

_DECIDED = "SELECT target FROM current WHERE user = :user"
_HELD = "SELECT target FROM lease WHERE user = :user AND blind = 1 AND until > :now"


def counts_for(state: State, user: int) -> Counts:
    """Return how far the review is.

    What is hidden from a person counts as decided, and as nothing else: who decided what they can see anyhow in lists
    of what is left.
    """
    state.refresh()
    return state.counts(hidden_targets(state, user))


def hidden_targets(state: State, user: int) -> NDArray[np.int64]:
    """Return the decided targets of which a person must not know how they stand.

    In a blind review all that they did not decide themselves, else what they hold for a second opinion; of a lead none.
    """
    if is_lead(state, user):
        return np.zeros(0, dtype=np.int64)
    values = {"user": user, "now": time.time()}
    with state.reading() as connection:
        if state.hides:
            mine = connection.execute(_DECIDED, values).fetchall()
            hidden = state.board.status != 0
            hidden[[row[0] for row in mine]] = False
            return np.flatnonzero(hidden)
        held = connection.execute(f"{_HELD} AND target NOT IN ({_DECIDED})", values).fetchall()
    return np.array([row[0] for row in held], dtype=np.int64)


def who_may_count(state: State) -> frozenset[int] | None:
    """Return the people from whom nothing is hidden just now, None where that is everybody."""
    with state.reading() as connection:
        rows = connection.execute("SELECT DISTINCT user FROM lease WHERE blind = 1 AND until > ?", (time.time(),))
        holders = {row[0] for row in rows}
    if not holders and not state.hides:
        return None
    told = (one for one in users(state) if one.role == "lead" or not (state.hides or one.id in holders))
    return frozenset(one.id for one in told if not one.disabled)
