"""The application: the guard around routes, and one shape for everything that goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from labelproof.studio.access import Access
from labelproof.studio.calls import failed
from labelproof.studio.context import Studio
from labelproof.studio.guard import Guard
from labelproof.studio.routes import all_routes

__all__ = ["build"]


def build(workspace: Any, *, token: str, port: int, hosts: Sequence[str], named_users: bool) -> Starlette:
    """Return the application, see `labelproof.studio.make_app`."""
    studio = Studio(workspace)
    access = Access(token=token, port=port, hosts=hosts, user_of=studio.user_of_token if named_users else None)
    app = Starlette(
        routes=all_routes(),
        middleware=[Middleware(Guard, access=access)],
        exception_handlers={HTTPException: failed},
    )
    app.state.studio = studio
    return app
