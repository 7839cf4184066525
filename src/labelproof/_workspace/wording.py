"""A filter in words, the same as on the page, so that a batch always says what it was about."""

from __future__ import annotations

from collections.abc import Iterator

from labelproof._workspace.state import State
from labelproof._workspace.views import Filter

__all__ = ["filter_words"]

_STATUSES = {"todo": "to review", "ambiguous": "both fit", "conflict": "in conflict"}
"""Words of those that are not called by their own name."""

_QUEUE, _USER = "SELECT name FROM queue WHERE id = ?", "SELECT name FROM user WHERE id = ?"


def filter_words(state: State, chosen: Filter) -> str:
    """Return what a filter means, in a few words."""
    return ", ".join(_parts(state, chosen)) or f"all {state.folder.about['noun']}"


def _parts(state: State, chosen: Filter) -> Iterator[str]:
    """Yield one part for each condition."""
    if chosen.given is not None or chosen.suggested is not None:
        yield f"{_names(state, chosen.given)} → {_names(state, chosen.suggested)}"
    if chosen.tag is not None:
        known = state.folder.classes
        yield "tag " + " or ".join(known[tag] if 0 <= tag < len(known) else "unknown" for tag in chosen.tag[:3])
    if chosen.status is not None:
        yield " or ".join(_STATUSES.get(status, status) for status in chosen.status)
    switches = (
        (chosen.flagged, "looks wrong", "not flagged"),
        (chosen.labelled, "with a label", "without a label"),
        (chosen.duplicates, "near duplicates", "no near duplicates"),
    )
    yield from (yes if on else no for on, yes, no in switches if on is not None)
    what = "suggestion likely" if chosen.labelled is False else "chance wrong"
    bounds = ((chosen.least, "at least"), (chosen.most, "at most"))
    yield from (f"{what} {words} {share:.0%}" for share, words in bounds if share is not None)
    if chosen.q:
        yield f"with “{chosen.q[:40]}”"
    if chosen.queue is not None:
        yield f"queue {_stored(state, _QUEUE, chosen.queue)}"
    if chosen.user is not None:
        yield f"decided by {_stored(state, _USER, chosen.user)}"
    if chosen.carried is not None:
        yield "content changed since it was decided"


def _names(state: State, codes: list[int] | None) -> str:
    """Return the names of some classes; of tags, whether they are there."""
    if codes is None:
        return "any"
    known = ["absent", "present"] if state.folder.task == "tags" else state.classes
    names = [known[code] if 0 <= code < len(known) else "no label" for code in codes]
    return " or ".join(names[:3]) + (f" or {len(names) - 3} more" if len(names) > 3 else "")


def _stored(state: State, query: str, number: int) -> str:
    """Return the name of a queue or a person; the number where it is gone."""
    with state.reading() as connection:
        found = connection.execute(query, (number,)).fetchone()
    return str(found[0]) if found else str(number)
