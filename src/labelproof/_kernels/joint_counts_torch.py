"""The torch twin of `joint_counts`: only rows that their facts leave open are read."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from labelproof._kernels.joint_counts import Collisions
from labelproof._kernels.rows_torch import fact_tensors, pieces, sum_per_class
from labelproof._kernels.scan import Facts

__all__ = ["add_joint_counts", "row_guesses"]

_MANY_CELLS = 1 << 16
"""Cells above which only those that were hit travel to the host."""


def add_joint_counts(
    joint: NDArray[np.int64],
    pred_probs: torch.Tensor,
    labels: torch.Tensor,
    thresholds: NDArray[np.float64],
    facts: Facts,
    *,
    collisions: Collisions = "all",
) -> None:
    """Add a block's counts to `joint` in place."""
    size, guesses = len(joint), row_guesses(pred_probs, labels, thresholds, facts, collisions=collisions)
    cells = torch.where(guesses >= 0, labels * size + guesses, size * size)  # the last cell takes rows without a guess
    if size * size <= _MANY_CELLS:
        counts = sum_per_class(cells, size * size + 1, [torch.ones_like(cells[:1]).expand_as(cells)])
        joint += counts[0, :-1].cpu().numpy().reshape(size, size)
        return
    hit, numbers = torch.unique(cells, return_counts=True)
    where, counted = hit.cpu().numpy(), numbers.cpu().numpy()
    inside = where < size * size
    joint.reshape(-1)[where[inside]] += counted[inside]


def row_guesses(
    pred_probs: torch.Tensor,
    labels: torch.Tensor,
    thresholds: NDArray[np.float64],
    facts: Facts,
    *,
    collisions: Collisions = "all",
) -> torch.Tensor:
    """Return the guessed class of each row, -1 where no class reaches its threshold, (n,) int64."""
    own, other = fact_tensors(facts)
    reals = _least_at_or_above(thresholds, np.dtype(np.float64 if own.dtype == torch.float64 else np.float32))
    bounds = torch.from_numpy(reals).to(own.device)
    sure = (own > other) & (own >= bounds[labels])
    guesses = torch.where(sure, labels, -1)
    undecided = (~sure & (other >= float(reals.min()))).nonzero().squeeze(1)
    for rows in pieces(undecided, pred_probs.shape[1]):
        guesses[rows] = _guess(pred_probs.index_select(0, rows), bounds, paper=collisions == "paper")
    return guesses


def _guess(pred_probs: torch.Tensor, bounds: torch.Tensor, *, paper: bool) -> torch.Tensor:
    reached = pred_probs >= bounds
    if paper:
        best = torch.where(reached, pred_probs, -torch.inf).argmax(dim=1)
        return torch.where(reached.any(dim=1), best, -1)
    count = reached.sum(dim=1)
    only = reached.view(torch.uint8).argmax(dim=1)
    return torch.where(count > 1, pred_probs.argmax(dim=1), torch.where(count == 1, only, -1))


def _least_at_or_above(thresholds: NDArray[np.float64], kind: np.dtype[np.generic]) -> NDArray[np.floating]:
    """Return the least numbers of a type that are at least the thresholds, so that comparing in it equals doubles."""
    nearest = thresholds.astype(kind)
    return np.where(nearest < thresholds, np.nextafter(nearest, kind.type(np.inf)), nearest)
