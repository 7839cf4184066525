"""What several people's decisions on one target amount to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from labelproof._workspace.views import Status

__all__ = ["STATUSES", "STATUS_OF", "Opinion", "Outcome", "resolved"]

STATUSES: tuple[Status, ...] = ("todo", "fixed", "kept", "excluded", "unsure", "ambiguous", "conflict")
STATUS_OF: dict[str, Status] = {
    "relabel": "fixed",
    "keep": "kept",
    "exclude": "excluded",
    "unsure": "unsure",
    "ambiguous": "ambiguous",
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """One person's decision that stands."""

    user: int
    seq: int
    verb: str
    label: str | None
    mode: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a target stands: `seq` is the event that says so, None before any decision."""

    status: Status
    label: str | None
    seq: int | None
    basis: Literal["none", "single", "agreement", "conflict", "adjudication"]


def resolved(opinions: Sequence[Opinion]) -> Outcome:
    """Return what opinions amount to: an adjudication, else what all of them say, else a conflict.

    "Unsure" asks for another opinion, and so contradicts none.
    """
    if not opinions:
        return Outcome("todo", None, None, "none")
    judged = [one for one in opinions if one.mode == "adjudicate"]
    definite = [one for one in opinions if one.verb != "unsure"] or list(opinions)
    deciding = max(judged or definite, key=lambda one: one.seq)
    outcome = Outcome(STATUS_OF[deciding.verb], deciding.label, deciding.seq, "adjudication")
    if judged:
        return outcome
    if len({(one.verb, one.label) for one in definite}) > 1:
        return Outcome("conflict", None, deciding.seq, "conflict")
    return Outcome(outcome.status, outcome.label, outcome.seq, "agreement" if len(definite) > 1 else "single")
