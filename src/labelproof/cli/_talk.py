"""Lines for a terminal. Results go to stdout and are not made here."""

from __future__ import annotations

import re
import sys

__all__ = ["plain", "say"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return text without the characters that move a terminal's cursor, change its colours or reorder its line."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def say(text: str) -> None:
    """Write a line to stderr; a closed stderr is no reason to fail."""
    try:
        print(plain(text), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return
