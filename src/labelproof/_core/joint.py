"""The confident joint: counts of given against guessed classes, their calibration and rounding.

Source: Confident Learning (arXiv 1911.00068), section 3.1, eq. 1-3. Rows are given classes, columns guessed true ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.passes import Block
from labelproof._core.thresholds import MARGIN
from labelproof._kernels.joint_counts import Collisions, add_joint_counts, row_guesses
from labelproof._kernels.round_rows import round_rows as _round_rows

__all__ = ["TINY", "JointPass", "calibrate", "calibrate_exactly", "normalize", "pair_counts", "round_rows"]

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
        add_joint_counts(
            state, block.pred_probs, block.labels, self.thresholds - MARGIN, block.facts, collisions=self.collisions
        )

    def guesses(self, block: Block) -> NDArray[np.int32]:
        """Return the column in which each row is counted, -1 for rows that are not."""
        return row_guesses(
            block.pred_probs, block.labels, self.thresholds - MARGIN, block.facts, collisions=self.collisions
        )

    def merge(self, state: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts over both."""
        state += other
        return state

    def finish(self, state: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts with their diagonal raised to one."""
        np.fill_diagonal(state, np.maximum(state.diagonal(), 1))
        return state


def pair_counts(labels: NDArray[np.integer], columns: NDArray[np.int32], size: int) -> NDArray[np.int64]:
    """Return how often each label meets each column, (size, size); rows with column -1 are not counted."""
    pairs = labels.astype(np.int64) * size + columns
    counts: NDArray[np.int64] = np.bincount(pairs[columns >= 0], minlength=size * size).astype(np.int64, copy=False)
    return counts.reshape(size, size)


def normalize(matrix: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the matrix divided by the sum of its entries."""
    values = np.asarray(matrix, np.float64)
    return values / max(float(values.sum()), TINY)


def calibrate_exactly(
    joint: NDArray[np.generic], class_counts: NDArray[np.int64], *, overwrite: bool = False
) -> NDArray[np.float64]:
    """Return the joint with rows rescaled to the class counts, before rounding.

    Parameters
    ----------
    joint : (K, K) array
        Counts of given against guessed classes.
    class_counts : (K,) int64
        Number of examples given each class.
    overwrite : bool, default False
        True puts the result into the memory of the joint, which must be contiguous int64.

    Returns
    -------
    (K, K) float64
        Row j sums to ``class_counts[j]``; a class without examples gets a zero row.
    """
    rows: NDArray[np.float64] = joint.view(np.float64) if overwrite else np.empty(joint.shape)
    step = max(1, _PART_VALUES // max(len(rows), 1))  # in parts, or all of the memory that both share would be copied
    for start in range(0, len(rows), step):
        rows[start : start + step] = joint[start : start + step]
    values = rows.reshape(-1)
    cells = np.flatnonzero(values != 0)  # of many classes, few pairs were ever confused
    row = cells // max(rows.shape[1], 1)
    values[cells] = values[cells] / np.maximum(rows.sum(axis=1), TINY)[row] * class_counts[row]
    values[cells] = values[cells] / max(float(rows.sum()), TINY) * float(class_counts.sum())
    return rows


def calibrate(
    joint: NDArray[np.generic], class_counts: NDArray[np.int64], *, overwrite: bool = False
) -> NDArray[np.int64]:
    """Return `calibrate_exactly` rounded to integers that keep every row's sum."""
    rows = calibrate_exactly(joint, class_counts, overwrite=overwrite)
    return round_rows(rows, out=rows.view(np.int64))


def round_rows(matrix: NDArray[np.float64], *, out: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return the matrix rounded so that each row keeps its (rounded) sum.

    Notes
    -----
    Every entry is rounded half to even. The rows' missing units are added to the entries with the largest
    remainder, ties to the highest index; surplus units are taken from those with the smallest, ties from the lowest.
    """
    return _round_rows(matrix, np.rint(matrix.sum(axis=1)).astype(np.int64), out=out)
