"""Numbers written with a decimal comma, told and rewritten the same way by readers and learners.

Turning plain numerals into floats is left to pandas; dates, currencies and units are not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["is_decimal_comma", "with_points"]

_NUMERAL = re.compile(r"[+-]?((\d{1,3}(\.\d{3})+|\d+)(,\d*)?|,\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


def is_decimal_comma(text: str) -> bool:
    """Return whether a string is a number whose comma can only be a decimal comma: "1,5" and "0,125", not "1,500"."""
    return "," in text and _point(text) is not None and _THOUSANDS.fullmatch(text) is None


def with_points(texts: Iterable[str]) -> list[str] | None:
    """Return strings of numbers with decimal commas as numerals with points; None when they are anything else.

    Every string must be a number with at most one comma, which follows the points between thousands; and at least one
    comma must be no separator of thousands. "1,500" beside nothing but the like is thus left alone.
    """
    rewritten, certain = [], False
    for text in texts:
        numeral = _point(text)
        if numeral is None:
            return None
        certain = certain or is_decimal_comma(text)
        rewritten.append(numeral)
    return rewritten if certain else None


def _point(text: str) -> str | None:
    """Return one number as a numeral with a point, or None for what is no number with a decimal comma."""
    if _NUMERAL.fullmatch(text) is None:
        return None
    return text.replace(".", "").replace(",", ".")
