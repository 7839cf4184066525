"""The examples of the report as cards: rank and chance, the item, the correction, the likeliest classes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from labelproof._audit.report.cards import Card, Content, ImageContent, NoContent, RowContent, TextContent
from labelproof._audit.report.escape import attribute, cut, esc, name, prose
from labelproof._audit.report.numbers import count, percent, plural

__all__ = ["body_of", "card_list", "correction", "picture_of", "safe_image"]

_SHOWN_TEXT = 280
_WHOLE_TEXT = 4_000
_SMALLER_TYPE_FROM = 140
_SHOWN_CELLS = 12
_CELL = 80
_LISTED = 100
_IMAGE = re.compile(r"data:image/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}")


def card_list(cards: Sequence[Card]) -> str:
    """Return cards as an ordered list."""
    return f'<ol class="cards">{"".join(map(_card, cards))}</ol>'


def correction(given: str, suggested: str, *, doubt: bool = True, longest: int = 200) -> str:
    """Return "given → suggested", the given label underlined with a wave where it is in doubt, and cut first."""
    state = "fix open" if doubt else "fix"
    first = name(given, limit=longest // 2, kind="given")
    if given == suggested:
        return f'<span class="{state}">{first}<span class="to">also the likeliest class</span></span>'
    arrow = ' <span class="to"><span aria-hidden="true">→</span><span class="sr">suggested</span></span> '
    before = f"<span>{first}{arrow}</span>"
    return f'<span class="{state}">{before}{name(suggested, limit=longest, kind="sugg")}</span>'


def safe_image(content: Content) -> str | None:
    """Return the data URI of an image when it is one and nothing else."""
    if isinstance(content, ImageContent) and _IMAGE.fullmatch(content.data_uri):
        return content.data_uri
    return None


def _card(card: Card) -> str:
    """Return one card."""
    doubt = card.error_probability > 0.5
    tone = "right s" if doubt else "right"
    row = f"row {count(card.row)}"
    where = f'<span class="nowrap">{row}</span>'
    if card.id is not None:
        where = f'<span class="id">{name(card.id, limit=80)}</span>{where}'
    chance = f'<span class="{tone}">{esc(percent(card.error_probability))} likely wrong</span>'
    head = f'<p class="hd"><b>{count(card.rank)}</b>{where}{chance}</p>'
    label = f'<p class="lab">{correction(card.given, card.suggested, doubt=doubt)}</p>'
    picture = picture_of(card.content, card.row)
    body = f"{body_of(head, card.content, label)}{_likeliest(card)}"
    if picture:
        return f'<li class="card ex img">{picture}<div>{body}</div></li>'
    kind = {NoContent: "none", RowContent: "row", TextContent: "text"}[type(card.content)]
    return f'<li class="card ex {kind}">{body}</li>'


def body_of(head: str, content: Content, label: str) -> str:
    """Return head, item and correction in the order that suits the content."""
    if isinstance(content, TextContent):
        return f"{head}{_text(content.text)}{label}"
    if isinstance(content, RowContent):
        return f"{head}{label}{_cells(content)}"
    return head + label


def picture_of(content: Content, row: int) -> str:
    """Return a thumbnail with its name, a placeholder of the same size, or nothing where there is no image."""
    if isinstance(content, NoContent) and content.reason:
        title = attribute(content.reason)
        return f'<figure><div class="blank" title="{title}">{prose(content.reason, limit=80)}</div></figure>'
    if not isinstance(content, ImageContent):
        return ""
    uri = safe_image(content)
    picture = (
        '<div class="blank">The image cannot be shown.</div>'
        if uri is None
        else f'<img alt="{attribute(content.name, limit=120)}" src="{uri}">'
    )
    # Of a path the file's own name: the folders in front would leave no room for it.
    file = content.name.rpartition("/")[2] or content.name
    caption = f'<figcaption title="{attribute(content.name)}">{name(file)}</figcaption>'
    if not content.name or content.name.endswith(f"[{row}]"):
        caption = ""
    return f"<figure>{picture}{caption}</figure>"


def _text(text: str) -> str:
    """Return a text: its start, and more of it on demand."""
    start, left = cut(text, _SHOWN_TEXT)
    size = " mid" if len(start) > _SMALLER_TYPE_FROM else ""
    shown = prose(start.strip(), limit=_SHOWN_TEXT) or '<span class="muted">(empty text)</span>'
    quote = f'<blockquote class="grow{size}" dir="auto">{shown}{"…" if left else ""}</blockquote>'
    if not left:
        return quote
    more, rest = cut(text, _WHOLE_TEXT)
    label = f"First {count(len(more))} of {count(len(text))}" if rest else f"All {count(len(text))}"
    after = f'\n<span class="muted">… {plural(rest, "more character")} in issues.csv</span>' if rest else ""
    return (
        f'{quote}<details class="whole"><summary>{label} characters</summary>'
        f'<div dir="auto">{esc(more)}{after}</div></details>'
    )


def _cells(content: RowContent) -> str:
    """Return the cells of a row: the first ones, others on demand, and how many there are beyond these."""
    cells = content.cells
    shown_cells = len(cells) if len(cells) <= _SHOWN_CELLS + 4 else _SHOWN_CELLS
    first, others = cells[:shown_cells], cells[shown_cells:]
    shown = f'<dl class="cells grow">{"".join(map(_cell, first))}</dl>'
    if not others:
        return shown
    label = plural(len(others) + content.left, "more column")
    if content.left:
        label = f"{count(len(others))} of {label}"
    rest = f'<dl class="cells">{"".join(map(_cell, others))}</dl>'
    return f'{shown}<details class="whole"><summary>{label}</summary>{rest}</details>'


def _cell(cell: tuple[str, str]) -> str:
    """Return one cell with its column name."""
    column, value = cell
    shown = name(value, limit=_CELL) if value.strip() else '<span class="muted">(empty)</span>'
    return f"<div><dt>{name(column, limit=_CELL)}</dt><dd>{shown}</dd></div>"


def _likeliest(card: Card) -> str:
    """Return the likeliest classes with their probability as number and bar."""
    return f'<ul class="cl" aria-label="Likeliest classes">{"".join(_class(card, *c) for c in card.classes)}</ul>'


def _class(card: Card, label: str, probability: float) -> str:
    """Return one class of a card."""
    given = "<small>given</small>" if label == card.given else ""
    tone = "bar p" if label == card.suggested and label != card.given else "bar"
    title = f' title="{attribute(label)}"' if len(label) > 24 else ""
    return (
        f'<li><span class="n"{title}>{name(label, limit=_LISTED)}{given}</span>'
        f'<span aria-hidden="true" class="{tone}" style="--v:{min(max(probability, 0.0), 1.0):.3f}"></span>'
        f'<span class="v">{esc(percent(probability))}</span></li>'
    )
