"""What reviewing gives back: outcomes of decisions, class pairs, samples, history, several people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from labelproof._workspace.views.items import Decision, Event, Item
from labelproof._workspace.views.project import Class, Counts, Filter
from labelproof._workspace.views.words import Status

__all__ = [
    "Agreement",
    "Batch",
    "Decided",
    "Disagreement",
    "EventPage",
    "HistoryEntry",
    "HistoryPage",
    "Lease",
    "Matrix",
    "Pair",
    "PairCell",
    "Sample",
    "Undone",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What became of one decision. A `conflict` is stored like any other: it holds what the other person decided."""

    uuid: str
    target: int
    seq: int
    status: Status
    repeated: bool
    """It had been stored before, by the same uuid."""
    conflict: Decision | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """What was taken back; `items` are at most 200 of the targets, as they stand now."""

    events: int
    batch: int | None
    items: list[Item]
    counts: Counts
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Decisions that were made together."""

    id: int
    title: str
    count: int
    counts: Counts
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A given and a suggested class. `judged` counts decided targets, `sample` those judged of a random sample."""

    given: int
    suggested: int
    flagged: int
    todo: int
    judged: int
    right: int
    """Judged targets whose suggestion was accepted."""
    sample_judged: int
    sample_right: int
    interval: tuple[float, float] | None
    """Exact 95 % interval of the share of right suggestions, from the random sample alone."""
    shown: list[Item]
    """Two targets to show."""
    tag: int | None = None
    """Of tags, given and suggested are 0 or 1, and this is the tag."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PairCell:
    """One cell of the matrix."""

    given: int
    suggested: int
    flagged: int
    todo: int
    tag: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """Flagged targets by given and suggested class; cells without any are left out. `row_totals`: flagged by class."""

    classes: list[Class]
    cells: list[PairCell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A random sample and what it allows: with `confidence`, at most `bound` of the suggestions were wrong.

    The bounds are about what was undecided when the sample was drawn. Enlarging a sample that somebody has judged asks
    the same question once more, so the confidence rises with each such look: 0.95, 0.975, 0.9875, ... Of all the bounds
    that one sample states, the chance that any is too low is at most 0.1.
    """

    id: int
    filter: Filter
    size: int
    judged: int
    right: int
    wrong: int
    other: int
    """Judged, but neither: excluded, unsure, both fit, another class. They count as wrong suggestions."""
    confidence: float
    bound: float | None
    gate: float
    open: bool
    needed: int | None
    """How many judged members open the gate, if no further one is wrong; None where there are not so many."""
    remaining: int
    """Undecided targets of the filter."""
    todo: list[Item]
    """Members that are not judged yet, in random order."""
    keep_bound: float | None
    """At most this share of the given labels was wrong: the bound for keeping all of them."""
    keep_open: bool
    keep_needed: int | None
    clean: list[tuple[int, float]]
    """Some sizes, with the bound of a sample without an error; the first within the gate is the smallest there is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryEntry:
    """A decision or a whole batch, newest first."""

    first_seq: int
    last_seq: int
    at: str
    user: int
    user_name: str
    kind: Literal["decision", "batch", "undo", "comment", "class", "adjudication", "carried"]
    title: str
    verb: str
    count: int
    batch: int | None
    reason: str | None
    undone: bool
    item: Item | None
    event: Event | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPage:
    """A page of the history; `before` of the next one is `next`, None at the end. `about`: what a batch covered."""

    entries: list[HistoryEntry]
    next: int | None
    total: int
    about: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventPage:
    """Events after a number, in order."""

    events: list[Event]
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """Targets held for a user until a time; `blind` ones have another opinion that stays hidden until this is given."""

    id: int
    until: str
    items: list[Item]


@dataclass(frozen=True, kw_only=True, slots=True)
class Disagreement:
    """A target on which people differ."""

    item: Item
    votes: list[Decision]


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """Krippendorff's alpha over targets with two or more opinions, with a 95 % interval; None below 2 targets."""

    user: int | None
    user_name: str | None
    pair: tuple[int, int] | None
    targets: int
    agreeing: int
    alpha: float | None
    interval: tuple[float, float] | None
