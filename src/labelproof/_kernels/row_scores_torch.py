"""The torch twin of `row_scores`; sums over a row and logarithms may differ in their last bits."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from labelproof._kernels.row_scores import ScoreMethod
from labelproof._kernels.rows_torch import PIECE_VALUES, fact_tensors, own_column
from labelproof._kernels.scan import Facts
from labelproof._kernels.scan_torch import row_facts

__all__ = ["fact_scores", "row_scores"]


def row_scores(
    pred_probs: torch.Tensor,
    labels: torch.Tensor,
    *,
    method: ScoreMethod,
    shift: NDArray[np.float64] | None = None,
) -> torch.Tensor:
    """Return the scores (n,); `shift` (K,) is added to every row, which is then renormalised, before scoring."""
    if shift is None and method == "self_confidence":
        return own_column(pred_probs, labels).to(torch.float64)
    if shift is None and method == "normalized_margin":
        return fact_scores(row_facts(pred_probs, labels), margin=True)
    added = None if shift is None else torch.from_numpy(shift).to(pred_probs.device)
    out = torch.empty(len(labels), dtype=torch.float64, device=pred_probs.device)
    step = max(1, PIECE_VALUES // pred_probs.shape[1])
    for first in range(0, len(labels), step):
        rows = slice(first, first + step)
        out[rows] = _scores(_shifted(pred_probs[rows], added), labels[rows], method)
    return out


def fact_scores(facts: Facts, *, margin: bool) -> torch.Tensor:
    """Return the self-confidence of rows, or their normalized margin, from their facts alone, (n,) float64."""
    own, other = (fact.to(torch.float64) for fact in fact_tensors(facts))
    return (own - other + 1.0) / 2.0 if margin else own


def _shifted(pred_probs: torch.Tensor, shift: torch.Tensor | None) -> torch.Tensor:
    values = pred_probs.to(torch.float64)
    if shift is None:
        return values
    values = values + shift
    sums = values.sum(dim=1, keepdim=True)
    return torch.where(sums > 0, values / sums, 1.0 / values.shape[1])


def _scores(values: torch.Tensor, labels: torch.Tensor, method: ScoreMethod) -> torch.Tensor:
    own = own_column(values, labels)
    if method == "self_confidence":
        return own
    if method == "normalized_margin":
        others = values.scatter(1, labels[:, None], -torch.inf)
        return (own - others.amax(dim=1) + 1.0) / 2.0
    terms = torch.where(values > 0, torch.xlogy(values, values), 0.0)
    weighted = -terms.sum(dim=1) / math.log(values.shape[1]) / own.clamp(min=1e-6)
    return torch.where(weighted < 1e-6, own, torch.log1p(weighted) / weighted)
