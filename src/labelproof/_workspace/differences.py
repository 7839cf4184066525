"""The words that two near duplicates do not share, so that people need not look for them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import groupby, islice

__all__ = ["Pieces", "pieces_of"]

Pieces = list[tuple[str, bool]]
"""A text in pieces, each with whether the other text lacks it."""
_MOST = 300
_QUOTES = str.maketrans("‘’", "''")


def pieces_of(text: str | None, other: str | None) -> Pieces | None:
    """Return `text` in pieces; None without two texts, for long ones, and where more differs than is the same."""
    mine, theirs = _words(text), _words(other)
    if not mine or not theirs or max(len(mine), len(theirs)) > _MOST:
        return None
    blocks = SequenceMatcher(None, _plain(mine), _plain(theirs), autojunk=False).get_matching_blocks()
    shared = {place for first, _, size in blocks for place in range(first, first + size)}
    pieces: Pieces = []
    for differs, places in groupby(range(len(mine)), lambda place: place not in shared):
        piece = "".join(mine[place] for place in places)
        if differs and pieces:
            # The space before a difference is none itself.
            same = pieces[-1][0] + piece[: len(piece) - len(piece.lstrip())]
            pieces[-1], piece = (same, False), piece.lstrip()
        pieces.append((piece, differs))
    marked = sum(len(piece) for piece, differs in pieces if differs)
    return pieces if 2 * marked <= sum(len(piece) for piece, _ in pieces) else None


def _words(text: str | None) -> list[str]:
    """Return the words of a text, each with the space before it, but no more than tell that there are too many."""
    # Without the space at the end, which a search for one more word would walk through again from each of its places.
    found = re.finditer(r"\s*\S+", (text or "").rstrip())
    return [word.group() for word in islice(found, _MOST + 1)]


def _plain(words: list[str]) -> list[str]:
    """Return words as they are compared: neither case nor the kind of quotation mark counts."""
    return [word.strip().lower().translate(_QUOTES) for word in words]
