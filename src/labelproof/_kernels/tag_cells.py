"""The most suspect rows of each tag and given value, in one pass and bounded memory, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["Cuts", "TagCells", "Wanted", "mark_tags"]


@dataclass(frozen=True)
class Wanted:
    """Which cells want rows: `cells` (2 K,) gives the cell of the rows whose tag k is t at 2 k + t, negative for none.

    A cell takes the `capacities` (C,) smallest keys of the histogram's part `bins` (C,), of `num_bins` parts.
    """

    cells: NDArray[np.int64]
    bins: NDArray[np.int64]
    capacities: NDArray[np.int64]
    num_bins: int


@dataclass(frozen=True)
class Cuts:
    """Per tag and given value, (2 K,), the last (probability of the given value, row number) that is flagged."""

    own: NDArray[np.float64]
    row: NDArray[np.int64]


class TagCells:
    """The state of a selection: the rows with the smallest probability of the given value, ties by row number."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._kept = native.TagCells(wanted.cells, wanted.bins, wanted.capacities)

    def push(self, pred_probs: NDArray[np.floating], tags: NDArray[np.uint8], *, bonus: float, first_row: int) -> None:
        """Offer the rows of a block that disagree with their tag even with `bonus`."""
        self._kept.push(pred_probs, tags, self.wanted.num_bins, bonus, first_row)

    def merge(self, other: TagCells) -> None:
        """Take over everything that `other` kept; it is empty afterwards."""
        self._kept.merge(other._kept)

    def largest(self) -> Cuts:
        """Return the last (probability, row) kept per cell; -inf and -1 for a cell without rows."""
        size = len(self.wanted.capacities)
        found = Cuts(np.empty(size, np.float64), np.empty(size, np.int64))
        self._kept.largest(found.own, found.row)
        return found


def mark_tags(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    cuts: Cuts,
    *,
    bonus: float,
    first_row: int,
    per_tag: bool,
) -> NDArray[np.bool_]:
    """Return which tags of a block disagree and come no later than their cut, (n, K), or in which rows any, (n,)."""
    out = np.empty(tags.shape if per_tag else (len(tags), 1), np.bool_)
    native.tag_mark(pred_probs, tags, cuts.own, cuts.row, bonus, first_row, per_tag, out)
    return out if per_tag else out[:, 0]
