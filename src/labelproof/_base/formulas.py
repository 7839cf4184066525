"""Text that a spreadsheet would run as a formula when it opens a table, made harmless."""

from __future__ import annotations

import re

__all__ = ["disarmed"]

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the full-width forms of the first four: some spreadsheets fold them."""
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?")


def disarmed(text: str) -> str:
    """Return a text with a ``'`` in front when it starts as a formula does and is no number.

    Parameters
    ----------
    text : str
        The content of a cell.

    Returns
    -------
    str
        The same text where it is harmless.

    Examples
    --------
    >>> disarmed("=1+1"), disarmed("-1.5"), disarmed("cat")
    ("'=1+1", '-1.5', 'cat')
    """
    return "'" + text if text.startswith(_STARTS) and not _NUMBER.fullmatch(text) else text
