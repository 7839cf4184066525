"""Every route of the studio; one file per noun."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Router

from labelproof.studio.routes import (
    batches,
    boot,
    decisions,
    exports,
    health,
    history,
    jobs,
    lists,
    live,
    media,
    pages,
    pairs,
    people,
    points,
    queue,
    settings,
    words,
)

__all__ = ["all_routes"]

_NOUNS = (
    *(boot, queue, decisions, batches, pairs, points, lists, media, history, exports, words, settings, people, jobs),
    *(live, health),
)


def all_routes() -> list[BaseRoute]:
    """Return the routes of the API and of the page."""
    api = Router([route for noun in _NOUNS for route in noun.ROUTES], redirect_slashes=False)
    return [Mount("/api/v1", app=api), *pages.ROUTES]
