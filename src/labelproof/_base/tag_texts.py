"""Texts that hold several tags, "cat|dog" or "[0, 1]": one reader for labels in memory and for columns of files."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from typing import Any

__all__ = ["bracketed", "separator_of", "tags_of_text"]

_SEPARATORS = ("|", ";", ",")
_LONGEST_LITERAL = 100_000
_TOO_DEEP = "[" * 100  # How deep a list can be read differs between interpreters; no flat list of tags needs it.
_WHOLE = re.compile(r"-?\d{1,18}")


def bracketed(text: str) -> bool:
    """Tell whether a text is a list in square brackets, or a tuple or set as Python writes them."""
    text = text.strip()
    if text.startswith("["):
        return len(text) > 1 and text.endswith("]")
    return text.startswith(("(", "{")) and _literal(text) is not None


def separator_of(texts: Iterable[object]) -> str | None:
    """Return the first of ``|``, ``;`` and ``,`` that any text without brackets holds: names may hold the others."""
    plain = [text for text in texts if isinstance(text, str) and not bracketed(text)]
    return next((mark for mark in _SEPARATORS if any(mark in text for text in plain)), None)


def tags_of_text(text: str, separator: str | None) -> list[Any]:
    """Return the tags of a text, stripped, or the items of the list that it spells.

    Parameters
    ----------
    text : str
        Names between separators; or a list as JSON or Python writes it, as NumPy prints it, or of bare names.
    separator : str or None
        What stands between names outside brackets, see `separator_of`.

    Returns
    -------
    list
        Texts, or whatever a list holds: numbers, or things that are no tags. An empty text has none.
    """
    text = text.strip()
    if not bracketed(text):
        parts = text.split(separator) if separator else [text]
        return [part.strip() for part in parts if part.strip()]
    found = _literal(text)
    if found is not None:
        return found
    inner = text[1:-1].strip()
    if all(_WHOLE.fullmatch(part) for part in inner.split()):
        return [int(part) for part in inner.split()]
    return [part.strip().strip("'\"").strip() for part in inner.split(",") if part.strip()]


def _literal(text: str) -> list[Any] | None:
    """Return the list that a text spells in the words of JSON or of Python; a set in order, because it has none."""
    for read in (json.loads, ast.literal_eval) if len(text) <= _LONGEST_LITERAL and _TOO_DEEP not in text else ():
        try:
            found = read(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        if isinstance(found, (list, tuple)):
            return list(found)
        if isinstance(found, set):
            return sorted(found, key=str)
    return None
