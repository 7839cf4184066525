"""Which targets a filter means: one mask per condition, over columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, refuse_unknown_keys
from labelproof._workspace.board import CODE_OF
from labelproof._workspace.state import State
from labelproof._workspace.views import Filter

__all__ = ["filter_from", "filter_text", "mask_of", "strengths"]

Mask = NDArray[np.bool_]


def filter_text(chosen: Filter) -> str:
    """Return a filter as JSON, always the same for the same filter."""
    said = {name: value for name, value in asdict(chosen).items() if value is not None}
    said = {name: sorted(set(value)) if isinstance(value, list) else value for name, value in said.items()}
    if not said.get("q", "").strip():
        said.pop("q", None)
    return json.dumps(said, sort_keys=True)


def filter_from(text: str) -> Filter:
    """Return the filter that was written as JSON."""
    values = json.loads(text)
    refuse_unknown_keys("filter", values, [field.name for field in fields(Filter)])
    return Filter(**values)


def mask_of(state: State, chosen: Filter) -> Mask:
    """Return a mask of the targets that a filter means."""
    mask: Mask | None = None
    for condition in _conditions(state, chosen):
        mask = condition if mask is None else np.logical_and(mask, condition, out=mask)
    return np.ones(state.folder.targets, dtype=bool) if mask is None else mask


def strengths(state: State) -> NDArray[np.float32]:
    """Return what `least` and `most` compare: the chance of an error; without a label, the suggestion's probability."""
    folder = state.folder
    chance = np.asarray(folder.chance)
    missing = np.flatnonzero(np.isnan(chance))
    if len(missing) == 0 or folder.probabilities is None or folder.task == "tags":
        return chance
    filled = chance.copy()
    filled[missing] = folder.probabilities[missing, np.asarray(folder.suggested)[missing]]
    return filled


def _conditions(state: State, chosen: Filter) -> Iterator[Mask]:
    """Yield a fresh mask for each condition of a filter."""
    folder = state.folder
    for field, column in (("given", folder.given), ("suggested", folder.suggested)):
        codes = getattr(chosen, field)
        if codes is not None:
            yield _among(column, codes)
    if chosen.flagged is not None:
        yield np.asarray(folder.flagged) == chosen.flagged
    if chosen.status is not None:
        yield _among(state.board.status, [CODE_OF[status] for status in chosen.status])
    if chosen.tag is not None:
        yield _of_tags(state, chosen.tag)
    for name, condition in _RARE.items():
        if getattr(chosen, name) is not None:
            yield condition(state, chosen)


def _among(column: NDArray[np.generic], codes: list[int]) -> Mask:
    """Return where a column holds one of some numbers."""
    if len(codes) == 1:
        return np.asarray(np.asarray(column) == codes[0])
    return np.asarray(np.isin(column, codes))


def _of_tags(state: State, tags: list[int]) -> Mask:
    """Return the targets of some tags."""
    if state.folder.task != "tags":
        raise InputError("`tag` is for examples that carry tags: these have one class each. Use `given`.")
    return np.tile(np.isin(np.arange(state.folder.tags), tags), state.folder.rows)


def _spread(state: State, rows: Mask) -> Mask:
    """Return a mask of rows as one of targets."""
    return rows if state.folder.tags == 1 else np.repeat(rows, state.folder.tags)


def _labelled(state: State, chosen: Filter) -> Mask:
    """Return the targets with a given label, or those without."""
    return np.asarray(np.isnan(state.folder.chance) != bool(chosen.labelled))


def _duplicates(state: State, chosen: Filter) -> Mask:
    """Return the targets that have copies, or those that have none."""
    return _spread(state, (np.asarray(state.folder.group) >= 0) == chosen.duplicates)


def _least(state: State, chosen: Filter) -> Mask:
    return np.asarray(strengths(state) >= _share(chosen.least))


def _most(state: State, chosen: Filter) -> Mask:
    return np.asarray(strengths(state) <= _share(chosen.most))


def _share(bound: float | None) -> np.float32:
    """Return a bound as chances are stored; beyond 0 and 1 one is as good as another."""
    return np.float32(min(max(bound or 0.0, -1.0), 2.0))


def _searched(state: State, chosen: Filter) -> Mask:
    """Return the targets whose content holds some words."""
    rows = np.zeros(state.folder.rows, dtype=bool)
    rows[state.search(chosen.q or "")] = True
    return _spread(state, rows)


def _stored(query: str, number: str) -> Callable[[State, Filter], Mask]:
    """Return a condition that the database knows."""

    def condition(state: State, chosen: Filter) -> Mask:
        with state.reading() as connection:
            rows = connection.execute(query, (getattr(chosen, number),)).fetchall()
        mask = np.zeros(state.folder.targets, dtype=bool)
        mask[[row[0] for row in rows]] = True
        return mask

    return condition


_RARE: dict[str, Callable[[State, Filter], Mask]] = {
    "labelled": _labelled,
    "duplicates": _duplicates,
    "least": _least,
    "most": _most,
    "queue": _stored("SELECT target FROM queue_member WHERE queue = ? AND target IS NOT NULL", "queue"),
    "user": _stored("SELECT target FROM current WHERE user = ?", "user"),
    "carried": _stored("SELECT DISTINCT now FROM moved WHERE fate = ? AND now IS NOT NULL", "carried"),
    "q": _searched,
}
