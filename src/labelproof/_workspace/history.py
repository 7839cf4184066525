"""The history: the log as people read it, one entry per decision or batch."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from labelproof._workspace.people import held_blind, is_lead, items_for
from labelproof._workspace.state import State
from labelproof._workspace.views import Event, EventPage, HistoryEntry, HistoryPage

__all__ = ["events_after", "events_of", "history_page"]

_EVENTS = """
SELECT event.seq, event.uuid, event.at, event.user, user.name, event.run, event.target, event.key, event.verb,
  event.label, event.given, event.batch, event.undo_of, event.mode, event.blind, event.comment, event.milliseconds,
  CASE WHEN event.run = :run THEN event.target ELSE moved.now END
FROM event JOIN user ON user.id = event.user
LEFT JOIN moved ON moved.run = event.run AND moved.target = event.target
"""
# What a batch covered says how all of it was decided, to who sees one decision of it.
_ABOUT = "SELECT title FROM batch WHERE id = :batch AND (:all OR user = :viewer)"
# Steps that a reviewer may read: their own, and those about nothing that is hidden from them: what others decided of
# targets that they hold for a second opinion, or in a blind review of all that they have not decided themselves.
_SEEN = """
(step.user = :viewer OR NOT EXISTS (
  SELECT 1 FROM event AS one LEFT JOIN moved ON moved.run = one.run AND moved.target = one.target
  WHERE one.seq BETWEEN step.first AND step.last AND one.target IS NOT NULL
  AND coalesce(CASE WHEN one.run = :run THEN one.target END, moved.now) NOT IN (
    SELECT target FROM current WHERE user = :viewer)
  AND (:hides OR coalesce(CASE WHEN one.run = :run THEN one.target END, moved.now) IN (
    SELECT value FROM json_each(:held)))))
