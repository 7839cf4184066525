"""The studio: a local web app to find, review and fix label errors (extra `studio`)."""

from __future__ import annotations

__all__: list[str] = []
