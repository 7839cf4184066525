"""What the studio's API says and takes, beside the records of a workspace (`_workspace.views`).

The front end's types are generated from both (`studio-ui/make_types.py`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from labelproof._workspace.views import (
    Counts,
    Decided,
    Filter,
    IssueKind,
    Mode,
    Pair,
    Project,
    QueuePage,
    Resume,
    User,
    Verb,
)

__all__ = [
    "BatchIn",
    "Boot",
    "ClassIn",
    "CommentIn",
    "DecisionIn",
    "DecisionsIn",
    "DecisionsOut",
    "ExportIn",
    "Failure",
    "Job",
    "LeaseIn",
    "LiveMessage",
    "Problem",
    "Proof",
    "QueueIn",
    "SampleIn",
    "Settings",
    "UndoIn",
    "UserIn",
]

Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A row, a target, a number of an event: what JavaScript counts without rounding."""
Uuid = Annotated[str, Meta(min_length=1, max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=4000)]
Share = Annotated[float, Meta(ge=0, le=1)]


class _View(msgspec.Struct, frozen=True):
    """A structure of the API."""


class _Input(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A structure that the front end sends; a field that is not known is refused."""


class Problem(_View, frozen=True):
    """What went wrong, in words for people; `field` names the argument."""

    code: str
    message: str
    field: str | None = None


class Failure(_View, frozen=True):
    """The one shape of every refusal."""

    error: Problem


class Proof(_View, frozen=True):
    """When the log was verified last, and how many events are as they were written; None where nobody has asked."""

    events: int
    at: str | None


class Job(_View, frozen=True):
    """Work in the background."""

    id: int
    kind: Literal["audit", "improve", "export", "train"]
    state: Literal["running", "done", "failed", "cancelled"]
    title: str
    step: str
    done: float | None
    """0 to 1, None while the end is not known."""
    seconds_left: float | None
    message: str | None
    result: dict[str, Any] | None = None


class Settings(_Input, frozen=True):
    """What a lead may set, and each user's own keys. `gate`: highest share of wrong labels that a bulk may bring."""

    gate: Share = 0.05
    overlap: Share = 0.10
    blind: bool = False
    keys: Annotated[dict[Name, Name], Meta(max_length=100)] = {}
    preset: Literal["labelproof", "qwen"] = "labelproof"


class Boot(_View, frozen=True):
    """All that the first screen needs. While an audit runs, only `job` is there."""

    state: Literal["auditing", "ready", "failed"]
    job: Job | None = None
    project: Project | None = None
    counts: Counts | None = None
    kinds: list[IssueKind] = []
    pairs: list[Pair] = []
    pair_count: int = 0
    queue: QueuePage | None = None
    user: User | None = None
    users: list[User] = []
    settings: Settings | None = None
    resume: Resume | None = None
    pace: float | None = None
    """This user's decisions a minute, None before the tenth."""
    seq: int = 0


class DecisionsOut(_View, frozen=True):
    """All of them are stored."""

    decided: list[Decided]
    batch: int | None
    counts: Counts
    seq: int


class UserIn(_Input, frozen=True):
    """A new user; the answer holds a token that is shown once."""

    name: Name
    role: Literal["reviewer", "lead"] = "reviewer"


class DecisionIn(_Input, frozen=True):
    """One decision. `label`: the class to relabel to, by number; of tags 0 or 1. `base`: the `seq` of the item seen."""

    uuid: Uuid
    target: Number
    verb: Verb
    label: Number | None = None
    base: Number = 0
    milliseconds: Number | None = None
    mode: Mode = "focus"
    blind: bool = False
    comment: Words | None = None


class DecisionsIn(_Input, frozen=True):
    """At most 500 decisions, stored together or not at all; `sheet` makes them one batch, and one undo."""

    decisions: Annotated[list[DecisionIn], Meta(min_length=1, max_length=500)]
    sheet: Words | None = None
    """Words for the batch, such as "cat to dog, sheet 2"."""
    run: Number | None = None
    """`Project.run` of what was seen: refused (409) where rows have other numbers by now."""


class UndoIn(_Input, frozen=True):
    """What to take back: a decision, a batch, or with neither this user's last one."""

    uuid: Uuid | None = None
    batch: Number | None = None
    request: Uuid | None = None
    """Asked twice under one name, it is done once."""


class SampleIn(_Input, frozen=True):
    """Draw a random sample of what a filter finds undecided, or make it larger, up to `size` judged targets."""

    filter: Filter
    size: Annotated[int, Meta(ge=0, le=5000)] = 30


class BatchIn(_Input, frozen=True):
    """Decide all undecided targets of a filter at once; refused (409) when their number is not `expect`."""

    filter: Filter
    verb: Verb
    expect: Number
    accept: bool = False
    """Relabel each to its own suggestion; else `label` is the class for all."""
    label: Number | None = None
    first: Number | None = None
    """Only the first so many in rank order ("clean top K")."""
    sample: Number | None = None
    reason: Words | None = None
    """Why the gate is passed over; stored."""
    run: Number | None = None
    """As in `DecisionsIn`: classes may have other numbers by now, too."""


class QueueIn(_Input, frozen=True):
    """Targets to keep as a queue; of `rows`, the flagged ones."""

    name: Name
    targets: Annotated[list[Number], Meta(max_length=5_000_000)] = []
    rows: Annotated[list[Number], Meta(max_length=5_000_000)] = []
    run: Number | None = None
    """As in `DecisionsIn`."""


class ClassIn(_Input, frozen=True):
    """A new class."""

    name: Name


class CommentIn(_Input, frozen=True):
    """A remark."""

    uuid: Uuid
    target: Number
    text: Annotated[str, Meta(min_length=1, max_length=4000)]
    run: Number | None = None
    """As in `DecisionsIn`."""


class LeaseIn(_Input, frozen=True):
    """Ask for work: so many undecided targets that nobody else holds."""

    size: Annotated[int, Meta(ge=1, le=500)] = 20
    filter: Filter | None = None


class ExportIn(_Input, frozen=True):
    """What to write. `columns`: replace the label, or keep it and add columns. `excluded`: leave rows out, or mark."""

    format: Name
    columns: Literal["replace", "add"] = "replace"
    excluded: Literal["drop", "mark"] = "drop"
    name: Name | None = None


class LiveMessage(_View, frozen=True):
    """What the server tells every open page. `decision`: a target changed; read its item again."""

    kind: Literal["hello", "decision", "batch", "job", "run", "lease_lost", "shutdown", "pong"]
    seq: int
    targets: list[int] = []
    user: int | None = None
    user_name: str | None = None
    counts: Counts | None = None
    job: Job | None = None
