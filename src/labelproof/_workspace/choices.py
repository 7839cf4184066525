"""Decisions that are asked for, and the checks they pass before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelproof._base.errors import InputError, unknown_name
from labelproof._workspace.items import check_target
from labelproof._workspace.state import State
from labelproof._workspace.store.log import DECISIONS, Draft
from labelproof._workspace.views import Mode, Verb

__all__ = ["Choice", "draft_of"]

_MODES = ("focus", "sheet", "sample", "items", "bulk", "blind", "adjudicate", "python")
_LONGEST = 4_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One decision that somebody asks for, for `Workspace.decide_many`.

    Attributes
    ----------
    uuid : str
        Made by who asks, so that asking twice stores once.
    target : int
        What is decided.
    verb : {"keep", "relabel", "exclude", "unsure", "ambiguous"}
        What is concluded.
    label : int or None
        The class to relabel to, by number; of tags 0 (absent) or 1 (present).
    base : int
        `Item.seq` of the item that was seen.
    milliseconds : int or None
        How long it took.
    mode : str
        Where it was decided.
    blind : bool
        Whether other people's decisions were hidden.
    comment : str or None
        A remark.
    """

    uuid: str
    target: int
    verb: Verb
    label: int | None = None
    base: int = 0
    milliseconds: int | None = None
    mode: Mode = "focus"
    blind: bool = False
    comment: str | None = None


def draft_of(state: State, choice: Choice, *, batch: int | None) -> Draft:
    """Return a decision as an event, refusing what makes no sense."""
    folder = state.folder
    target = check_target(state, choice.target)
    _check_words(choice)
    row = folder.row(target)
    given = int(folder.given[target])
    verb, label = _verb(state, choice, given)
    tag = folder.tag(target)
    return Draft(
        uuid=choice.uuid,
        verb=verb,
        target=target,
        key=folder.key(row),
        tag=None if tag is None else folder.classes[tag],
        content=folder.content(row),
        label=label,
        given=folder.label_name(given, state.classes),
        base=choice.base,
        batch=batch,
        milliseconds=choice.milliseconds,
        mode=choice.mode,
        blind=choice.blind,
        comment=choice.comment or None,
    )


def _verb(state: State, choice: Choice, given: int) -> tuple[str, str | None]:
    """Return the verb and label that are stored: relabelling to the given label keeps it."""
    if choice.verb != "relabel":
        if choice.verb == "keep" and given < 0:
            raise InputError("A row without a given label cannot be kept. Relabel it, or exclude it.")
        return choice.verb, None
    most = 2 if state.folder.task == "tags" else len(state.classes)
    if choice.label is None or not 0 <= choice.label < most:
        raise InputError(f"`label` must be a class, 0 to {most - 1}: got {choice.label}. Add a new class first.")
    if choice.label == given:
        return "keep", None
    return "relabel", state.folder.label_name(choice.label, state.classes)


def _check_words(choice: Choice) -> None:
    """Refuse words that are not known, and texts that no one can mean."""
    if choice.verb not in DECISIONS:
        raise unknown_name("verb", "be a decision", choice.verb, DECISIONS)
    if choice.mode not in _MODES:
        raise unknown_name("mode", "be a way to decide", choice.mode, _MODES)
    texts: Sequence[tuple[str, str | None, int]] = (("uuid", choice.uuid, 64), ("comment", choice.comment, _LONGEST))
    for name, text, most in texts:
        if text is not None and (len(text) > most or "\x00" in text):
            raise InputError(f"`{name}` may have {most} characters: got {len(text)}. Make it shorter.")
    if not choice.uuid or choice.uuid.startswith("~"):
        raise InputError(f"`uuid` must be a name of your own: got {choice.uuid!r}. Pass for example str(uuid.uuid4()).")
    if choice.milliseconds is not None and choice.milliseconds < 0:
        raise InputError(f"`milliseconds` must not be negative: got {choice.milliseconds}. Leave it out if unknown.")
