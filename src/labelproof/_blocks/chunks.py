"""What Zarr and HDF5 share: a two-dimensional array stored in rectangular chunks that are decoded as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._blocks.reader import PIECE_BYTES, ReaderSource
from labelproof._blocks.scratch import gathered, spooled
from labelproof._blocks.shape import NAME, checked_shape
from labelproof._blocks.source import block_dtype

__all__ = ["chosen_array", "open_chunks"]


def open_chunks(array: Any, chunks: tuple[int, ...], read_part: Callable[[slice, slice], NDArray[Any]]) -> ReaderSource:
    """Return a source that decodes every chunk once in a walk.

    Rows are read as whole chunks side by side; where these are too large to hold, chunk by chunk into a temporary file.
    One walk reads all rows: HDF5 works for one thread at a time, and Zarr has threads of its own, each of which keeps
    the memory that it used.
    """
    num_rows, num_classes = checked_shape(array.shape)
    dtype = block_dtype(array.dtype)
    height, width = max(1, min(chunks[0], num_rows)), max(1, min(chunks[1], num_classes))
    chunk_bytes = height * width * array.dtype.itemsize
    across = PIECE_BYTES // chunk_bytes * width
    down = max(1, PIECE_BYTES // (height * num_classes * array.dtype.itemsize)) * height

    def slab(rows: slice) -> NDArray[Any]:
        if across >= num_classes:
            return read_part(rows, slice(None))
        if width == num_classes:
            return spooled(iter([read_part(rows, slice(None))]), num_classes, dtype)
        step = max(across, width)
        columns = range(0, num_classes, step)
        parts = ((0, column, read_part(rows, slice(column, column + step))) for column in columns)
        return gathered(parts, (rows.stop - rows.start, num_classes), dtype)

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        for edge in range(first - first % down, last, down):
            yield slab(slice(max(edge, first), min(edge + down, last)))

    return ReaderSource(read, num_rows, num_classes, dtype, cuts=np.zeros(1, np.int64))


def chosen_array(shapes: Mapping[str, tuple[int, ...]], where: str) -> str:
    """Return the name of the array that is meant: pred_probs, else the only one with two dimensions."""
    if NAME in shapes:
        return NAME
    found = [name for name, shape in shapes.items() if len(shape) == 2]
    if len(found) == 1:
        return found[0]
    shown = ", ".join(f"{name!r} {shape}" for name, shape in list(shapes.items())[:10]) or "none"
    raise InputError(
        f"`pred_probs`: {where} must hold one array of two dimensions, or one called {NAME!r}: got {shown}. "
        f"Call the probabilities {NAME!r}."
    )
