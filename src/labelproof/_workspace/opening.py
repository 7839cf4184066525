"""Opening a workspace: the audit's files, the database beside them, and the run that they belong to."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import numpy as np

from labelproof._workspace.carrying import carry_over
from labelproof._workspace.errors import StoreError
from labelproof._workspace.folder import Folder
from labelproof._workspace.people import first_user
from labelproof._workspace.state import State
from labelproof._workspace.store.database import Database
from labelproof._workspace.store.places import is_on_network

__all__ = ["DATABASE", "open_state"]

DATABASE = "review.sqlite"
_TRIES = 3


def open_state(path: str | os.PathLike[str], *, user: str | None) -> State:
    """Open the workspace in a folder; the first opening adds the database."""
    place = Path(path).expanduser()
    for _ in range(_TRIES):
        folder = Folder(place)
        try:
            state = _opened(folder, user)
        except BaseException:
            folder.close()
            raise
        if state is not None:
            return state
        folder.close()
    raise StoreError(f"{place} is replaced again and again: something else is auditing into it. Wait until it is done.")


def _opened(folder: Folder, user: str | None) -> State | None:
    """Open the database beside the audit's files; None where another audit was written there meanwhile."""
    database = Database(folder.path / DATABASE, on_network=is_on_network(folder.path))
    try:
        with database.writing() as connection:
            # Nobody else tells the database of an audit now: what is not the newest must not be told as such.
            replaced = folder.is_replaced
            if not replaced:
                number = first_user(connection, user)
                run = _run(connection, folder, number)
        if replaced:
            database.close()
            return None
        state = State(folder, database, run=run)
        state.user = number
        state.refresh()
    except BaseException:
        database.close()
        raise
    return state


def _run(connection: sqlite3.Connection, folder: Folder, user: int) -> int:
    """Return the number of the audit that the files are of; decisions move over when it is a new one."""
    last = connection.execute("SELECT id, fingerprint FROM run ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and last[1] == folder.fingerprint:
        return int(last[0])
    about = folder.about
    run = 1 if last is None else int(last[0]) + 1
    carried = changed = gone = 0
    flagged = int(np.count_nonzero(folder.flagged))
    values = (run, folder.fingerprint, about["created"], about["model"], about.get("accuracy"), flagged)
    connection.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0)", values)
    if last is not None:
        carried, changed, gone = carry_over(connection, folder, run=run, user=user)
        connection.execute(
            "UPDATE run SET carried = ?, changed = ?, gone = ? WHERE id = ?", (carried, changed, gone, run)
        )
    return run
