"""One reading of a block: facts of every row, the range of the values, and exact sums per class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native
from labelproof._kernels.twins import with_twin

__all__ = ["ClassSums", "Facts", "ValueRange", "row_facts", "scan_rows"]

_HIGH = 1 << 32
_ONE = 1 << 60


class ValueRange(NamedTuple):
    """Smallest and largest value, and the position of the first NaN (-1, -1 when there is none)."""

    low: float
    high: float
    nan_row: int
    nan_col: int


@dataclass(frozen=True)
class Facts:
    """Of each row, the given label's probability and the largest of the other classes (-inf when there is none), (n,).

    float64 for float64 probabilities, otherwise float32. Most questions about a row need no more than these two.
    """

    own: NDArray[np.floating]
    other: NDArray[np.floating]

    @classmethod
    def empty(cls, num_rows: int, dtype: np.dtype[np.generic]) -> Facts:
        """Return room for the facts of rows of a type."""
        kind = np.float64 if dtype == np.float64 else np.float32
        return cls(np.empty(num_rows, kind), np.empty(num_rows, kind))

    def part(self, start: int, stop: int) -> Facts:
        """Return views of rows start..stop-1."""
        return Facts(self.own[start:stop], self.other[start:stop])

    def rows(self, rows: NDArray[np.int64]) -> Facts:
        """Return the facts of some rows."""
        return Facts(self.own[rows], self.other[rows])


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
        total = ClassSums(self.sums + other.sums, self.counts + other.counts)
        total.carry()
        return total

    def carry(self) -> None:
        """Move what exceeds 32 bits from the low sums to the high ones, in place: one form for every total."""
        self.sums[0] += self.sums[1] >> 32
        self.sums[1] &= _HIGH - 1

    def means(self) -> NDArray[np.float64]:
        """Return the mean per class, correctly rounded; NaN for a class without rows."""
        totals = [int(high) * _HIGH + int(low) for high, low in self.sums.T]
        pairs = zip(totals, self.counts.tolist(), strict=True)
        return np.array([total / (count * _ONE) if count else np.nan for total, count in pairs], np.float64)


_NO_SUMS = ClassSums.empty(0)


@with_twin
def scan_rows(
    pred_probs: NDArray[np.floating], labels: NDArray[np.int64], into: ClassSums, facts: Facts | None = None
) -> tuple[ValueRange, Facts]:
    """Add a block's rows to `into` and return the range of its values and its facts, in `facts` if given.

    Reading stops at the first NaN.
    """
    kept = Facts.empty(len(labels), pred_probs.dtype) if facts is None else facts
    found = ValueRange(*native.scan(pred_probs, labels, into.sums, into.counts, kept.own, kept.other))
    into.carry()
    return found, kept


@with_twin
def row_facts(pred_probs: NDArray[np.floating], labels: NDArray[np.int64]) -> Facts:
    """Return the facts of a block's rows."""
    facts = Facts.empty(len(labels), pred_probs.dtype)
    native.scan(pred_probs, labels, _NO_SUMS.sums, _NO_SUMS.counts, facts.own, facts.other)
    return facts
