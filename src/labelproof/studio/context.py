"""What all routes share: the workspace, and what is made from it."""

from __future__ import annotations

from typing import Any

import anyio

from labelproof._workspace.views import User
from labelproof.studio.bundle import Bundle

__all__ = ["Studio"]

_THREADS = 8


class Studio:
    """One running studio."""

    def __init__(self, workspace: Any) -> None:
        self._workspace = workspace
        self.bundle = Bundle()
        self.threads = anyio.CapacityLimiter(_THREADS)

    def user_of_token(self, token: str) -> int | None:
        """Return the id of the user whose token this is."""
        user = self._workspace.user_of_token(token)
        return None if user is None else int(user.id)

    def user(self, number: int) -> User:
        """Return who asks."""
        return User(id=number, name="you", role="lead")
