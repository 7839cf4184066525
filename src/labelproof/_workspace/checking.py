"""Proof that a workspace is sound: the chain of the log, and what follows from it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from labelproof._workspace.errors import StoreError
from labelproof._workspace.export.exporting import EXPORTS
from labelproof._workspace.state import State
from labelproof._workspace.store.log import first_break, last_of
from labelproof._workspace.store.projection import rebuild

__all__ = ["rebuild_state", "verify_state"]


def verify_state(state: State) -> int:
    """Return how many events the log has, refusing one that is not as it was written."""
    manifests = list(_manifests(state))
    with state.database.reading_apart() as connection:
        broken = first_break(connection)
        count = last_of(connection)[0]
        reached = connection.execute("SELECT coalesce(max(last), 0) FROM step").fetchone()[0]
        exports = connection.execute("SELECT 'Export ' || id, last_seq, last_hash FROM export ORDER BY id").fetchall()
        lost = [export for export in (*exports, *manifests) if not _is_there(connection, *export[1:])]
        problems = [message for (message,) in connection.execute("PRAGMA quick_check")]
    if broken is not None:
        raise StoreError(
            f"Event {broken} of {state.database.path} is not as it was written: somebody changed the file. "
            "Restore it from a backup."
        )
    if reached != count:
        raise StoreError(
            f"{state.database.path} ends with event {count}, and its history with event {reached}: somebody cut off "
            "its end. Restore it from a backup."
        )
    if problems != ["ok"]:
        raise StoreError(f"{state.database.path} is damaged ({problems[0]}). Restore it from a backup.")
    if lost:
        what, seq, _ = lost[0]
        raise StoreError(
            f"{what} ended with event {seq}, which is no longer in {state.database.path} as it was: somebody cut or "
            "rewrote the log. Restore the file from a backup."
        )
    return count


def _is_there(connection: sqlite3.Connection, seq: int, written: str) -> bool:
    """Tell whether the log has an event as an export noted it; 0 is an export before the first."""
    found = connection.execute("SELECT hash FROM event WHERE seq = ?", (seq,)).fetchone()
    return seq == 0 or (found is not None and bytes(found[0]).hex() == written)


def _manifests(state: State) -> Iterator[tuple[str, int, str]]:
    """Yield what exports of this workspace said beside their files: which, and number and hash of the last event.

    The database can be cut together with what it says about exports; their manifests lie outside of it.
    """
    from labelproof._workspace.export.targets import MANIFEST, manifest_of  # noqa: PLC0415 - loads the rewriters

    with state.database.reading_apart() as connection:
        rows = connection.execute("SELECT path, max(at) FROM export GROUP BY path ORDER BY max(id)").fetchall()
    listed = {manifest_of(Path(place)): at for place, at in rows}
    exports = state.folder.path / EXPORTS
    near = sorted([*exports.glob(f"*{MANIFEST}"), *exports.glob(f"*/{MANIFEST}")])
    for path in dict.fromkeys([*listed, *near]):
        try:
            said = json.loads(path.read_bytes())
            seq, written, created = int(said["last_event"]["seq"]), said["last_event"]["hash"], said["created"]
        except (OSError, ValueError, KeyError, TypeError):  # Gone, or another program's.
            continue
        # What was written there after our last export is another workspace's, or that of a copy of this one.
        if path in near or str(created) <= listed[path]:
            yield str(path), seq, str(written)


def rebuild_state(state: State) -> None:
    """Work out the projections anew, and the board with them."""
    with state.writing() as connection:
        rebuild(connection, run=state.run)
        state.forget()
