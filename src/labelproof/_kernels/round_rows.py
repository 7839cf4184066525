"""Rounding of a matrix to integers that keeps the sums of its rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["round_rows"]


def round_rows(
    exact: NDArray[np.float64], sums: NDArray[np.int64], *, out: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return the matrix (R, C), rounded half to even and then corrected by units so that row i sums to `sums[i]`.

    Missing units go to the largest remainders, of equal ones to the last; surplus units are taken from the smallest,
    of equal ones from the first. `out` may be the memory of the matrix.
    """
    out = np.empty(exact.shape, np.int64) if out is None else out
    native.round_rows(np.ascontiguousarray(exact), sums, out)
    return out
