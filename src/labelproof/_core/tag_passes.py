"""Passes and row functions over several tags per example: every tag is a problem of two classes, all in one reading.

A block brings the probabilities; the tags of its rows come from the pass itself, which knows how to read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelproof._core.passes import Block
from labelproof._core.scan import NO_VALUES, RowOutput, joined
from labelproof._core.thresholds import MARGIN
from labelproof._kernels.row_scores import ScoreMethod
from labelproof._kernels.scan import ClassSums, ValueRange
from labelproof._kernels.tag_cells import Cuts, TagCells, Wanted, mark_tags
from labelproof._kernels.tag_joint import add_tag_joint, tag_off_diagonal
from labelproof._kernels.tag_scan import scan_tags
from labelproof._kernels.tag_scores import tag_scores, weighted_tag_scores
from labelproof._kernels.twins import on_host

__all__ = [
    "Marks",
    "OffDiagonalTags",
    "TagColumnCounts",
    "TagJointPass",
    "TagReader",
    "TagScan",
    "TagScanPass",
    "TagScores",
    "TagSelection",
    "WeightedTagScores",
]


class TagReader(Protocol):
    """Tags of N examples."""

    def dense(self, start: int, stop: int) -> NDArray[np.uint8]:
        """Return rows start..stop-1 as 0/1, (n, K)."""


def _read(tags: TagReader, block: Block) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Return the probabilities and the tags of a block, in main memory."""
    return on_host(block.pred_probs), tags.dense(block.first_row, block.first_row + len(block.labels))


@dataclass
class TagScan:
    """What a scan found of K tags: sums of 2 K classes, see `scan_tags`, a histogram, and the range of values."""

    sums: ClassSums | None
    histogram: NDArray[np.int64] | None
    value_range: ValueRange = NO_VALUES


@dataclass(frozen=True)
class TagScanPass:
    """The range of the values; with `summed` exact sums too, and with `num_bins` the histogram of what disagrees.

    Fills `output` on the way.
    """

    tags: TagReader
    num_tags: int
    summed: bool = True
    num_bins: int = 0
    output: RowOutput | None = None

    def init(self) -> TagScan:
        """Return a scan of no rows."""
        histogram = np.zeros((2 * self.num_tags, self.num_bins), np.int64) if self.num_bins else None
        return TagScan(ClassSums.empty(2 * self.num_tags) if self.summed else None, histogram)

    def update(self, state: TagScan, block: Block) -> None:
        """Scan a block."""
        found = scan_tags(*_read(self.tags, block), state.sums, state.histogram, bonus=MARGIN)
        row = found.nan_row + block.first_row if found.nan_row >= 0 else -1
        state.value_range = joined(state.value_range, found._replace(nan_row=row))
        if self.output is not None:
            self.output.out[block.first_row : block.first_row + len(block.labels)] = self.output.function(block)

    def merge(self, state: TagScan, other: TagScan) -> TagScan:
        """Return the scan of both; the rows of `state` come first."""
        sums = state.sums if other.sums is None or state.sums is None else state.sums + other.sums
        if state.histogram is not None and other.histogram is not None:
            state.histogram += other.histogram
        return TagScan(sums, state.histogram, joined(state.value_range, other.value_range))

    def finish(self, state: TagScan) -> TagScan:
        """Return the scan."""
        return state


