"""Rows of any number that are made when they are asked for: a source of blocks that stores next to nothing.

Row r is row r mod T of a tile of T rows, times a factor that belongs to r div T. So every row is a function of its
number alone, whatever the blocks, rows of different tiles are different, and making a block costs about as much as
reading it from memory.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from data import blocks
from numpy.typing import NDArray

__all__ = ["Simulated"]

_TILE_BYTES = 1 << 23


class Simulated:
    """N rows of K probabilities, float32."""

    class_names = None
    cuts = None
    dtype: np.dtype[Any] = np.dtype(np.float32)

    def __init__(self, num_rows: int, num_classes: int) -> None:
        self.num_rows = num_rows
        self.num_classes = num_classes
        rows = _TILE_BYTES // (4 * num_classes)
        parts = list(blocks(rows, num_classes))
        self.tile_labels = np.concatenate([labels for labels, _ in parts]).astype(
            np.int8 if num_classes < 128 else np.int16
        )
        self.tile = np.concatenate([probs for _, probs in parts])
        self.made = 0
        self._lock = threading.Lock()

    def labels(self) -> NDArray[np.integer]:
        """Return the given labels, one or two bytes each."""
        return np.resize(self.tile_labels, self.num_rows)

    def blocks(self, start: int, stop: int, rows: int) -> Iterator[NDArray[np.float32]]:
        """Yield rows start..stop-1, at most `rows` at a time; a block is good until the next one."""
        with self._lock:
            self.made += stop - start
        height = len(self.tile)
        buffer = np.empty((min(rows, height), self.num_classes), np.float32)
        while start < stop:
            turn, first = divmod(start, height)
            count = min(rows, stop - start, height - first)
            yield np.multiply(self.tile[first : first + count], np.float32(1 - turn * 1e-6), out=buffer[:count])
            start += count

    def seconds_to_make(self, rows: int, threads: int, block_rows: int) -> float:
        """Return how long making `rows` rows takes when nothing is done with them."""
        shares = np.linspace(0, rows, threads + 1).astype(int)
        start = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda a, b: sum(1 for _ in self.blocks(a, b, block_rows)), shares[:-1], shares[1:]))
        return time.perf_counter() - start
