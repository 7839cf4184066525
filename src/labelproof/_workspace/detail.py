"""Everything about one target, put together when it is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from labelproof._workspace.board import CODE_OF
from labelproof._workspace.differences import Pieces, pieces_of
from labelproof._workspace.history import events_of
from labelproof._workspace.items import check_target, items_of
from labelproof._workspace.opinions import STATUSES
from labelproof._workspace.people import hidden_from, items_for
from labelproof._workspace.reasons import reasons_for
from labelproof._workspace.state import State
from labelproof._workspace.views import Cell, Comment, Detail, Item, Neighbor, TagState

__all__ = ["detail_of"]

_MOST_COPIES = 20
_MOST_CLASSES = 10
_NEAR = 0.85
"""Examples that are at least so similar are compared word by word."""


def detail_of(state: State, target: int, *, user: int, blind: bool = False) -> Detail:
    """Return everything about one target; `blind` hides what the audit thinks, as for second opinions."""
    state.refresh()
    check_target(state, target)
    hidden = hidden_from(state, user, [target]) or frozenset([target] if blind else [])
    item = items_of(state, [target], blind=hidden)[0]
    shown = state.folder.payload(item.row)
    cells = _cells(state, shown)
    neighbors = [] if item.blind else _neighbors(state, item, user)
    copies = _beside(state, item, user, state.folder.copies(item.row)[:_MOST_COPIES].tolist())
    events = [] if item.blind else events_of(state, target)
    return Detail(
        item=item,
        text=shown.get("text"),
        cells=cells,
        probabilities=[] if item.blind else _probabilities(state, item),
        reasons=[] if item.blind else reasons_for(state, item, neighbors=neighbors, copies=copies, cells=cells),
        given_examples=_examples(state, item, item.given, user),
        suggested_examples=[] if item.suggested == item.given else _examples(state, item, item.suggested, user),
        neighbors=neighbors,
        copies=copies,
        pieces=_compared(state, item.row, copies[0].row) if copies else None,
        tags=_tags(state, item, user),
        comments=[
            Comment(seq=event.seq, user_name=event.user_name, at=event.at, text=event.comment)
            for event in events
            if event.comment
        ],
        history=events,
    )


def _cells(state: State, shown: dict[str, Any]) -> list[Cell]:
    """Return the cells of a row; numbers say how far they are from the middle of their column."""
    numbers = state.folder.about.get("numbers") or {}
    return [
        Cell(name=str(name), value=str(value), deviation=_deviation(value, numbers.get(name)))
        for name, value in shown.get("cells") or ()
    ]


def _deviation(value: object, middle: Mapping[str, float] | None) -> float | None:
    """Return how many robust standard deviations a number is from the middle of its column."""
    if not middle or not middle["mad"]:
        return None
    try:
        return round((float(str(value)) - middle["median"]) / (1.4826 * middle["mad"]), 2)
    except ValueError:
        return None


def _probabilities(state: State, item: Item) -> list[tuple[int, float]]:
    """Return the most likely classes, the given and the suggested one always among them."""
    row = state.folder.probabilities_of(item.row)
    if row is None:
        return []
    asked = [item.tag] if item.tag is not None else [item.given, item.suggested]
    kept = {code for code in asked if code is not None and 0 <= code < len(row)}
    order = np.argsort(-row, kind="stable").tolist()
    kept.update([code for code in order if code not in kept][: _MOST_CLASSES - len(kept)])
    return [(code, float(row[code])) for code in order if code in kept]


def _neighbors(state: State, item: Item, user: int) -> list[Neighbor]:
    """Return the most similar examples."""
    near = state.neighbors(item.row)
    items = _beside(state, item, user, [row for row, _ in near])
    copies = set(state.folder.copies(item.row).tolist())
    return [
        Neighbor(
            item=one,
            similarity=value,
            pieces=_compared(state, row, item.row) if value >= _NEAR or row in copies else None,
        )
        for one, (row, value) in zip(items, near, strict=True)
    ]


def _compared(state: State, row: int, other: int) -> Pieces | None:
    """Return the text of a row in pieces, marked where another row differs."""
    return pieces_of(state.folder.payload(row).get("text"), state.folder.payload(other).get("text"))


def _examples(state: State, item: Item, code: int, user: int) -> list[Item]:
    """Return the surest examples of a class; of a tag, those that have it."""
    surest = state.folder.examples
    wanted = code if item.tag is None else item.tag
    if surest is None or not 0 <= wanted < len(surest) or (item.tag is not None and code != 1):
        return []
    return _beside(state, item, user, [row for row in surest[wanted].tolist() if row >= 0 and row != item.row])


def _beside(state: State, item: Item, user: int, rows: Sequence[int]) -> list[Item]:
    """Return other rows as items; of the same tag where examples carry tags."""
    return items_for(state, [row * state.folder.tags + (item.tag or 0) for row in rows], user)


def _tags(state: State, item: Item, user: int) -> list[TagState]:
    """Return how all tags of the example stand."""
    if item.tag is None:
        return []
    folder = state.folder
    first = item.row * folder.tags
    targets = np.arange(first, first + folder.tags)
    given, suggested = folder.given[targets], folder.suggested[targets]
    hidden = np.isin(targets, sorted(hidden_from(state, user, targets))) | item.blind
    fixed = (state.board.status[targets] == CODE_OF["fixed"]) & ~hidden
    current = np.where(fixed, state.board.label[targets], given)
    chances = folder.probabilities_of(item.row)
    seqs = {one.target: one.seq for one in items_of(state, targets)}
    return [
        TagState(
            target=int(target),
            tag=tag,
            given=bool(given[tag]),
            now=bool(current[tag]),
            suggested=bool(suggested[tag]) and not hidden[tag],
            probability=0.0 if chances is None or hidden[tag] else float(chances[tag]),
            flagged=bool(folder.flagged[target]) and not hidden[tag],
            status="todo" if hidden[tag] else STATUSES[state.board.status[target]],
            seq=seqs[int(target)],
        )
        for tag, target in enumerate(targets)
    ]
