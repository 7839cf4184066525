"""The address of the live channel."""

from __future__ import annotations

from starlette.routing import WebSocketRoute

from labelproof.studio.live import listen

__all__ = ["ROUTES"]

ROUTES = [WebSocketRoute("/live", listen)]
