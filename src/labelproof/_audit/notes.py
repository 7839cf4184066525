"""What the audit itself has to say beside its numbers; readers and models bring their own notes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.classes import similar_classes
from labelproof._base.dataset import Note

__all__ = ["look_alike_notes", "weak_model_notes"]

_LEAST_SKILL = 0.5


def look_alike_notes(names: Sequence[str]) -> tuple[Note, ...]:
    """Return a note for each group of class names that differ only by case or blanks."""
    return tuple(
        Note(
            "similar_classes",
            f"Likely one class written in {len(group)} ways: {', '.join(map(repr, group))}.",
            len(group),
        )
        for group in similar_classes(names)
    )


def weak_model_notes(
    codes: NDArray[np.int64], pred_probs: NDArray[np.floating], scored: NDArray[np.bool_], names: Sequence[str]
) -> tuple[Note, ...]:
    """Return a note when the model closes less than half of the gap between one constant answer and the labels.

    Flags of such a model are mostly its own mistakes; how many are wrong labels it cannot tell.
    """
    given = codes[scored]
    sizes = np.bincount(given, minlength=len(names))
    constant = float(sizes.max()) / len(given)
    right = float((pred_probs.argmax(axis=1)[scored] == given).mean())
    if constant == 1.0 or (right - constant) / (1.0 - constant) >= _LEAST_SKILL:
        return ()
    constantly = names[int(sizes.argmax())]
    message = (
        f"The model agrees with {100 * right:.1f} % of the labels; always answering {constantly!r} agrees with "
        f"{100 * constant:.1f} %. Either many labels are wrong, or the model is too weak for this data and most flags "
        "are its own mistakes: trust the first ones only, or use a better model (--model best, or your own with "
        "--pred-probs)."
    )
    return (Note("weak_model", message, int(scored.sum())),)
