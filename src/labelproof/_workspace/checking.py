"""Proof that a workspace is sound: the chain of the log, and what follows from it."""

from __future__ import annotations

from labelproof._workspace.errors import StoreError
from labelproof._workspace.state import State
from labelproof._workspace.store.log import first_break, last_of
from labelproof._workspace.store.projection import rebuild

__all__ = ["rebuild_state", "verify_state"]


def verify_state(state: State) -> int:
    """Return how many events the log has, refusing one that is not as it was written."""
    with state.reading() as connection:
        broken = first_break(connection)
        count = last_of(connection)[0]
        reached = connection.execute("SELECT coalesce(max(last), 0) FROM step").fetchone()[0]
        exports = connection.execute("SELECT id, last_seq, last_hash FROM export ORDER BY id").fetchall()
        hashes = {
            row[0]: bytes(row[1]).hex()
            for row in connection.execute("SELECT seq, hash FROM event WHERE seq IN (SELECT last_seq FROM export)")
        }
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
    for number, seq, written in exports:
        if seq and hashes.get(seq) != written:
            raise StoreError(
                f"Export {number} ended with event {seq}, which is no longer in {state.database.path} as it was. "
                "Restore the file from a backup."
            )
    return count


def rebuild_state(state: State) -> None:
    """Work out the projections anew, and the board with them."""
    with state.writing() as connection:
        rebuild(connection, run=state.run)
        state.forget()
