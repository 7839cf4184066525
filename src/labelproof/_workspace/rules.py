"""The rules of a review, each person's own settings, and where each person stopped."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from labelproof._base.errors import InputError, legal_name, refuse_unknown_keys
from labelproof._workspace.filters import filter_from, filter_text
from labelproof._workspace.people import check_lead
from labelproof._workspace.state import State
from labelproof._workspace.views import Resume

__all__ = ["change_rules", "remember", "resume_of", "rules_of", "settings_of"]

_RULES: dict[str, Any] = {"gate": 0.05, "overlap": 0.10, "blind": False}
_OWN: dict[str, Any] = {"keys": {}, "preset": "labelproof"}


def rules_of(state: State) -> dict[str, Any]:
    """Return the rules: `gate`, `overlap`, `blind`."""
    return {**_RULES, **_stored(state, 0, tuple(_RULES))}


def settings_of(state: State, user: int) -> dict[str, Any]:
    """Return the rules and a person's own settings."""
    return {**rules_of(state), **_OWN, **_stored(state, user, tuple(_OWN))}


def change_rules(state: State, changed: Mapping[str, Any], *, user: int) -> None:
    """Change settings: rules for everybody, which a lead may do, and one's own."""
    refuse_unknown_keys("settings", changed, [*_RULES, *_OWN])
    for name in ("gate", "overlap"):
        value = changed.get(name, 0.0)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise InputError(f"`{name}` must be a share between 0 and 1: got {value!r}. Pass for example 0.05.")
    if not isinstance(changed.get("blind", False), bool):
        raise InputError(f"`blind` must be True or False: got {changed['blind']!r}.")
    _check_own(changed)
    if set(changed) & set(_RULES):
        check_lead(state, user, "change the rules of the review")
    rows = [(0 if name in _RULES else user, name, json.dumps(value)) for name, value in changed.items()]
    with state.writing() as connection:
        connection.executemany("INSERT OR REPLACE INTO setting(user, name, value) VALUES (?, ?, ?)", rows)


def _check_own(changed: Mapping[str, Any]) -> None:
    """Refuse keys of which one does two things, and presets that are not known."""
    keys = changed.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(key, str) and key for key in keys.values()):
        raise InputError(f"`keys` must name one key for each action: got {keys!r}. Pass for example {{'accept': 'x'}}.")
    twice = sorted({key for key in keys.values() if list(keys.values()).count(key) > 1})
    if twice:
        raise InputError(f"`keys` gives {twice[0]!r} two actions. Choose another key for one of them.")
    if "preset" in changed:
        legal_name("preset", "be a set of keys", changed["preset"], ("labelproof", "qwen"))


def resume_of(state: State, user: int) -> Resume | None:
    """Return where a person stopped; None for one who has not begun, or stopped in another audit."""
    stored = _stored(state, user, ("resume",)).get("resume", {})
    if stored.get("run") != state.run:
        return None
    return Resume(**{**stored, "filter": filter_from(json.dumps(stored["filter"]))})


def remember(state: State, user: int, place: Resume) -> None:
    """Remember where a person stopped."""
    value = {**dataclasses.asdict(place), "filter": json.loads(filter_text(place.filter))}
    with state.writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO setting(user, name, value) VALUES (?, 'resume', ?)", (user, json.dumps(value))
        )


def _stored(state: State, user: int, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the settings that were changed."""
    with state.reading() as connection:
        rows = connection.execute("SELECT name, value FROM setting WHERE user = ?", (user,)).fetchall()
    return {name: json.loads(value) for name, value in rows if name in names}
