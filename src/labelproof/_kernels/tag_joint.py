"""Counts of (given, guessed) of each tag over the rows in which 1 - p or p reaches its threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["add_tag_joint", "tag_off_diagonal"]


def add_tag_joint(
    joint: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    thresholds: NDArray[np.float64],
) -> None:
    """Add a block's counts to `joint` (K, 2, 2), given by guessed, in place; `thresholds` (K, 2).

    When both values reach their thresholds the more likely one is guessed, "does not apply" on ties.
    """
    native.tag_joint_counts(pred_probs, tags, thresholds.reshape(-1), joint.reshape(-1, 2))


def tag_off_diagonal(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    thresholds: NDArray[np.float64],
    *,
    bonus: float | None = None,
    likeliest: bool = False,
) -> NDArray[np.bool_]:
    """Return where the guess exists and is not the given value, (n, K); with `bonus`, only where the row disagrees too.

    `likeliest` guesses the more likely value if that reaches its threshold, and nothing else.
    """
    out = np.empty(tags.shape, np.bool_)
    native.tag_off_diagonal(pred_probs, tags, thresholds.reshape(-1), -1.0 if bonus is None else bonus, likeliest, out)
    return out
