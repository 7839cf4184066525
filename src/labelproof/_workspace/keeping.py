"""What people add beside decisions: classes, comments, queues and views."""

from __future__ import annotations

import json
import sqlite3
import uuid as uuids
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._workspace.filters import filter_from, filter_text
from labelproof._workspace.items import check_target
from labelproof._workspace.records import BLOCK
from labelproof._workspace.state import State
from labelproof._workspace.store.log import Draft, now
from labelproof._workspace.views import Class, Comment, Queue, SavedView

__all__ = ["add_class", "comment", "drop", "flagged_of", "queues", "save_view", "select", "views"]

_LONGEST_NAME = 200
_LONGEST_COMMENT = 4_000
_MOST_MEMBERS = 250_000


def add_class(state: State, name: str, *, user: int) -> Class:
    """Add a class that the data do not have; a tag becomes usable with the next audit."""
    wanted = _name("name", name)
    with state.writing() as connection:
        state.refresh()
        if wanted.casefold() in {known.casefold() for known in state.classes}:
            raise InputError(f"There is a class {wanted!r} already. Relabel to it.")
        draft = Draft(uuid=uuids.uuid4().hex, verb="class", label=wanted, mode="items")
        state.append(connection, [draft], user=user)
    return Class(id=state.class_code(wanted), name=wanted, given=0, flagged=0, added=True)


def comment(state: State, uuid: str, target: int, text: str, *, user: int) -> Comment:
    """Store a remark on a target, once per uuid."""
    check_target(state, target)
    said = text.strip()
    if not said or len(said) > _LONGEST_COMMENT:
        raise InputError(f"`text` must have 1 to {_LONGEST_COMMENT} characters: got {len(said)}.")
    if not uuid or uuid.startswith("~") or len(uuid) > 64:
        raise InputError(f"`uuid` must be a name of your own: got {uuid!r}. Pass for example str(uuid.uuid4()).")
    folder, row, tag = state.folder, state.folder.row(target), state.folder.tag(target)
    draft = Draft(
        uuid=uuid,
        verb="comment",
        target=target,
        key=folder.key(row),
        tag=None if tag is None else folder.classes[tag],
        content=folder.content(row),
        comment=said,
    )
    with state.writing() as connection:
        if connection.execute("SELECT 1 FROM event WHERE uuid = ?", (uuid,)).fetchone() is None:
            state.append(connection, [draft], user=user)
        stored = connection.execute(
            "SELECT event.seq, user.name, event.at, event.comment FROM event JOIN user ON user.id = event.user "
            "WHERE event.uuid = ? AND event.verb = 'comment' AND event.target = ?",
            (uuid, target),
        ).fetchone()
        if stored is None:
            raise InputError(f"`uuid` {uuid!r} names something else. Make a new one for each comment.")
    return Comment(seq=stored[0], user_name=stored[1], at=stored[2], text=stored[3])


