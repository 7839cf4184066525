"""The torch twin of `top_cells`: the selection stays on the device until it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from labelproof._kernels.row_facts_torch import agrees
from labelproof._kernels.rows_torch import PIECE_VALUES
from labelproof._kernels.top_cells import Cells

__all__ = ["TorchCells"]

_FEW = 1 << 16
"""Waiting entries that are not worth a sort."""


class _Entries(NamedTuple):
    """Cell, key and tag of each, (M,); the tag is twice the row number, one more when the row agrees with its label."""

    cells: torch.Tensor
    keys: torch.Tensor
    tags: torch.Tensor


def _joined(all_of_them: list[_Entries]) -> _Entries:
    return _Entries(*(torch.cat(parts) for parts in zip(*all_of_them, strict=True)))


class TorchCells:
    """What the compiled state does for arrays, for tensors of one device.

    A (K, K) table names the cell of each pair of classes, or a cell that no key can enter, so that all entries of a
    row are compared with their cells at once.
    """

    def __init__(self, wanted: Cells, device: torch.device) -> None:
        size, cells = len(wanted.starts) - 1, len(wanted.others)
        table = np.full((size, size), cells)
        table[np.repeat(np.arange(size), np.diff(wanted.starts)), wanted.others] = np.arange(cells)
        self._table = torch.from_numpy(table).to(device)
        self._capacities = torch.tensor(wanted.capacities).to(device)
        self._ends = torch.from_numpy(np.append(wanted.bounds, -np.inf)).to(device)  # what keys must always beat
        self._bounds = self._ends.clone()  # and what they must beat now
        self._kept = self._none()
        self._waiting: list[_Entries] = []

    def push_margins(
        self,
        pred_probs: torch.Tensor,
        labels: torch.Tensor,
        own: torch.Tensor,
        other: torch.Tensor,
        bonus: float,
        agreeing: bool,
        first_row: int,
    ) -> None:
        """Offer the rows that agree with their label, or the others, with key P[given] - P[other].

        Keys are compared in the type of the facts first. That loses none: rounding keeps the order, and a difference of
        float32 numbers is the same whether it is rounded at once or through float64.
        """
        mine = own.to(torch.float64)
        right_kind = agrees(pred_probs, labels, own, other, bonus) == agreeing
        offered = (mine - other < self._loosest()[labels]).logical_and_(right_kind).nonzero().squeeze(1)
        for rows in self._growing(offered):
            given, values = labels[rows], pred_probs.index_select(0, rows)
            limits = self._bounds[self._table].to(own.dtype)
            near = own[rows][:, None] - values <= limits.index_select(0, given)
            row, column = near.nonzero(as_tuple=True)
            keys = mine[rows][row] - values[row, column]
            tags = 2 * (rows + first_row) + agreeing
            self._offer(_Entries(self._table[given[row], column], keys, tags[row]))

    def push_self(
        self,
        pred_probs: torch.Tensor,
        labels: torch.Tensor,
        own: torch.Tensor,
        other: torch.Tensor,
        bonus: float,
        first_row: int,
    ) -> None:
        """Offer every row to the cells of its given class with key P[given]."""
        keys = own.to(torch.float64)
        tags = 2 * torch.arange(first_row, first_row + len(labels), device=keys.device)
        tags += agrees(pred_probs, labels, own, other, bonus)
        offered = (keys < self._loosest()[labels]).nonzero().squeeze(1)
        for rows in self._growing(offered):
            cells = self._table[labels[rows]]
            row, column = (keys[rows][:, None] < self._bounds[cells]).nonzero(as_tuple=True)
            self._offer(_Entries(cells[row, column], keys[rows[row]], tags[rows[row]]))

    def merge(self, other: TorchCells) -> None:
        """Take over everything that `other` kept; it is empty afterwards."""
        mine, theirs = ([state._kept, *state._waiting] for state in (self, other))
        everything = _joined([*mine, *theirs])
        by_row = everything.tags.argsort()
        self._kept = other._kept = self._none()
        self._waiting, other._waiting = [_Entries(*(part[by_row] for part in everything))], []
        self._settle()

    def filled(self, out: NDArray[np.int64]) -> None:
        """Fill `out` with the number of rows kept per cell."""
        self._settle()
        first, stop = self._edges(self._kept.cells)
        out[:] = (stop - first).cpu().numpy()

    def largest(self, out: NDArray[np.float64]) -> None:
        """Fill `out` with the largest key kept per cell, -inf for a cell without rows."""
        self._settle()
        first, stop = self._edges(self._kept.cells)
        keys = torch.cat([self._bounds[-1:], self._kept.keys])  # the bound of the cell that no key can enter: -inf
        out[:] = keys[torch.where(stop > first, stop, 0)].cpu().numpy()

    def mark(self, mask: NDArray[np.bool_]) -> None:
        """Set `mask` at the rows that are kept and do not agree with their label."""
        self._settle()
        tags = self._kept.tags.cpu().numpy()
        mask[tags[tags % 2 == 0] // 2] = True

    def _none(self) -> _Entries:
        none = self._capacities[:0]
        return _Entries(none, none.to(torch.float64), none)

    def _growing(self, rows: torch.Tensor) -> Iterator[torch.Tensor]:
        """Yield pieces of the offered rows, small ones while there are no bounds that keep most of them out."""
        first, values = 0, PIECE_VALUES if len(self._kept.keys) else _FEW
        while first < len(rows):
            step = max(1, values // len(self._table))
            yield rows[first : first + step]
            first, values = first + step, min(2 * values, PIECE_VALUES)

    def _offer(self, entries: _Entries) -> None:
        """Take entries of later rows than before; those that do not beat their bound are dropped in time."""
        self._waiting.append(entries)
        if sum(len(waiting.keys) for waiting in self._waiting) > max(_FEW, len(self._kept.keys)):
            self._settle()

    def _loosest(self) -> torch.Tensor:
        """Return per given class the largest bound of its cells, (K,)."""
        return self._bounds[self._table].amax(dim=1)

    def _settle(self) -> None:
        """Keep the smallest of what is kept and waiting; what waits comes from later rows."""
        if not self._waiting:
            return
        cells, keys, tags = _joined([self._kept, *self._waiting])
        keys = keys + 0.0  # a negative zero sorts as zero
        order = keys.argsort(stable=True)
        order = order[cells[order].argsort(stable=True)]
        cells, keys = cells[order], keys[order]
        stop = self._edges(cells)[0] + self._capacities
        wanted = torch.arange(len(cells), device=cells.device) < stop[cells]
        wanted = wanted.logical_and_(keys < self._ends[cells]).nonzero().squeeze(1)
        self._kept, self._waiting = _Entries(cells[wanted], keys[wanted], tags[order[wanted]]), []
        first, stop = self._edges(self._kept.cells)
        largest = torch.cat([self._ends[-1:], self._kept.keys])[stop]
        full = stop - first == self._capacities
        self._bounds[:-1] = torch.where(full, largest, self._ends[:-1])

    def _edges(self, cells: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return where each cell starts and stops among sorted cells, (C,) each."""
        edges = torch.searchsorted(cells, torch.arange(len(self._capacities) + 1, device=cells.device))
        return edges[:-1], edges[1:]
