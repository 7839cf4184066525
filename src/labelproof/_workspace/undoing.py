"""Taking back: each undone event gets an inverse event, and what stood before it stands again."""

from __future__ import annotations

import sqlite3

from labelproof._base.errors import InputError
from labelproof._workspace.people import check_lead, items_for
from labelproof._workspace.state import State
from labelproof._workspace.store.log import Draft, last_of
from labelproof._workspace.tallies import counts_for
from labelproof._workspace.views import Undone

__all__ = ["undo"]

Standing = tuple[int, int | None, str, str | None, bytes, int | None, int]
"""Number, target, key, tag, content, batch and user of an event that can be taken back."""
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


Taken = list[tuple[int | None, int | None]]
"""Target and batch of each event that was taken back."""


def undo(state: State, *, uuid: str | None, batch: int | None, user: int, request: str | None = None) -> Undone:
    """Take back a decision, a batch, or with neither the user's last step, however far back that goes.

    What was asked for under the name `request` is done once, and asking again tells the same.
    """
    with state.writing() as connection:
        taken = [] if request is None else _taken_before(state, connection, request, user)
        if not taken:
            taken = _take_back(state, connection, _chosen(state, connection, uuid, batch, user), request, user)
    batches = {of_batch for _, of_batch in taken}
    return Undone(
        events=len(taken),
        batch=batches.pop() if len(batches) == 1 else None,
        items=items_for(state, [target for target, _ in taken if target is not None][:_SHOWN], user),
        counts=counts_for(state, user),
        seq=state.board.seq,
    )


def _taken_before(state: State, connection: sqlite3.Connection, request: str, user: int) -> Taken:
    """Return what a request took back that was stored already, nothing for a new one."""
    rows = connection.execute(
        "SELECT CASE WHEN event.run = ? THEN event.target END, event.batch, event.user "
        "FROM event AS first JOIN step ON step.first = first.seq "
        "JOIN event ON event.seq BETWEEN step.first AND step.last WHERE first.uuid = ?",
        (state.run, _name(request, 0)),
    ).fetchall()
    if any(row[2] != user for row in rows):
        raise InputError(f"`request` {request!r} names what somebody else asked for. Make a new one each time.")
    return [(row[0], row[1]) for row in rows]


def _take_back(
    state: State, connection: sqlite3.Connection, events: list[Standing], request: str | None, user: int
) -> Taken:
    """Append the inverse of some events."""
    if any(event[6] != user for event in events):
        check_lead(state, user, "take back what other people decided")
    first = last_of(connection)[0] + 1
    drafts = [
        Draft(
            uuid=f"~{first}.{place}" if request is None else _name(request, place),
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
    return [(event[1], event[5]) for event in events]


def _name(request: str, place: int) -> str:
    """Return the name of an inverse event; no decision may have one that begins so."""
    return f"~undo {request}.{place}"


def _chosen(
    state: State, connection: sqlite3.Connection, uuid: str | None, batch: int | None, user: int
) -> list[Standing]:
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
