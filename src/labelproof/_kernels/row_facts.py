"""The most likely class of each row, its agreement with the label, and the range of a block's values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["ValueRange", "row_agrees", "row_argmax", "value_range"]


class ValueRange(NamedTuple):
    """Smallest and largest value, and the position of the first NaN (-1, -1 when there is none)."""

    low: float
    high: float
    nan_row: int
    nan_col: int


def row_argmax(pred_probs: NDArray[np.floating]) -> NDArray[np.int32]:
    """Return the first most likely class of each row."""
    out = np.empty(len(pred_probs), np.int32)
    native.row_argmax(pred_probs, out)
    return out


def row_agrees(pred_probs: NDArray[np.floating], labels: NDArray[np.int64], *, bonus: float) -> NDArray[np.bool_]:
    """Return whether the label is the first most likely class once `bonus` is added to its probability."""
    out = np.empty(len(labels), np.bool_)
    native.row_agrees(pred_probs, labels, bonus, out)
    return out


def value_range(pred_probs: NDArray[np.floating]) -> ValueRange:
    """Return the range of a block's values; reading stops at the first NaN."""
    return ValueRange(*native.value_range(pred_probs))
