"""The sentences that open every view of an audit: the answer, how sure it is, and when to distrust it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labelproof._audit.report.numbers import count, decimal, decimal_span, plural

__all__ = ["agreement", "answer", "doubts", "first_lines", "noun", "what_next"]

_NOUNS = {"text": "texts", "image": "images", "audio": "recordings", "table": "rows"}


def noun(summary: Mapping[str, Any], *, number: int = 2) -> str:
    """Return what the examples of this data are called."""
    word = _NOUNS.get(summary["modality"], "examples")
    return word[:-1] if number == 1 else word


def answer(summary: Mapping[str, Any]) -> str:
    """Return the first line of every view."""
    flagged, labelled = summary["counts"]["flagged"], summary["counts"]["labelled"]
    if flagged == 0:
        return f"None of {plural(labelled, 'label')} is flagged."
    verb = "is" if flagged == 1 else "are"
    return f"{count(flagged)} of {plural(labelled, 'label')} {verb} flagged."


def what_next(summary: Mapping[str, Any]) -> str:
    """Return the second line: what a flag means, and how to learn how many flags are right."""
    counts = summary["counts"]
    if counts["flagged"] == 0:
        return (
            "To the model every given label looks more likely right than wrong. That is no proof: "
            "look at the lowest label qualities to see whether it missed something."
        )
    if counts["flagged"] == 1:
        return f"That is {share_flagged(summary)}. It looks wrong to the model: review it to learn whether it is."
    return f"That is {share_flagged(summary)}. They look wrong to the model: review some to learn how many are wrong."


def share_flagged(summary: Mapping[str, Any]) -> str:
    """Return the share of the labels that is flagged."""
    counts = summary["counts"]
    return decimal(counts["flagged"] / counts["labelled"]) if counts["labelled"] else decimal(0.0)


def doubts(summary: Mapping[str, Any]) -> str:
    """Return why the flags deserve little trust, or nothing when the audit saw no such reason."""
    return next((str(note["message"]) for note in summary["notes"] if note["code"] == "weak_model"), "")


def first_lines(flagged: int) -> str:
    """Return where in a table that is sorted by suspicion the flagged examples stand."""
    return "the first line" if flagged == 1 else f"the first {count(flagged)} lines"


def agreement(summary: Mapping[str, Any]) -> str:
    """Return how far to trust the model."""
    model = summary["model"]
    low, high = model["accuracy_interval"]
    whose = "The given probabilities agree" if model["given"] else "The model agrees"
    return f"{whose} with {decimal(model['accuracy'])} of the labels (95\u00a0%: {decimal_span(low, high)})."
