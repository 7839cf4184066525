"""Which examples to flag: prune counts from the joint, then a bounded selection per cell.

Source: Confident Learning (arXiv 1911.00068), section 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelproof._core.joint import TINY, round_rows, row_parts
from labelproof._core.passes import Block
from labelproof._core.thresholds import MARGIN
from labelproof._kernels.joint_counts import Collisions, row_guesses
from labelproof._kernels.row_facts import row_agrees, row_argmax
from labelproof._kernels.top_cells import Cells, TopCells

__all__ = [
    "SAMPLED",
    "Disagreement",
    "MarginSelection",
    "OffDiagonal",
    "SelfSelection",
    "contested",
    "likely_bounds",
    "margin_cells",
    "misled",
    "predicted_class",
    "prune_counts",
    "removal_counts",
    "sampled",
    "self_cells",
]


SAMPLED = 16
"""One row in so many is looked at first."""


@dataclass(frozen=True)
class Disagreement:
    """Whether another class than the label is the most likely, even once `bonus` is added to the label's probability.

    With the bonus of 1e-6 a row that does not disagree is never flagged.
    """

    bonus: float = MARGIN

    def __call__(self, block: Block) -> NDArray[np.bool_]:
        """Return one answer per row."""
        return ~row_agrees(block.pred_probs, block.labels, block.facts, bonus=self.bonus)


@dataclass(frozen=True)
class OffDiagonal:
    """Whether a row's guessed class exists and differs from the given one (and the label is not the most likely)."""

    thresholds: NDArray[np.float64]
    collisions: Collisions = "all"
    disagreeing: bool = False

    def __call__(self, block: Block) -> NDArray[np.bool_]:
        """Return one answer per row."""
        facts = block.facts
        bounds = self.thresholds - MARGIN
        guesses = row_guesses(block.pred_probs, block.labels, bounds, facts, collisions=self.collisions)
        found: NDArray[np.bool_] = (guesses >= 0) & (guesses != block.labels)
        if self.disagreeing:
            found &= ~row_agrees(block.pred_probs, block.labels, facts, bonus=MARGIN)
        return found


def predicted_class(block: Block) -> NDArray[np.int32]:
    """Return the first most likely class of each row."""
    return row_argmax(block.pred_probs)


def prune_counts(joint: NDArray[np.generic], *, min_examples: int, frac_noise: float) -> NDArray[np.int64]:
    """Return how many examples to prune per (given class, true class), from a confident joint.

    Parameters
    ----------
    joint : (K, K) array
        Confident joint, rows given, columns guessed.
    min_examples : int
        The least number of examples that every class keeps.
    frac_noise : float
        Fraction of the estimated errors to prune, in [0, 1].

    Returns
    -------
    (K, K) int64
        Rows given, columns true. The diagonal holds what stays.
    """
    result = np.empty(joint.shape, np.int64)
    for part in row_parts(joint):
        counts = np.array(joint[part], np.float64, order="C")
        own = (np.arange(len(counts)), np.arange(len(joint))[part])
        kept = np.maximum(counts[own], min_examples)
        sharers = np.maximum(np.count_nonzero(counts, axis=1) - 1, 1)
        pruned = np.maximum(counts - ((kept - counts[own]) / sharers)[:, None], 0.0)
        pruned[own] = 0.0
        reduced = pruned * frac_noise
        reduced[own] = kept + (pruned - reduced).sum(axis=1)
        result[part] = np.trunc(reduced)
    return result


