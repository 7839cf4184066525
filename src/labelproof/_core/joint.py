"""The confident joint: counts of given against guessed classes, their calibration and rounding.

Source: Confident Learning (arXiv 1911.00068), section 3.1, eq. 1-3. Rows are given classes, columns guessed true ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.passes import Block
from labelproof._core.thresholds import MARGIN
from labelproof._kernels.joint_counts import Collisions, add_joint_counts
from labelproof._kernels.round_rows import round_rows as _round_rows

__all__ = ["TINY", "JointPass", "calibrate", "calibrate_exactly", "normalize", "round_rows", "row_parts"]

TINY = 1e-100
_PART_VALUES = 1 << 15


@dataclass(frozen=True)
class JointPass:
    """Uncalibrated counts (K, K); the diagonal is at least one."""

    thresholds: NDArray[np.float64]
    collisions: Collisions = "all"

    def init(self) -> NDArray[np.int64]:
        """Return the counts over no rows."""
        size = len(self.thresholds)
        return np.zeros((size, size), np.int64)

    def update(self, state: NDArray[np.int64], block: Block) -> None:
        """Count a block."""
        bounds = self.thresholds - MARGIN
        add_joint_counts(state, block.pred_probs, block.labels, bounds, block.facts, collisions=self.collisions)

    def merge(self, state: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts over both."""
        state += other
        return state

    def finish(self, state: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts with their diagonal raised to one."""
        np.fill_diagonal(state, np.maximum(state.diagonal(), 1))
        return state


def normalize(matrix: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the matrix divided by the sum of its entries."""
    values = np.asarray(matrix, np.float64)
    return values / max(float(values.sum()), TINY)


def calibrate_exactly(joint: NDArray[np.generic], class_counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the joint with rows rescaled to the class counts, before rounding.

    Parameters
    ----------
    joint : (K, K) array
        Counts of given against guessed classes.
    class_counts : (K,) int64
        Number of examples given each class.

    Returns
    -------
    (K, K) float64
        Row j sums to ``class_counts[j]``; a class without examples gets a zero row.
    """
    rows: NDArray[np.float64] = np.array(joint, np.float64, order="C")
    rows /= np.maximum(rows.sum(axis=1, keepdims=True), TINY)
    rows *= class_counts[:, None]
    rows /= max(float(rows.sum()), TINY)
    rows *= float(class_counts.sum())
    return rows


def calibrate(joint: NDArray[np.generic], class_counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `calibrate_exactly` rounded to integers that keep every row's sum."""
    return round_rows(calibrate_exactly(joint, class_counts))


def round_rows(matrix: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the matrix rounded so that each row keeps its (rounded) sum.

    Notes
    -----
    Every entry is rounded half to even. The rows' missing units are added to the entries with the largest
    remainder, ties to the highest index; surplus units are taken from those with the smallest, ties from the lowest.
    """
    return _round_rows(matrix, np.rint(matrix.sum(axis=1)).astype(np.int64))


def row_parts(matrix: NDArray[np.generic]) -> Iterator[slice]:
    """Yield slices of rows whose temporaries stay in the cache."""
    step = max(1, _PART_VALUES // max(matrix.shape[1], 1))
    return (slice(start, start + step) for start in range(0, len(matrix), step))
