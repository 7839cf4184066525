"""How many examples to prune per cell of the confident joint, and the cells that a filter selects rows for.

Only cells that the joint counts are listed: of many classes, few pairs are ever confused.

Source: Confident Learning (arXiv 1911.00068), section 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.joint import TINY, round_rows
from labelproof._kernels.top_cells import Cells

__all__ = ["PruneCounts", "margin_cells", "prune_counts", "removal_counts", "self_cells"]


@dataclass(frozen=True)
class PruneCounts:
    """How many examples to prune per pair of different classes, and how many stay.

    Attributes
    ----------
    given, true : (C,) int64
        The pairs, ascending; pairs that are not listed lose nothing.
    counts : (C,) int64
        How many examples each pair loses.
    kept : (K,) int64
        How many examples of each given class stay.
    """

    given: NDArray[np.int64]
    true: NDArray[np.int64]
    counts: NDArray[np.int64]
    kept: NDArray[np.int64]

    @classmethod
    def of(cls, matrix: NDArray[np.int64]) -> PruneCounts:
        """Return the counts of a matrix (K, K), rows given, columns true; the diagonal holds what stays."""
        given, true = _pairs(matrix)
        return cls(given, true, matrix[given, true], matrix.diagonal().copy())

    def matrix(self) -> NDArray[np.int64]:
        """Return the counts as a matrix (K, K), rows given, columns true; the diagonal holds what stays."""
        result = np.diag(self.kept)
        result[self.given, self.true] = self.counts
        return result


def prune_counts(joint: NDArray[np.generic], *, min_examples: int, frac_noise: float) -> PruneCounts:
    """Return how many examples to prune per given and true class, from a confident joint.

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
    PruneCounts
        Counts of the pairs that the joint counts.
    """
    given, true = _pairs(joint)
    own = joint.diagonal().astype(np.float64)
    kept = np.maximum(own, min_examples)
    sharers = np.maximum(np.bincount(given, minlength=len(joint)) + (own != 0) - 1, 1)
    pruned = np.maximum(joint[given, true] - ((kept - own) / sharers)[given], 0.0)
    reduced = pruned * frac_noise
    if frac_noise != 1:
        spared = np.zeros(joint.shape)  # rows of a matrix, because the order of additions decides what truncation gives
        spared[given, true] = pruned - reduced
        kept += spared.sum(axis=1)
    return PruneCounts(given, true, reduced.astype(np.int64), kept.astype(np.int64))


def _pairs(matrix: NDArray[np.generic]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the row and column of every entry off the diagonal that is not 0."""
    given, true = np.divmod(np.flatnonzero(matrix != 0), max(len(matrix), 1))
    apart = given != true
    return given[apart], true[apart]


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


def margin_cells(pruned: PruneCounts, class_counts: NDArray[np.int64], *, min_examples: int) -> Cells:
    """Return the cells (given, true) of which "prune_by_noise_rate" flags rows, and how many."""
    wanted = np.minimum(pruned.counts, class_counts[pruned.given])
    chosen = (wanted > 0) & (class_counts[pruned.given] > min_examples)
    return Cells.of(pruned.given[chosen], pruned.true[chosen], wanted[chosen], len(class_counts))


def self_cells(pruned: PruneCounts, class_counts: NDArray[np.int64], *, min_examples: int) -> Cells:
    """Return the given classes of which "prune_by_class" flags rows, and how many."""
    wanted = np.clip(class_counts - pruned.kept, 0, class_counts)
    given = np.flatnonzero((wanted > 0) & (class_counts > min_examples))
    return Cells.of(given, given, wanted[given], len(wanted))
