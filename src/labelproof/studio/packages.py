"""The packages of the extra `studio`, asked for before anything that imports them."""

from __future__ import annotations

from labelproof._base.optional import require

__all__ = ["require_packages"]

_PURPOSE = "The studio"


def require_packages() -> None:
    """Refuse, with the extra to install, where a package of the studio is missing."""
    require("msgspec", extra="studio", purpose=_PURPOSE)
    require("starlette", extra="studio", purpose=_PURPOSE)
    require("uvicorn", extra="studio", purpose=_PURPOSE)
    require("websockets", extra="studio", purpose=_PURPOSE)
