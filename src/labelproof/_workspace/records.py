"""Files of which pieces are read when they are asked for: pages of a map, once seen, would count as our own memory."""

from __future__ import annotations

import math
import os
import threading
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "Pieces", "Records"]

BLOCK = 16_384
"""So many rows are read at once where all are walked through."""
_SPARSE = 512


class Pieces:
    """A file that stays open, read at any place by any thread, whatever becomes of its name."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._lock = threading.Lock()

    def read(self, start: int, count: int) -> bytes:
        """Return some bytes."""
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), count, start)
        with self._lock:
            self._file.seek(start)
            return self._file.read(count)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return os.fstat(self._file.fileno()).st_size

    def lies_at(self, path: Path) -> bool:
        """Tell whether a name still means this file; nothing at all under the name says nothing else."""
        try:
            now = path.stat()
        except OSError:
            return True
        mine = os.fstat(self._file.fileno())
        return (now.st_dev, now.st_ino) == (mine.st_dev, mine.st_ino)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Records(Pieces):
    """A column of an `.npy` file, of which rows are read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        try:
            self.shape, self.dtype, self._head = _head_of(self._file)
        except BaseException:
            self.close()
            raise
        self._width = _width(self.shape, self.dtype)

    def __len__(self) -> int:
        return int(self.shape[0])

    def rows(self, start: int, end: int) -> NDArray[Any]:
        """Return the rows from `start` to `end`."""
        content = self.read(self._head + start * self._width, (end - start) * self._width)
        return np.frombuffer(content, dtype=self.dtype).reshape(-1, *self.shape[1:])

    def take(self, rows: NDArray[np.integer[Any]]) -> NDArray[Any]:
        """Return some rows, in their order; many of them are read a block at a time."""
        found = np.empty((len(rows), *self.shape[1:]), dtype=self.dtype)
        if len(rows) * _SPARSE < len(self):
            for place, row in enumerate(rows.tolist()):
                found[place] = self.rows(row, row + 1)[0]
            return found
        order = np.argsort(rows, kind="stable")
        ranked = rows[order]
        for start in range(0, len(self), BLOCK):
            end = min(start + BLOCK, len(self))
            inside = slice(*np.searchsorted(ranked, [start, end]))
            if inside.start < inside.stop:
                found[order[inside]] = self.rows(start, end)[ranked[inside] - start]
        return found


def _head_of(file: FileIO) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """Return shape, type and beginning of a column, refusing what is not stored whole and row by row."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(file)
    if fortran and len(shape) > 1:
        raise ValueError("it is not stored row by row")
    if dtype.hasobject:
        raise ValueError("it holds objects, which are never loaded")
    if os.fstat(file.fileno()).st_size < file.tell() + shape[0] * _width(shape, dtype):
        raise ValueError("it is cut off")
    return shape, dtype, file.tell()


def _width(shape: tuple[int, ...], dtype: np.dtype[Any]) -> int:
    """Return how many bytes a row has."""
    return dtype.itemsize * math.prod(shape[1:])
