"""Label quality scores: one number in [0, 1] per row, 1 = surely right.

Source: Model-agnostic label quality scoring (ICML DataPerf workshop 2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.passes import Block
from labelproof._kernels.row_scores import METHODS, ScoreMethod, row_scores

__all__ = ["METHODS", "ScoreFunction", "ScoreMethod", "adjustment"]


def adjustment(thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what `adjust_pred_probs` adds to every row before renormalising: -t_k + max t."""
    return np.asarray(thresholds.max() - thresholds, np.float64)


@dataclass(frozen=True)
class ScoreFunction:
    """The scores of a block; `shift` (K,) is added to each row, which is then renormalised."""

    method: ScoreMethod
    shift: NDArray[np.float64] | None = None

    def __call__(self, block: Block) -> NDArray[np.float64]:
        """Return one score per row."""
        return row_scores(block.pred_probs, block.labels, method=self.method, shift=self.shift)
