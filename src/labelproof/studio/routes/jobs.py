"""Work in the background: training again on what was fixed, and how far it is."""

from __future__ import annotations

import msgspec

from labelproof._workspace.views import Run
from labelproof.studio.calls import Call, Nothing, delete, get, post
from labelproof.studio.views import Job, Name

__all__ = ["ROUTES"]


class ImproveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Train again; `model` is the name of a built-in one, by default the one of the last audit."""

    model: Name | None = None


def improve(call: Call, sent: ImproveIn) -> Job:
    """Audit again with the corrected labels."""
    call.lead_only("train again")
    return call.studio.improve(sent.model)


def train(call: Call, _sent: Nothing) -> Job:
    """Fit a model on the corrected labels, and keep it beside the workspace."""
    call.lead_only("train a model")
    return call.studio.train()


def job(call: Call, _sent: Nothing) -> Job:
    """Return a job as it stands."""
    return call.studio.jobs.find(call.path["job"])


def cancel(call: Call, _sent: Nothing) -> Job:
    """Ask a job to end; an export anybody may stop."""
    if call.studio.jobs.find(call.path["job"]).kind != "export":
        call.lead_only("cancel it")
    return call.studio.jobs.cancel(call.path["job"])


def runs(call: Call, _sent: Nothing) -> list[Run]:
    """Return the audits of this data, oldest first."""
    return call.studio.workspace.runs()


ROUTES = [
    post("/jobs/improve", improve, ImproveIn),
    post("/jobs/train", train, Nothing),
    get("/jobs/{job:int}", job, Nothing),
    delete("/jobs/{job:int}", cancel),
    get("/runs", runs, Nothing),
]
