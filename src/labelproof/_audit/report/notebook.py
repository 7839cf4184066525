"""What a notebook shows of an audit. (thin)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.cards import Card

__all__ = ["notebook_html"]


def notebook_html(summary: Mapping[str, Any], cards: Sequence[Card]) -> str:
    """Return a fragment of HTML: the answer and the worst examples."""
    counts = summary["counts"]
    return f"<div><b>{counts['flagged']:,} of {counts['labelled']:,} labels are flagged.</b></div>"
