"""A filter in words, so that a batch always says what it was about."""

from __future__ import annotations

from collections.abc import Iterator

from labelproof._workspace.state import State
from labelproof._workspace.views import Filter

__all__ = ["filter_words"]

_STATUSES = {"todo": "to review", "ambiguous": "both fit", "conflict": "in conflict"}
"""Words of those that are not called by their own name."""


def filter_words(state: State, chosen: Filter) -> str:
    """Return what a filter means, in a few words."""
    return ", ".join(_parts(state, chosen)) or "everything"


def _parts(state: State, chosen: Filter) -> Iterator[str]:
    """Yield one part for each condition."""
    if chosen.given is not None or chosen.suggested is not None:
        yield f"{_names(state, chosen.given)} → {_names(state, chosen.suggested)}"
    if chosen.tag is not None:
        known = state.folder.classes
        yield "tag " + " or ".join(known[tag] if 0 <= tag < len(known) else "unknown" for tag in chosen.tag[:3])
    switches = (
        (chosen.flagged, "flagged", "not flagged"),
        (chosen.labelled, "with a label", "without a label"),
        (chosen.duplicates, "with duplicates", "without duplicates"),
    )
    yield from (yes if on else no for on, yes, no in switches if on is not None)
    if chosen.status is not None:
        yield " or ".join(_STATUSES.get(status, status) for status in chosen.status)
    bounds = ((chosen.least, "at least"), (chosen.most, "at most"))
    yield from (f"{words} {share:.0%}" for share, words in bounds if share is not None)
    if chosen.q:
        yield f"with “{chosen.q[:40]}”"
    others = ((chosen.queue, f"queue {chosen.queue}"), (chosen.user, "decided by one person"))
    yield from (words for value, words in others if value is not None)
    if chosen.carried is not None:
        yield "changed since"


def _names(state: State, codes: list[int] | None) -> str:
    """Return the names of some classes; of tags, whether they are there."""
    if codes is None:
        return "any"
    known = ["absent", "present"] if state.folder.task == "tags" else state.classes
    names = [known[code] if 0 <= code < len(known) else "no label" for code in codes]
    return " or ".join(names[:3]) + (f" or {len(names) - 3} more" if len(names) > 3 else "")
