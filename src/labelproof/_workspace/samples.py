"""Random samples of what a filter finds undecided, and the gate that they open for deciding the rest at once."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._workspace.board import CODE_OF
from labelproof._workspace.bounds import highest_share
from labelproof._workspace.errors import GateError
from labelproof._workspace.filters import filter_from, filter_text, mask_of
from labelproof._workspace.items import items_of
from labelproof._workspace.lists import undecided
from labelproof._workspace.rules import rules_of
from labelproof._workspace.state import State
from labelproof._workspace.store.log import now
from labelproof._workspace.views import Filter, Sample

__all__ = ["Judged", "draw", "is_judged", "judged_of", "sample_for", "sample_of"]

_MOST = 10_000
_PLAIN = {"given", "suggested", "tag", "flagged"}


@dataclass(frozen=True, slots=True)
class Judged:
    """How the members of a sample were judged."""

    members: int
    right: int
    wrong: int
    other: int

    @property
    def judged(self) -> int:
        """How many were judged."""
        return self.right + self.wrong + self.other

    def bound(self, good: int) -> float | None:
        """Return the highest share that was not good, with 95 % confidence."""
        return highest_share(self.judged - good, self.judged)

    def opens(self, good: int, gate: float) -> bool:
        """Tell whether deciding the rest alike is safe: all members judged, and the bound within the gate."""
        bound = self.bound(good)
        return self.judged == self.members and bound is not None and bound <= gate


def draw(state: State, chosen: Filter, size: int, *, user: int) -> Sample:
    """Draw a sample, or make the one that there is for the filter larger, up to `size` members; 0 draws nothing."""
    if not 0 <= size <= _MOST:
        raise InputError(f"`size` must lie between 0 and {_MOST}: got {size}. 59 without an error show at most 5 %.")
    chosen = dataclasses.replace(chosen, status=None)
    if size == 0:
        return _drawn_before(state, chosen)
    targets = undecided(state, chosen)
    with state.writing() as connection:
        number = _latest(state, connection, chosen)
        if number is None:
            plain = {name for name, value in dataclasses.asdict(chosen).items() if value is not None} <= _PLAIN
            row = connection.execute(
                "INSERT INTO sample(run, user, at, filter, plain) VALUES (?, ?, ?, ?, ?) RETURNING id",
                (state.run, user, now(), filter_text(chosen), int(plain)),
            ).fetchone()
            number = int(row[0])
        members = _members_of(connection, number)
        free = targets[~np.isin(targets, members)]
        more = np.random.default_rng().permutation(free)[: max(size - len(members), 0)]
        connection.executemany(
            "INSERT INTO sample_member(sample, pos, target) VALUES (?, ?, ?)",
            [(number, len(members) + place, target) for place, target in enumerate(more.tolist())],
        )
    return sample_of(state, number)


def _is_of(state: State, members: NDArray[np.int64], chosen: Filter) -> bool:
    """Tell whether members were drawn from what a filter finds; the number of a queue may mean another one by now."""
    return bool(mask_of(state, chosen)[members].all())


def _latest(state: State, connection: sqlite3.Connection, chosen: Filter) -> int | None:
    """Return the number of the last sample of a filter."""
    query = "SELECT id FROM sample WHERE run = ? AND filter = ? ORDER BY id DESC LIMIT 1"
    found = connection.execute(query, (state.run, filter_text(chosen))).fetchone()
    if found is None or not _is_of(state, _members_of(connection, found[0]), chosen):
        return None
    return int(found[0])


def _drawn_before(state: State, chosen: Filter) -> Sample:
    """Return the sample that was drawn before, or one without members, numbered 0."""
    with state.reading() as connection:
        number = _latest(state, connection, chosen)
    if number is not None:
        return sample_of(state, number)
    state.refresh()
    none = Judged(0, 0, 0, 0)
    return _sample(state, 0, chosen, np.zeros(0, dtype=np.int64), none)


def sample_of(state: State, number: int) -> Sample:
    """Return a sample as it stands."""
    state.refresh()
    chosen, members = _members(state, number)
    return _sample(state, number, chosen, members, judged_of(state, members))


def sample_for(state: State, number: int, chosen: Filter) -> Sample:
    """Return a sample that was drawn of what a filter finds undecided, refusing every other one."""
    if chosen.status not in (None, ["todo"]):
        raise GateError("A random sample is one of what is undecided. Give a reason to decide again what is decided.")
    chosen = dataclasses.replace(chosen, status=None)
    drawn_of, members = _members(state, number)
    if filter_text(drawn_of) != filter_text(chosen) or not _is_of(state, members, chosen):
        raise GateError("The random sample is one of another filter. Draw one of this filter.")
    return sample_of(state, number)


def _sample(state: State, number: int, chosen: Filter, members: NDArray[np.int64], judged: Judged) -> Sample:
    """Return what a sample says."""
    gate = rules_of(state)["gate"]
    todo = items_of(state, members[~is_judged(state, members)][:200])
    return Sample(
        id=number,
        filter=chosen,
        size=len(members),
        judged=judged.judged,
        right=judged.right,
        wrong=judged.wrong,
        other=judged.other,
        bound=judged.bound(judged.right),
        gate=gate,
        open=judged.opens(judged.right, gate),
        remaining=len(undecided(state, chosen)),
        todo=[dataclasses.replace(item, status="todo", decision=None) for item in todo],
        keep_bound=judged.bound(judged.wrong),
        keep_open=judged.opens(judged.wrong, gate),
    )


def judged_of(state: State, members: NDArray[np.int64]) -> Judged:
    """Return how the members of a sample were judged so far."""
    members, size = members[is_judged(state, members)], len(members)
    status, label = state.board.status[members], state.board.label[members]
    right = (status == CODE_OF["fixed"]) & (label == state.folder.suggested[members])
    # Keeping a label that is also the suggested one accepts the suggestion.
    kept = status == CODE_OF["kept"]
    agreed = kept & (state.folder.suggested[members] == state.folder.given[members])
    hits, wrong = int(np.count_nonzero(right | agreed)), int(np.count_nonzero(kept & ~agreed))
    return Judged(size, hits, wrong, len(members) - hits - wrong)


def is_judged(state: State, members: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which members somebody has looked at and decided; a bulk decision looks at none."""
    query = (
        "SELECT effective.target FROM effective JOIN event ON event.seq = effective.seq "
        "WHERE event.mode = 'bulk' AND effective.target IN (SELECT value FROM json_each(?))"
    )
    with state.reading() as connection:
        rows = connection.execute(query, (json.dumps(members.tolist()),)).fetchall()
    return np.asarray((state.board.status[members] != 0) & ~np.isin(members, [row[0] for row in rows]))


def _members(state: State, number: int) -> tuple[Filter, NDArray[np.int64]]:
    """Return the filter and the members of a sample, in the order in which they were drawn."""
    with state.reading() as connection:
        found = connection.execute("SELECT filter FROM sample WHERE id = ? AND run = ?", (number, state.run)).fetchone()
        if found is None:
            raise InputError(f"`sample` must be a sample of this audit: there is no number {number}. Draw one.")
        return filter_from(found[0]), _members_of(connection, number)


def _members_of(connection: sqlite3.Connection, number: int) -> NDArray[np.int64]:
    """Return the members of a sample, in the order in which they were drawn."""
    rows = connection.execute("SELECT target FROM sample_member WHERE sample = ? ORDER BY pos", (number,))
    return np.array([row[0] for row in rows], dtype=np.int64)