"""
# The decisions of one batch as steps of their own.
_MEMBERS = """
(SELECT seq AS first, seq AS last, event.user, 'decision' AS kind, event.verb, 1 AS count, event.batch,
  NOT EXISTS (SELECT 1 FROM event AS later WHERE later.undo_of = event.seq) AS remaining
FROM event JOIN step AS whole ON whole.batch = :batch AND event.seq BETWEEN whole.first AND whole.last
WHERE event.batch = :batch AND event.undo_of IS NULL) AS step
"""
# Not the batch: one decision of a bulk that somebody may see would tell all of it. Nor the name: undos have their own.
_UNTOLD: dict[str, Any] = {
    "verb": "hidden",
    "label": None,
    "comment": None,
    "uuid": "",
    "batch": None,
    "undo_of": None,
    "mode": "focus",
    "milliseconds": None,
}
_PAST = {
    "keep": "Kept",
    "relabel": "Relabelled",
    "exclude": "Excluded",
    "unsure": "Unsure",
    "ambiguous": "Both fit",
    "comment": "Comment",
    "undo": "Undone",
    "class": "New class",
    "carried": "Audited again",
}


def events_of(state: State, target: int) -> list[Event]:
    """Return all events of one target, oldest first."""
    where = (
        "WHERE (event.run = :run AND event.target = :target) OR (event.run, event.target) IN "
        "(SELECT run, target FROM moved WHERE now = :target) ORDER BY event.seq"
    )
    return _events(state, where, {"target": target})


def events_after(state: State, after: int, limit: int, *, viewer: int) -> EventPage:
    """Return the events that follow a number, in order; of those that are hidden from the viewer, not what they say."""
    state.refresh()
    events = _events(
        state, "WHERE event.seq > :after ORDER BY event.seq LIMIT :limit", {"after": after, "limit": limit}
    )
    return EventPage(events=_masked(state, events, viewer), seq=state.board.seq)


def history_page(
    state: State,
    *,
    before: int | None,
    limit: int,
    user: int | None,
    batch: int | None,
    verb: str | None,
    q: str | None,
    viewer: int,
) -> HistoryPage:
    """Return a page of the history, newest first, as somebody may see it; of one batch, each decision."""
    state.refresh()
    conditions = {
        "step.user = :user": user,
        "step.batch = :batch": batch,
        "(step.verb = :verb OR step.kind = :verb)": verb,
        "(event.key LIKE :q OR event.label LIKE :q OR event.given LIKE :q OR event.comment LIKE :q "
        "OR batch.title LIKE :q OR batch.reason LIKE :q)".replace(":q", ":q ESCAPE '~'"): _pattern(q),
    }
    names = ("user", "batch", "verb", "q")
    values = {name: value for name, value in zip(names, conditions.values(), strict=True) if value is not None}
    hidden = _hidden(state, viewer)
    values.update(hidden or {})
    where = " AND ".join([_SEEN if hidden else "1"] + [text for text, value in conditions.items() if value is not None])
    # One decision of a bulk that somebody may see comes without what was said of all of it.
    untold = " AND batch.user = :viewer" if hidden and batch is not None else ""
    steps = (
        f"FROM {'step' if batch is None else _MEMBERS} "
        "JOIN event ON event.seq = step.first JOIN user ON user.id = step.user "
        f"LEFT JOIN batch ON batch.id = step.batch{untold} WHERE {where}"
    )
    with state.reading() as connection:
        whose = {"batch": batch, "viewer": viewer, "all": hidden is None}
        about = connection.execute(_ABOUT, whose).fetchone()
        total = connection.execute(f"SELECT count(*) {steps}", values).fetchone()[0]
        rows = connection.execute(
            "SELECT step.first, step.last, event.at, step.user, user.name, step.kind, step.verb, step.count, "
            f"step.remaining, step.batch, batch.title, batch.reason {steps} AND step.first < :before "
            "ORDER BY step.first DESC LIMIT :limit",
            {**values, "before": 2**62 if before is None else before, "limit": limit},
        ).fetchall()
        firsts = _firsts(state, [row[0] for row in rows])
    entries = _entries(state, rows, firsts, viewer)
    return HistoryPage(
        entries=entries,
        next=rows[-1][0] if len(rows) == limit else None,
        total=int(total),
        about=str(about[0]) if about and total else None,
    )


def _firsts(state: State, seqs: Sequence[int]) -> dict[int, Event]:
    """Return the first event of each step."""
    places = ", ".join(str(int(seq)) for seq in seqs)
    return {event.seq: event for event in _events(state, f"WHERE event.seq IN ({places})", {})}


def _pattern(words: str | None) -> str | None:
    """Return words as a pattern of SQL in which every sign stands for itself."""
    if not words:
        return None
    return "%" + "".join(f"~{sign}" if sign in "~%_" else sign for sign in words) + "%"


def _hidden(state: State, viewer: int) -> dict[str, Any] | None:
    """Return what `_SEEN` compares, None for one from whom nothing is hidden."""
    held = held_blind(state, viewer)
    if is_lead(state, viewer) or not (held or state.hides):
        return None
    return {"viewer": viewer, "run": state.run, "hides": int(state.hides), "held": json.dumps(sorted(held))}


def _masked(state: State, events: list[Event], viewer: int) -> list[Event]:
    """Return events without what is hidden from somebody."""
    hidden = _hidden(state, viewer)
    if hidden is None:
        return events
    with state.reading() as connection:
        rows = connection.execute("SELECT target FROM current WHERE user = ?", (viewer,)).fetchall()
    mine, held = {row[0] for row in rows}, set(json.loads(hidden["held"]))

    def is_hidden(event: Event) -> bool:
        if event.user == viewer or event.target < 0 or event.target in mine:
            return False
        return state.hides or event.target in held

    return [dataclasses.replace(event, **_UNTOLD) if is_hidden(event) else event for event in events]


def _entries(
    state: State, rows: Sequence[tuple[Any, ...]], firsts: dict[int, Event], viewer: int
) -> list[HistoryEntry]:
    """Return steps as entries; a single decision comes with its item."""
    single = {row[0]: firsts[row[0]].target for row in rows if row[7] == 1 and firsts[row[0]].target >= 0}
    items = dict(zip(single, items_for(state, single.values(), viewer), strict=True))
    return [
        HistoryEntry(
            first_seq=first,
            last_seq=last,
            at=at,
            user=user,
            user_name=name,
            kind=kind,
            title=_title(firsts[first], verb, count, title),
            verb=verb,
            count=count,
            batch=batch,
            reason=reason,
            undone=remaining == 0 and kind in ("decision", "batch", "adjudication"),
            item=items.get(first),
            event=firsts[first] if count == 1 else None,
        )
        for first, last, at, user, name, kind, verb, count, remaining, batch, title, reason in rows
    ]


def _title(event: Event, verb: str, count: int, title: str | None) -> str:
    """Return what a step did, in a few words."""
    word = _PAST.get(verb, "Decided")
    if count > 1 or verb == "carried":
        return event.comment or word if verb == "carried" else f"{word} {count}: {title or 'together'}"
    if verb == "relabel":
        return f"{word} {event.given or 'no label'} to {event.label}"
    if verb in ("class", "comment"):
        return f"{word}: {event.label or event.comment}"
    return f"{word} {event.key}"


def _events(state: State, where: str, values: dict[str, Any]) -> list[Event]:
    """Return events as records; -1 for the target of one that is about none, or whose row is gone."""
    with state.reading() as connection:
        rows = connection.execute(_EVENTS + where, {"run": state.run, **values}).fetchall()
    return [_event(state, row) for row in rows]


def _event(state: State, row: tuple[Any, ...]) -> Event:
    """Return one row of the log."""
    target = -1 if row[17] is None else int(row[17])
    return Event(
        seq=row[0],
        uuid=row[1],
        at=row[2],
        user=row[3],
        user_name=row[4],
        target=target,
        row=target // state.folder.tags if target >= 0 else -1,
        key=row[7] or "",
        verb=row[8],
        label=row[9],
        given=row[10],
        batch=row[11],
        undo_of=row[12],
        mode=row[13],
        blind=bool(row[14]),
        comment=row[15],
        milliseconds=row[16],
    )
