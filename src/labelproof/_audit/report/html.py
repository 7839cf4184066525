"""The report of an audit as one HTML file. (thin)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.cards import Card
from labelproof._audit.report.escape import esc

__all__ = ["render_html"]


def render_html(summary: Mapping[str, Any], cards: Sequence[Card]) -> str:
    """Return the report as one HTML document that needs no network."""
    counts = summary["counts"]
    items = "".join(f"<li>{esc(c.given)} → {esc(c.suggested)}</li>" for c in cards)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{esc(summary['name'])}</title>"
        f"<h1>{counts['flagged']:,} of {counts['labelled']:,} labels are flagged.</h1><ol>{items}</ol></html>"
    )
