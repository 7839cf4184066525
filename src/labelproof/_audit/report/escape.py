"""Everything that comes from data passes through here before it stands in a page: it is shown, never obeyed.

Control characters and characters that reorder text are made visible, lone surrogates too; very long values are cut
and the cut is counted.
"""

from __future__ import annotations

import html
import re

from labelproof._audit.report.numbers import count

__all__ = ["bidi", "cut", "esc", "visible"]

# C0 and C1 controls, bidirectional overrides and isolates, invisible separators, surrogates and non-characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
_PICTURES = 0x2400


def visible(text: str) -> str:
    """Return text in which every character that could hide, reorder or break the page is a visible sign."""
    return _UNSEEN.sub(_sign, text.replace("\r\n", "\n"))


def cut(text: str, limit: int) -> tuple[str, int]:
    """Return the start of a text, at a blank where there is one near the end, and how many characters were left out."""
    if len(text) <= limit:
        return text, 0
    start = text[:limit]
    blank = max(start.rfind(" "), start.rfind("\n"))
    kept = start[: blank if blank > limit * 0.8 else limit].rstrip()
    return kept, len(text) - len(kept)


def esc(text: str, *, limit: int | None = None) -> str:
    """Return text for HTML content or a quoted attribute; cut to `limit` characters with "…" when it is longer."""
    kept, left = (text, 0) if limit is None else cut(text, limit)
    return html.escape(visible(kept), quote=True) + ("…" if left else "")


def bidi(text: str, *, limit: int | None = None, kind: str = "") -> str:
    """Return text in its own direction, isolated from what stands beside it; the whole of a cut text is its title."""
    mark = f' class="{kind}"' if kind else ""
    whole = f' title="{esc(text, limit=1000)}"' if limit is not None and len(text) > limit else ""
    return f'<bdi dir="auto"{mark}{whole}>{esc(text, limit=limit)}</bdi>'


def left_out(characters: int) -> str:
    """Return the words for what was cut."""
    return f"{count(characters)} more characters"


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    if code == 0x7F:
        return "\u2421"
    return f"[U+{code:04X}]"
