"""Drive a pass or a row function over all blocks of a source.

Rows are cut into one contiguous share per worker; each worker walks its share in blocks with a state of its own;
states are merged in row order. One worker runs in the calling thread. Kernels release the interpreter lock, so plain
threads are enough and nothing is copied between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import reduce
from itertools import pairwise
from threading import Event
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._blocks import BlockSource
from labelproof._core.passes import Block, Facts, Pass, RowFunction
from labelproof._engines.device import as_int64, best_rows, placed_labels
from labelproof._engines.workers import worker_count
from labelproof._kernels.twins import on_host

__all__ = ["map_rows", "run_pass"]

State = TypeVar("State")
Result = TypeVar("Result")
Scalar = TypeVar("Scalar", bound=np.generic)

_BLOCK_VALUES = 1 << 20
"""Values per block: small enough for the last-level cache, large enough to hide the cost of a call."""
_KNOWN_BLOCK_VALUES = 1 << 22
"""The same where facts are kept, so that most of a block is never read."""
_BLOCK_ROWS = 1 << 15
"""Rows per block: what passes find of each of them stays small."""
_AWAKE = 0.1
"""Seconds after which a waiting thread looks for an interrupt: one that comes just before it waits does not wake it."""
_MIN_SHARE = 1 << 16
"""Values below which another thread costs more than it saves."""


def run_pass(
    what: Pass[State, Result],
    source: BlockSource,
    labels: NDArray[np.integer],
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
    labels : (N,) integers of any size
        Their labels; widened to int64 block by block.
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

    def share(blocks: Iterator[Block]) -> State:
        state = what.init()
        for block in blocks:
            what.update(state, block)
        return state

    walks = _walks(source, labels, facts, block_rows)
    return what.finish(reduce(what.merge, _each(share, walks, _shares(source, n_jobs))))


def map_rows(
    function: RowFunction[Scalar],
    source: BlockSource,
    labels: NDArray[np.integer],
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
    labels : (N,) integers of any size
        Their labels; widened to int64 block by block.
    out : (N,) array
        Receives the values.
    facts : Facts, optional
        As in `run_pass`.
    n_jobs, block_rows : int, optional
        As in `run_pass`.

    Returns
    -------
    (N,) array
        `out`.
    """

    def share(blocks: Iterator[Block]) -> None:
        for block in blocks:
            out[block.first_row : block.first_row + len(block.labels)] = on_host(function(block))

    _each(share, _walks(source, labels, facts, block_rows), _shares(source, n_jobs))
    return out


def _walks(
    source: BlockSource, labels: NDArray[np.integer], facts: Facts | None, block_rows: int | None
) -> Callable[[int, int], Iterator[Block]]:
    """Return the function that walks the blocks between two rows."""
    values = _BLOCK_VALUES if facts is None else _KNOWN_BLOCK_VALUES
    rows = block_rows or best_rows(source) or max(1, min(_BLOCK_ROWS, values // max(source.num_classes, 1)))
    placed = placed_labels(source, labels)

    def walk(start: int, stop: int) -> Iterator[Block]:
        first = start
        for pred_probs in source.blocks(start, stop, rows):
            last = first + len(pred_probs)
            known = None if facts is None else facts.part(first, last)
            yield Block(pred_probs, as_int64(placed[first:last]), first, known)
            first = last

    return walk


def _shares(source: BlockSource, n_jobs: int | None) -> list[tuple[int, int]]:
    """Return contiguous shares of the rows, one per thread, that begin where reading may begin."""
    rows = source.num_rows
    useful = rows * source.num_classes // _MIN_SHARE
    count = max(1, min(worker_count(n_jobs), useful, rows))
    edges = [rows * i // count for i in range(count + 1)]
    if source.cuts is not None:
        inner = {int(source.cuts[np.abs(source.cuts - edge).argmin()]) for edge in edges[1:-1]}
        edges = [0, *sorted(inner - {0, rows}), rows]
    return list(pairwise(edges))


def _each(
    function: Callable[[Iterator[Block]], Result],
    walk: Callable[[int, int], Iterator[Block]],
    shares: list[tuple[int, int]],
) -> list[Result]:
    """Return what the function gives for the blocks of each share; the first error or an interrupt stops them all."""
    if len(shares) == 1:
        return [function(walk(*shares[0]))]
    stop = Event()

    def until_stopped(bounds: tuple[int, int]) -> Iterator[Block]:
        for block in walk(*bounds):
            if stop.is_set():
                return
            yield block

    def work(bounds: tuple[int, int]) -> Result:
        try:
            return function(until_stopped(bounds))
        except BaseException:
            stop.set()
            raise

    own, *others = shares
    with ThreadPoolExecutor(len(others)) as pool:  # the calling thread works too: one thread less to start and to place
        try:
            futures = [pool.submit(work, bounds) for bounds in others]
            results = [work(own)]
            while wait(futures, timeout=_AWAKE).not_done:
                pass
            return results + [future.result() for future in futures]
        finally:
            stop.set()
