"""What the tests of the workspace share: decisions, and the check that projections follow from the log."""

from __future__ import annotations

import uuid
from typing import Any

from labelproof._workspace.choices import Choice
from labelproof._workspace.store.projection import contents, rebuild
from labelproof._workspace.workspace import Workspace

__all__ = ["assert_projection_follows", "choice"]


def choice(target: int, verb: str = "keep", label: int | None = None, **more: Any) -> Choice:
    """A decision with a name of its own."""
    return Choice(**{"uuid": uuid.uuid4().hex, "target": target, "verb": verb, "label": label, **more})


def assert_projection_follows(workspace: Workspace) -> None:
    """The projections are what the log alone gives, and the board is what they give."""
    state = workspace._state
    with state.writing() as connection:
        kept = contents(connection)
        rebuild(connection, run=state.run)
        assert kept == contents(connection)
    status, label = state.board.status.copy(), state.board.label.copy()
    counts = workspace.counts()
    workspace.rebuild()
    assert (status.tolist(), label.tolist()) == (state.board.status.tolist(), state.board.label.tolist())
    assert workspace.counts() == counts
