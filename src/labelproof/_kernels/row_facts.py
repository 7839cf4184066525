"""The most likely class of each row, and its agreement with the label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native
from labelproof._kernels.scan import Facts
from labelproof._kernels.twins import with_twin

__all__ = ["row_agrees", "row_argmax"]


@with_twin
def row_argmax(pred_probs: NDArray[np.floating]) -> NDArray[np.int32]:
    """Return the first most likely class of each row."""
    out = np.empty(len(pred_probs), np.int32)
    native.row_argmax(pred_probs, out)
    return out


@with_twin
def row_agrees(
    pred_probs: NDArray[np.floating], labels: NDArray[np.int64], facts: Facts, *, bonus: float
) -> NDArray[np.bool_]:
    """Return whether the label is the first most likely class once `bonus` is added to its probability."""
    out = np.empty(len(labels), np.bool_)
    native.row_agrees(pred_probs, labels, facts.own, facts.other, bonus, out)
    return out
