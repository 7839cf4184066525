"""Every route of the studio; one file per noun."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Router

from labelproof.studio.routes import boot, decisions, health, history, live, media, pages, pairs, queue

__all__ = ["all_routes"]

_NOUNS = (boot, queue, decisions, pairs, media, history, live, health)


def all_routes() -> list[BaseRoute]:
    """Return the routes of the API and of the page."""
    api = Router([route for noun in _NOUNS for route in noun.ROUTES], redirect_slashes=False)
    return [Mount("/api/v1", app=api), *pages.ROUTES]
