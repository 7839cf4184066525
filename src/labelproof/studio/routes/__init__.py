"""Every route of the studio; one file per noun."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount

from labelproof.studio.routes import health, pages

__all__ = ["all_routes"]

_NOUNS = (health,)


def all_routes() -> list[BaseRoute]:
    """Return the routes of the API and of the page."""
    return [Mount("/api/v1", routes=[route for noun in _NOUNS for route in noun.ROUTES]), *pages.ROUTES]