@dataclass(frozen=True)
class TagJointPass:
    """Uncalibrated counts (K, 2, 2), given by guessed; the diagonals are at least one."""

    tags: TagReader
    thresholds: NDArray[np.float64]

    def init(self) -> NDArray[np.int64]:
        """Return the counts over no rows."""
        return np.zeros((len(self.thresholds), 2, 2), np.int64)

    def update(self, state: NDArray[np.int64], block: Block) -> None:
        """Count a block."""
        add_tag_joint(state, *_read(self.tags, block), self.thresholds - MARGIN)

    def merge(self, state: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts over both."""
        state += other
        return state

    def finish(self, state: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts with their diagonals raised to one."""
        for value in range(2):
            np.maximum(state[:, value, value], 1, out=state[:, value, value])
        return state


@dataclass(frozen=True)
class TagSelection:
    """The rows with the smallest probability of the given value per cell, equal ones in row order."""

    tags: TagReader
    wanted: Wanted

    def init(self) -> TagCells:
        """Return a selection over no rows."""
        return TagCells(self.wanted)

    def update(self, state: TagCells, block: Block) -> None:
        """Offer a block's rows."""
        state.push(*_read(self.tags, block), bonus=MARGIN, first_row=block.first_row)

    def merge(self, state: TagCells, other: TagCells) -> TagCells:
        """Return the selection over both."""
        state.merge(other)
        return state

    def finish(self, state: TagCells) -> Cuts:
        """Return the last key and row of each cell."""
        return state.largest()


@dataclass(frozen=True)
class Marks:
    """Which tags disagree with their probability and come no later than their cut; per row with `per_tag` off."""

    tags: TagReader
    cuts: Cuts
    per_tag: bool
    bonus: float = MARGIN

    def __call__(self, block: Block) -> NDArray[np.bool_]:
        """Return (n, K), or (n,)."""
        probs, tags = _read(self.tags, block)
        return mark_tags(probs, tags, self.cuts, bonus=self.bonus, first_row=block.first_row, per_tag=self.per_tag)


@dataclass(frozen=True)
class OffDiagonalTags:
    """Which tags are guessed to be other than given; with `disagreeing`, only where the other value is more likely too.

    `likeliest` guesses the more likely value or nothing: the rule of batches.
    """

    tags: TagReader
    thresholds: NDArray[np.float64]
    disagreeing: bool = False
    likeliest: bool = False
    per_tag: bool = True

    def __call__(self, block: Block) -> NDArray[np.bool_]:
        """Return (n, K), or in which rows any tag is, (n,)."""
        probs, tags = _read(self.tags, block)
        bonus = MARGIN if self.disagreeing else None
        found = tag_off_diagonal(probs, tags, self.thresholds - MARGIN, bonus=bonus, likeliest=self.likeliest)
        return found if self.per_tag else np.asarray(found.any(axis=1))


@dataclass(frozen=True)
class TagColumnCounts:
    """How many rows of each tag and given value a row function (n, K) is true for, (K, 2)."""

    tags: TagReader
    function: OffDiagonalTags | Marks
    num_tags: int

    def init(self) -> NDArray[np.int64]:
        """Return the counts over no rows."""
        return np.zeros((self.num_tags, 2), np.int64)

    def update(self, state: NDArray[np.int64], block: Block) -> None:
        """Count a block."""
        found = self.function(block)
        given = found & self.tags.dense(block.first_row, block.first_row + len(block.labels)).view(np.bool_)
        state[:, 1] += np.count_nonzero(given, axis=0)
        state[:, 0] += np.count_nonzero(found, axis=0) - np.count_nonzero(given, axis=0)

    def merge(self, state: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts over both."""
        state += other
        return state

    def finish(self, state: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts."""
        return state


@dataclass(frozen=True)
class TagScores:
    """The scores of a block's tags, (n, K); `shift` (K, 2) is added to (1 - p, p), which is then renormalised."""

    tags: TagReader
    method: ScoreMethod
    shift: NDArray[np.float64] | None = None

    def __call__(self, block: Block) -> NDArray[np.float64]:
        """Return one score per tag."""
        probs, tags = _read(self.tags, block)
        return tag_scores(probs, tags, method=self.method, shift=self.shift)


@dataclass(frozen=True)
class WeightedTagScores:
    """The scores of a block's rows, `weights` times the lowest scores of their tags; 1 where `mask` is False."""

    scores: TagScores
    weights: NDArray[np.float64]
    mask: NDArray[np.bool_] | None = None

    def __call__(self, block: Block) -> NDArray[np.float64]:
        """Return one score per row."""
        probs, tags = _read(self.scores.tags, block)
        method, shift = self.scores.method, self.scores.shift
        if self.mask is None:
            return weighted_tag_scores(probs, tags, self.weights, method=method, shift=shift)
        rows = np.flatnonzero(self.mask[block.first_row : block.first_row + len(tags)])
        out = np.ones(len(tags))
        if len(rows):
            out[rows] = weighted_tag_scores(probs[rows], tags[rows], self.weights, method=method, shift=shift)
        return out
