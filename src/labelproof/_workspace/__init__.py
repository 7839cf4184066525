"""The workspace: what an audit wrote, and every decision that people made about it, in one folder."""

from __future__ import annotations

__all__: list[str] = []
