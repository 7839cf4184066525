"""The result of an audit as plain text. (thin)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.cards import Card
from labelproof._audit.report.escape import visible

__all__ = ["render_text"]


def render_text(summary: Mapping[str, Any], cards: Sequence[Card], *, width: int = 80) -> str:
    """Return the answer, the worst examples and the class pairs as plain text."""
    counts = summary["counts"]
    lines = [f"{counts['flagged']:,} of {counts['labelled']:,} labels are flagged."]
    lines += [visible(f"{c.rank:>3}  row {c.row}  {c.given} -> {c.suggested}")[:width] for c in cards[:10]]
    return "\n".join(lines) + "\n"
