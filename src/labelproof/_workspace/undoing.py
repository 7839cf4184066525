"""Taking back: each undone event gets an inverse event, and what stood before it stands again."""

from __future__ import annotations

import sqlite3

from labelproof._base.errors import InputError
from labelproof._workspace.people import check_lead, items_for
from labelproof._workspace.state import State
from labelproof._workspace.store.log import Draft, last_of
from labelproof._workspace.views import Undone

__all__ = ["undo"]

_SHOWN = 200
# The events of a batch are stored together, between the first and the last of its step.
_IN_BATCH = (
    "event.batch = :batch AND event.seq BETWEEN (SELECT min(first) FROM step WHERE batch = :batch AND kind <> 'undo') "
    "AND (SELECT max(last) FROM step WHERE batch = :batch AND kind <> 'undo')"
)
_STANDING = (
    "SELECT event.seq, coalesce(CASE WHEN event.run = :run THEN event.target END, "
    "(SELECT now FROM moved WHERE moved.run = event.run AND moved.target = event.target AND fate = 'same')), "
    "event.key, event.tag, event.content, event.batch, event.user FROM standing AS event WHERE "
)


def undo(state: State, *, uuid: str | None, batch: int | None, user: int) -> Undone:
    """Take back a decision, a batch, or with neither the user's last step, however far back that goes."""
    with state.writing() as connection:
        events = _chosen(state, connection, uuid, batch, user)
        owners = {event[6] for event in events}
        if owners - {user}:
            check_lead(state, user, "take back what other people decided")
        first = last_of(connection)[0] + 1
        drafts = [
            Draft(
                uuid=f"~{first}.{place}",
                verb="undo",
                target=target,
                key=key,
                tag=tag,
                content=content,
                base=first,
                batch=of_batch,
                undo_of=seq,
            )
            for place, (seq, target, key, tag, content, of_batch, _) in enumerate(events)
        ]
        state.append(connection, drafts, user=user)
    shown = [event[1] for event in events if event[1] is not None][:_SHOWN]
    return Undone(
        events=len(events),
        batch=events[0][5] if len({event[5] for event in events}) == 1 else None,
        items=items_for(state, shown, user),
        counts=state.counts(),
        seq=state.board.seq,
    )


def _chosen(
    state: State, connection: sqlite3.Connection, uuid: str | None, batch: int | None, user: int
) -> list[tuple[int, int | None, str, str | None, bytes, int | None, int]]:
    """Return the events to take back, refusing where there are none."""
    values = {"run": state.run, "uuid": uuid, "batch": batch, "first": None}
    if uuid is not None:
        condition, what = "event.uuid = :uuid", "This decision has been taken back already, or is none"
    elif batch is not None:
        condition, what = _IN_BATCH, "This batch has been taken back already, or is none"
    else:
        step = connection.execute(
            "SELECT first, batch FROM step WHERE user = ? AND remaining > 0 ORDER BY first DESC LIMIT 1", (user,)
        ).fetchone()
        values["first"], values["batch"] = step or (None, None)
        condition = "event.seq = :first" if values["batch"] is None else _IN_BATCH
        what = "There is nothing left to take back"
    events = connection.execute(f"{_STANDING} {condition} ORDER BY event.seq", values).fetchall()
    if not events:
        raise InputError(f"{what}. Look at the history.")
    return events
