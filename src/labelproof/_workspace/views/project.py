"""What is reviewed and how far the review is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from labelproof._workspace.views.words import Modality, Mode, Order, Status, Task

__all__ = ["Class", "Counts", "Filter", "IssueKind", "Project", "Queue", "Resume", "Run", "SavedView", "User"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Class:
    """A class, or a tag; `added` while reviewing."""

    id: int
    name: str
    given: int
    flagged: int
    added: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """What is reviewed; `path`: its folder, told to leads. `noun` is how rows are called: images, texts, recordings."""

    name: str
    path: str | None
    task: Task
    modality: Modality
    noun: str
    examples: int
    labelled: int
    unlabelled: int
    chances: list[int]
    """How many labels have which chance to be wrong, by twentieths."""
    classes: list[Class]
    run: int
    created: str
    model: str
    accuracy: float | None
    has_map: bool
    has_neighbors: bool
    can_replace: bool
    warning: str | None
    version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How far the review is: `todo` and the five outcomes count flagged targets; `beyond` decisions on others."""

    flagged: int
    todo: int
    fixed: int
    kept: int
    excluded: int
    unsure: int
    ambiguous: int
    conflicts: int
    beyond: int
    decisions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which targets are meant; every given field must hold. `q` is searched in text, cells, names and file names.

    Attributes
    ----------
    status : list of {"todo", "fixed", "kept", "excluded", "unsure", "ambiguous", "conflict"}
        How they stand.
    given, suggested : list of int
        Classes by number, -1 for no label; of tags 0 (absent) and 1 (present).
    tag : list of int
        Tags by number.
    flagged, labelled, duplicates : bool
        Whether the audit flagged them, whether they have a given label, whether they have near or exact duplicates.
    least, most : float
        Bounds of the chance that the given label is wrong; without a given label, of the suggestion's probability.
    q : str
        Words, whatever their case.
    queue : int
        A queue that somebody selected.
    user : int
        Who decided them.
    carried : {"changed"}
        Rows that were decided before, and whose content is another one now.
    """

    status: list[Status] | None = None
    given: list[int] | None = None
    suggested: list[int] | None = None
    tag: list[int] | None = None
    flagged: bool | None = None
    labelled: bool | None = None
    duplicates: bool | None = None
    least: float | None = None
    """Lowest chance that the given label is wrong; without a given label, lowest probability of the suggestion."""
    most: float | None = None
    q: str | None = None
    queue: int | None = None
    user: int | None = None
    carried: Literal["changed"] | None = None
    """changed: rows that were decided before, and whose content is another one now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueKind:
    """One kind of finding, with the filter that shows it; `about` says in words what is left to do."""

    code: str
    title: str
    count: int
    todo: int
    about: str
    filter: Filter


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A person who reviews."""

    id: int
    name: str
    role: Literal["reviewer", "lead"]
    disabled: bool = False
    has_token: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One audit of this data: a version of the suggestions."""

    id: int
    at: str
    model: str
    accuracy: float | None
    flagged: int
    decisions_carried: int
    changed: int
    gone: int
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume:
    """Where the user stopped, in which audit: at item `number` of `total` of a queue; `target` is None at its end."""

    filter: Filter
    target: int | None
    number: int
    total: int
    mode: Mode
    run: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """A list of targets that somebody selected."""

    id: int
    name: str
    size: int
    todo: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedView:
    """A filter, an order and a layout under a name."""

    name: str
    filter: Filter
    order: Order = "rank"
    layout: Literal["grid", "table"] = "grid"
