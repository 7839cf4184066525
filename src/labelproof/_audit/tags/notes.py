"""What an audit of tags has to say beside its numbers; readers and models bring their own notes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.classes import similar_classes
from labelproof._audit.tags.agreement import Agreement
from labelproof._audit.tags.findings import TagFindings
from labelproof._base.dataset import Note, TagMatrix

__all__ = ["tag_look_alike_notes", "tag_notes", "weak_tag_model_notes"]

_LEAST_GAIN = 0.1
_MOST = 0.5
_SHOWN = 8


def tag_look_alike_notes(names: Sequence[str]) -> tuple[Note, ...]:
    """Return a note for each group of tags that differ only by case or blanks."""
    return tuple(
        Note(
            "similar_classes",
            f"Likely one tag written in {len(group)} ways: {', '.join(map(repr, group))}.",
            len(group),
        )
        for group in similar_classes(names)
    )


def tag_notes(tags: TagMatrix) -> tuple[Note, ...]:
    """Return notes about examples without tags, and about tags that every example or none carries."""
    notes = []
    empty = np.flatnonzero(~tags.given.any(axis=1))
    if len(empty):
        message = f"{len(empty):,} of {len(tags.given):,} examples carry no tag; they are judged like the others."
        notes.append(Note("no_tags", message, len(empty), tuple(empty[:10].tolist())))
    carried = tags.given.sum(axis=0)
    constant = [tags.names[k] for k in np.flatnonzero((carried == 0) | (carried == len(tags.given)))]
    if constant:
        shown = ", ".join(f"'{name}'" for name in constant[:_SHOWN]) + (", ..." if len(constant) > _SHOWN else "")
        message = f"Every example or none carries {shown}; nothing can be learned of {_it(constant)}."
        notes.append(Note("constant_tags", message, len(constant)))
    return tuple(notes)


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


def weak_tag_model_notes(findings: TagFindings, agreement: Agreement) -> tuple[Note, ...]:
    """Return a note when the model hardly tells more of the tags than how frequent each is; else of which tags so.

    Flags of such a model, or tag, are mostly its own mistakes.
    """
    loss, constant = float(agreement.losses.mean()), float(agreement.constants.mean())
    if 1 - loss / constant < _LEAST_GAIN:
        message = (
            f"The model's log loss per tag is {loss:.3f}; always answering how frequent each tag is gives "
            f"{constant:.3f}. Either many tags are wrong, or the model is too weak for this data and most flags are "
            "its own mistakes: trust the first ones only, or use a better model (--model best, or your own with "
            "--pred-probs)."
        )
        return (Note("weak_model", message, agreement.rows),)
    return _weak_tags(findings, agreement.gains)


def _weak_tags(findings: TagFindings, gains: NDArray[np.float64]) -> tuple[Note, ...]:
    """Return the note about tags that the model hardly knows, or most of whose carriers it doubts."""
    given = findings.tags.given[findings.scored] != 0
    names, wrong = findings.tags.names, findings.is_tag_issue[findings.scored]
    carried = given.sum(axis=0)
    doubted = (given & wrong).sum(axis=0) > _MOST * np.maximum(carried, 1)
    weak = np.flatnonzero((carried > 0) & (carried < len(given)) & (doubted | (gains < _LEAST_GAIN)))
    if not len(weak):
        return ()
    flagged, total = int(wrong[:, weak].sum()), int(wrong.sum())
    shown = ", ".join(f"'{names[k]}'" for k in weak[:_SHOWN].tolist())
    shown += f" and {len(weak) - _SHOWN} more" if len(weak) > _SHOWN else ""
    message = (
        f"The model hardly tells {shown} from other examples: it doubts most who carry them, or knows little more than "
        f"how frequent they are. {flagged:,} of the {total:,} flagged tags are theirs; most may be its own mistakes."
    )
    return (Note("weak_tags", message, len(weak)),)
