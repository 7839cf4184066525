"""The database of a workspace: an append-only log of events, and what follows from it, in one SQLite file."""

from __future__ import annotations

__all__: list[str] = []
