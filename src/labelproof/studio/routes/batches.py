"""Deciding many at once: random samples, the gate they open, and the bulk decision behind it."""

from __future__ import annotations

from labelproof._workspace.views import Batch, Sample
from labelproof.studio.answers import Refused
from labelproof.studio.calls import Call, Nothing, get, post
from labelproof.studio.views import BatchIn, SampleIn

__all__ = ["ROUTES"]


def draw(call: Call, sent: SampleIn) -> Sample:
    """Draw a random sample of what a filter finds undecided."""
    return call.studio.workspace.draw_sample(sent.filter, sent.size, call.user.id)


def sample(call: Call, _sent: Nothing) -> Sample:
    """Return a sample as it stands."""
    return call.studio.workspace.sample(call.path["sample"], viewer=call.user.id)


def decide_batch(call: Call, sent: BatchIn) -> Batch:
    """Decide all undecided targets of a filter."""
    if sent.verb == "relabel" and sent.accept == (sent.label is not None):
        raise Refused(400, "invalid", "Relabel needs either accept or a label. Send one of them.", "label")
    if sent.verb != "relabel" and (sent.accept or sent.label is not None):
        raise Refused(400, "invalid", f"{sent.verb} takes no label. Leave out accept and label.", "label")
    call.studio.check_run(sent.run)
    batch = call.studio.workspace.decide_batch(
        sent.filter,
        sent.verb,
        accept=sent.accept,
        label=sent.label,
        expect=sent.expect,
        first=sent.first,
        sample=sent.sample,
        reason=sent.reason,
        user=call.user.id,
    )
    call.studio.tell([], call.user, batch=True)
    return batch


ROUTES = [
    post("/samples", draw, SampleIn),
    get("/samples/{sample:int}", sample, Nothing),
    post("/batches", decide_batch, BatchIn),
]
