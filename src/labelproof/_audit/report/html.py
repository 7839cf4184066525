"""The report of an audit: one HTML file that opens with the answer, asks for nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from labelproof._audit.report.cards import Card
from labelproof._audit.report.escape import attribute, esc, name
from labelproof._audit.report.examples import card_list
from labelproof._audit.report.numbers import count, day, decimal, percent_span, plural
from labelproof._audit.report.origin import how_made
from labelproof._audit.report.sections import charts, classes_and_pairs, heading, noticed, unlabelled
from labelproof._audit.report.theme import colour_rules, stylesheet
from labelproof._audit.report.words import answer, doubts, noun, share_flagged, what_next

__all__ = ["WORD_MARK", "document", "opening", "render_html", "strip", "worst_examples"]

AnyCard = TypeVar("AnyCard")

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_FIRST_CARDS = 12
_CARET = '<svg viewBox="0 0 11 16" aria-hidden="true"><path d="M1.5 13 5.5 5l4 8"/></svg>'
WORD_MARK = f'<span class="word">label{_CARET}proof</span>'


def render_html(summary: Mapping[str, Any], cards: Sequence[Card]) -> str:
    """Return the report as one HTML document without scripts that needs no network.

    Parameters
    ----------
    summary : mapping
        What `summary.json` holds.
    cards : sequence of Card
        The worst examples in rank order.

    Returns
    -------
    str
        A document whose policy forbids every request. Encode it as UTF-8.

    Notes
    -----
    Long lists are capped and the rest is counted, so the size depends on the cards, not on the data.
    """
    body = "".join(
        (
            opening(answer(summary), what_next(summary), _facts(summary)),
            _next(summary, len(cards)),
            worst_examples(summary, cards, card_list),
            classes_and_pairs(summary),
            charts(summary),
            unlabelled(summary),
            noticed(summary),
            how_made(summary),
        )
    )
    return document(summary, body)


def document(summary: Mapping[str, Any], body: str) -> str:
    """Return the whole page around the sections of a report."""
    title = f"{attribute(str(summary['name']), limit=120)}: label audit"
    about = f"Label audit of <b>{name(str(summary['name']), limit=120)}</b>, {esc(day(str(summary['created'])))}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n'
        f"<title>{title}</title>\n<style>\n{colour_rules()}{stylesheet('parts')}{stylesheet('report')}</style>\n</head>\n"
        f'<body>\n<div class="wrap">\n<header class="mast">{WORD_MARK}<p>{about}</p></header>\n'
        f"<main>\n{body}\n</main>\n</div>\n</body>\n</html>\n"
    )


def opening(first: str, second: str, facts: Sequence[tuple[str, str]]) -> str:
    """Return the answer, what it means, and the facts, whose values are HTML."""
    rows = "".join(f"<div><dt>{esc(term)}</dt><dd>{fact}</dd></div>" for term, fact in facts)
    return (
        f'<section class="ans"><h1>{esc(first)}</h1><p class="how">{esc(second)}</p>'
        f'<dl class="facts">{rows}</dl></section>'
    )


def strip(title: str, said: str, *, warn: bool = False) -> str:
    """Return a strip with a title and a sentence of HTML."""
    kind = "strip warn" if warn else "strip"
    return f'<section class="{kind}"><h2>{esc(title)}</h2><p>{said}</p></section>'


def _facts(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the facts below the answer."""
    counts, model = summary["counts"], summary["model"]
    low, high = model["accuracy_interval"]
    examples = count(counts["examples"])
    if counts["unlabelled"]:
        examples += f" <small>{count(counts['unlabelled'])} without label</small>"
    if counts.get("unreadable"):
        examples += f" <small>{count(counts['unreadable'])} unreadable</small>"
    agrees = "Given probabilities agree with the label" if model["given"] else "Model agrees with the label"
    flagged = count(counts["flagged"])
    if counts["flagged"]:
        flagged += f" <small>{esc(share_flagged(summary))}</small>"
    return [
        ("Flagged for review", flagged),
        (noun(summary).capitalize(), examples),
        ("Classes with a flag", f"{count(counts['classes_with_flags'])} <small>of {count(counts['classes'])}</small>"),
        (agrees, f"{esc(decimal(model['accuracy']))} <small>{percent_span(low, high, digits=1)}</small>"),
    ]


def _next(summary: Mapping[str, Any], shown: int) -> str:
    """Return what to do now, or why not to."""
    why = doubts(summary)
    if why:
        return strip("Little to go by", esc(why), warn=True)
    flagged = summary["counts"]["flagged"]
    if not flagged:
        return ""
    file = '<span class="mono">issues.csv</span>'
    cards = "card" if flagged == 1 else f"{count(flagged)} cards"
    if flagged <= shown:
        where = f"the {cards} below: is the suggestion better than the given label? All {noun(summary)} in this order"
        words = f"Judge {where} are in {file}."
    else:
        words = (
            f"Judge the cards below: is the suggestion better than the given label? If most are, go on in {file}: "
            f"its first {count(flagged)} lines are the flagged {noun(summary)}."
        )
    return strip("Next", words)


def worst_examples(
    summary: Mapping[str, Any], cards: Sequence[AnyCard], listed: Callable[[Sequence[AnyCard]], str], *, order: str = ""
) -> str:
    """Return the worst examples: the first ones open, the others on demand.

    `listed` draws cards, and `order` says how they are sorted where that cannot be seen.
    """
    if not cards:
        return ""
    flagged = summary["counts"]["flagged"]
    if flagged:
        shown = f"{count(min(len(cards), flagged))} of {count(flagged)} flagged"
        beside = f"{shown}{order}. The chances are the model's estimate; nobody has checked them yet."
        top = heading("Most likely wrong", esc(beside))
    else:
        top = heading("Lowest label quality", "not flagged, shown so that you can judge the model")
    first, others = cards[:_FIRST_CARDS], cards[_FIRST_CARDS:]
    more = ""
    if others:
        label = f"Show {plural(len(others), 'more card')}"
        more = f'<details class="more-cards"><summary>{label}</summary>{listed(others)}</details>'
    after = ""
    if flagged > len(cards):
        after = f'<p class="after">All {count(flagged)} are in <span class="mono">issues.csv</span>.</p>'
    return f"<section>{top}{listed(first)}{more}{after}</section>"
