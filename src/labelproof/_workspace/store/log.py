"""The log: events are appended, never changed, and each one's hash covers its predecessor's.

An event's hash covers the name of who did it and what its batch was about, too. The chain shows that something was
changed behind our back; it keeps no secrets, and it cannot know of events that were cut off its end, unless an export
wrote down how far it had gone.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

__all__ = ["DECISIONS", "FIELDS", "Draft", "append", "first_break", "hash_of", "last_of", "now"]

DECISIONS = ("keep", "relabel", "exclude", "unsure", "ambiguous")
FIELDS = (
    *("seq", "uuid", "at", "user", "run", "target", "key", "tag", "content", "verb", "label", "given", "base"),
    *("batch", "undo_of", "milliseconds", "mode", "blind", "comment"),
)
_INSERT = f"INSERT INTO event({', '.join(FIELDS)}, hash) VALUES ({', '.join('?' * (len(FIELDS) + 1))})"  # noqa: S608
_START = bytes(32)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CONTENT, _USER, _BATCH = (FIELDS.index(name) for name in ("content", "user", "batch"))


class Draft(NamedTuple):
    """An event that has no number yet; a tuple, because a bulk decision makes a hundred thousand of them."""

    uuid: str
    verb: str
    target: int | None = None
    key: str | None = None
    tag: str | None = None
    content: bytes | None = None
    label: str | None = None
    given: str | None = None
    base: int = 0
    batch: int | None = None
    undo_of: int | None = None
    milliseconds: int | None = None
    mode: str = "focus"
    blind: bool = False
    comment: str | None = None


def now() -> str:
    """Return the time as the log writes it: UTC, milliseconds."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def append(connection: sqlite3.Connection, drafts: Iterable[Draft], *, user: int, run: int, at: str) -> range:
    """Append events within the transaction that is open, and return their numbers."""
    last, chain = last_of(connection)
    about = _About(connection)
    rows = []
    for seq, draft in enumerate(drafts, last + 1):
        fields = (
            *(seq, draft.uuid, at, user, run, draft.target, draft.key, draft.tag, draft.content, draft.verb),
            *(draft.label, draft.given, draft.base, draft.batch, draft.undo_of, draft.milliseconds, draft.mode),
            *(int(draft.blind), draft.comment),
        )
        chain = hash_of(chain, fields, about(user, draft.batch))
        rows.append((*fields, chain))
    connection.executemany(_INSERT, rows)
    return range(last + 1, last + 1 + len(rows))


def last_of(connection: sqlite3.Connection) -> tuple[int, bytes]:
    """Return number and hash of the last event; 0 and zeros before the first."""
    found = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(found[0]), bytes(found[1])) if found else (0, _START)


def hash_of(chain: bytes, fields: Sequence[Any], about: str | None) -> bytes:
    """Return the SHA-256 of the previous hash, an event's fields and what they refer to, written as JSON.

    `about` is None for events of the first version of the log, which said nothing about that.
    """
    content = fields[_CONTENT]
    plain = [*fields] if about is None else [*fields, about]
    plain[_CONTENT] = None if content is None else content.hex()
    return hashlib.sha256(chain + _written(plain)).digest()


def first_break(connection: sqlite3.Connection) -> int | None:
    """Return the number of the first event that does not follow from its predecessor, None where all do."""
    chain, expected = _START, 1
    about = _About(connection)
    for *fields, written in connection.execute(f"SELECT {', '.join(FIELDS)}, hash FROM event ORDER BY seq"):  # noqa: S608
        follows = (hash_of(chain, fields, said) for said in (about(fields[_USER], fields[_BATCH]), None))
        if fields[0] != expected or written not in follows:
            return int(fields[0])
        chain, expected = written, expected + 1
    return None


class _About:
    """What events refer to: the name of a person, and what a batch was; as a digest, which a bulk decision shares."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[int, int | None], str] = {}

    def __call__(self, user: int, batch: int | None) -> str:
        """Return the digest for a person and a batch."""
        if (user, batch) not in self._known:
            rows = [*self._connection.execute("SELECT name FROM user WHERE id = ?", (user,))]
            rows += self._connection.execute(
                "SELECT batch.user, name, at, title, filter, expected, sample, reason FROM batch "
                "JOIN user ON user.id = batch.user WHERE batch.id = ?",
                (batch,),
            )
            self._known[user, batch] = hashlib.sha256(_written(rows)).hexdigest()
        return self._known[user, batch]


def _written(value: Any) -> bytes:
    """Return a value as JSON, always the same for the same."""
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")
