"""Whether classes that were matched to columns by their sorted names belong to other columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["misplaced_class"]

_CLEAR_GAIN = 0.1
_CLEAR_ROWS = 10


def misplaced_class(counts: NDArray[np.int64]) -> tuple[int, int] | None:
    """Return a class and the column it plainly belongs to instead of its own, or None when the order looks right.

    Plainly: at least two classes of ten rows or more are each predicted as some other column in most rows and twice as
    often as their own, no two as the same, and together they are at least a tenth of the data. Class names in reading
    order (i, ii, ..., ix, x) are the usual case: sorted, ix comes before v.

    Parameters
    ----------
    counts : (K, K) int64
        Rows by given class and most likely column.

    Returns
    -------
    tuple of int or None
        The first such class and its column.
    """
    rows, found = np.arange(len(counts)), counts.argmax(axis=1)
    top, expected, total = counts.max(axis=1), counts.diagonal(), counts.sum(axis=1)
    clear = (found != rows) & (top >= 2 * expected) & (2 * top >= total) & (total >= _CLEAR_ROWS)
    moved = np.flatnonzero(clear)
    gain = (top - expected)[moved].sum() / max(int(counts.sum()), 1)
    if len(moved) < 2 or len(set(found[moved].tolist())) < len(moved) or gain < _CLEAR_GAIN:
        return None
    return int(moved[0]), int(found[moved[0]])
