"""How many rows of each tag and given value to flag, and from which of them on.

Confident Learning (arXiv 1911.00068) on two classes per tag. With two classes all pruning filters order the rows of a
cell alike, by the probability of the given value, so each is a number of rows per cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.joint import TINY, round_rows
from labelproof._core.pruning import removal_counts
from labelproof._kernels.tag_cells import Cuts, Wanted

__all__ = ["CutPlan", "calibrate_tags", "expected_cuts", "no_limit", "normalize_tags", "num_bins", "prune_tags"]

_MOST_VALUES = 1 << 20


def num_bins(num_tags: int) -> int:
    """Return into how many parts the histogram of a scan divides the keys of a cell: a power of two."""
    return max(16, min(1024, 1 << (_MOST_VALUES // max(num_tags, 1)).bit_length() >> 1))


def normalize_tags(joint: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the joint of each tag (K, 2, 2) divided by the sum of its entries."""
    values = np.asarray(joint, np.float64)
    return values / np.maximum(_totals(values), TINY)


def _totals(joint: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of each tag's entries, added in the order of one joint alone, (K, 1, 1)."""
    flat = joint.reshape(-1, 4)
    return (((flat[:, 0] + flat[:, 1]) + flat[:, 2]) + flat[:, 3]).reshape(-1, 1, 1)


def calibrate_tags(joint: NDArray[np.generic], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the joint of each tag (K, 2, 2) with rows rescaled to the counts (K, 2) and rounded."""
    rows = np.array(joint, np.float64, order="C")
    rows /= np.maximum(rows.sum(axis=2, keepdims=True), TINY)
    rows *= counts[:, :, None]
    rows /= np.maximum(_totals(rows), TINY)
    rows *= counts.sum(axis=1).reshape(-1, 1, 1)
    return round_rows(rows.reshape(-1, 2)).reshape(-1, 2, 2)


def prune_tags(
    joint: NDArray[np.generic],
    counts: NDArray[np.int64],
    *,
    filter_by: str,
    min_examples: int,
    frac_noise: float,
    removals: NDArray[np.generic] | None,
) -> NDArray[np.int64]:
    """Return how many rows a pruning filter takes per tag and given value, (K, 2).

    Parameters
    ----------
    joint : (K, 2, 2) array
        Confident joint of each tag, given by guessed.
    counts : (K, 2) int64
        Rows per tag and given value.
    filter_by : {"prune_by_noise_rate", "prune_by_class", "both"}
        The filter.
    min_examples : int
        The least number of rows that every value keeps.
    frac_noise : float
        Fraction of the estimated errors to prune.
    removals : (K,) array, optional
        Number of rows to remove per tag instead, of those to which it truly does not apply.
    """
    values = np.asarray(joint, np.float64)
    own, other = values[:, [0, 1], [0, 1]], values[:, [0, 1], [1, 0]]
    kept = np.maximum(own, min_examples)
    pruned = np.maximum(other - (kept - own), 0.0)
    reduced = pruned * frac_noise
    moved, stays = np.trunc(reduced).astype(np.int64), np.trunc(kept + (pruned - reduced)).astype(np.int64)
    if removals is not None:
        moved, stays = _removed(moved, stays, counts, removals)
    by_rate = np.minimum(moved, counts)
    by_class = np.clip(counts - stays, 0, counts)
    wanted = {"prune_by_noise_rate": by_rate, "prune_by_class": by_class, "both": np.minimum(by_rate, by_class)}
    return np.where(counts > max(min_examples, 1), np.maximum(wanted[filter_by], 0), 0)


def _removed(
    moved: NDArray[np.int64], stays: NDArray[np.int64], counts: NDArray[np.int64], removals: NDArray[np.generic]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pruned and the remaining rows once `removals` are wanted."""
    moved, stays = moved.copy(), stays.copy()
    for k, wanted in enumerate(np.asarray(removals, np.float64)):
        pruned = np.array([[stays[k, 0], moved[k, 0]], [moved[k, 1], stays[k, 1]]])
        result = removal_counts(pruned, np.array([wanted, 0.0]), counts[k])
        moved[k], stays[k] = (result[0, 1], result[1, 0]), result.diagonal()
    return moved, stays


def no_limit(num_tags: int) -> Cuts:
    """Return cuts that no row lies beyond."""
    return Cuts(np.full(2 * num_tags, np.inf), np.full(2 * num_tags, -1, np.int64))


@dataclass(frozen=True)
class CutPlan:
    """Where to cut as far as a histogram tells, and what must still be selected for the cells that it leaves open."""

    cuts: Cuts
    open_cells: NDArray[np.int64]
    wanted: Wanted | None

    def closed(self, found: Cuts) -> Cuts:
        """Return the cuts with those that the selection found."""
        cell = self.open_cells
        at = np.maximum(cell, 0)
        return Cuts(
            np.where(cell >= 0, found.own[at], self.cuts.own), np.where(cell >= 0, found.row[at], self.cuts.row)
        )


def expected_cuts(histogram: NDArray[np.int64], wanted: NDArray[np.int64]) -> CutPlan:
    """Return where to cut each cell so that so many of its disagreeing rows lie before.

    Parameters
    ----------
    histogram : (2 K, B) int64
        What the scan found.
    wanted : (K, 2) or (K,) int64
        Rows to flag per tag and given value, or per tag whatever is given.

    Returns
    -------
    CutPlan
        A cell that wants all of its rows, none of them, or whole bins, is decided.
    """
    shared = wanted.ndim == 1
    bins = histogram.shape[1]
    parts = histogram.reshape(-1, 2, bins).sum(axis=1) if shared else histogram
    target = wanted.reshape(-1)
    below = np.cumsum(parts, axis=1)
    last = np.minimum((below < target[:, None]).sum(axis=1), bins - 1)
    each = np.arange(len(parts))
    missing = target - (below[each, last] - parts[each, last])
    own = np.where(target >= below[:, -1], np.inf, (last + 1) / (2.0 * bins))
    own[target <= 0] = -np.inf
    undecided = np.flatnonzero(np.isfinite(own) & (missing < parts[each, last]))
    cell = np.full(len(parts), -1, np.int64)
    cell[undecided] = np.arange(len(undecided))
    if shared:
        own, cell = np.repeat(own, 2), np.repeat(cell, 2)
    cuts = Cuts(own, np.full(len(own), -1, np.int64))
    if len(undecided) == 0:
        return CutPlan(cuts, cell, None)
    return CutPlan(cuts, cell, Wanted(cell, last[undecided], missing[undecided], bins))
