"""What people add while they review: classes and comments."""

from __future__ import annotations

from labelproof._workspace.views import Class, Comment
from labelproof.studio.calls import Call, post
from labelproof.studio.views import ClassIn, CommentIn

__all__ = ["ROUTES"]


def add_class(call: Call, sent: ClassIn) -> Class:
    """Add a class, or a tag."""
    added = call.studio.workspace.add_class(sent.name, call.user.id)
    call.studio.tell([], call.user, batch=True)
    return added


def comment(call: Call, sent: CommentIn) -> Comment:
    """Add a remark on a target."""
    call.studio.check_run(sent.run)
    said = call.studio.workspace.comment(sent.uuid, sent.target, sent.text, user=call.user.id)
    call.studio.tell([sent.target], call.user)
    return said


ROUTES = [post("/classes", add_class, ClassIn), post("/comments", comment, CommentIn)]
