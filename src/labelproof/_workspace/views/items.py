"""Targets as lists and cards show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from labelproof._workspace.views.words import Mode, Status, Verb

__all__ = ["Cell", "Comment", "Decision", "Detail", "Event", "Item", "ItemPage", "Neighbor", "QueuePage", "TagState"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What somebody decided; `label` is the class it became, by name."""

    seq: int
    verb: Verb
    label: str | None
    user: int
    user_name: str
    at: str
    mode: Mode
    comment: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One target, as lists show it. A blind item hides suggestion, chance and flag (None, -1, False)."""

    target: int
    row: int
    key: str
    rank: int
    given: int
    suggested: int
    chance: float | None
    """Chance that the given label is wrong."""
    flagged: bool
    status: Status
    decision: Decision | None
    seq: int
    """Number of the last event of this target, 0 where there is none: the `base` of a new decision."""
    text: str | None
    """First 300 characters of a text; of a table, its first cells."""
    media: Literal["image", "audio"] | None
    name: str | None
    """File name, id, or None."""
    tag: int | None = None
    blind: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell of a row; `deviation`: how many robust standard deviations a number is from its column's middle."""

    name: str
    value: str
    deviation: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbor:
    """A similar example, with the label that it was given; of near duplicates the text in pieces, as in `Detail`."""

    item: Item
    similarity: float
    pieces: list[tuple[str, bool]] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TagState:
    """One tag of an example: how it stands, and what is suggested."""

    target: int
    tag: int
    given: bool
    now: bool
    suggested: bool
    probability: float
    flagged: bool
    status: Status
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """A remark on a target."""

    seq: int
    user_name: str
    at: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of the log."""

    seq: int
    uuid: str
    at: str
    user: int
    user_name: str
    target: int
    row: int
    key: str
    verb: str
    label: str | None
    given: str | None
    batch: int | None
    undo_of: int | None
    mode: str
    blind: bool
    comment: str | None
    milliseconds: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """Everything about one target."""

    item: Item
    text: str | None
    cells: list[Cell]
    probabilities: list[tuple[int, float]]
    """Most likely classes first, at most 10, the given and the suggested one always among them."""
    reasons: list[str]
    given_examples: list[Item]
    suggested_examples: list[Item]
    neighbors: list[Neighbor]
    copies: list[Item]
    """Near and exact duplicates."""
    pieces: list[tuple[str, bool]] | None
    """The text in pieces, each with whether the first of `copies` lacks it; None where that would say little."""
    tags: list[TagState]
    comments: list[Comment]
    history: list[Event]
    """Why the content cannot be shown; it can be decided all the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuePage:
    """The next targets to decide; `left` counts those that follow `after` in the queue, these included."""

    items: list[Item]
    left: int
    total: int
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemPage:
    """A window of a filtered, ordered list."""

    items: list[Item]
    offset: int
    total: int
    seq: int
