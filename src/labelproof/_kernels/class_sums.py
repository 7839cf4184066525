"""Exact sums of the given label's probability, per class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["ClassSums", "add_class_sums"]

_HIGH = 1 << 32
_ONE = 1 << 60


@dataclass(frozen=True)
class ClassSums:
    """Fixed-point sums (2, K) and row counts (K,), both int64, so that adding is exact and associative."""

    sums: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def empty(cls, num_classes: int) -> ClassSums:
        """Return the sums over no rows."""
        return cls(np.zeros((2, num_classes), np.int64), np.zeros(num_classes, np.int64))

    def __add__(self, other: ClassSums) -> ClassSums:
        return ClassSums(self.sums + other.sums, self.counts + other.counts)

    def means(self) -> NDArray[np.float64]:
        """Return the mean per class, correctly rounded; NaN for a class without rows."""
        totals = [int(high) * _HIGH + int(low) for high, low in self.sums.T]
        pairs = zip(totals, self.counts.tolist(), strict=True)
        return np.array([total / (count * _ONE) if count else np.nan for total, count in pairs], np.float64)


def add_class_sums(into: ClassSums, pred_probs: NDArray[np.floating], labels: NDArray[np.int64]) -> None:
    """Add a block's rows to `into`, in place."""
    native.class_sums(pred_probs, labels, into.sums, into.counts)
