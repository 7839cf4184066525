"""The protocol that keeps algorithms and engines apart.

A statistic over all rows is a `Pass`; a quantity of each row is a `RowFunction`. Engines decide how many blocks there
are and who computes them; a pass must give the same result whatever they decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels.scan import Facts, row_facts

__all__ = ["Block", "Facts", "Pass", "RowFunction"]

State = TypeVar("State")
Result_co = TypeVar("Result_co", covariant=True)
Scalar_co = TypeVar("Scalar_co", bound=np.generic, covariant=True)


@dataclass(frozen=True)
class Block:
    """Consecutive rows: probabilities (n, K), labels (n,) int64, the number of the first row, and facts if kept."""

    pred_probs: NDArray[np.floating]
    labels: NDArray[np.int64]
    first_row: int
    kept: Facts | None = None

    @property
    def facts(self) -> Facts:
        """Facts of each row: those that an earlier pass kept, else found by reading the block."""
        return row_facts(self.pred_probs, self.labels) if self.kept is None else self.kept


class Pass(Protocol[State, Result_co]):
    """A statistic over all rows."""

    def init(self) -> State:
        """Return the state over no rows."""

    def update(self, state: State, block: Block) -> None:
        """Add a block to the state, in place."""

    def merge(self, state: State, other: State) -> State:
        """Return the state over the rows of both; `state` may be reused."""

    def finish(self, state: State) -> Result_co:
        """Return the statistic."""


class RowFunction(Protocol[Scalar_co]):
    """A quantity of each row of a block."""

    def __call__(self, block: Block) -> NDArray[Scalar_co]:
        """Return one value per row."""
