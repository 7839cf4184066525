"""Where the values of a JSON object lie in its text, and how it is spaced."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from labelproof._base.errors import InputError

__all__ = ["Entry", "items_of", "last_value", "object_of"]

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
"""Numbers stay text: only their places count."""


@dataclass(frozen=True)
class Entry:
    """One key of an object: where it starts and ends, and where its value starts and ends."""

    key: str
    start: int
    behind: int
    value: int
    end: int


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return place if found is None else found.end()


def object_of(text: str, place: int) -> tuple[list[Entry], int]:
    """Return the keys of the object at a place, and where it closes: the place of its last brace."""
    entries: list[Entry] = []
    place = _skip(text, _opened(text, place, "{"))
    while not text.startswith("}", place):
        key, after = _DECODER.raw_decode(text, place)
        value = _skip(text, _opened(text, _skip(text, after), ":"))
        end = _DECODER.raw_decode(text, value)[1]
        entries.append(Entry(key, place, after, value, end))
        place = _skip(text, end)
        if text.startswith(",", place):
            place = _skip(text, place + 1)
    return entries, place


def items_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the items of the list that a text holds start and end."""
    place = _skip(text, _opened(text, _skip(text, 0), "["))
    while not text.startswith("]", place):
        end = _DECODER.raw_decode(text, place)[1]
        yield place, end
        place = _skip(text, end)
        if text.startswith(",", place):
            place = _skip(text, place + 1)


def last_value(entries: list[Entry], key: str) -> Entry | None:
    """Return the entry of a key; of a repeated one the last, which is the one that is read."""
    return next((entry for entry in reversed(entries) if entry.key == key), None)


def _opened(text: str, place: int, mark: str) -> int:
    if not text.startswith(mark, place):
        raise InputError("The JSON is no longer what was read. Audit the file again.")
    return place + 1
