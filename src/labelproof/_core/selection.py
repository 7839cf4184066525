"""Which examples to flag: prune counts from the joint, then a bounded selection per cell.

Source: Confident Learning (arXiv 1911.00068), section 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.joint import TINY, round_rows
from labelproof._core.passes import Block
from labelproof._core.thresholds import MARGIN
from labelproof._kernels.row_facts import row_agrees, row_argmax
from labelproof._kernels.top_cells import Kept, TopCells, merge_cells, push_margins, push_self

__all__ = [
    "Contest",
    "MarginSelection",
    "SelfSelection",
    "agreement",
    "margin_capacities",
    "predicted_class",
    "prune_counts",
    "removal_counts",
    "self_capacities",
]


def agreement(block: Block) -> NDArray[np.bool_]:
    """Return True where the label, given a bonus of 1e-6, is the most likely class: such rows are never flagged."""
    return row_agrees(block.pred_probs, block.labels, bonus=MARGIN)


def predicted_class(block: Block) -> NDArray[np.int32]:
    """Return the first most likely class of each row."""
    return row_argmax(block.pred_probs)


def prune_counts(joint: NDArray[np.generic], *, min_examples: int, frac_noise: float) -> NDArray[np.int64]:
    """Return how many examples to prune per (true class, given class), from a confident joint.

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
        Rows true, columns given. The diagonal holds what stays.
    """
    counts = np.ascontiguousarray(joint, np.float64)
    kept = np.maximum(counts.diagonal(), min_examples)
    sharers = np.maximum(np.count_nonzero(counts, axis=1) - 1, 1)
    pruned = np.maximum(counts - ((kept - counts.diagonal()) / sharers)[:, None], 0.0)
    np.fill_diagonal(pruned, 0.0)
    reduced = pruned * frac_noise
    np.fill_diagonal(reduced, kept + (pruned - reduced).sum(axis=1))
    return np.asarray(np.trunc(reduced.T), np.int64)


def removal_counts(
    pruned: NDArray[np.int64], wanted: NDArray[np.generic], class_counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return prune counts rescaled so that `wanted[k]` examples are removed for class k.

    Parameters
    ----------
    pruned : (K, K) int64
        Prune counts, rows true, columns given.
    wanted : (K,) array
        Number of examples to remove per class.
    class_counts : (K,) int64
        Number of examples given each class.

    Returns
    -------
    (K, K) int64
        Prune counts, rows true, columns given.
    """
    values = pruned.astype(np.float64)
    shares = values / np.maximum(values.sum(axis=1), TINY)[None, :]
    noise = shares.sum(axis=1) - shares.diagonal()
    removal = np.asarray(wanted, np.float64)
    scaled = shares * removal[:, None] / np.maximum(noise, TINY)[:, None]
    np.fill_diagonal(scaled, class_counts - removal)
    return round_rows(scaled)


def self_capacities(
    pruned: NDArray[np.int64], class_counts: NDArray[np.int64], *, min_examples: int
) -> NDArray[np.int64]:
    """Return how many of each given class "prune_by_class" flags, shape (K,)."""
    wanted = np.clip(class_counts - pruned.diagonal(), 0, class_counts)
    return np.where(class_counts > min_examples, wanted, 0)


def margin_capacities(
    pruned: NDArray[np.int64], class_counts: NDArray[np.int64], *, min_examples: int
) -> NDArray[np.int64]:
    """Return how many "prune_by_noise_rate" flags per (given, true) cell, flattened to (K*K,)."""
    wanted = np.clip(pruned.T, 0, class_counts[:, None])
    np.fill_diagonal(wanted, 0)
    wanted[class_counts <= min_examples] = 0
    return np.ascontiguousarray(wanted).ravel()


@dataclass(frozen=True)
class SelfSelection:
    """The rows with the smallest P[given] per given class.

    Equal keys are taken in row order: part of the contract, so that every engine flags the same rows.
    """

    capacities: NDArray[np.int64]

    def init(self) -> TopCells:
        """Return a selection over no rows."""
        return TopCells.empty(self.capacities)

    def update(self, state: TopCells, block: Block) -> None:
        """Offer a block's rows."""
        push_self(state, block.pred_probs, block.labels, first_row=block.first_row)

    def merge(self, state: TopCells, other: TopCells) -> TopCells:
        """Return the selection over both."""
        merge_cells(state, other)
        return state

    def finish(self, state: TopCells) -> Kept:
        """Return what was selected."""
        return state.kept()


@dataclass(frozen=True)
class MarginSelection(SelfSelection):
    """The rows among `wanted` (N,) with the smallest P[given] - P[other] per pair of classes, in K*K cells."""

    wanted: NDArray[np.bool_]

    def update(self, state: TopCells, block: Block) -> None:
        """Offer a block's rows."""
        wanted = self.wanted[block.first_row : block.first_row + len(block.labels)]
        push_margins(state, block.pred_probs, block.labels, wanted, first_row=block.first_row)


@dataclass(frozen=True)
class Contest:
    """What a selection among untied rows leaves open.

    A row whose label is the most likely class has no margin below -1e-6 and is never flagged. It matters only where it
    takes a place that an untied row with a larger margin would have: `places` (K*K,) counts those places.
    """

    settled: NDArray[np.int64]
    contested: Kept
    places: NDArray[np.int64]

    @classmethod
    def of(cls, found: Kept, capacities: NDArray[np.int64]) -> Contest:
        """Return what is open after `found` was selected among the untied rows."""
        sure = found.keys < -2 * MARGIN
        contested = Kept(found.cells[~sure], found.keys[~sure], found.rows[~sure])
        free = capacities - np.bincount(found.cells[sure], minlength=len(capacities))
        disputed = np.bincount(contested.cells, minlength=len(capacities)) > 0
        return cls(found.rows[sure], contested, np.where(disputed, free, 0))

    def second_pass(self, untied: NDArray[np.bool_], labels: NDArray[np.int64]) -> MarginSelection | None:
        """Return the selection among the other rows for the open places, or None when there are none."""
        if not self.places.any():
            return None
        size = int(np.sqrt(len(self.places)))
        classes = np.any(self.places.reshape(size, size), axis=1)
        return MarginSelection(self.places, ~untied & classes[labels])

    def rows(self, others: Kept | None) -> NDArray[np.int64]:
        """Return the selected rows, some of which may be tied ones, once `others` have taken their places."""
        if others is None:
            return self.settled
        cells, keys, rows = (np.concatenate(pair) for pair in zip(self.contested, others, strict=True))
        order = np.lexsort((rows, keys, cells))
        cells = cells[order]
        rank = np.arange(len(cells)) - np.searchsorted(cells, cells)
        return np.concatenate([self.settled, rows[order][rank < self.places[cells]]])
