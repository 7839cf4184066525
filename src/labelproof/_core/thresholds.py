"""Class thresholds: the mean probability of a class over the examples given that class.

Source: Confident Learning (arXiv 1911.00068), section 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.passes import Block
from labelproof._kernels.class_sums import ClassSums, add_class_sums

__all__ = ["ABSENT", "MARGIN", "SumsPass", "thresholds_from_means"]

MARGIN = 1e-6
"""Slack of every comparison with a threshold and of the agreement with a label."""
FLOOR = 2e-6
ABSENT = 2.0
"""Threshold of a class without examples: above every probability."""


def thresholds_from_means(sums: ClassSums) -> NDArray[np.float64]:
    """Return the thresholds of exact class sums: floored means, 2 for a class without examples."""
    means = sums.means()
    return np.maximum(np.where(np.isnan(means), ABSENT, means), FLOOR)


@dataclass(frozen=True)
class SumsPass:
    """The exact class sums in one pass over one probability a row."""

    num_classes: int

    def init(self) -> ClassSums:
        """Return the sums over no rows."""
        return ClassSums.empty(self.num_classes)

    def update(self, state: ClassSums, block: Block) -> None:
        """Add a block."""
        add_class_sums(state, block.pred_probs, block.labels)

    def merge(self, state: ClassSums, other: ClassSums) -> ClassSums:
        """Return the sums over both."""
        return state + other

    def finish(self, state: ClassSums) -> ClassSums:
        """Return the sums."""
        return state
