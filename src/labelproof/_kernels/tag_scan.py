"""One reading of a block of tags: range of the probabilities, exact sums per tag, and how many rows disagree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native
from labelproof._kernels.scan import ClassSums, ValueRange

__all__ = ["scan_tags"]

_NO_SUMS, _NO_COUNTS, _NO_HISTOGRAM = np.zeros((0, 0), np.int64), np.zeros(0, np.int64), np.zeros((0, 0), np.int64)


def scan_tags(
    pred_probs: NDArray[np.floating],
    tags: NDArray[np.uint8],
    into: ClassSums | None = None,
    histogram: NDArray[np.int64] | None = None,
    *,
    bonus: float = 0.0,
) -> ValueRange:
    """Add a block (n, K) to `into`, of 2 K classes, and to `histogram`, and return the range of its values.

    Class 2 k + t holds the rows whose tag k is given as t; what is summed is the probability of that, p or 1 - p. Row
    2 k + t of the histogram (2 K, B), B a power of two, counts those that disagree with their tag even with `bonus`,
    by that probability in B equal parts of [0, 0.5]. Reading stops at the first NaN.
    """
    sums, counts = (_NO_SUMS, _NO_COUNTS) if into is None else (into.sums, into.counts)
    return ValueRange(
        *native.tag_scan(pred_probs, tags, sums, counts, _NO_HISTOGRAM if histogram is None else histogram, bonus)
    )
