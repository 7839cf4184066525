"""Class thresholds: the mean probability of a class over the examples given that class.

Source: Confident Learning (arXiv 1911.00068), section 3.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels.scan import ClassSums

__all__ = ["ABSENT", "MARGIN", "thresholds_from_means"]

MARGIN = 1e-6
"""Slack of every comparison with a threshold and of the agreement with a label."""
FLOOR = 2e-6
ABSENT = 2.0
"""Threshold of a class without examples: above every probability."""


def thresholds_from_means(sums: ClassSums) -> NDArray[np.float64]:
    """Return the thresholds of exact class sums: floored means, 2 for a class without examples."""
    means = sums.means()
    return np.maximum(np.where(np.isnan(means), ABSENT, means), FLOOR)
