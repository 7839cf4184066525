"""For every cell the `capacity` rows with the smallest key, ties by row number, in one pass and bounded memory."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native
from labelproof._kernels.scan import Facts
from labelproof._kernels.twins import is_tensor, twin_module

__all__ = ["Cells", "TopCells"]


@dataclass(frozen=True)
class Cells:
    """The cells that want rows, listed by given class: those of class y are starts[y]..starts[y+1]-1.

    `others` (C,) names the second class of each cell, `capacities` (C,) the rows it wants, and a key must be below
    `bounds` (C,) to be considered.
    """

    starts: NDArray[np.int64]
    others: NDArray[np.int64]
    capacities: NDArray[np.int64]
    bounds: NDArray[np.float64]

    @classmethod
    def of(cls, given: NDArray[np.int64], others: NDArray[np.int64], capacities: NDArray[np.int64], size: int) -> Cells:
        """Return the cells (given, other), ascending by given class, of `size` classes, open to every key."""
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(given, minlength=size))])
        return cls(starts, others, capacities, np.full(len(others), np.inf))

    def below(self, bounds: NDArray[np.float64]) -> Cells:
        """Return the same cells with other bounds."""
        return replace(self, bounds=bounds)


class TopCells:
    """The state of a selection: 16 bytes for each row that is kept, at most twice as many as are wanted."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self._kept = native.TopCells(cells.starts, cells.others, cells.capacities, cells.bounds)

    def push_margins(
        self,
        pred_probs: NDArray[np.floating],
        labels: NDArray[np.int64],
        facts: Facts,
        *,
        bonus: float,
        agreeing: bool,
        first_row: int,
    ) -> None:
        """Offer the rows that agree with their label (`row_agrees`), or the others, with key P[given] - P[other]."""
        self._beside(pred_probs).push_margins(pred_probs, labels, facts.own, facts.other, bonus, agreeing, first_row)

    def push_self(
        self,
        pred_probs: NDArray[np.floating],
        labels: NDArray[np.int64],
        facts: Facts,
        *,
        bonus: float,
        first_row: int,
    ) -> None:
        """Offer every row to the cells of its given class with key P[given]."""
        self._beside(pred_probs).push_self(pred_probs, labels, facts.own, facts.other, bonus, first_row)

    def merge(self, other: TopCells) -> None:
        """Take over everything that `other` kept; it is empty afterwards."""
        self._kept.merge(other._kept)

    def filled(self) -> NDArray[np.int64]:
        """Return the number of rows kept per cell, at most its capacity."""
        out = np.empty(len(self.cells.others), np.int64)
        self._kept.filled(out)
        return out

    def largest(self) -> NDArray[np.float64]:
        """Return the largest key kept per cell, -inf for a cell without rows."""
        out = np.empty(len(self.cells.others), np.float64)
        self._kept.largest(out)
        return out

    def mark(self, mask: NDArray[np.bool_]) -> None:
        """Set `mask` at the rows that are kept and do not agree with their label."""
        self._kept.mark(mask)

    def _beside(self, pred_probs: NDArray[np.floating]) -> native.TopCells:
        """Return the state, which is on the device of the tensors from the first block on."""
        if is_tensor(pred_probs) and isinstance(self._kept, native.TopCells):
            self._kept = twin_module(__name__).TorchCells(self.cells, pred_probs.device)
        return self._kept
