"""Who reviews: named people, their tokens, and what is hidden from them until they have decided themselves."""

from __future__ import annotations

import getpass
import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, nearest, unknown_name
from labelproof._workspace.items import items_of
from labelproof._workspace.state import State
from labelproof._workspace.store.log import now
from labelproof._workspace.views import Item, User

__all__ = [
    "Role",
    "add_user",
    "check_lead",
    "disable_user",
    "first_user",
    "held_blind",
    "hidden_from",
    "is_lead",
    "items_for",
    "seen_status",
    "user_id",
    "user_of_token",
    "users",
]

Role = Literal["reviewer", "lead"]
_MINE = "SELECT target FROM current WHERE user = ? AND target IN (SELECT value FROM json_each(?))"
_HELD = "SELECT target FROM lease WHERE user = ? AND blind = 1 AND until > ?"
_COLUMNS = "SELECT id, name, role, disabled, token_hash IS NOT NULL FROM user"
_BELONGS = """(id = ? OR id = (SELECT min(id) FROM user) OR token_hash IS NOT NULL OR disabled = 1
OR EXISTS (SELECT 1 FROM step WHERE step.user = user.id AND remaining > 0)
OR EXISTS (SELECT 1 FROM step WHERE step.user = user.id AND kind <> 'carried'))"""
"""Who asks, who opened the workspace first, who was added, who has done something: not who only had a look."""


def users(state: State) -> list[User]:
    """Return everybody who reviews, the first one first; who only had a look is not among them."""
    with state.reading() as connection:
        return _listed(connection, state.user)


def user_id(state: State, who: int | str | None) -> int:
    """Return the number of a person, the one who opened the workspace by default."""
    if who is None:
        return state.user
    with state.reading() as connection:
        row = connection.execute(f"{_COLUMNS} WHERE {'name' if isinstance(who, str) else 'id'} = ?", (who,)).fetchone()
    if row is None:
        known = [one.name for one in users(state)]
        raise InputError(f"`user` must be a user of this workspace: got {who!r}. {nearest(str(who), known)}")
    if _user(row).disabled:
        raise InputError(f"{_user(row).name} may not decide any more. Ask a lead to add you again.")
    return int(row[0])


def check_lead(state: State, who: int, doing: str) -> None:
    """Refuse what only a lead may do."""
    if not is_lead(state, who):
        raise InputError(f"Only a lead may {doing}. Ask a lead of this workspace.")


def is_lead(state: State, who: int) -> bool:
    """Tell whether a person is a lead."""
    with state.reading() as connection:
        return connection.execute("SELECT 1 FROM user WHERE id = ? AND role = 'lead'", (who,)).fetchone() is not None


def first_user(connection: sqlite3.Connection, name: str | None) -> int:
    """Return the person who opens a workspace, by default under the name that the system knows; add them as a lead."""
    wanted = _clean_name(name or _login())
    found = connection.execute("SELECT id FROM user WHERE name = ?", (wanted,)).fetchone()
    if found is None:
        found = _insert(connection, wanted, "lead", None)
    return int(found[0])


def add_user(state: State, name: str, role: Role) -> tuple[User, str]:
    """Add a person, or give one a new token, and return the token: only its digest is kept."""
    if role not in ("reviewer", "lead"):
        raise unknown_name("role", "be 'reviewer' or 'lead'", role, ("reviewer", "lead"))
    token = secrets.token_urlsafe(32)
    wanted = _clean_name(name)
    with state.writing() as connection:
        found = connection.execute("SELECT id FROM user WHERE name = ?", (wanted,)).fetchone()
        if found is None:
            found = _insert(connection, wanted, role, _digest(token))
        else:
            if role != "lead":
                _check_leads(connection, state.user, without=found[0])
            change = "UPDATE user SET role = ?, token_hash = ?, disabled = 0 WHERE id = ?"
            connection.execute(change, (role, _digest(token), found[0]))
    return User(id=int(found[0]), name=wanted, role=role, has_token=True), token


