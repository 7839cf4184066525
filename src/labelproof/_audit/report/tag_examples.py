"""Examples with several tags as cards: rank and chance, the item, its tags as chips, what the model says of them.

A doubtful tag differs from the others by its sign, its line and its words, not only by its colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from labelproof._audit.report.cards import ImageContent, NoContent, RowContent, TextContent
from labelproof._audit.report.escape import attribute, esc, name
from labelproof._audit.report.examples import body_of, picture_of
from labelproof._audit.report.numbers import count, percent, plural
from labelproof._audit.report.tag_cards import Chip, TagCard

__all__ = ["chip_list", "tag_card_list"]

_DOUBTFUL, _KEPT = 12, 12
_BARS = 4
_NAME = 60
_SIGNS = {"missing": ("+", "missing", "m"), "extra": ("\u2212", "too many", "x")}


def tag_card_list(cards: Sequence[TagCard]) -> str:
    """Return cards as an ordered list."""
    return f'<ol class="cards">{"".join(map(_card, cards))}</ol>'


def chip_list(chips: Sequence[Chip], *, doubtful: int = _DOUBTFUL, kept: int = _KEPT) -> str:
    """Return the tags of an example as chips; long lists are cut and counted."""
    doubts = [chip for chip in chips if chip.state != "kept"]
    rest = [chip for chip in chips if chip.state == "kept"]
    shown = [*map(_chip, doubts[:doubtful]), *map(_chip, rest[:kept])]
    left = max(len(doubts) - doubtful, 0) + max(len(rest) - kept, 0)
    if left:
        shown.append(f'<li class="muted">{plural(left, "more tag")}</li>')
    if not shown:
        shown = ['<li class="muted">no tag given</li>']
    return f'<ul class="tags" aria-label="Tags">{"".join(shown)}</ul>'


def _chip(chip: Chip) -> str:
    """Return one tag."""
    if chip.state == "kept":
        return f'<li class="tag">{name(chip.name, limit=_NAME)}</li>'
    sign, words, kind = _SIGNS[chip.state]
    return (
        f'<li class="tag {kind}"><span aria-hidden="true" class="sg">{sign}</span>{name(chip.name, limit=_NAME)}'
        f"<small>{words}?</small></li>"
    )


def _card(card: TagCard) -> str:
    """Return one card."""
    tone = "right s" if card.error_probability > 0.5 else "right"
    where = f'<span class="nowrap">row {count(card.row)}</span>'
    if card.id is not None:
        where = f'<span class="id">{name(card.id, limit=80)}</span>{where}'
    chance = f'<span class="{tone}">{esc(percent(card.error_probability))} likely wrong</span>'
    head = f'<p class="hd"><b>{count(card.rank)}</b>{where}{chance}</p>'
    picture = picture_of(card.content, card.row)
    inner = f"{body_of(head, card.content, chip_list(card.chips))}{_said(card)}"
    if picture:
        return f'<li class="card ex img">{picture}<div>{inner}</div></li>'
    kinds = {NoContent: "none", RowContent: "row", TextContent: "text", ImageContent: "img"}
    return f'<li class="card ex {kinds[type(card.content)]}">{inner}</li>'


def _said(card: TagCard) -> str:
    """Return what the model says of the doubtful tags, as number and bar; of the likeliest where none is in doubt."""
    doubts = [chip for chip in card.chips if chip.state != "kept"] or list(card.chips)
    rows = "".join(map(_row, doubts[:_BARS]))
    return f'<ul class="cl" aria-label="The model\u2019s probability of these tags">{rows}</ul>' if rows else ""


def _row(chip: Chip) -> str:
    """Return one tag with the model's probability that it applies."""
    state = "not given" if chip.state == "missing" else "given"
    title = f' title="{attribute(chip.name)}"' if len(chip.name) > 24 else ""
    tone = "bar p" if chip.state == "missing" else "bar"
    return (
        f'<li><span class="n"{title}>{name(chip.name, limit=100)}<small>{state}</small></span>'
        f'<span aria-hidden="true" class="{tone}" style="--v:{min(max(chip.probability, 0.0), 1.0):.3f}"></span>'
        f'<span class="v">{esc(percent(chip.probability))}</span></li>'
    )
