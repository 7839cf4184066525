"""For every cell the `capacity` rows with the smallest key, ties by row number, in one pass and bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["Kept", "TopCells", "merge_cells", "push_margins", "push_self"]


class Kept(NamedTuple):
    """Selected entries: the cell, key and row of each, all (M,)."""

    cells: NDArray[np.int64]
    keys: NDArray[np.float64]
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class TopCells:
    """The state of a selection over C cells: 24 bytes a cell and 32 bytes for each row wanted."""

    offsets: NDArray[np.int64]
    sizes: NDArray[np.int64]
    bounds: NDArray[np.float64]
    entries: NDArray[np.float64]

    @classmethod
    def empty(cls, capacities: NDArray[np.int64]) -> TopCells:
        """Return a selection that has seen no rows; `capacities` (C,) are the rows wanted per cell."""
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(capacities, dtype=np.int64)])
        bounds = np.where(capacities > 0, np.inf, -np.inf)
        return cls(
            offsets, np.zeros(len(capacities), np.int64), bounds, np.empty((2 * int(offsets[-1]), 2), np.float64)
        )

    @property
    def capacities(self) -> NDArray[np.int64]:
        """Rows wanted per cell, (C,)."""
        return np.diff(self.offsets)

    def kept(self) -> Kept:
        """Return what was selected, cell by cell, in no order within a cell."""
        native.trim_cells(self.offsets, self.sizes, self.bounds, self.entries)
        room = 2 * self.capacities
        filled = np.arange(len(self.entries)) < np.repeat(2 * self.offsets[:-1] + self.sizes, room)
        keys, rows = self.entries[filled].T
        return Kept(np.repeat(np.arange(len(self.sizes)), self.sizes), keys, rows.astype(np.int64))


def push_margins(
    cells: TopCells,
    pred_probs: NDArray[np.floating],
    labels: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    *,
    first_row: int,
) -> None:
    """Offer those of a block's rows that are wanted to the K*K cells (given, other) with key P[given] - P[other]."""
    native.push_margins(pred_probs, labels, wanted, first_row, cells.offsets, cells.sizes, cells.bounds, cells.entries)


def push_self(cells: TopCells, pred_probs: NDArray[np.floating], labels: NDArray[np.int64], *, first_row: int) -> None:
    """Offer a block's rows to the K cells of their given class with key P[given]."""
    native.push_self(pred_probs, labels, first_row, cells.offsets, cells.sizes, cells.bounds, cells.entries)


def merge_cells(cells: TopCells, other: TopCells) -> None:
    """Offer everything that `other` selected, in place."""
    native.merge_cells(cells.offsets, cells.sizes, cells.bounds, cells.entries, other.sizes, other.entries)
