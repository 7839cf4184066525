"""The result of an audit as plain text for a terminal: no colour, plain characters of our own, lines that fit."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from labelproof._audit.report.cards import Card, Content, RowContent, TextContent
from labelproof._audit.report.escape import one_line, visible
from labelproof._audit.report.numbers import NBSP, count, percent, plural
from labelproof._audit.report.tag_cards import TagCard
from labelproof._audit.report.words import agreement, answer, doubts, first_lines, noun, what_next

__all__ = ["WORST", "columns_within", "fit", "prefix", "render_text", "wide", "worst_lines", "wrapped"]

AnyCard = TypeVar("AnyCard", bound=Card | TagCard)

WORST = 10
_PAIRS = 5
_NARROWEST, _WIDEST = 40, 120


def render_text(summary: Mapping[str, Any], cards: Sequence[Card], *, width: int | None = None) -> str:
    """Return the answer, the worst examples, the frequent class pairs and the next step as plain text.

    Parameters
    ----------
    summary : mapping
        What `summary.json` holds.
    cards : sequence of Card
        The worst examples in rank order; ten are shown.
    width : int, optional
        Columns of a line, 40 to 120. Default: those of the terminal, 80 where there is none.

    Returns
    -------
    str
        Lines that end with a line feed.
    """
    columns = columns_within(shutil.get_terminal_size((80, 24)).columns if width is None else width)
    parts = [
        wrapped([answer(summary), doubts(summary) or what_next(summary)], columns),
        worst_lines(
            summary,
            cards[:WORST],
            columns,
            title="Most likely wrong",
            head="given -> suggested",
            labels=lambda card, room: _labels(card.given, card.suggested, room),
        ),
        _pairs(summary["class_pairs"], columns),
        wrapped([agreement(summary), _next(summary)], columns),
    ]
    return "\n\n".join(part for part in parts if part).replace(NBSP, " ") + "\n"


def columns_within(width: int) -> int:
    """Return a width that lines can have: 40 to 120 columns."""
    return min(max(width, _NARROWEST), _WIDEST)


def worst_lines(
    summary: Mapping[str, Any],
    cards: Sequence[AnyCard],
    columns: int,
    *,
    title: str,
    head: str,
    labels: Callable[[AnyCard, int], str],
) -> str:
    """Return the worst examples: a line with rank, row, chance and labels, and a line with the item.

    `head` stands over the labels, and `labels` says those of a card in so many columns.
    """
    if not cards:
        return ""
    named = any(card.id is not None for card in cards)
    heads = ("#", "id" if named else "row", "wrong")
    cells = [(str(card.rank), _where(card, columns // 4), percent(card.error_probability)) for card in cards]
    widths = [max(wide(line[i]) for line in (heads, *cells)) for i in range(3)]
    indent = sum(widths) + 8
    top = title if summary["counts"]["flagged"] else "Lowest label quality (not flagged)"
    lines = [top, prefix(heads, widths) + fit(head, columns - indent)]
    for card, line in zip(cards, cells, strict=True):
        lines.append(prefix(line, widths) + labels(card, columns - indent))
        item = _item_line(card.content)
        if item:
            lines.append(" " * indent + fit(item, columns - indent))
    return "\n".join(lines)


def _where(card: Card | TagCard, columns: int) -> str:
    return count(card.row) if card.id is None else fit(one_line(card.id), columns)


def prefix(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return the first cells of a line, right-aligned."""
    padded = (" " * (width - wide(cell)) + cell for cell, width in zip(cells, widths, strict=True))
    return "  " + "  ".join(padded) + "  "


def _pairs(pairs: Sequence[Mapping[str, Any]], columns: int) -> str:
    """Return the most frequent class pairs."""
    if not pairs:
        return ""
    widest = max(len(count(pair["flagged"])) for pair in pairs[:_PAIRS])
    lines = ["Class pairs flagged most"]
    for pair in pairs[:_PAIRS]:
        number = count(pair["flagged"]).rjust(widest)
        lines.append(f"  {number}  {_labels(pair['given'], pair['suggested'], columns - widest - 4)}")
    if len(pairs) > _PAIRS:
        lines.append(f"  and {plural(len(pairs) - _PAIRS, 'more pair')}")
    return "\n".join(lines)


def _next(summary: Mapping[str, Any]) -> str:
    """Return what to do now."""
    flagged = summary["counts"]["flagged"]
    if not flagged:
        return "Next: open report.html."
    return f"Next: open report.html; the flagged {noun(summary)} are {first_lines(flagged)} of issues.csv, worst first."


def _labels(given: str, suggested: str, columns: int) -> str:
    """Return "given -> suggested"; the given label is shortened first."""
    given, suggested = one_line(given) or "(empty)", one_line(suggested) or "(empty)"
    if given == suggested:
        return fit(f"{given} (also the likeliest class)", columns)
    suggested = fit(suggested, max(columns - 12, columns // 2))
    return f"{fit(given, max(columns - wide(suggested) - 4, 3))} -> {suggested}"


def _item_line(content: Content) -> str:
    """Return the start of an item on one line."""
    if isinstance(content, TextContent):
        return " ".join(visible(content.text[:2000]).split())
    if isinstance(content, RowContent):
        filled = (f"{one_line(column)} {one_line(value.strip())}" for column, value in content.cells if value.strip())
        return ", ".join(filled)
    return ""


def wrapped(paragraphs: Sequence[str], columns: int) -> str:
    """Return paragraphs, each starting on a new line."""
    return "\n".join(textwrap.fill(text, columns) for text in paragraphs if text)


def fit(text: str, columns: int) -> str:
    """Return text cut to a number of terminal columns."""
    if wide(text) <= columns:
        return text
    kept, used = [], 0
    for character in text:
        used += _cell_wide(character)
        if used > columns - 3:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "..."


def wide(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return sum(map(_cell_wide, text))


def _cell_wide(character: str) -> int:
    """Return how many terminal columns a character takes."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
