"""What the shape and the column names of probabilities must be, said the same way for every container."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from labelproof._base.errors import InputError

__all__ = ["NAME", "checked_shape", "column_names", "uneven_lists"]

NAME = "pred_probs"
"""The column or array of a container that is meant, whatever else it holds."""


def checked_shape(shape: Sequence[int]) -> tuple[int, int]:
    """Return the shape (N, K), refused unless it has two dimensions and at least one column."""
    if len(shape) != 2:
        raise InputError(
            "`pred_probs` must be 2-D, one row per example and one column per class: "
            f"got shape {tuple(shape)}. "
            "For two classes pass both columns: numpy.column_stack([1 - p, p])."
        )
    if shape[1] == 0:
        raise InputError("`pred_probs` has no columns. Pass one column of probabilities per class.")
    return int(shape[0]), int(shape[1])


def column_names(names: Iterable[Any]) -> tuple[Any, ...] | None:
    """Return the names of the columns, or None when they are a library's own numbering: 0, 1, ... or column_0, ..."""
    found = tuple(names)
    numbered = {tuple(range(len(found))), *(tuple(f"{word}{n}" for n in range(len(found))) for word in ("column_", ""))}
    return None if found in numbered else found


def uneven_lists(num_classes: int) -> InputError:
    """Return the error for lists of probabilities that are missing or differ in length."""
    return InputError(
        f"`pred_probs` must have the same number of classes in every row: the first has {num_classes}, another has "
        "more, fewer or none. Give every example one probability per class."
    )
