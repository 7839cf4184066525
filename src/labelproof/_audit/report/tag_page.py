"""The report of an audit of tags: one HTML file that opens with the answer, asks for nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.escape import esc
from labelproof._audit.report.html import document, opening, strip, worst_examples
from labelproof._audit.report.numbers import count, decimal, percent_span, plural
from labelproof._audit.report.origin import how_made
from labelproof._audit.report.sections import noticed
from labelproof._audit.report.tag_cards import TagCard
from labelproof._audit.report.tag_examples import tag_card_list
from labelproof._audit.report.tag_sections import swaps_and_heat, tag_charts, tag_table
from labelproof._audit.report.tag_words import tag_answer, tag_what_next
from labelproof._audit.report.words import doubts, noun

__all__ = ["render_tag_html"]

_ORDER = ", sorted by all their tags; each shows the chance of its worst one"
_MEANINGS = (
    ("In doubt", "a tag that looks wrong: the estimated chance that it is wrong is above one half."),
    ("Missing, too many", "a tag that the example lacks and should have; one that it has and should lack."),
    (
        "Likely wrong",
        "the chance of the example's most doubtful tag, estimated from the model alone. Nobody has checked it against "
        "people's judgement yet.",
    ),
    (
        "Label quality",
        "of a tag 1 minus the chance wrong; of an example an average of its tags in which the worst weighs most. Low "
        "is suspect. The flagged examples are sorted by it.",
    ),
    (
        "95\u00a0%",
        "the interval in which the true share of a tag lies, if the counted examples are a random draw (Wilson).",
    ),
    ("Out of sample", "every example was judged by a model that had not seen it."),
)


def render_tag_html(summary: Mapping[str, Any], cards: Sequence[TagCard]) -> str:
    """Return the report as one HTML document without scripts that needs no network.

    Parameters
    ----------
    summary : mapping
        What `summary.json` holds.
    cards : sequence of TagCard
        The worst examples in rank order.

    Returns
    -------
    str
        A document whose policy forbids every request. Encode it as UTF-8.
    """
    body = (
        opening(tag_answer(summary), tag_what_next(summary), _facts(summary)),
        _next(summary, len(cards)),
        worst_examples(summary, cards, tag_card_list, order=_ORDER),
        tag_table(summary),
        swaps_and_heat(summary),
        tag_charts(summary),
        noticed(summary),
        how_made(summary, meanings=_MEANINGS),
    )
    return document(summary, "".join(body))


def _facts(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the facts below the answer."""
    counts, model = summary["counts"], summary["model"]
    low, high = model["accuracy_interval"]
    examples = count(counts["examples"])
    for kind, words in (("without_tags", "without tags"), ("unreadable", "unreadable")):
        if counts[kind]:
            examples += f" <small>{count(counts[kind])} {words}</small>"
    tags = f"{count(counts['tags_given'])} <small>of {plural(counts['tags'], 'kind')}</small>"
    agrees = "Given probabilities agree" if model["given"] else "Model agrees"
    return [
        ("Tags missing", count(counts["missing"])),
        ("Tags too many", count(counts["extra"])),
        (noun(summary).capitalize(), examples),
        ("Tags given", tags),
        (
            f"{agrees} with all tags of",
            f"{esc(decimal(model['accuracy']))} <small>{percent_span(low, high, digits=1)}</small>",
        ),
    ]


def _next(summary: Mapping[str, Any], shown: int) -> str:
    """Return what to do now, or why not to."""
    why = doubts(summary)
    if why:
        return strip("Little to go by", esc(why), warn=True)
    flagged = summary["counts"]["flagged"]
    if not flagged:
        return ""
    more = f"its first {count(flagged)} lines are the flagged {noun(summary)}"
    where = '<span class="mono">issues.csv</span>'
    tags = 'Each doubtful tag is a line of <span class="mono">tag_issues.csv</span>, most doubtful first.'
    ask = "Judge the cards below: is each tag in doubt really missing, or really too many?"
    rest = f" If most are, go on in {where}: {more}." if flagged > shown else f" All are in {where} in this order."
    return strip("Next", f"{ask}{rest} {tags}")
