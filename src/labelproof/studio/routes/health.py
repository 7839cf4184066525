"""Whether the server is there: the one answer that needs no token, and holds no data."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from labelproof import __version__
from labelproof.studio.answers import answer

__all__ = ["ROUTES"]

API = 1


async def health(_request: Request) -> Response:
    """Return the versions of the library and of the API."""
    return answer({"version": __version__, "api": API})


ROUTES = [Route("/health", health, methods=["GET"])]
