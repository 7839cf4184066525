"""Counts of (given class, guessed class) over the rows in which some class reaches its threshold."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["Collisions", "add_joint_counts"]

Collisions = Literal["all", "paper"]
_NO_GUESSES = np.empty(0, np.int32)


def add_joint_counts(
    joint: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    *,
    collisions: Collisions = "all",
    guesses: NDArray[np.int32] | None = None,
) -> None:
    """Add a block's counts to `joint` in place; `guesses` receives each row's guess, -1 where no class is reached.

    When two or more classes reach their thresholds, "all" guesses the argmax over all classes, "paper" over those.
    """
    native.joint_counts(
        pred_probs, labels, thresholds, collisions == "paper", joint, _NO_GUESSES if guesses is None else guesses
    )
