"""The result of an audit of tags as plain text for a terminal, and as a fragment for a notebook."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.escape import esc, name, one_line
from labelproof._audit.report.notebook import frame, item_of
from labelproof._audit.report.numbers import NBSP, count, percent
from labelproof._audit.report.tag_cards import Chip, TagCard
from labelproof._audit.report.tag_examples import chip_list
from labelproof._audit.report.tag_words import tag_agreement, tag_answer, tag_what_next
from labelproof._audit.report.text import WORST, columns_within, fit, prefix, wide, worst_lines, wrapped
from labelproof._audit.report.words import doubts, first_lines, noun

__all__ = ["render_tag_text", "tag_notebook_html"]

_NOTEBOOK = 5
_TAGS = 8
_TITLE = "Most likely wrong (+ missing, - too many): by all tags; chance of the worst one"
_SIGNS = {"missing": "+", "extra": "-", "kept": ""}


def render_tag_text(summary: Mapping[str, Any], cards: Sequence[TagCard], *, width: int | None = None) -> str:
    """Return the answer, the worst examples, the tags most in doubt and the next step as plain text.

    Parameters
    ----------
    summary : mapping
        What `summary.json` holds.
    cards : sequence of TagCard
        The worst examples in rank order; ten are shown.
    width : int, optional
        Columns of a line. Default: those of the terminal, 80 where there is none.

    Returns
    -------
    str
        Lines that end with a line feed.
    """
    columns = columns_within(shutil.get_terminal_size((80, 24)).columns if width is None else width)
    parts = [
        wrapped([tag_answer(summary), doubts(summary) or tag_what_next(summary)], columns),
        worst_lines(
            summary,
            cards[:WORST],
            columns,
            title=wrapped([_TITLE], columns),
            head="tags",
            labels=lambda card, room: fit(_chips(card.chips), room),
        ),
        _tags(summary, columns),
        wrapped([tag_agreement(summary), _next(summary)], columns),
    ]
    return "\n\n".join(part for part in parts if part).replace(NBSP, " ") + "\n"


def tag_notebook_html(summary: Mapping[str, Any], cards: Sequence[TagCard]) -> str:
    """Return a fragment of HTML for a notebook: the answer and the worst examples.

    Parameters
    ----------
    summary : mapping
        What `summary.json` holds.
    cards : sequence of TagCard
        The worst examples in rank order; five are shown.

    Returns
    -------
    str
        One element without scripts; its style rules touch nothing outside it.
    """
    rows = "".join(
        f"<tr><td>{name(card.id, limit=40) if card.id is not None else count(card.row)}</td>"
        f"<td>{esc(percent(card.error_probability))}</td><td>{chip_list(card.chips, doubtful=6, kept=6)}</td>"
        f"<td>{item_of(card.content)}</td></tr>"
        for card in cards[:_NOTEBOOK]
    )
    heads = "".join(f'<th scope="col">{text}</th>' for text in ("Row", "Chance wrong", "Tags", "Example"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    second = doubts(summary) or tag_what_next(summary)
    return frame(summary, tag_answer(summary), second, table, tag_agreement(summary))


def _chips(chips: Sequence[Chip]) -> str:
    """Return the doubtful tags with their sign, then those that are kept."""
    if not chips:
        return "(no tags)"
    doubts = [f"{_SIGNS[chip.state]}{one_line(chip.name)}" for chip in chips if chip.state != "kept"]
    kept = [one_line(chip.name) for chip in chips if chip.state == "kept"]
    parts = [", ".join(doubts)] if doubts else []
    return "  | ".join([*parts, ", ".join(kept)] if kept else parts)


def _tags(summary: Mapping[str, Any], columns: int) -> str:
    """Return the tags that are most in doubt."""
    rows = sorted(summary["tags"], key=lambda row: -(row["missing"] + row["extra"]))[:_TAGS]
    rows = [row for row in rows if row["missing"] + row["extra"]]
    if not rows:
        return ""
    cells = [(count(row["missing"]), count(row["extra"]), count(row["given"])) for row in rows]
    heads = ("missing", "too many", "given")
    widths = [max(wide(line[i]) for line in (heads, *cells)) for i in range(3)]
    indent = sum(widths) + 8
    lines = ["Tags most in doubt", prefix(heads, widths) + "tag"]
    names = [fit(one_line(str(row["name"])) or "(empty)", columns - indent) for row in rows]
    return "\n".join([*lines, *(prefix(line, widths) + label for line, label in zip(cells, names, strict=True))])


def _next(summary: Mapping[str, Any]) -> str:
    """Return what to do now."""
    flagged = summary["counts"]["flagged"]
    if not flagged:
        return "Next: open report.html."
    return (
        f"Next: open report.html; the flagged {noun(summary)} are {first_lines(flagged)} of issues.csv, the doubtful "
        "tags are in tag_issues.csv, worst first."
    )