def flagged_of(state: State, rows: Iterable[int]) -> NDArray[np.int64]:
    """Return the flagged targets of some rows; of rows without any, all targets."""
    folder = state.folder
    chosen = _once(rows)
    for row in (chosen.min(initial=0), chosen.max(initial=0)):
        check_target(state, row * folder.tags)
    found, size = [np.zeros(0, dtype=np.int64)], max(BLOCK // folder.tags, 1)
    for start in range(0, len(chosen), size):
        targets = chosen[start : start + size, np.newaxis] * folder.tags + np.arange(folder.tags)
        flagged = np.asarray(folder.flagged[targets])
        found.append(targets[flagged | ~flagged.any(axis=1, keepdims=True)])
        _check_size(sum(map(len, found)))
    return np.concatenate(found)


def select(state: State, name: str, targets: Iterable[int], *, user: int) -> Queue:
    """Keep targets as a queue, in the order in which they were selected."""
    chosen = _once(targets)
    if not len(chosen):
        raise InputError("`targets` is empty. Select at least one.")
    for target in (chosen.min(), chosen.max()):
        check_target(state, target)
    _check_size(len(chosen))
    keys = _keys(state, chosen)
    with state.writing() as connection:
        row = connection.execute(
            "INSERT INTO queue(name, user, at) VALUES (?, ?, ?) RETURNING id", (_name("name", name), user, now())
        ).fetchone()
        members = (
            (row[0], place, keys[place], _tag_name(state, target), target)
            for place, target in enumerate(chosen.tolist())
        )
        connection.executemany("INSERT INTO queue_member VALUES (?, ?, ?, ?, ?)", members)
    return next(queue for queue in queues(state) if queue.id == row[0])


def queues(state: State) -> list[Queue]:
    """Return the queues that were selected, the last first."""
    state.refresh()
    with state.reading() as connection:
        rows = connection.execute("SELECT id, name FROM queue ORDER BY id DESC").fetchall()
        members = {row[0]: _members(connection, row[0]) for row in rows}
    return [
        Queue(
            id=number,
            name=name,
            size=len(members[number]),
            todo=int(np.count_nonzero(state.board.status[members[number]] == 0)),
        )
        for number, name in rows
    ]


def views(state: State) -> dict[int, SavedView]:
    """Return the saved views by number."""
    with state.reading() as connection:
        rows = connection.execute("SELECT id, name, content FROM view ORDER BY name").fetchall()
    return {number: _view(name, json.loads(content)) for number, name, content in rows}


def save_view(state: State, view: SavedView, *, user: int) -> int:
    """Save a view under its name, in place of an older one, and return its number."""
    content = json.dumps({"filter": json.loads(filter_text(view.filter)), "order": view.order, "layout": view.layout})
    with state.writing() as connection:
        row = connection.execute(
            "INSERT INTO view(name, user, content) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET content = excluded.content, user = excluded.user RETURNING id",
            (_name("name", view.name), user, content),
        ).fetchone()
    return int(row[0])


def drop(state: State, table: str, number: int) -> None:
    """Forget a queue or a view; no decision goes with it."""
    query = {"queue": "DELETE FROM queue WHERE id = ?", "view": "DELETE FROM view WHERE id = ?"}[table]
    with state.writing() as connection:
        if connection.execute(query, (number,)).rowcount == 0:
            raise InputError(f"There is no {table} {number}. It may have been removed already.")


def _once(numbers: Iterable[int]) -> NDArray[np.int64]:
    """Return each number once, in the order in which they came."""
    found = np.fromiter(numbers, dtype=np.int64)
    return found[np.sort(np.unique(found, return_index=True)[1])]


def _check_size(count: int) -> None:
    """Refuse a queue that would take long to store, and again to carry over to the next audit."""
    if count > _MOST_MEMBERS:
        raise InputError(
            f"A queue holds at most {_MOST_MEMBERS:,} targets: got {count:,} or more. Select fewer, or save a view: "
            "it keeps a filter, however much that finds."
        )


def _keys(state: State, targets: NDArray[np.int64]) -> list[str]:
    """Return the keys of the rows of some targets, which are read in the order in which they are stored."""
    rows, places = np.unique(targets // state.folder.tags, return_inverse=True)
    keys = state.folder.keys(rows)
    return [keys[place] for place in places.reshape(-1).tolist()]


def _members(connection: sqlite3.Connection, number: int) -> NDArray[np.int64]:
    """Return the targets of a queue that are there."""
    query = "SELECT target FROM queue_member WHERE queue = ? AND target IS NOT NULL ORDER BY pos"
    return np.array([row[0] for row in connection.execute(query, (number,))], dtype=np.int64)


def _view(name: str, content: dict[str, str]) -> SavedView:
    """Return a saved view."""
    chosen = filter_from(json.dumps(content["filter"]))
    return SavedView(name=name, filter=chosen, order=content["order"], layout=content["layout"])  # type: ignore[arg-type]


def _tag_name(state: State, target: int) -> str | None:
    """Return the name of the tag that a target is about."""
    tag = state.folder.tag(target)
    return None if tag is None else state.folder.classes[tag]


def _name(argument: str, text: str) -> str:
    """Return a name of one line."""
    cleaned = " ".join(text.split())
    if not cleaned or len(cleaned) > _LONGEST_NAME or not cleaned.isprintable():
        raise InputError(f"`{argument}` must have 1 to {_LONGEST_NAME} characters in one line: got {text!r}.")
    return cleaned
