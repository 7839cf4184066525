"""What the parts of a workspace share: the audit's files, the database, the board, and who is asking."""

from __future__ import annotations

import functools
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, nearest
from labelproof._workspace.board import Board
from labelproof._workspace.errors import OutdatedError
from labelproof._workspace.folder import Folder
from labelproof._workspace.search import matching_rows
from labelproof._workspace.similar import neighbors_of
from labelproof._workspace.store.database import Database
from labelproof._workspace.store.log import Draft, append, now
from labelproof._workspace.store.projection import settle
from labelproof._workspace.views import Counts

__all__ = ["Groups", "State"]


@dataclass(frozen=True)
class Groups:
    """Flagged targets in rank order, and the pair of each; a pair is (tag, given, suggested)."""

    targets: NDArray[np.int64]
    pair: NDArray[np.int64]
    names: list[tuple[int, int, int]]


class State:
    """An open workspace."""

    def __init__(self, folder: Folder, database: Database, *, run: int) -> None:
        self.folder = folder
        self.database = database
        self.run = run
        self.user = 1
        self.board = Board(folder.flagged)
        self.added: list[str] = []
        self.hides = False
        self._newest_run = run
        self.groups: Groups | None = None
        self.lists: dict[tuple[str, str], tuple[int, NDArray[np.int64]]] = {}
        self._codes: dict[str, int] = {}
        self._decisions = 0
        self._version = -1
        self._lock = threading.RLock()
        self.neighbors = functools.lru_cache(maxsize=256)(functools.partial(neighbors_of, folder))
        self.search = functools.lru_cache(maxsize=16)(functools.partial(matching_rows, folder))

    @property
    def is_outdated(self) -> bool:
        """Whether the data were audited again since this was opened."""
        return self._newest_run != self.run or self.folder.is_replaced

    @property
    def classes(self) -> list[str]:
        """Names of all classes: those of the audit, then those added while reviewing."""
        return [*self.folder.classes, *self.added]

    def code(self, label: str | None) -> int:
        """Return the number of a label by its name in the log, -1 for none."""
        if label is None:
            return -1
        if self.folder.task == "tags":
            return int(label == "present")
        return self._codes.get(label, -1)

    def class_code(self, name: str) -> int:
        """Return the number of a class or tag that somebody named."""
        if name not in self._codes:
            raise InputError(f"There is no class {name!r}. {nearest(name, self.classes)}")
        return self._codes[name]

    def counts(self, hidden: NDArray[np.int64]) -> Counts:
        """Return how far the review is, but not how the `hidden` targets were decided."""
        return self.board.counts(self._decisions, hidden)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the database for reading."""
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def writing(self, *, of_any_run: bool = False) -> Iterator[sqlite3.Connection]:
        """Hold the database in a transaction; the board follows once it is stored.

        What speaks about targets is refused when another audit has numbered them anew.
        """
        with self._lock:
            with self.database.writing() as connection:
                if not of_any_run:
                    self.check_newest(connection)
                yield connection
            self._follow()

    def check_newest(self, connection: sqlite3.Connection) -> None:
        """Refuse to go on where the database speaks of another audit's targets by now."""
        self._newest_run = _newest_run(connection)
        if self._newest_run != self.run:
            raise OutdatedError("The data were audited again since this was opened. Open the workspace again.")

    def append(self, connection: sqlite3.Connection, drafts: Iterable[Draft], *, user: int) -> range:
        """Append events and bring the projections up to date, within the transaction that is open."""
        events = append(connection, drafts, user=user, run=self.run, at=now())
        if len(events):
            settle(connection, events, run=self.run)
        return events

    def refresh(self) -> None:
        """Take over what other processes have written; while another thread does so or writes, it will do."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self.database.version() != self._version:
                self._follow()
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Start the board anew; it is filled again when the transaction that is open ends."""
        self.board = Board(self.folder.flagged, version=self.board.version + 1)

    def _follow(self) -> None:
        """Bring the board up to date with the database."""
        with self.database.reading() as connection:
            self._version = self.database.version()
            self._newest_run = _newest_run(connection)
            if self._newest_run != self.run:  # Its targets have other numbers: the board stays as it was.
                return
            self._read_classes(connection)
            hides = connection.execute("SELECT value FROM setting WHERE user = 0 AND name = 'blind'").fetchone()
            self.hides = hides is not None and hides[0] == "true"
            seq = int(connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])
            rows = connection.execute(
                "SELECT target, status, label FROM effective WHERE last > ?", (self.board.seq,)
            ).fetchall()
            total = connection.execute("SELECT value FROM total WHERE name = 'decisions'").fetchone()
            self._decisions = int(total[0]) if total else 0
        labels = [self.code(row[2]) if row[1] == "fixed" else -1 for row in rows]
        self.board.apply([row[0] for row in rows], (row[1] for row in rows), labels, seq=seq)

    def _read_classes(self, connection: sqlite3.Connection) -> None:
        """Find the classes that were added."""
        known = set(self.folder.classes)
        names = [row[0] for row in connection.execute("SELECT name FROM label ORDER BY seq, name")]
        self.added = [name for name in names if name not in known]
        self._codes = {name: code for code, name in enumerate(self.classes)}


def _newest_run(connection: sqlite3.Connection) -> int:
    """Return the number of the last audit that the database was told of."""
    return int(connection.execute("SELECT max(id) FROM run").fetchone()[0])
