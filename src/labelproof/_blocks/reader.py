"""A container that is read through a function of two row numbers: slices of a table, chunks, row groups, batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._blocks.damage import readable
from labelproof._blocks.source import dealt

__all__ = ["PIECE_BYTES", "ReaderSource", "between"]

PIECE_BYTES = 1 << 21
"""Bytes of decoded numbers that each thread may hold at a time; what libraries and allocators add is much more."""


@dataclass(frozen=True)
class ReaderSource:
    """Rows that `read(first, last)` yields in order, in parts that fit memory; it is called from several threads.

    Without `cuts` it is asked for one block at a time; with them, for what is wanted of a piece that is decoded as a
    whole: never for rows on both sides of a cut.
    """

    read: Callable[[int, int], Iterator[NDArray[Any]]]
    num_rows: int
    num_classes: int
    dtype: np.dtype[Any]
    class_names: tuple[Any, ...] | None = None
    cuts: NDArray[np.int64] | None = None

    def blocks(self, start: int, stop: int, rows: int) -> Iterator[NDArray[np.floating]]:
        """Yield rows start..stop-1, at most `rows` at a time."""
        for first, last in self._pieces(start, stop, rows):
            for part in self.read(first, last):
                yield from dealt(part, self.dtype, rows)

    def of_file(self, path: Path, kind: str) -> ReaderSource:
        """Return the source with one error for whatever its library raises on a damaged file."""

        def read(first: int, last: int) -> Iterator[NDArray[Any]]:
            with readable(path, kind):
                yield from self.read(first, last)

        return replace(self, read=read)

    def _pieces(self, start: int, stop: int, rows: int) -> Iterator[tuple[int, int]]:
        if self.cuts is None:
            yield from ((first, min(first + rows, stop)) for first in range(start, stop, rows))
            return
        inner = self.cuts[(self.cuts > start) & (self.cuts < stop)].tolist()
        for first, last in zip([start, *inner], [*inner, stop], strict=True):
            if first < last:
                yield first, last


def between(parts: Iterable[NDArray[Any]], first: int, last: int) -> Iterator[NDArray[Any]]:
    """Yield rows first..last-1 of consecutive parts."""
    row = 0
    for part in parts:
        chosen = part[max(first - row, 0) : last - row]
        row += len(part)
        if len(chosen):
            yield chosen
        if row >= last:
            return
