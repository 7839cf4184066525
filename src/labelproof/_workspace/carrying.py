"""Another audit of the same data: decisions move to the rows of the same key, if they still hold the same.

Who kept a label meant that label: where the data have another one now, that is undecided again.
"""

from __future__ import annotations

import sqlite3
import uuid

from labelproof._workspace.folder import Folder
from labelproof._workspace.store.log import Draft, append, now
from labelproof._workspace.store.projection import rebuild, settle

__all__ = ["carry_over"]


def carry_over(connection: sqlite3.Connection, folder: Folder, *, run: int, user: int) -> tuple[int, int, int]:
    """Find where the targets of earlier runs are now, and work everything out anew.

    Returns
    -------
    (int, int, int)
        How many decided targets were found again, hold something else now, and are gone. What holds something else is
        undecided again, and so is what is gone, should it come back; the log keeps all of it.
    """
    old = connection.execute(
        "SELECT run, target, key, tag, content, max(given) FROM event WHERE target IS NOT NULL GROUP BY run, target"
    ).fetchall()
    kept = set(connection.execute("SELECT run, target FROM standing WHERE verb = 'keep'"))
    members = connection.execute("SELECT queue, pos, key, tag FROM queue_member").fetchall()
    rows = _rows(folder, {row[2] for row in old} | {row[2] for row in members})
    tags = {name: place for place, name in enumerate(folder.classes)} if folder.task == "tags" else {None: 0}
    decided = set(connection.execute("SELECT run, target FROM event WHERE seq IN (SELECT seq FROM current)"))
    counted: dict[str, set[tuple[str, str | None]]] = {"same": set(), "changed": set(), "gone": set()}
    connection.execute("DELETE FROM moved")
    for old_run, target, key, tag, content, given in old:
        row = rows.get(key)
        now_target = None if row is None or tag not in tags else row * folder.tags + tags[tag]
        fate = "gone"
        if now_target is not None:
            same = folder.content(now_target // folder.tags) == content
            label = folder.label_name(int(folder.given[now_target]), folder.classes)
            fate = "same" if same and (label == given or (old_run, target) not in kept) else "changed"
        if (old_run, target) in decided:
            counted[fate].add((key, tag))
        connection.execute("INSERT INTO moved VALUES (?, ?, ?, ?)", (old_run, target, now_target, fate))
    places = (
        (rows[key] * folder.tags + tags[tag] if key in rows and tag in tags else None, queue, pos)
        for queue, pos, key, tag in members
    )
    connection.executemany("UPDATE queue_member SET target = ? WHERE queue = ? AND pos = ?", places)
    connection.execute("DELETE FROM lease")
    rebuild(connection, run=run)
    fates = {fate: len(targets) for fate, targets in counted.items()}
    words = f"Audit {run}: {fates['same']} decisions kept, {fates['changed']} changed, {fates['gone']} gone"
    draft = Draft(uuid=uuid.uuid4().hex, verb="carried", mode="python", comment=words)
    events = append(connection, [draft], user=user, run=run, at=now())
    settle(connection, events, run=run)
    return fates["same"], fates["changed"], fates["gone"]


def _rows(folder: Folder, keys: set[str]) -> dict[str, int]:
    """Return the row of each key that is there."""
    if not keys:
        return {}
    return {key: row for row in range(folder.rows) if (key := folder.key(row)) in keys}