def disable_user(state: State, number: int) -> None:
    """Take a person's access away; what they decided stays."""
    with state.writing() as connection:
        _check_leads(connection, state.user, without=number)
        changed = connection.execute("UPDATE user SET disabled = 1, token_hash = NULL WHERE id = ?", (number,))
        if changed.rowcount == 0:
            raise InputError(f"`user` must be a user of this workspace: there is no number {number}.")
        connection.execute("DELETE FROM lease WHERE user = ?", (number,))


def user_of_token(state: State, token: str) -> User | None:
    """Return whose token it is; None for no one's."""
    with state.reading() as connection:
        row = connection.execute(f"{_COLUMNS} WHERE token_hash = ? AND disabled = 0", (_digest(token),)).fetchone()
    return _user(row) if row else None


def hidden_from(state: State, user: int, targets: Sequence[int] | NDArray[np.int64]) -> frozenset[int]:
    """Return which targets hide other people's decisions from somebody who has not decided them yet."""
    decided = [int(target) for target in targets if state.board.status[target]]
    if not decided:
        return frozenset()
    open_ones = frozenset(decided) if state.hides else frozenset(decided) & held_blind(state, user)
    if not open_ones:
        return open_ones
    with state.reading() as connection:
        mine = connection.execute(_MINE, (user, json.dumps(sorted(open_ones))))
        return open_ones - {row[0] for row in mine}


def held_blind(state: State, user: int) -> frozenset[int]:
    """Return the targets that a person holds for a second opinion."""
    with state.reading() as connection:
        return frozenset(row[0] for row in connection.execute(_HELD, (user, time.time())))


def items_for(state: State, targets: Iterable[int], user: int) -> list[Item]:
    """Return targets as items, in their order, as a person may see them."""
    places = [int(target) for target in targets]
    return items_of(state, places, blind=hidden_from(state, user, places))


def seen_status(state: State, user: int) -> NDArray[np.int8]:
    """Return how all targets stand, as a person may see it."""
    status = state.board.status
    if not state.hides or is_lead(state, user):
        return status
    with state.reading() as connection:
        rows = connection.execute("SELECT target FROM current WHERE user = ?", (user,)).fetchall()
    mine = np.array([row[0] for row in rows], dtype=np.int64)
    shown = np.zeros_like(status)
    shown[mine] = status[mine]
    return shown


def _insert(connection: sqlite3.Connection, name: str, role: str, digest: str | None) -> tuple[int]:
    """Add a person and return the number."""
    row = connection.execute(
        "INSERT INTO user(name, role, token_hash, created) VALUES (?, ?, ?, ?) RETURNING id",
        (name, role, digest, now()),
    ).fetchone()
    return (int(row[0]),)


def _check_leads(connection: sqlite3.Connection, who: int, *, without: int) -> None:
    """Refuse to go on without the only lead there is."""
    others = (one for one in _listed(connection, who) if one.id != without)
    if not any(one.role == "lead" and not one.disabled for one in others):
        raise InputError("The last lead has to stay one. Make somebody else a lead first.")


def _listed(connection: sqlite3.Connection, who: int) -> list[User]:
    """Return everybody who reviews, and who asks."""
    return [_user(row) for row in connection.execute(f"{_COLUMNS} WHERE {_BELONGS} ORDER BY id", (who,))]


def _user(row: tuple[int, str, Role, int, int]) -> User:
    """Return a row of the table of people."""
    return User(id=row[0], name=row[1], role=row[2], disabled=bool(row[3]), has_token=bool(row[4]))


def _digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def _clean_name(name: str) -> str:
    """Return a name that can be shown in one line."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > 80 or not cleaned.isprintable():
        raise InputError(f"`name` must have 1 to 80 characters in one line: got {name!r}. Pass a person's name.")
    return cleaned


def _login() -> str:
    """Return the name that the system knows for who is asking."""
    try:
        return getpass.getuser()
    except (OSError, ImportError, KeyError):
        return "me"
