"""The methods of a workspace, by what they are for; `workspace.Workspace` is all of them."""

from __future__ import annotations

__all__: list[str] = []
