"""Counts of (given class, guessed class) over the rows in which some class reaches its threshold."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native
from labelproof._kernels.scan import Facts
from labelproof._kernels.twins import with_twin

__all__ = ["Collisions", "add_joint_counts", "row_guesses"]

Collisions = Literal["all", "paper"]
_NO_JOINT = np.empty((0, 0), np.int64)
_NO_GUESSES = np.empty(0, np.int32)


@with_twin
def add_joint_counts(
    joint: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    facts: Facts,
    *,
    collisions: Collisions = "all",
) -> None:
    """Add a block's counts to `joint` in place.

    When two or more classes reach their thresholds, "all" guesses the argmax over all classes, "paper" over those.
    """
    paper = collisions == "paper"
    native.joint_counts(pred_probs, labels, thresholds, facts.own, facts.other, paper, joint, _NO_GUESSES)


@with_twin
def row_guesses(
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    facts: Facts,
    *,
    collisions: Collisions = "all",
) -> NDArray[np.int32]:
    """Return the guessed class of each row, -1 where no class reaches its threshold."""
    out = np.empty(len(labels), np.int32)
    native.joint_counts(pred_probs, labels, thresholds, facts.own, facts.other, collisions == "paper", _NO_JOINT, out)
    return out
