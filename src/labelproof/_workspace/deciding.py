"""Storing decisions: all that are asked for together, or none."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from labelproof._base.errors import InputError
from labelproof._workspace.choices import Choice, draft_of
from labelproof._workspace.opinions import STATUSES
from labelproof._workspace.people import check_lead
from labelproof._workspace.state import State
from labelproof._workspace.store.log import Draft, now
from labelproof._workspace.views import Decided, Decision

__all__ = ["decide", "open_batch"]

_PER_QUERY = 500


def decide(
    state: State, choices: Sequence[Choice], *, user: int, sheet: str | None = None
) -> tuple[list[Decided], int | None]:
    """Store decisions in one transaction and return what became of each, and their batch when `sheet` names one.

    What is stored already, by its uuid, is not stored again. A decision that another person's contradicts is stored
    like any other: nobody's work is refused.
    """
    _check_distinct(choices)
    if any(choice.mode == "adjudicate" for choice in choices):
        check_lead(state, user, "settle disagreements")
    with state.writing() as connection:
        stored = _stored(connection, [choice.uuid for choice in choices])
        _check_repeated(choices, stored, user)
        new = [choice for choice in choices if choice.uuid not in stored]
        batch = None
        if sheet is not None:
            batch = next((row[3] for row in stored.values() if row[3] is not None), None)
            if new:  # Never into a batch that was stored before: the events of one stand together.
                batch = open_batch(connection, user=user, title=sheet, expected=len(new))
        drafts = [draft_of(state, choice, batch=batch) for choice in new]
        events = state.append(connection, drafts, user=user)
        seqs = {draft.uuid: seq for draft, seq in zip(drafts, events, strict=True)}
        others = _others(connection, new, user)
        mine = {draft.uuid: draft for draft in drafts}
        if drafts:
            connection.execute("DELETE FROM lease WHERE target IN (SELECT target FROM touched) AND user = ?", (user,))
    decided = [
        Decided(
            uuid=choice.uuid,
            target=choice.target,
            seq=seqs[choice.uuid] if choice.uuid in seqs else stored[choice.uuid][0],
            status=STATUSES[state.board.status[choice.target]],
            repeated=choice.uuid in stored,
            conflict=_unseen(choice, mine.get(choice.uuid), others.get(choice.target)),
        )
        for choice in choices
    ]
    return decided, batch


def open_batch(
    connection: sqlite3.Connection,
    *,
    user: int,
    title: str,
    expected: int,
    filter_text: str | None = None,
    sample: int | None = None,
    reason: str | None = None,
) -> int:
    """Begin a batch, decisions that one undo takes back, and return its number."""
    row = connection.execute(
        "INSERT INTO batch(user, at, title, filter, expected, sample, reason) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "RETURNING id",
        (user, now(), title[:200], filter_text, expected, sample, reason),
    ).fetchone()
    return int(row[0])


def _check_distinct(choices: Sequence[Choice]) -> None:
    """Refuse the same uuid for two decisions, and two decisions on one target."""
    if not choices:
        raise InputError("`decisions` is empty. Pass at least one.")
    for name in ("uuid", "target"):
        if len({getattr(choice, name) for choice in choices}) < len(choices):
            raise InputError(f"`decisions` has the same {name} twice. Send each once.")


def _stored(connection: sqlite3.Connection, uuids: Sequence[str]) -> dict[str, tuple[int, int, int, int | None]]:
    """Return (number, target, user, batch) of the events that have one of some uuids."""
    found: dict[str, tuple[int, int, int, int | None]] = {}
    for start in range(0, len(uuids), _PER_QUERY):
        some = uuids[start : start + _PER_QUERY]
        query = f"SELECT uuid, seq, target, user, batch FROM event WHERE uuid IN ({', '.join('?' * len(some))})"  # noqa: S608
        found.update({row[0]: row[1:] for row in connection.execute(query, some)})
    return found


def _check_repeated(choices: Sequence[Choice], stored: dict[str, tuple[int, int, int, int | None]], user: int) -> None:
    """Refuse a uuid that names another decision."""
    for choice in choices:
        if choice.uuid in stored and stored[choice.uuid][1:3] != (choice.target, user):
            raise InputError(f"`uuid` {choice.uuid!r} names another decision. Make a new one for each decision.")


def _others(connection: sqlite3.Connection, choices: Sequence[Choice], user: int) -> dict[int, Decision]:
    """Return the latest decision of other people on each target that has one."""
    if len(choices) == 0:
        return {}
    rows = connection.execute(
        "SELECT current.target, current.seq, current.verb, current.label, current.user, user.name, event.at, "
        "current.mode, event.comment FROM touched JOIN current ON current.target = touched.target "
        "JOIN event ON event.seq = current.seq JOIN user ON user.id = current.user WHERE current.user <> ? "
        "ORDER BY current.seq",
        (user,),
    )
    names = ("seq", "verb", "label", "user", "user_name", "at", "mode", "comment")
    return {row[0]: Decision(**dict(zip(names, row[1:], strict=True))) for row in rows}


def _unseen(choice: Choice, draft: Draft | None, other: Decision | None) -> Decision | None:
    """Return another person's different decision that was made after what the user saw."""
    if draft is None or other is None or other.seq <= choice.base:
        return None
    return None if (draft.verb, draft.label) == (other.verb, other.label) else other
