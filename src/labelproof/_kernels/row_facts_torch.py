"""The torch twin of `row_facts`."""

from __future__ import annotations

import torch

from labelproof._kernels.rows_torch import fact_tensors, pieces
from labelproof._kernels.scan import Facts

__all__ = ["agrees", "row_agrees", "row_argmax"]


def row_argmax(pred_probs: torch.Tensor) -> torch.Tensor:
    """Return the first most likely class of each row, (n,) int32."""
    return pred_probs.argmax(dim=1).to(torch.int32)


def row_agrees(pred_probs: torch.Tensor, labels: torch.Tensor, facts: Facts, *, bonus: float) -> torch.Tensor:
    """Return whether the label is the first most likely class once `bonus` is added to its probability, (n,) bool."""
    return agrees(pred_probs, labels, *fact_tensors(facts), bonus)


def agrees(
    pred_probs: torch.Tensor, labels: torch.Tensor, own: torch.Tensor, other: torch.Tensor, bonus: float
) -> torch.Tensor:
    """Return `row_agrees`; only rows with exactly equal numbers are read."""
    raised = own.to(torch.float64) + bonus
    answers = other < raised
    for rows in pieces((other == raised).nonzero().squeeze(1), pred_probs.shape[1]):
        given = labels[rows]
        equal = pred_probs.index_select(0, rows) == other[rows][:, None]
        equal.scatter_(1, given[:, None], False)
        answers[rows] = equal.view(torch.uint8).argmax(dim=1) > given
    return answers
