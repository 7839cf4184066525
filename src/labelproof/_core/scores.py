"""Label quality scores: one number in [0, 1] per row, 1 = surely right.

Source: Model-agnostic label quality scoring (ICML DataPerf workshop 2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.passes import Block, Facts
from labelproof._kernels.row_scores import METHODS, ScoreMethod, fact_scores, row_scores
from labelproof._kernels.twins import on_host

__all__ = ["METHODS", "MarkedScores", "ScoreFunction", "ScoreMethod", "adjustment"]


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
        if self.needs_rows:
            return row_scores(block.pred_probs, block.labels, method=self.method, shift=self.shift)
        return self.of(block.facts)

    def of(self, facts: Facts) -> NDArray[np.float64]:
        """Return one score per row from its facts alone, unless `needs_rows`."""
        return fact_scores(facts, margin=self.method == "normalized_margin")

    def at(self, block: Block, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the scores of some rows of a block, (M,)."""
        if self.needs_rows:  # few rows come to main memory, so that every engine has the same last bits to rank by
            return self(Block(on_host(block.pred_probs[rows]), on_host(block.labels[rows]), block.first_row))
        return self.of(block.facts.rows(rows))

    @property
    def needs_rows(self) -> bool:
        """Whether a score depends on more of a row than its facts."""
        return self.shift is not None or self.method == "confidence_weighted_entropy"


@dataclass(frozen=True)
class MarkedScores:
    """The scores of the marked rows alone, in the order of the rows."""

    function: ScoreFunction
    mask: NDArray[np.bool_]

    def init(self) -> list[NDArray[np.float64]]:
        """Return the scores of no rows."""
        return []

    def update(self, state: list[NDArray[np.float64]], block: Block) -> None:
        """Score a block's marked rows."""
        rows = np.flatnonzero(self.mask[block.first_row : block.first_row + len(block.labels)])
        if len(rows):
            state.append(on_host(self.function.at(block, rows)))

    def merge(self, state: list[NDArray[np.float64]], other: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
        """Return the scores of both; the rows of `state` come first."""
        return state + other

    def finish(self, state: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return one score per marked row."""
        return np.concatenate([np.empty(0), *state])
