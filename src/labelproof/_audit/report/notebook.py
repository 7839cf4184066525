"""What a notebook shows of an audit: the answer and the five worst examples, in the colours of its surroundings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.cards import Card, Content, ImageContent, NoContent, RowContent, TextContent
from labelproof._audit.report.escape import attribute, esc, name, prose
from labelproof._audit.report.examples import correction, safe_image
from labelproof._audit.report.numbers import count, percent, plural
from labelproof._audit.report.theme import COLOURS, stylesheet
from labelproof._audit.report.words import agreement, answer, doubts, what_next

__all__ = ["frame", "item_of", "notebook_html"]

_CARDS = 5
_TEXT = 160
_CELLS = 5
_NOTES, _NOTE_LENGTH = 12, 500
_DARK = '[data-jp-theme-light="false"] .labelproof,.vscode-dark .labelproof,html[theme="dark"] .labelproof'


def notebook_html(summary: Mapping[str, Any], cards: Sequence[Card]) -> str:
    """Return a fragment of HTML for a notebook.

    Parameters
    ----------
    summary : mapping
        What `summary.json` holds.
    cards : sequence of Card
        The worst examples in rank order; five are shown.

    Returns
    -------
    str
        One element without scripts; its style rules touch nothing outside it.
    """
    table = _table(cards[:_CARDS]) if cards else ""
    counts = summary["counts"]
    classes = f"{count(counts['classes'])} classes, {count(counts['classes_with_flags'])} with a flag."
    second = doubts(summary) or what_next(summary)
    return frame(summary, answer(summary), second, table, f"{classes} {agreement(summary)}")


def frame(summary: Mapping[str, Any], first: str, second: str, table: str, last: str) -> str:
    """Return the fragment around a table, which is HTML; the other parts are plain sentences."""
    return (
        f'<div class="labelproof"><style>{_rules()}{stylesheet("notebook")}</style>'
        f'<p class="lp-answer">{esc(first)}</p><p>{esc(second)}</p>{table}'
        f'<p class="lp-soft">{esc(last)}</p>{_notes(summary)}</div>'
    )


def _notes(summary: Mapping[str, Any]) -> str:
    """Return what was guessed and handled, folded away."""
    notes = summary["notes"]
    if not notes:
        return ""
    said = "".join(f"<li>{esc(str(note['message'])[:_NOTE_LENGTH])}</li>" for note in notes[:_NOTES])
    return f'<details class="lp-soft"><summary>{plural(len(notes), "note")}</summary><ul>{said}</ul></details>'


def _rules() -> str:
    """Return the colours that a notebook needs, light and dark."""
    names = ("pencil", "suspect")
    light, dark = ("".join(f"--lp-{n}:{COLOURS[n][i]};" for n in names) for i in (0, 1))
    return f".labelproof{{{light}}}{_DARK}{{{dark}}}"


def _table(cards: Sequence[Card]) -> str:
    """Return examples as a table; without the column of items when there is nothing to show."""
    items = any(not isinstance(card.content, NoContent) for card in cards)
    heads = ["Row", "Chance wrong", "Given → suggested", *(["Example"] if items else [])]
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(_row(card, items) for card in cards)}</tbody></table>"


def _row(card: Card, items: bool) -> str:
    """Return one example as a table row."""
    where = name(card.id, limit=40) if card.id is not None else count(card.row)
    label = correction(card.given, card.suggested, doubt=card.error_probability > 0.5)
    item = f"<td>{item_of(card.content)}</td>" if items else ""
    return f"<tr><td>{where}</td><td>{esc(percent(card.error_probability))}</td><td>{label}</td>{item}</tr>"


def item_of(content: Content) -> str:
    """Return the item in little."""
    if isinstance(content, TextContent):
        return f'<span dir="auto">{prose(content.text, limit=_TEXT)}</span>'
    if isinstance(content, RowContent):
        cells = "; ".join(
            f"{name(column, limit=40)} {name(value, limit=40)}" for column, value in content.cells[:_CELLS]
        )
        left = len(content.cells) + content.left - _CELLS
        return cells + (f"; {count(left)} more" if left > 0 else "")
    uri = safe_image(content)
    if isinstance(content, ImageContent) and uri is not None:
        return f'<img alt="{attribute(content.name, limit=120)}" src="{uri}">'
    return ""
