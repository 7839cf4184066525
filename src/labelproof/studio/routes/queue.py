"""The targets to decide, in order; all targets of a filter; one of them in full."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from labelproof._workspace.views import Detail, Filter, ItemPage, Order, QueuePage
from labelproof.studio.calls import Call, Nothing, get
from labelproof.studio.views import Number

__all__ = ["ROUTES"]

Limit = Annotated[int, Meta(ge=1, le=200)]


class QueueQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of the queue."""

    filter: Filter | None = None
    after: Number | None = None
    limit: Limit = 60


class ItemsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which window of a filtered, ordered list."""

    filter: Filter | None = None
    order: Order = "rank"
    offset: Number = 0
    limit: Limit = 60


def queue(call: Call, sent: QueueQuery) -> QueuePage:
    """Return the next targets to decide."""
    return call.studio.workspace.queue(sent.filter, after=sent.after, limit=sent.limit, user=call.user.id)


def items(call: Call, sent: ItemsQuery) -> ItemPage:
    """Return a window of all targets."""
    return call.studio.workspace.items(
        sent.filter, order=sent.order, offset=sent.offset, limit=sent.limit, user=call.user.id
    )


def detail(call: Call, _sent: Nothing) -> Detail:
    """Return everything about one target."""
    return call.studio.workspace.detail(call.path["target"], user=call.user.id)


ROUTES = [
    get("/queue", queue, QueueQuery),
    get("/items", items, ItemsQuery),
    get("/items/{target:int}", detail, Nothing),
]
