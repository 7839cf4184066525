"""Targets as lists and cards show them: columns, content, and what was decided, put together for a page at a time."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from labelproof._base.errors import InputError
from labelproof._workspace.state import State
from labelproof._workspace.views import Decision, Item

__all__ = ["check_target", "items_of", "shown_text"]

_MOST_TEXT = 300
_PER_QUERY = 500
_DECIDED = """
SELECT effective.target, effective.status, effective.last, event.seq, event.verb, event.label, event.user, user.name,
  event.at, event.mode, event.comment
FROM effective LEFT JOIN event ON event.seq = effective.seq LEFT JOIN user ON user.id = event.user
WHERE effective.target IN ({places})
"""


def check_target(state: State, target: int) -> int:
    """Return a target, refusing one that does not exist."""
    if not 0 <= target < state.folder.targets:
        raise InputError(
            f"`target` must lie between 0 and {state.folder.targets - 1}: got {target}. Take it from an item."
        )
    return int(target)


def items_of(state: State, targets: Iterable[int], *, blind: frozenset[int] = frozenset()) -> list[Item]:
    """Return targets as items, in their order; the `blind` ones show neither decisions nor what the audit thinks."""
    places = [int(target) for target in targets]
    decided = _decided(state, places)
    return [_item(state, target, decided.get(target), blind=target in blind) for target in places]


def shown_text(shown: dict[str, Any], most: int = _MOST_TEXT) -> str | None:
    """Return the beginning of a text, or the first cells of a row of a table."""
    text: str | None = shown.get("text")
    if text is None and shown.get("cells"):
        text = " · ".join(f"{name}: {value}" for name, value in shown["cells"][:12])
    if text is None:
        return None
    return text if len(text) <= most else text[: most - 1] + "…"


def _decided(state: State, targets: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Return what the database knows about some targets."""
    found: dict[int, tuple[Any, ...]] = {}
    with state.reading() as connection:
        for start in range(0, len(targets), _PER_QUERY):
            found.update(_page(connection, targets[start : start + _PER_QUERY]))
    return found


def _page(connection: sqlite3.Connection, targets: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Return the rows of one query by target."""
    rows = connection.execute(_DECIDED.format(places=", ".join("?" * len(targets))), targets)
    return {row[0]: row[1:] for row in rows}


def _item(state: State, target: int, decided: tuple[Any, ...] | None, *, blind: bool) -> Item:
    """Return one target as an item."""
    folder = state.folder
    row = folder.row(target)
    shown = folder.payload(row)
    chance = float(folder.chance[target])
    last = decided[1] if decided else 0
    return Item(
        target=target,
        row=row,
        key=str(shown["key"]),
        rank=int(folder.rank[row]),
        given=int(folder.given[target]),
        suggested=-1 if blind else int(folder.suggested[target]),
        chance=None if blind or math.isnan(chance) else chance,
        flagged=not blind and bool(folder.flagged[target]),
        status="todo" if blind or decided is None else decided[0],
        decision=None if blind or decided is None else _decision(decided),
        seq=last,
        text=shown_text(shown),
        media=_media(state, shown),
        name=shown.get("name"),
        tag=folder.tag(target),
        blind=blind,
    )


def _decision(decided: tuple[Any, ...]) -> Decision | None:
    """Return the decision that an outcome follows from, None where none stands."""
    seq, verb, label, user, name, at, mode, comment = decided[2:]
    if seq is None:
        return None
    return Decision(seq=seq, verb=verb, label=label, user=user, user_name=name, at=at, mode=mode, comment=comment)


def _media(state: State, shown: dict[str, Any]) -> Literal["image", "audio"] | None:
    """Return what kind of file a row shows."""
    if shown.get("media") is None:
        return None
    return "audio" if state.folder.modality == "audio" else "image"
