"""Drive a pass or a row function over all blocks of a source.

Rows are cut into one contiguous share per worker; each worker walks its share in blocks with a state of its own;
states are merged in row order. One worker runs in the calling thread. Kernels release the interpreter lock, so plain
threads are enough and nothing is copied between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._blocks import BlockSource
from labelproof._core.passes import Block, Facts, Pass, RowFunction
from labelproof._engines.workers import worker_count

__all__ = ["map_rows", "run_pass"]

State = TypeVar("State")
Result = TypeVar("Result")
Scalar = TypeVar("Scalar", bound=np.generic)

_BLOCK_VALUES = 1 << 18
"""Values per block: small enough for the second-level cache, large enough to hide the cost of a call."""
_MIN_SHARE = 1 << 16
"""Values below which another thread costs more than it saves."""


def run_pass(
    what: Pass[State, Result],
    source: BlockSource,
    labels: NDArray[np.int64],
    *,
    facts: Facts | None = None,
    n_jobs: int | None = None,
    block_rows: int | None = None,
) -> Result:
    """Return the result of a pass over all rows.

    Parameters
    ----------
    what : Pass
        The statistic.
    source : BlockSource
        N rows of probabilities.
    labels : (N,) int64
        Their labels.
    facts : Facts, optional
        What an earlier pass kept of each row; each block gets its part.
    n_jobs : int, optional
        Number of threads, see `worker_count`. Never changes the result.
    block_rows : int, optional
        Rows per block. Never changes the result.

    Returns
    -------
    object
        What the pass's `finish` returns.
    """

    def share(bounds: tuple[int, int]) -> State:
        state = what.init()
        for block in _blocks(source, labels, facts, *bounds, block_rows):
            what.update(state, block)
        return state

    return what.finish(reduce(what.merge, _each(share, _shares(source, n_jobs))))


def map_rows(
    function: RowFunction[Scalar],
    source: BlockSource,
    labels: NDArray[np.int64],
    *,
    out: NDArray[Scalar],
    facts: Facts | None = None,
    n_jobs: int | None = None,
    block_rows: int | None = None,
) -> NDArray[Scalar]:
    """Return `out`, filled with one value per row.

    Parameters
    ----------
    function : RowFunction
        Maps a block to one value per row.
    source : BlockSource
        N rows of probabilities.
    labels : (N,) int64
        Their labels.
    out : (N,) array
        Receives the values.
    facts, n_jobs, block_rows : int, optional
        As in `run_pass`.

    Returns
    -------
    (N,) array
        `out`.
    """

    def share(bounds: tuple[int, int]) -> None:
        for block in _blocks(source, labels, facts, *bounds, block_rows):
            out[block.first_row : block.first_row + len(block.labels)] = function(block)

    _each(share, _shares(source, n_jobs))
    return out


def _blocks(
    source: BlockSource,
    labels: NDArray[np.int64],
    facts: Facts | None,
    start: int,
    stop: int,
    block_rows: int | None,
) -> Iterator[Block]:
    step = block_rows or max(1, _BLOCK_VALUES // max(source.num_classes, 1))
    for first in range(start, stop, step):
        last = min(first + step, stop)
        known = None if facts is None else facts.part(first, last)
        yield Block(source.read(first, last), labels[first:last].astype(np.int64, copy=False), first, known)


def _shares(source: BlockSource, n_jobs: int | None) -> list[tuple[int, int]]:
    rows = source.num_rows
    useful = rows * source.num_classes // _MIN_SHARE
    count = max(1, min(worker_count(n_jobs), useful, rows))
    edges = [rows * i // count for i in range(count + 1)]
    return list(pairwise(edges))


def _each(function: Callable[[tuple[int, int]], Result], shares: list[tuple[int, int]]) -> list[Result]:
    if len(shares) == 1:
        return [function(shares[0])]
    with ThreadPoolExecutor(len(shares)) as pool:
        return list(pool.map(function, shares))
