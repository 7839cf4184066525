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

    def take(self, which: torch.Tensor) -> _Entries:
        return _Entries(*(part[which] for part in self))

    @staticmethod
    def joined(all_of_them: list[_Entries]) -> _Entries:
        return _Entries(*(torch.cat(parts) for parts in zip(*all_of_them, strict=True)))


class TorchCells:
    """What the compiled state does for arrays, for tensors of one device.

    Every class lists its cells in one row of a table, filled up with a cell that no key can enter, so that all rows of
    a block are compared with all their cells at once.
    """

    def __init__(self, wanted: Cells, device: torch.device) -> None:
        starts, others, cells = wanted.starts, wanted.others, len(wanted.others)
        numbers = np.diff(starts)
        column = np.arange(numbers.max(initial=0))
        table = np.where(column < numbers[:, None], starts[:-1, None] + column, cells)
        self._table = torch.from_numpy(table).to(device)
        self._others = torch.from_numpy(np.append(others, 0)[table]).to(device)
        self._capacities = torch.tensor(wanted.capacities).to(device)
        self._bounds = torch.from_numpy(np.append(wanted.bounds, -np.inf)).to(device)
        none = self._capacities[:0]
        self._kept = _Entries(none, none.to(torch.float64), none)
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
        """Offer the rows that agree with their label, or the others, with key P[given] - P[other]."""
        if not self._capacities.numel():
            return
        mine = own.to(torch.float64)
        right_kind = agrees(pred_probs, labels, own, other, bonus) == agreeing
        offered = ((mine - other < self._loosest()[labels]) & right_kind).nonzero().squeeze(1)
        for rows in self._growing(offered):
            given = labels[rows]
            others = pred_probs[rows[:, None], self._others[given]]
            self._offer(given, mine[rows][:, None] - others, 2 * (rows + first_row) + agreeing)

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
        if not self._capacities.numel():
            return
        keys = own.to(torch.float64)
        tags = 2 * torch.arange(first_row, first_row + len(labels), device=keys.device)
        tags += agrees(pred_probs, labels, own, other, bonus)
        offered = (keys < self._loosest()[labels]).nonzero().squeeze(1)
        for rows in self._growing(offered):
            given = labels[rows]
            self._offer(given, keys[rows][:, None].expand(-1, self._table.shape[1]), tags[rows])

    def merge(self, other: TorchCells) -> None:
        """Take over everything that `other` kept; it is empty afterwards."""
        joined = _Entries.joined([self._kept, *self._waiting, other._kept, *other._waiting])
        self._waiting = [joined.take(joined.tags.argsort())]
        self._kept = other._kept = self._kept.take(self._capacities[:0])
        other._waiting = []
        self._settle()

    def largest(self, out: NDArray[np.float64]) -> None:
        """Fill `out` with the largest key kept per cell, -inf for a cell without rows."""
        self._settle()
        first, stop = self._edges(self._kept)
        keys = torch.cat([self._bounds[-1:], self._kept.keys])  # the bound of the cell that no key can enter: -inf
        out[:] = keys[torch.where(stop > first, stop, 0)].cpu().numpy()

    def mark(self, mask: NDArray[np.bool_]) -> None:
        """Set `mask` at the rows that are kept and do not agree with their label."""
        self._settle()
        tags = self._kept.tags.cpu().numpy()
        mask[tags[tags % 2 == 0] // 2] = True

    def _growing(self, rows: torch.Tensor) -> Iterator[torch.Tensor]:
        """Yield pieces of the offered rows, small ones while there are no bounds that keep most of them out."""
        width = self._table.shape[1]
        first, values = 0, PIECE_VALUES if len(self._kept.keys) else _FEW
        while first < len(rows):
            step = max(1, values // width)
            yield rows[first : first + step]
            first, values = first + step, min(4 * values, PIECE_VALUES)

    def _offer(self, given: torch.Tensor, keys: torch.Tensor, tags: torch.Tensor) -> None:
        """Take the keys (m, W) of rows of the given classes that are below the bounds of their cells."""
        row, column = (keys < self._bounds[self._table][given]).nonzero(as_tuple=True)
        found = keys[row, column] + 0.0  # a negative zero sorts as zero
        self._waiting.append(_Entries(self._table[given[row], column], found, tags[row]))
        if sum(len(entries.keys) for entries in self._waiting) > max(_FEW, len(self._kept.keys)):
            self._settle()

    def _loosest(self) -> torch.Tensor:
        """Return per given class the largest bound of its cells, (K,)."""
        return self._bounds[self._table].amax(dim=1)

    def _settle(self) -> None:
        """Keep the smallest of what is kept and waiting; what waits comes from later rows."""
        if not self._waiting:
            return
        entries = _Entries.joined([self._kept, *self._waiting])
        entries = entries.take(entries.keys.argsort(stable=True))
        entries = entries.take(entries.cells.argsort(stable=True))
        rank = torch.arange(len(entries.cells), device=entries.cells.device) - self._edges(entries)[0][entries.cells]
        self._kept, self._waiting = entries.take(rank < self._capacities[entries.cells]), []
        if not len(self._kept.keys):
            return
        first, stop = self._edges(self._kept)
        largest = torch.where(stop - first == self._capacities, self._kept.keys[stop.clamp(min=1) - 1], torch.inf)
        self._bounds[:-1] = torch.minimum(self._bounds[:-1], largest)

    def _edges(self, entries: _Entries) -> tuple[torch.Tensor, torch.Tensor]:
        """Return where each cell starts and stops in entries sorted by cell, (C,) each."""
        numbers = torch.arange(len(self._capacities) + 1, device=entries.cells.device)
        edges = torch.searchsorted(entries.cells, numbers)
        return edges[:-1], edges[1:]
