"""The first reading of the data: range of the values, exact class sums and, where wanted, something of each row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._core.passes import Block, RowFunction
from labelproof._kernels.scan import ClassSums, Facts, ValueRange, scan_rows
from labelproof._kernels.twins import on_host

__all__ = ["NO_VALUES", "RowOutput", "Scan", "ScanPass", "joined"]

NO_VALUES = ValueRange(np.inf, -np.inf, -1, -1)


@dataclass(frozen=True)
class RowOutput:
    """Where the values of a row function go, one per row, (N,)."""

    function: RowFunction[Any]
    out: NDArray[Any]


@dataclass
class Scan:
    """What a scan found: exact class sums and the range of the values, with the first NaN by row."""

    sums: ClassSums
    value_range: ValueRange = NO_VALUES


@dataclass(frozen=True)
class ScanPass:
    """Class sums and value range of K classes; fills `facts` (of all rows) and `output` on the way."""

    num_classes: int
    facts: Facts | None = None
    output: RowOutput | None = None

    def init(self) -> Scan:
        """Return a scan of no rows."""
        return Scan(ClassSums.empty(self.num_classes))

    def update(self, state: Scan, block: Block) -> None:
        """Scan a block."""
        stop = block.first_row + len(block.labels)
        kept = None if self.facts is None else self.facts.part(block.first_row, stop)
        found, facts = scan_rows(block.pred_probs, block.labels, state.sums, kept)
        row = found.nan_row + block.first_row if found.nan_row >= 0 else -1
        state.value_range = joined(state.value_range, found._replace(nan_row=row))
        if self.output is not None and row < 0:
            self.output.out[block.first_row : stop] = on_host(self.output.function(replace(block, kept=facts)))

    def merge(self, state: Scan, other: Scan) -> Scan:
        """Return the scan of both; the rows of `state` come first."""
        return Scan(state.sums + other.sums, joined(state.value_range, other.value_range))

    def finish(self, state: Scan) -> Scan:
        """Return the scan."""
        return state


def joined(first: ValueRange, second: ValueRange) -> ValueRange:
    """Return the range of the values of both; the rows of `first` come first."""
    nan = first if first.nan_row >= 0 else second
    return ValueRange(min(first.low, second.low), max(first.high, second.high), nan.nan_row, nan.nan_col)
