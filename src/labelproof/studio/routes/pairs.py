"""Which classes are taken for which: the largest pairs, and all of them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from labelproof._workspace.views import Matrix
from labelproof.studio.calls import Call, Nothing, get

__all__ = ["ROUTES"]


class PairsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many pairs, the largest first."""

    limit: Annotated[int, Meta(ge=1, le=10_000)] = 40


def pairs(call: Call, sent: PairsQuery) -> dict[str, Any]:
    """Return the largest pairs and how many there are."""
    largest, total = call.studio.workspace.pairs(sent.limit, user=call.user.id)
    return {"pairs": largest, "total": total}


def matrix(call: Call, _sent: Nothing) -> Matrix:
    """Return flagged targets by given and suggested class."""
    return call.studio.workspace.matrix()


ROUTES = [get("/pairs", pairs, PairsQuery), get("/matrix", matrix, Nothing)]