def removal_counts(
    pruned: NDArray[np.int64], wanted: NDArray[np.generic], class_counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return prune counts rescaled so that `wanted[k]` examples are removed for class k.

    Parameters
    ----------
    pruned : (K, K) int64
        Prune counts, rows given, columns true.
    wanted : (K,) array
        Number of examples to remove per true class.
    class_counts : (K,) int64
        Number of examples given each class.

    Returns
    -------
    (K, K) int64
        Prune counts, rows given, columns true.
    """
    values = np.ascontiguousarray(pruned.T, np.float64)
    shares = values / np.maximum(values.sum(axis=1), TINY)[None, :]
    noise = shares.sum(axis=1) - shares.diagonal()
    removal = np.asarray(wanted, np.float64)
    scaled = shares * removal[:, None] / np.maximum(noise, TINY)[:, None]
    np.fill_diagonal(scaled, class_counts - removal)
    return round_rows(scaled).T


def margin_cells(pruned: NDArray[np.int64], class_counts: NDArray[np.int64], *, min_examples: int) -> Cells:
    """Return the cells (given, true) of which "prune_by_noise_rate" flags rows, and how many."""
    given, true = np.divmod(np.flatnonzero(pruned != 0), len(pruned))
    wanted = np.minimum(pruned[given, true], class_counts[given])
    chosen = (given != true) & (wanted > 0) & (class_counts[given] > min_examples)
    return Cells.of(given[chosen], true[chosen], wanted[chosen], len(pruned))


def self_cells(pruned: NDArray[np.int64], class_counts: NDArray[np.int64], *, min_examples: int) -> Cells:
    """Return the given classes of which "prune_by_class" flags rows, and how many."""
    wanted = np.clip(class_counts - pruned.diagonal(), 0, class_counts)
    given = np.flatnonzero((wanted > 0) & (class_counts > min_examples))
    return Cells.of(given, given, wanted[given], len(wanted))


@dataclass(frozen=True)
class SelfSelection:
    """The rows with the smallest P[given] per given class.

    Equal keys are taken in row order: part of the contract, so that every engine flags the same rows.
    """

    cells: Cells

    def init(self) -> TopCells:
        """Return a selection over no rows."""
        return TopCells(self.cells)

    def update(self, state: TopCells, block: Block) -> None:
        """Offer a block's rows."""
        state.push_self(block.pred_probs, block.labels, block.facts, bonus=MARGIN, first_row=block.first_row)

    def merge(self, state: TopCells, other: TopCells) -> TopCells:
        """Return the selection over both."""
        state.merge(other)
        return state

    def finish(self, state: TopCells) -> TopCells:
        """Return the selection."""
        return state


@dataclass(frozen=True)
class MarginSelection(SelfSelection):
    """The rows with the smallest P[given] - P[other] per cell, of rows that agree with their label or of the others."""

    agreeing: bool = False

    def update(self, state: TopCells, block: Block) -> None:
        """Offer a block's rows."""
        state.push_margins(
            block.pred_probs,
            block.labels,
            block.facts,
            bonus=MARGIN,
            agreeing=self.agreeing,
            first_row=block.first_row,
        )


def contested(found: TopCells) -> MarginSelection | None:
    """Return what else must be offered after the rows that disagree with their label, or None.

    A row that agrees with its label has no margin below -1e-6 and is never flagged. It matters only where it takes a
    place that a disagreeing row with a larger margin would have.
    """
    largest = found.largest()
    disputed = largest >= -2 * MARGIN
    if not disputed.any():
        return None
    return MarginSelection(found.cells.below(np.where(disputed, np.nextafter(largest, np.inf), -np.inf)), agreeing=True)


def sampled(cells: Cells) -> MarginSelection | None:
    """Return the selection whose result among every `SAMPLED`-th row tells `likely_bounds`.

    None where cells want too few rows for a sample to say anything.
    """
    if len(cells.capacities) == 0 or float(cells.capacities.mean()) < 8 * SAMPLED:
        return None
    return MarginSelection(replace(cells, capacities=cells.capacities * 5 // (4 * SAMPLED) + 8))


def likely_bounds(sample: TopCells) -> NDArray[np.float64]:
    """Return keys that the last selected row of each cell will probably stay below: most rows need not be kept first.

    Whether they did is seen afterwards: a cell that was bounded must have as many rows as it wants.
    """
    return np.where(sample.filled() == sample.cells.capacities, sample.largest(), np.inf)


def misled(found: TopCells, cells: Cells) -> bool:
    """Return whether bounds kept rows out that were wanted."""
    return bool((found.filled() < cells.capacities)[np.isfinite(found.cells.bounds)].any())
