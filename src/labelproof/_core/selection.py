"""Which examples to flag: row by row, or by a bounded selection per cell.

Source: Confident Learning (arXiv 1911.00068), section 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

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
    "misled",
    "predicted_class",
    "sampled",
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
