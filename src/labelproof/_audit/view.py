"""How a result is shown: the page, the terminal's text and the notebook's fragment, by what the examples carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from labelproof._audit.evidence import worst_cards
from labelproof._audit.report.html import render_html
from labelproof._audit.report.notebook import notebook_html
from labelproof._audit.report.tag_page import render_tag_html
from labelproof._audit.report.tag_text import render_tag_text, tag_notebook_html
from labelproof._audit.report.text import render_text
from labelproof._audit.tags.evidence import worst_tag_cards
from labelproof._audit.tags.findings import TagFindings

if TYPE_CHECKING:
    from labelproof._audit.result import AuditResult

__all__ = ["notebook_of", "page_of", "text_of"]

_IN_NOTEBOOK = 10


def page_of(result: AuditResult, summary: Mapping[str, Any]) -> str:
    """Return the report as one HTML document; `summary` is the result's, with what was left out while writing."""
    found = result.findings
    if isinstance(found, TagFindings):
        return render_tag_html(summary, worst_tag_cards(result, found))
    return render_html(summary, worst_cards(result, found))


def text_of(result: AuditResult, summary: Mapping[str, Any], *, most: int, width: int) -> str:
    """Return the result as plain text, with so many of the worst examples."""
    found = result.findings
    if isinstance(found, TagFindings):
        return render_tag_text(summary, worst_tag_cards(result, found, most=most, images=False), width=width)
    return render_text(summary, worst_cards(result, found, most=most, images=False), width=width)


def notebook_of(result: AuditResult) -> str:
    """Return what a notebook shows: the answer and the worst examples."""
    found = result.findings
    if isinstance(found, TagFindings):
        return tag_notebook_html(result.summary, worst_tag_cards(result, found, most=_IN_NOTEBOOK))
    return notebook_html(result.summary, worst_cards(result, found, most=_IN_NOTEBOOK))
