"""Several people: who they are, what each holds, where they differ and how well they agree."""

from __future__ import annotations

from typing import Any

from labelproof._workspace.views import Agreement, Disagreement, Lease, User
from labelproof.studio.calls import Call, Nothing, delete, get, post
from labelproof.studio.views import LeaseIn, UserIn

__all__ = ["ROUTES"]


def users(call: Call, _sent: Nothing) -> list[User]:
    """Return everybody who reviews."""
    return call.studio.workspace.users()


def add_user(call: Call, sent: UserIn) -> dict[str, Any]:
    """Add a user; the token is shown this once."""
    call.lead_only("add people")
    user, token = call.studio.workspace.add_user(sent.name, sent.role)
    call.studio.live.dismiss(user.id)
    return {"user": user, "token": token}


def disable_user(call: Call, _sent: Nothing) -> Nothing:
    """Take a user's token away; the decisions stay."""
    call.lead_only("remove people")
    call.studio.workspace.disable_user(call.path["user"])
    call.studio.live.dismiss(call.path["user"])
    return Nothing()


def lease(call: Call, sent: LeaseIn) -> Lease:
    """Hold undecided targets for a user, so that two people do not do the same."""
    return call.studio.workspace.lease(sent.size, sent.filter, call.user.id)


def give_back(call: Call, _sent: Nothing) -> Nothing:
    """Give held targets back."""
    call.studio.workspace.give_back(call.path["lease"], user=call.user.id)
    return Nothing()


def disagreements(call: Call, _sent: Nothing) -> list[Disagreement]:
    """Return the targets on which people differ."""
    return call.studio.workspace.disagreements(viewer=call.user.id)


def agreement(call: Call, _sent: Nothing) -> list[Agreement]:
    """Return how well people agree; a reviewer of a blind review could work out from it how others decided."""
    workspace = call.studio.workspace
    hides = call.user.role != "lead" and workspace.settings(call.user.id)["blind"]
    return [] if hides else workspace.agreement()


ROUTES = [
    get("/users", users, Nothing),
    post("/users", add_user, UserIn),
    delete("/users/{user:int}", disable_user),
    post("/leases", lease, LeaseIn),
    delete("/leases/{lease:int}", give_back),
    get("/disagreements", disagreements, Nothing),
    get("/agreement", agreement, Nothing),
]
