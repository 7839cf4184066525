"""The sentences that open every view of an audit of tags: the answer, what it means, how far to trust the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labelproof._audit.report.numbers import count, decimal, decimal_span, plural
from labelproof._audit.report.words import noun

__all__ = ["in_doubt", "tag_agreement", "tag_answer", "tag_what_next"]


def tag_answer(summary: Mapping[str, Any]) -> str:
    """Return the first line of every view."""
    flagged, judged = summary["counts"]["flagged"], summary["counts"]["labelled"]
    of = f"{count(judged)} {noun(summary, number=judged)}"
    if flagged == 0:
        return f"None of {of} has a tag in doubt."
    return f"{count(flagged)} of {of} {'has' if flagged == 1 else 'have'} a tag in doubt."


def tag_what_next(summary: Mapping[str, Any]) -> str:
    """Return the second line: what a flag means, and how to learn how many flags are right."""
    if summary["counts"]["flagged_tags"] == 0:
        return (
            "To the model every given tag, and every absence of one, looks more likely right than wrong. That is no "
            "proof: look at the lowest label qualities to see whether it missed something."
        )
    return f"{in_doubt(summary)}. Review some to learn how many are wrong."


def in_doubt(summary: Mapping[str, Any]) -> str:
    """Return how many tags look wrong, and in which way."""
    counts = summary["counts"]
    verb = "looks" if counts["flagged_tags"] == 1 else "look"
    return (
        f"{plural(counts['flagged_tags'], 'tag')} {verb} wrong to the model ({count(counts['missing'])} missing, "
        f"{count(counts['extra'])} too many)"
    )


def tag_agreement(summary: Mapping[str, Any]) -> str:
    """Return how far to trust the model."""
    model = summary["model"]
    low, high = model["accuracy_interval"]
    whose = "The given probabilities agree" if model["given"] else "The model agrees"
    said = f"{whose} with all tags of {decimal(model['accuracy'])} of the {noun(summary)}"
    return f"{said} (95\u00a0%: {decimal_span(low, high)})."
