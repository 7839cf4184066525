"""Decisions, and taking them back: each answer means that it is stored."""

from __future__ import annotations

from labelproof._workspace.choices import Choice
from labelproof._workspace.views import Undone
from labelproof.studio.answers import Refused
from labelproof.studio.calls import Call, Nothing, post
from labelproof.studio.views import DecisionIn, DecisionsIn, DecisionsOut, UndoIn

__all__ = ["ROUTES"]


def decide(call: Call, sent: DecisionsIn) -> DecisionsOut:
    """Store decisions, all of them or none."""
    if any(one.mode == "adjudicate" for one in sent.decisions):
        call.lead_only("settle disagreements")
    call.studio.check_run(sent.run)
    workspace = call.studio.workspace
    decided, batch = workspace.decide_many(
        [_choice(one, place) for place, one in enumerate(sent.decisions)], user=call.user.id, sheet=sent.sheet
    )
    call.studio.tell([one.target for one in decided if not one.repeated], call.user)
    return DecisionsOut(decided, batch, workspace.counts(viewer=call.user.id), workspace.seq)


def _choice(sent: DecisionIn, place: int) -> Choice:
    """Return a decision as the workspace takes it."""
    if (sent.verb == "relabel") != (sent.label is not None):
        field = f"decisions[{place}].label"
        need = "needs the class it becomes" if sent.verb == "relabel" else "takes no label"
        raise Refused(
            400, "invalid", f"`{field}`: {sent.verb} {need}. Send a label with relabel, and only there.", field
        )
    return Choice(
        uuid=sent.uuid,
        target=sent.target,
        verb=sent.verb,
        label=sent.label,
        base=sent.base,
        milliseconds=sent.milliseconds,
        mode=sent.mode,
        blind=sent.blind,
        comment=sent.comment,
    )


def undo(call: Call, sent: UndoIn) -> Undone:
    """Take back a decision, a batch, or this user's last one."""
    if sent.uuid is not None and sent.batch is not None:
        raise Refused(400, "invalid", "`uuid` and `batch` were both given. Send one of them, or neither.", "batch")
    undone = call.studio.workspace.undo(uuid=sent.uuid, batch=sent.batch, user=call.user.id, request=sent.request)
    return _told(call, undone)


def undo_batch(call: Call, _sent: Nothing) -> Undone:
    """Take back a whole batch."""
    return _told(call, call.studio.workspace.undo(uuid=None, batch=call.path["batch"], user=call.user.id))


def _told(call: Call, undone: Undone) -> Undone:
    """Tell the pages what was taken back."""
    call.studio.tell([item.target for item in undone.items], call.user, batch=undone.events > len(undone.items))
    return undone


ROUTES = [
    post("/decisions", decide, DecisionsIn),
    post("/undo", undo, UndoIn),
    post("/batches/{batch:int}/undo", undo_batch, Nothing),
]
