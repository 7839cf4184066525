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
from labelproof._workspace.bounds import allowed_error, highest_share, smallest_sample
from labelproof._workspace.errors import GateError
from labelproof._workspace.filters import filter_from, filter_text, mask_of
from labelproof._workspace.items import items_of
from labelproof._workspace.lists import undecided
from labelproof._workspace.rules import rules_of
from labelproof._workspace.state import State
from labelproof._workspace.store.log import DECISIONS, now
from labelproof._workspace.tallies import hidden_targets
from labelproof._workspace.views import Filter, Sample

__all__ = ["Judged", "draw", "is_judged", "judged_of", "sample_for", "sample_of"]

_MOST = 10_000
_PLAIN = {"given", "suggested", "tag", "flagged"}
# What was decided when a sample was drawn, and has been taken back since.
_RETURNED = (
    "SELECT undo.target FROM sample JOIN event AS undo ON undo.undo_of IS NOT NULL AND undo.run = sample.run "
    "AND undo.at > sample.at JOIN event AS undone ON undone.seq = undo.undo_of AND undone.at <= sample.at "
    "WHERE sample.id = ? AND undo.target IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """How the members of a sample were judged, and how often it had been looked at before it was enlarged."""

    members: int
    right: int
    wrong: int
    other: int
    looks: int
    begun: bool
    """Somebody has judged a member since it was drawn, though that may have been undone."""

    @property
    def judged(self) -> int:
        """How many were judged."""
        return self.right + self.wrong + self.other

    @property
    def confidence(self) -> float:
        """With which confidence the bounds hold."""
        return 1 - allowed_error(self.looks)

    def bound(self, good: int) -> float | None:
        """Return the highest share that was not good."""
        return highest_share(self.judged - good, self.judged, self.confidence)

    def opens(self, good: int, gate: float) -> bool:
        """Tell whether deciding the rest alike is safe: all members judged, and the bound within the gate."""
        bound = self.bound(good)
        return self.judged == self.members and bound is not None and bound <= gate

    def needed(self, good: int, gate: float, most: int) -> int | None:
        """Return how many judged ones open the gate if no further one is bad: all members, else a larger sample."""
        bad = self.judged - good
        if self.members > 0 and (highest_share(bad, self.members, self.confidence) or 1.0) <= gate:
            return self.members
        return smallest_sample(bad, gate, 1 - allowed_error(self.looks + self.begun), most)


def draw(state: State, chosen: Filter, size: int, *, user: int) -> Sample:
    """Draw a sample, or make the one that there is for the filter larger, up to `size` members; 0 draws nothing.

    Enlarging a sample after somebody judged a member is a look, which makes the next one stricter. That nothing is
    decided before all members are judged does not help: who leaves one of them open has seen enough to go on.
    """
    if not 0 <= size <= _MOST:
        raise InputError(f"`size` must lie between 0 and {_MOST}: got {size}. 59 without an error show at most 5 %.")
    chosen = dataclasses.replace(chosen, status=None)
    if size == 0:
        return _drawn_before(state, chosen, user)
    with state.writing() as connection:
        state.refresh()
        targets = undecided(state, chosen, user)
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
        if len(more):
            _enlarge(connection, number, members, more)
    return sample_of(state, number, user)


def _enlarge(connection: sqlite3.Connection, number: int, members: NDArray[np.int64], more: NDArray[np.int64]) -> None:
    """Add members to a sample; if some of those that it has were judged, that was a look."""
    connection.executemany(
        "INSERT INTO sample_member(sample, pos, target) VALUES (?, ?, ?)",
        [(number, len(members) + place, target) for place, target in enumerate(more.tolist())],
    )
    connection.execute(
        "UPDATE sample SET looks = looks + ?, seq = (SELECT coalesce(max(seq), 0) FROM event) WHERE id = ?",
        (int(_is_begun(connection, number, members)), number),
    )


def _is_begun(connection: sqlite3.Connection, number: int, members: NDArray[np.int64]) -> bool:
    """Tell whether somebody has judged one of these since the sample was drawn; undoing does not unsee."""
    query = (
        "SELECT 1 FROM event JOIN sample ON sample.id = ? AND sample.run = event.run AND event.seq > sample.seq "
        "JOIN json_each(?) AS member ON member.value = event.target "
        "WHERE event.mode <> 'bulk' AND event.verb IN (SELECT value FROM json_each(?)) LIMIT 1"
    )
    wanted = (number, json.dumps(members.tolist()), json.dumps(DECISIONS))
    return connection.execute(query, wanted).fetchone() is not None


def _latest(state: State, connection: sqlite3.Connection, chosen: Filter) -> int | None:
    """Return the number of the sample of what a filter finds; of several, the one that was looked at most."""
    rows = connection.execute("SELECT id, filter FROM sample WHERE run = ? ORDER BY looks DESC, id DESC", (state.run,))
    text, mask = filter_text(chosen), mask_of(state, chosen)
    for number, drawn_of in rows.fetchall():
        if _speaks(state, drawn_of, _members_of(connection, number), text, mask):
            return int(number)
    return None


def _speaks(state: State, drawn_of: str, members: NDArray[np.int64], text: str, mask: NDArray[np.bool_]) -> bool:
    """Tell whether a sample is one of what a filter finds: the same filter, or the same undecided targets.

    The number of a queue may mean another one by now, so the members have to be among what the filter finds.
    """
    if drawn_of == text:
        return bool(mask[members].all())
    if not mask[members].any():
        return False
    todo = state.board.status == 0
    rest = mask & todo
    return bool(rest.any()) and np.array_equal(rest, mask_of(state, filter_from(drawn_of)) & todo)


def _drawn_before(state: State, chosen: Filter, user: int) -> Sample:
    """Return the sample that was drawn before, or one without members, numbered 0."""
    state.refresh()
    with state.reading() as connection:
        number = _latest(state, connection, chosen)
    if number is not None:
        return sample_of(state, number, user)
    none = Judged(0, 0, 0, 0, 0, begun=False)
    return _sample(state, 0, chosen, np.zeros(0, dtype=np.int64), none, user)


def sample_of(state: State, number: int, user: int) -> Sample:
    """Return a sample as it stands, as somebody may know it."""
    state.refresh()
    drawn_of, members = _members(state, number)
    return _sample(state, number, filter_from(drawn_of), members, judged_of(state, number, members, user), user)


def sample_for(state: State, number: int, chosen: Filter, user: int) -> Sample:
    """Return a sample that was drawn of what a filter finds undecided, refusing every other one."""
    if chosen.status not in (None, ["todo"]):
        raise GateError("A random sample is one of what is undecided. Give a reason to decide again what is decided.")
    chosen = dataclasses.replace(chosen, status=None)
    drawn_of, members = _members(state, number)
    mask = mask_of(state, chosen)
    if not _speaks(state, drawn_of, members, filter_text(chosen), mask):
        raise GateError("The random sample is one of another filter. Draw one of this filter.")
    with state.reading() as connection:
        returned = np.array([row[0] for row in connection.execute(_RETURNED, (number,))], dtype=np.int64)
    if (mask[returned] & (state.board.status[returned] == 0)).any():
        raise GateError(
            "Some of these were decided when the sample was drawn, and were taken back since: it says nothing about "
            "them. Decide those first, or give a reason to pass the gate."
        )
    return sample_of(state, number, user)


def _sample(state: State, number: int, chosen: Filter, members: NDArray[np.int64], judged: Judged, user: int) -> Sample:
    """Return what a sample says."""
    gate = rules_of(state)["gate"]
    todo = items_of(state, members[~is_judged(state, members)][:200])
    remaining = len(undecided(state, chosen, user))
    most = judged.judged + remaining
    return Sample(
        id=number,
        filter=chosen,
        size=len(members),
        judged=judged.judged,
        right=judged.right,
        wrong=judged.wrong,
        other=judged.other,
        confidence=judged.confidence,
        bound=judged.bound(judged.right),
        gate=gate,
        open=judged.opens(judged.right, gate),
        needed=judged.needed(judged.right, gate, most),
        remaining=remaining,
        todo=[dataclasses.replace(item, status="todo", decision=None) for item in todo],
        keep_bound=judged.bound(judged.wrong),
        keep_open=judged.opens(judged.wrong, gate),
        keep_needed=judged.needed(judged.wrong, gate, most),
        clean=_clean(gate, judged.confidence),
    )


def _clean(gate: float, confidence: float) -> list[tuple[int, float]]:
    """Return what samples without an error allow to say: two sizes that people know, and the least within the gate."""
    least = smallest_sample(0, gate, confidence, _MOST)
    sizes = sorted({30, 149, least or 30})
    return [(size, highest_share(0, size, confidence) or 1.0) for size in sizes]


def judged_of(state: State, number: int, members: NDArray[np.int64], user: int) -> Judged:
    """Return how the members of a sample were judged so far.

    Until all are, members whose decisions are hidden from somebody do not count: each would be told by the next number.
    """
    looked = is_judged(state, members)
    if not looked.all():
        looked &= ~np.isin(members, hidden_targets(state, user))
    with state.reading() as connection:
        looks = int(connection.execute("SELECT looks FROM sample WHERE id = ?", (number,)).fetchone()[0])
        begun = _is_begun(connection, number, members)
    members, size = members[looked], len(members)
    status, label = state.board.status[members], state.board.label[members]
    right = (status == CODE_OF["fixed"]) & (label == state.folder.suggested[members])
    # Keeping a label that is also the suggested one accepts the suggestion.
    kept = status == CODE_OF["kept"]
    agreed = kept & (state.folder.suggested[members] == state.folder.given[members])
    hits, wrong = int(np.count_nonzero(right | agreed)), int(np.count_nonzero(kept & ~agreed))
    return Judged(size, hits, wrong, len(members) - hits - wrong, looks, begun)


def is_judged(state: State, members: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which members somebody has looked at and decided; a bulk decision looks at none."""
    query = (
        "SELECT effective.target FROM effective JOIN event ON event.seq = effective.seq "
        "WHERE event.mode = 'bulk' AND effective.target IN (SELECT value FROM json_each(?))"
    )
    with state.reading() as connection:
        rows = connection.execute(query, (json.dumps(members.tolist()),)).fetchall()
    return np.asarray((state.board.status[members] != 0) & ~np.isin(members, [row[0] for row in rows]))


def _members(state: State, number: int) -> tuple[str, NDArray[np.int64]]:
    """Return the text of the filter and the members of a sample, in the order in which they were drawn."""
    with state.reading() as connection:
        found = connection.execute("SELECT filter FROM sample WHERE id = ? AND run = ?", (number, state.run)).fetchone()
        if found is None:
            raise InputError(f"`sample` must be a sample of this audit: there is no number {number}. Draw one.")
        return found[0], _members_of(connection, number)


def _members_of(connection: sqlite3.Connection, number: int) -> NDArray[np.int64]:
    """Return the members of a sample, in the order in which they were drawn."""
    rows = connection.execute("SELECT target FROM sample_member WHERE sample = ? ORDER BY pos", (number,))
    return np.array([row[0] for row in rows], dtype=np.int64)
