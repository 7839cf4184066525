"""Everything that comes from data passes through here before it is shown: it is shown, never obeyed.

Characters that control a page or a terminal, or that reorder text, become visible signs; markup is escaped; very long
values are cut, and what was cut is said.
"""

from __future__ import annotations

import html
import re

__all__ = ["attribute", "cut", "esc", "name", "one_line", "prose", "sentence", "visible"]

# Controls but tab and line feed, overrides and isolates of the writing direction, surrogates, non-characters.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]")
# What makes two names look alike: tabs, line ends, marks and blanks without width.
_HIDDEN = re.compile("[\t\n\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u2060-\u2064\ufeff]")
_LINE_ENDS = re.compile("\r\n|\r(?!\n)|[\u2028\u2029]")
_SEPARATORS = re.compile(r"(?<=\w)([_/\\.-]+)(?=\w)")
_CODE = re.compile("`([^`]+)`")
_LONGEST_TITLE = 500


def visible(text: str) -> str:
    """Return running text in which nothing can break, hide or reorder what stands around it."""
    return _HARMFUL.sub(_sign, _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Return a name with every hidden character as a sign: "cat" and "cat" with a mark of no width differ."""
    return _HIDDEN.sub(_sign, _HARMFUL.sub(_sign, text))


def cut(text: str, limit: int) -> tuple[str, int]:
    """Return the start of a text, up to a blank where one is near, and how many characters were left out."""
    if len(text) <= limit:
        return text, 0
    start = text[:limit]
    blank = max(start.rfind(" "), start.rfind("\n"))
    kept = start[: blank if blank > 0.8 * limit else limit].rstrip()
    return kept, len(text) - len(kept)


def esc(text: str) -> str:
    """Return text as HTML for content or a quoted attribute."""
    return html.escape(visible(text), quote=True)


def prose(text: str, *, limit: int) -> str:
    """Return running text as HTML, cut with "…"."""
    kept, left = cut(text, limit)
    return esc(kept) + ("…" if left else "")


def attribute(text: str, *, limit: int = _LONGEST_TITLE) -> str:
    """Return a name for a quoted attribute, cut with "…"."""
    kept, left = cut(text, limit)
    return esc(one_line(kept)) + ("…" if left else "")


def name(text: str, *, limit: int = 200, kind: str = "") -> str:
    """Return a name in its own direction, isolated from its surroundings; the title shows the whole of a cut one."""
    kept, left = cut(text, limit)
    mark = f' class="{kind}"' if kind else ""
    whole = f' title="{attribute(text)}"' if left else ""
    shown = _breakable(one_line(kept)) if text else '<span class="muted">(empty)</span>'
    return f'<bdi dir="auto"{mark}{whole}>{shown}{"…" if left else ""}</bdi>'


def sentence(text: str, *, limit: int) -> str:
    """Return a message as HTML; what stands between backticks is set as code."""
    return _CODE.sub(r'<span class="mono">\1</span>', prose(text, limit=limit))


def _breakable(text: str) -> str:
    """Return a name as HTML that a narrow column may break behind its separators."""
    parts = _SEPARATORS.split(text)
    return "".join(esc(part) + ("<wbr>" if i % 2 else "") for i, part in enumerate(parts))


def _sign(found: re.Match[str]) -> str:
    r"""Return a character as it is written in code, as in ``\x00``."""
    return found[0].encode("unicode_escape").decode("ascii")
