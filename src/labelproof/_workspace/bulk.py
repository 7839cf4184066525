"""Deciding everything that a filter finds, at once: what was counted, through the gate, as one batch and one undo."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, unknown_name
from labelproof._workspace.deciding import open_batch
from labelproof._workspace.errors import ConflictError, GateError
from labelproof._workspace.filters import filter_text
from labelproof._workspace.lists import undecided
from labelproof._workspace.samples import sample_for
from labelproof._workspace.state import State
from labelproof._workspace.store.log import DECISIONS, Draft
from labelproof._workspace.tallies import counts_for
from labelproof._workspace.views import Batch, Filter
from labelproof._workspace.wording import filter_words

__all__ = ["decide_batch"]


def decide_batch(
    state: State,
    chosen: Filter,
    verb: str,
    *,
    accept: bool,
    label: int | None,
    expect: int,
    first: int | None,
    sample: int | None,
    reason: str | None,
    user: int,
) -> Batch:
    """Decide all undecided targets of a filter, or the first so many in rank order."""
    codes = _check(state, verb, accept=accept, label=label)
    reason = (reason or "").strip() or None
    title = filter_words(state, chosen) + (f", first {first}" if first is not None else "")
    with state.writing() as connection:
        state.refresh()
        found = undecided(state, chosen, user)
        targets = np.sort(found if first is None else found[: max(first, 0)])
        if expect not in (len(found), len(targets)):
            raise ConflictError(
                f"There are {len(found)} undecided targets now, not {expect}: somebody else decided meanwhile. "
                "Look at the new number, then decide."
            )
        if len(targets) == 0:
            raise InputError("Nothing is undecided here. Choose another filter.")
        if reason is None:
            _check_gate(state, chosen, verb, sample=sample, accept=accept, whole=len(targets) == len(found), user=user)
        wanted = np.asarray(state.folder.suggested)[targets] if accept else codes
        batch = open_batch(
            connection,
            user=user,
            title=title,
            expected=len(targets),
            filter_text=filter_text(chosen),
            sample=sample,
            reason=reason,
        )
        state.append(connection, _drafts(state, targets, verb, wanted, batch=batch), user=user)
    return Batch(id=batch, title=title, count=len(targets), counts=counts_for(state, user), seq=state.board.seq)


def _check(state: State, verb: str, *, accept: bool, label: int | None) -> int | None:
    """Return the label for all, refusing what makes no sense."""
    if verb not in DECISIONS:
        raise unknown_name("verb", "be a decision", verb, DECISIONS)
    if verb != "relabel":
        return None
    most = 2 if state.folder.task == "tags" else len(state.classes)
    if not accept and (label is None or not 0 <= label < most):
        raise InputError(f"`label` must be a class, 0 to {most - 1}: got {label}. Or accept what is suggested.")
    return label


def _check_gate(
    state: State, chosen: Filter, verb: str, *, sample: int | None, accept: bool, whole: bool, user: int
) -> None:
    """Refuse what no sample supports. Only accepting and keeping all can be supported; "unsure" needs no support."""
    if verb == "unsure":
        return
    if verb != "keep" and not accept:
        raise GateError("No sample can support this for all of them. Give a reason to do it all the same.")
    if not whole:
        raise GateError(
            "A random sample of all says too little about the first ones alone. Decide all, or give a reason."
        )
    if sample is None:
        raise GateError("Judge a random sample of them first, or give a reason to pass the gate.")
    found = sample_for(state, sample, chosen, user)
    if not (found.keep_open if verb == "keep" else found.open):
        bound = found.keep_bound if verb == "keep" else found.bound
        sure = f"with {100 * found.confidence:g}% confidence"
        says = "no member is judged yet" if bound is None else f"{sure} up to {bound:.1%} may be wrong"
        raise GateError(
            f"The gate is closed: {says}, {found.judged} of {found.size} judged, and {found.gate:.1%} is allowed. "
            "Judge a larger sample, or give a reason to pass the gate."
        )


def _drafts(
    state: State, targets: NDArray[np.int64], verb: str, wanted: NDArray[np.int32] | int | None, *, batch: int
) -> Iterator[Draft]:
    """Yield a decision for each target. Relabelling to the given label keeps it."""
    folder, classes = state.folder, state.classes
    given = np.asarray(folder.given)[targets].tolist()
    codes = np.broadcast_to(np.asarray(-1 if wanted is None else wanted), len(targets)).tolist()
    if verb == "keep" and min(given) < 0 and folder.task == "classes":
        raise InputError("Rows without a given label cannot be kept. Leave them out with the filter `labelled`.")
    if verb == "relabel" and min(codes) < 0:
        raise InputError("Some of them have no suggestion. Relabel them to a class.")
    rows = targets // folder.tags
    keys, contents = folder.keys(rows), folder.contents(rows)
    for place, target in enumerate(targets.tolist()):
        same = verb == "relabel" and codes[place] == given[place]
        relabels = verb == "relabel" and not same
        yield Draft(
            uuid=f"~{batch}-{place}",
            verb="keep" if same else verb,
            target=target,
            key=keys[place],
            tag=folder.classes[target % folder.tags] if folder.task == "tags" else None,
            content=contents[place],
            label=folder.label_name(codes[place], classes) if relabels else None,
            given=folder.label_name(given[place], classes),
            batch=batch,
            mode="bulk",
        )
