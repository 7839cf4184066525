"""What the torch twins share: rows of tensors in pieces, and exact sums per class.

A twin gives what its compiled kernel gives, to the last bit unless it says otherwise, wherever the tensors lie; what it
returns per row stays there too. Every launch and every wait costs microseconds on a device, so a twin works on whole
blocks; what needs more room than a copy of the block is made for pieces of `PIECE_VALUES` values. Sums are of integers:
a device adds floats in no fixed order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import torch

from labelproof._kernels.scan import Facts

__all__ = ["PIECE_VALUES", "fact_tensors", "own_column", "pieces", "sum_per_class"]

PIECE_VALUES = 1 << 24
"""Values of a piece: 128 MiB as float64."""
_SPREAD = 1 << 16
"""Places that sums of few classes are spread over, so that a device seldom adds twice at one place at once."""


def fact_tensors(facts: Facts) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the facts of a block of tensors, which are tensors."""
    return cast("tuple[torch.Tensor, torch.Tensor]", (facts.own, facts.other))


def pieces(rows: torch.Tensor, values_per_row: int) -> Iterator[torch.Tensor]:
    """Yield row numbers, so many at a time that their values stay below `PIECE_VALUES`."""
    step = max(1, PIECE_VALUES // max(values_per_row, 1))
    for first in range(0, len(rows), step):
        yield rows[first : first + step]


def own_column(pred_probs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return P[i, labels[i]] of each row, in the type of P."""
    return pred_probs.gather(1, labels[:, None]).squeeze(1)


def sum_per_class(index: torch.Tensor, size: int, values: list[torch.Tensor]) -> torch.Tensor:
    """Return the sums of each of the int64 `values` (n,) per index, (len(values), size).

    Rows take turns with copies of the sums, which are added up in the end.
    """
    copies = max(1, min(len(index), _SPREAD // size))
    turns = size * torch.arange(copies, device=index.device)
    place = index + turns.repeat(-(-len(index) // copies))[: len(index)]
    sums = torch.zeros(len(values), copies * size, dtype=torch.int64, device=index.device)
    for total, value in zip(sums, values, strict=True):
        total.index_add_(0, place, value)
    return sums.view(len(values), copies, size).sum(dim=1)
