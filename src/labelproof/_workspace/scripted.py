"""Decisions as scripts name them: rows in any form, labels by name."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np

from labelproof._base.errors import InputError, unknown_name
from labelproof._workspace.choices import Choice
from labelproof._workspace.state import State
from labelproof._workspace.store.log import DECISIONS

__all__ = ["choices_of"]


def choices_of(
    state: State, rows: Any, verb: str, label: str | None, *, tag: str | None, comment: str | None
) -> list[Choice]:
    """Return the decisions that a script means."""
    state.refresh()
    targets = _targets(state, rows, tag)
    if verb not in ("accept", *DECISIONS):
        raise unknown_name("verb", "be a decision", verb, ("accept", *DECISIONS))
    if (verb == "relabel") != (label is not None):
        raise InputError(f"`label` goes with the verb 'relabel', and only with it: got {label!r} with {verb!r}.")
    stored = "relabel" if verb == "accept" else verb
    code = None if label is None else _code(state, label)
    return [
        Choice(
            uuid=uuid.uuid4().hex,
            target=target,
            verb=stored,  # type: ignore[arg-type]
            label=int(state.folder.suggested[target]) if verb == "accept" else code,
            base=state.board.seq,
            mode="python",
            comment=comment,
        )
        for target in targets
    ]


def _targets(state: State, rows: Any, tag: str | None) -> list[int]:
    """Return the targets of some rows."""
    numbers = np.atleast_1d(np.asarray(rows))
    if numbers.dtype == bool:
        if numbers.shape != (state.folder.rows,):
            raise InputError(f"A mask of rows must have {state.folder.rows} entries: got shape {numbers.shape}.")
        numbers = np.flatnonzero(numbers)
    if numbers.size == 0 or numbers.dtype.kind not in "iu" or numbers.ndim != 1:
        raise InputError("`rows` must be row numbers or a mask. Pass for example 3, [3, 8] or issues['row'].")
    if numbers.min() < 0 or numbers.max() >= state.folder.rows:
        raise InputError(
            f"`rows` must lie between 0 and {state.folder.rows - 1}: got {numbers.min()}..{numbers.max()}."
        )
    if state.folder.task == "classes":
        if tag is not None:
            raise InputError("`tag` is for examples that carry tags: these have one class each. Leave it out.")
        return [int(number) for number in numbers]
    if tag is None:
        raise InputError("`tag` is missing: these examples carry tags, and a decision is about one of them. Name it.")
    place = state.class_code(tag)
    if place >= state.folder.tags:
        raise InputError(f"The tag {tag!r} was added while reviewing. Audit again before deciding about it.")
    return [int(number) * state.folder.tags + place for number in numbers]


def _code(state: State, label: str) -> int:
    """Return the number of a label by its name."""
    if state.folder.task == "classes":
        return state.class_code(label)
    if label not in ("present", "absent"):
        raise unknown_name("label", "be 'present' or 'absent'", label, ("present", "absent"))
    return int(label == "present")
