"""The application: the guard around routes, and one shape for everything that goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from labelproof.studio.access import Access
from labelproof.studio.calls import failed
from labelproof.studio.context import Studio
from labelproof.studio.guard import Guard
from labelproof.studio.routes import all_routes

__all__ = ["application"]


def application(studio: Studio, *, token: str | None, port: int, hosts: Sequence[str]) -> Starlette:
    """Return the application of a studio, see `labelproof.studio.make_app`."""
    access = Access(token=token, port=port, hosts=hosts, user_of=studio.user_of_token)
    app = Starlette(
        routes=all_routes(),
        middleware=[Middleware(Guard, access=access)],
        exception_handlers={HTTPException: failed},
        lifespan=lambda _app: studio.running(),
    )
    app.router.redirect_slashes = False
    app.state.studio = studio
    return app
