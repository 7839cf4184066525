"""The characters of a text file, and the way back: the same bytes, but for the places that are written anew."""

from __future__ import annotations

import codecs
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from labelproof._base.errors import InputError

__all__ = ["Edit", "Encoded", "decoded"]

Edit = tuple[int, int, str]
"""Characters from a place to a place, and what stands there instead."""

# Longest first: the UTF-32 mark starts with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TITLES = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}


@dataclass(frozen=True)
class Encoded:
    """The text of a file as the reader sees it, without byte-order mark and NUL characters.

    `nulls` are the places in `text` before which NUL characters were left out.
    """

    name: str
    text: str
    codec: str
    mark: bytes
    nulls: tuple[int, ...] = ()

    def spliced(self, edits: Iterable[Edit]) -> bytes:
        """Return the bytes of the file with the edits made; they are in order and do not overlap."""
        text, place = self._whole(), 0
        pieces: list[str] = []
        for start, end, new in edits:
            first = self._outer(start)
            pieces += (text[place:first], new)
            place = max(first, end + bisect_left(self.nulls, end))
        pieces.append(text[place:])
        return self.mark + self._bytes("".join(pieces))

    def _whole(self) -> str:
        """Return the text with its NUL characters."""
        if not self.nulls:
            return self.text
        ends = [0, *self.nulls, len(self.text)]
        return "\0".join(self.text[start:end] for start, end in pairwise(ends))

    def _outer(self, place: int) -> int:
        return place + bisect_right(self.nulls, place)

    def _bytes(self, text: str) -> bytes:
        try:
            return text.encode(self.codec)
        except UnicodeEncodeError as error:
            title = _TITLES.get(self.codec, self.codec.upper())
            raise InputError(
                f"{self.name} is written as {title}, which has no {text[error.start]!r}. "
                "Export as CSV or JSON lines, which are written as UTF-8, or name the class otherwise."
            ) from None


def decoded(content: bytes, name: str) -> Encoded:
    """Return the characters of a file, decoded as the reader of text files does."""
    mark, codec = next(((mark, codec) for mark, codec in _MARKS if content.startswith(mark)), (b"", "utf-8"))
    candidates = (
        [(mark, codec)] if not codec.startswith("utf-8") else [(mark, codec), (b"", "cp1252"), (b"", "latin-1")]
    )
    for mark, codec in candidates:
        try:
            text = content[len(mark) :].decode(codec)
        except UnicodeDecodeError:
            continue
        return _without_nulls(name, text, codec, mark)
    raise InputError(f"{name} is no longer the text that was read. Audit the file again.")


def _without_nulls(name: str, text: str, codec: str, mark: bytes) -> Encoded:
    """Return the text without its NUL characters, and where they were."""
    if "\0" not in text:
        return Encoded(name, text, codec, mark)
    parts: Sequence[str] = text.split("\0")
    places, place = [], 0
    for part in parts[:-1]:
        place += len(part)
        places.append(place)
    return Encoded(name, "".join(parts), codec, mark, tuple(places))
