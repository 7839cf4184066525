"""Which tags come together, as a heat map in SVG: the darker, the more often the column's tag joins the row's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.escape import cut, esc, one_line
from labelproof._audit.report.numbers import count, percent, plural

__all__ = ["together_figure"]

_LABEL, _TOP, _RIGHT = 132, 104, 52
_WIDTH = 520
_LARGEST_CELL = 44
_NAME = 18
_NUMBERS_UP_TO = 10
_PAIRS = 3


def together_figure(together: Mapping[str, Any], noun: str, total: int) -> str:
    """Return the figure; nothing for a single tag.

    Parameters
    ----------
    together : mapping
        `names` and `counts` of the summary's `co_occurrence`.
    noun : str
        What the examples are called.
    total : int
        How many tags there are; those beyond the shown ones are said.
    """
    names, counts = [str(item) for item in together["names"]], together["counts"]
    if len(names) < 2:
        return ""
    cell = min(_LARGEST_CELL, (_WIDTH - _LABEL - _RIGHT) / len(names))
    most = max(_share(counts, a, b) for a in range(len(names)) for b in range(len(names)) if a != b) or 1.0
    marks = [_row_label(item, k, cell) + _column_label(item, k, cell) for k, item in enumerate(names)]
    marks += [
        _cell(names, counts, (row, column), cell, most) for row in range(len(names)) for column in range(len(names))
    ]
    words = _pairs(names, counts)
    left = total - len(names)
    beside = f"the {len(names)} most frequent of {count(total)}" if left > 0 else "in % of the row\u2019s tag"
    height = _TOP + cell * len(names) + 8
    return (
        f'<figure class="heat"><div class="h"><h2>Tags that come together</h2><span class="muted">{beside}</span></div>'
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{esc("Tags that come together. " + words)}">'
        f"{''.join(marks)}</svg><figcaption>Each row: of the {esc(noun)} with that tag, how many have the tag of the "
        f"column too; the frame is the tag itself. {esc(words)}</figcaption></figure>"
    )


def _share(counts: Sequence[Sequence[int]], row: int, column: int) -> float:
    """Return how many of the examples with the tag of the row have that of the column."""
    return counts[row][column] / counts[row][row] if counts[row][row] else 0.0


def _cell(
    names: Sequence[str], counts: Sequence[Sequence[int]], place: tuple[int, int], cell: float, most: float
) -> str:
    """Return one cell with its numbers as a title, and written where there is room; the largest share is darkest."""
    row, column = place
    x, y = _LABEL + column * cell, _TOP + row * cell
    size = max(cell - 2, 1)
    own, both = counts[row][row], counts[row][column]
    if row == column:
        title = f"{_short(names[row])}: {count(own)}"
        return f"<g><title>{esc(title)}</title>{_rect('hs', x + 0.5, y + 0.5, size - 1)}</g>"
    share = _share(counts, row, column)
    title = f"{_short(names[row])} with {_short(names[column])}: {count(both)} of {count(own)}"
    mark = _rect("ht", x, y, size, f' fill-opacity="{0.05 + 0.5 * (share / most) ** 0.5 if both else 0:.2f}"')
    number = ""
    if len(names) <= _NUMBERS_UP_TO and both:
        shown = percent(share).split("\u00a0%")[0]
        where = f'x="{x + size / 2:.1f}" y="{y + size / 2 + 4:.1f}"'
        number = f'<text class="nr" {where} text-anchor="middle">{esc(shown)}</text>'
    return f"<g><title>{esc(title)}</title>{mark}{number}</g>"


def _rect(kind: str, x: float, y: float, size: float, more: str = "") -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{size:.1f}" height="{size:.1f}"{more}/>'


def _row_label(label: str, place: int, cell: float) -> str:
    y = _TOP + (place + 0.5) * cell + 4
    return f'<text x="{_LABEL - 8}" y="{y:.1f}" text-anchor="end">{esc(_short(label))}</text>'


def _column_label(label: str, place: int, cell: float) -> str:
    x = _LABEL + (place + 0.5) * cell + 4
    return f'<text x="{x:.1f}" y="{_TOP - 8}" transform="rotate(-60 {x:.1f} {_TOP - 8})">{esc(_short(label))}</text>'


def _pairs(names: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    """Return the pairs that come together most often."""
    pairs = [(counts[a][b], -a, -b) for a in range(len(names)) for b in range(a + 1, len(names)) if counts[a][b]]
    if not pairs:
        return "No two of these tags come together."
    first = sorted(pairs, reverse=True)[:_PAIRS]
    said = "; ".join(f"{_short(names[-a])} and {_short(names[-b])}, {plural(n, 'time')}" for n, a, b in first)
    return f"Most often together: {said}."


def _short(label: str) -> str:
    kept, left = cut(one_line(label), _NAME)
    return (kept or "(empty)") + ("…" if left else "")
