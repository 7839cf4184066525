"""The torch twin of `scan`: facts, range and exact class sums of a block of tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from labelproof._kernels.rows_torch import fact_tensors, own_column, sum_per_class
from labelproof._kernels.scan import ClassSums, Facts, ValueRange

__all__ = ["empty_facts", "row_facts", "scan_rows"]

_ONE = float(1 << 60)


def empty_facts(num_rows: int, like: torch.Tensor) -> Facts:
    """Return room for the facts of rows of such a tensor, on its device."""
    kind = torch.float64 if like.dtype == torch.float64 else torch.float32
    room: Any = torch.empty(2, num_rows, dtype=kind, device=like.device)
    return Facts(room[0], room[1])


def scan_rows(
    pred_probs: torch.Tensor, labels: torch.Tensor, into: ClassSums, facts: Facts | None = None
) -> tuple[ValueRange, Facts]:
    """Add a block's rows to `into` and return the range of its values and its facts, in `facts` if given.

    One reading of the block, one copy, one reading of the copy, and one wait for the device.
    """
    kept = empty_facts(len(labels), pred_probs) if facts is None else facts
    if not len(labels):
        return ValueRange(np.inf, -np.inf, -1, -1), kept
    own = own_column(pred_probs, labels)
    least, other = _others(pred_probs, labels)
    _keep(kept, own, other)
    ends = torch.stack([torch.minimum(least, own).min(), torch.maximum(other, own).max()]).to(torch.float64)
    found = (
        torch.cat([_class_sums(fact_tensors(kept)[0], labels, len(into.counts)).flatten(), ends.view(torch.int64)])
        .cpu()
        .numpy()
    )
    low, high = found[-2:].view(np.float64).tolist()
    if np.isnan(low):
        row = int(_first(least.isnan() | own.isnan()))
        return ValueRange(low, high, row, int(_first(pred_probs[row].isnan()))), kept
    added = found[:-2].reshape(3, -1)
    into.sums[:] += added[:2]
    into.carry()
    into.counts[:] += added[2]
    return ValueRange(low, high, -1, -1), kept


def row_facts(pred_probs: torch.Tensor, labels: torch.Tensor) -> Facts:
    """Return the facts of a block's rows."""
    facts = empty_facts(len(labels), pred_probs)
    _keep(facts, own_column(pred_probs, labels), _others(pred_probs, labels)[1])
    return facts


def _keep(facts: Facts, own: torch.Tensor, other: torch.Tensor) -> None:
    for room, values in zip(fact_tensors(facts), (own, other), strict=True):
        room.copy_(values)


def _others(pred_probs: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the smallest and the largest of the classes that were not given, (inf, -inf) when there is none.

    A copy holds the next class's probability in the place of the given one, which changes neither end of the others.
    """
    size = pred_probs.shape[1]
    if size == 1:
        nothing = torch.full_like(pred_probs[:, 0], torch.inf)
        return nothing, -nothing
    copy = pred_probs.clone(memory_format=torch.contiguous_format)
    copy.scatter_(1, labels[:, None], own_column(pred_probs, (labels + 1) % size)[:, None])
    least, most = copy.aminmax(dim=1)
    return least, most


def _class_sums(own: torch.Tensor, labels: torch.Tensor, size: int) -> torch.Tensor:
    """Return the high and low sums and the counts, (3, K) int64; see `ClassSums`.

    The product is exact in float32 too, and is rounded half to even.
    """
    fixed = (own * _ONE).round().to(torch.int64)
    return sum_per_class(labels, size, [fixed >> 32, fixed & 0xFFFFFFFF, torch.ones_like(fixed[:1]).expand_as(fixed)])


def _first(flags: torch.Tensor) -> torch.Tensor:
    return flags.to(torch.uint8).argmax()
