"""The torch twin of `row_facts`."""

from __future__ import annotations

import torch

from labelproof._kernels.rows_torch import fact_tensors, pieces
from labelproof._kernels.scan import Facts

__all__ = ["row_agrees", "row_argmax"]


def row_argmax(pred_probs: torch.Tensor) -> torch.Tensor:
    """Return the first most likely class of each row, (n,) int32."""
    return pred_probs.argmax(dim=1).to(torch.int32)


def row_agrees(pred_probs: torch.Tensor, labels: torch.Tensor, facts: Facts, *, bonus: float) -> torch.Tensor:
    """Return whether the label is the first most likely class once `bonus` is added to its probability, (n,) bool."""
    own, most = fact_tensors(facts)
    raised, other = own.to(torch.float64) + bonus, most.to(torch.float64)
    agrees = other < raised
    for rows in pieces((other == raised).nonzero().squeeze(1), pred_probs.shape[1]):
        given = labels[rows]
        equal = pred_probs.index_select(0, rows) == most[rows][:, None]
        equal.scatter_(1, given[:, None], False)
        agrees[rows] = equal.view(torch.uint8).argmax(dim=1) > given
    return agrees
