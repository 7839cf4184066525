"""The SQLite file of a workspace: opening, transactions, and plain words for what can go wrong."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._workspace.errors import StoreError
from labelproof._workspace.store.migrations import migrations
from labelproof._workspace.store.places import LockFile

__all__ = ["Database"]

_FLOOR = (3, 37, 0)
_PATIENCE_SECONDS = 30.0


class Database:
    """One connection that writes and one that reads, each for one thread at a time; other processes may write, too.

    Every transaction is on the disk before it is acknowledged (`synchronous=FULL`).
    """

    def __init__(self, path: Path, *, on_network: bool = False) -> None:
        """Open or make the file. On a network folder one process alone may, with a rollback journal in place of WAL."""
        if sqlite3.sqlite_version_info < _FLOOR:
            raise StoreError(
                f"A workspace needs SQLite 3.37 or newer: this Python has {sqlite3.sqlite_version}. Use a newer Python."
            )
        self.path = path
        self._lock, self._read_lock = threading.RLock(), threading.RLock()
        self._connections: list[sqlite3.Connection] = []
        self._lock_file = LockFile(path.with_name(f"{path.name}.lock")) if on_network else None
        try:
            with self._plain_words():
                self._writer = self._connected(on_network=on_network)
                self._migrate()
                self._reader = self._writer if on_network else self._connected()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for reading: what is stored at one moment, also while another thread writes."""
        lock = self._lock if self._reader is self._writer else self._read_lock
        with lock, self._plain_words():
            if self._reader.in_transaction:  # Within a block of the same thread, which sees one moment already.
                yield self._reader
                return
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                self._reader.execute("ROLLBACK")

    @contextmanager
    def reading_apart(self) -> Iterator[sqlite3.Connection]:
        """Hold a connection of its own for what takes long, so that nobody waits; on a network folder there is one."""
        if self._reader is self._writer:
            with self.reading() as connection:
                yield connection
            return
        with self._plain_words():
            connection = self._connected()
            self._connections.remove(connection)
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection in a transaction that is stored when the block ends, and undone when it fails."""
        with self._lock, self._plain_words():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def version(self) -> int:
        """Return a number that changes when another connection has written."""
        with self.reading() as connection:
            return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock, self._read_lock:
            while self._connections:
                self._connections.pop().close()
            if self._lock_file is not None:
                self._lock_file.release()

    def _connected(self, *, on_network: bool = False) -> sqlite3.Connection:
        """Return a new connection."""
        connection = sqlite3.connect(
            self.path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connections.append(connection)
        journal = ("locking_mode=EXCLUSIVE", "journal_mode=DELETE") if on_network else ("journal_mode=WAL",)
        for pragma in (*journal, "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _migrate(self) -> None:
        """Bring the tables up to this version, in one transaction."""
        scripts = migrations()
        if self._tables() == len(scripts):
            return
        with self.writing() as connection:
            version = self._tables()  # again: another process may have done it meanwhile
            if version > len(scripts):
                raise InputError(f"{self.path} was written by a newer labelproof. Update labelproof to open it.")
            for script in scripts[version:]:
                for statement in _statements(script):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version={len(scripts)}")

    def _tables(self) -> int:
        """Return the version of the tables."""
        return int(self._writer.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        """Say what SQLite says so that people know what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreError(_words(error, self.path)) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
                raise
            raise StoreError(
                f"{self.path} is damaged ({error}). Restore it from a backup; the files of the audit are not affected."
            ) from error


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; those of a trigger hold semicolons of their own."""
    lines: list[str] = []
    for line in script.splitlines():
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            yield "\n".join(lines)
            lines = []


def _words(error: sqlite3.OperationalError, path: Path) -> str:
    """Return what happened and how to fix it."""
    text = str(error)
    if "full" in text:
        return f"The disk is full: nothing was stored in {path}. Make room, then do it again."
    if "readonly" in text or "unable to open" in text:
        return f"{path} cannot be written: nothing was stored. Make its folder writable, or work on a copy of it."
    if "locked" in text or "busy" in text:
        return f"{path} is busy: another program has been writing for long. Nothing was stored; try again."
    if "I/O" in text:
        return f"{path} could not be written ({text}): nothing was stored. Check the disk and its free space."
    return f"{path} could not be used ({text}). Nothing was stored."
