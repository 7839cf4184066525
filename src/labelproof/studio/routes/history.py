"""What was done, for people and for pages that missed something."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from labelproof._workspace.store.log import now
from labelproof._workspace.views import EventPage, HistoryPage, Verb
from labelproof.studio.calls import Call, Nothing, get, post
from labelproof.studio.views import Number, Proof, Words

__all__ = ["ROUTES"]


class HistoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of the history, newest first."""

    before: Number | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    user: Number | None = None
    batch: Number | None = None
    verb: Verb | Literal["batch", "undo", "comment", "class", "adjudication", "carried"] | None = None
    q: Words | None = None


class EventsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The events after a number, in order."""

    after: Number = 0
    limit: Annotated[int, Meta(ge=1, le=2000)] = 500


def history(call: Call, sent: HistoryQuery) -> HistoryPage:
    """Return decisions and batches, newest first."""
    return call.studio.workspace.history(
        before=sent.before,
        limit=sent.limit,
        user=sent.user,
        batch=sent.batch,
        verb=sent.verb,
        q=sent.q,
        viewer=call.user.id,
    )


def events(call: Call, sent: EventsQuery) -> EventPage:
    """Return the lines of the log after a number."""
    return call.studio.workspace.events(sent.after, sent.limit, viewer=call.user.id)


def proof(call: Call, _sent: Nothing) -> Proof:
    """Return when the log was verified last since the studio was started."""
    return call.studio.proof


def verify(call: Call, _sent: Nothing) -> Proof:
    """Check that every event is as it was written: seconds of work for the server, so a lead asks for it."""
    call.lead_only("verify the log")
    call.studio.proof = Proof(events=call.studio.workspace.verify(), at=now())
    return call.studio.proof


ROUTES = [
    get("/history", history, HistoryQuery),
    get("/history/proof", proof, Nothing),
    post("/history/proof", verify, Nothing),
    get("/events", events, EventsQuery),
]
