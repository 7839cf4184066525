"""Samples count the looks at them, and know the log's last event when they were drawn."""

from __future__ import annotations

__all__ = ["SCRIPT"]

SCRIPT = """
ALTER TABLE sample ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sample ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
"""
