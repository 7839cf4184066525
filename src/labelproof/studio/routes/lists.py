"""What people keep: queues that they selected, and views that they saved."""

from __future__ import annotations

from labelproof._workspace.views import Queue, SavedView
from labelproof.studio.calls import Call, Nothing, delete, get, post
from labelproof.studio.views import QueueIn

__all__ = ["ROUTES"]

_MANY_TARGETS = 64 << 20


def queues(call: Call, _sent: Nothing) -> list[Queue]:
    """Return the queues that were selected."""
    return call.studio.workspace.queues()


def select(call: Call, sent: QueueIn) -> Queue:
    """Keep targets as a queue."""
    call.studio.check_run(sent.run)
    return call.studio.workspace.select(sent.name, sent.targets, rows=sent.rows, user=call.user.id)


def drop_queue(call: Call, _sent: Nothing) -> Nothing:
    """Forget a queue; its targets stay as they are."""
    call.studio.workspace.drop_queue(call.path["queue"])
    return Nothing()


def views(call: Call, _sent: Nothing) -> dict[int, SavedView]:
    """Return the saved views by their numbers."""
    return call.studio.workspace.views()


def save_view(call: Call, sent: SavedView) -> dict[int, SavedView]:
    """Save a view, and return it under its number."""
    return {call.studio.workspace.save_view(sent, user=call.user.id): sent}


def drop_view(call: Call, _sent: Nothing) -> Nothing:
    """Forget a view."""
    call.studio.workspace.drop_view(call.path["view"])
    return Nothing()


ROUTES = [
    get("/queues", queues, Nothing),
    post("/queues", select, QueueIn, most=_MANY_TARGETS),
    delete("/queues/{queue:int}", drop_queue),
    get("/views", views, Nothing),
    post("/views", save_view, SavedView),
    delete("/views/{view:int}", drop_view),
]
