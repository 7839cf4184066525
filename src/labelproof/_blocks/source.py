"""The protocol of a container of (N, K) probabilities that is read in blocks of rows.

Containers differ in what is cheap: memory can be read anywhere, a compressed stream only from its beginning, a Parquet
file from each of its row groups. So a source is walked, not indexed: it yields consecutive blocks between two rows, and
says in `cuts` where a walk may begin without decoding what comes before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputTypeError
from labelproof._kernels.twins import on_host

__all__ = ["FLOATS", "BlockSource", "block_dtype", "dealt", "evenly_spaced", "read_all"]

FLOATS = (np.float16, np.float32, np.float64)
"""The number types that everything below reads as they are."""


class BlockSource(Protocol):
    """N rows of K probabilities."""

    @property
    def num_rows(self) -> int:
        """N."""

    @property
    def num_classes(self) -> int:
        """K."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """What blocks hold: float16, float32 or float64."""

    @property
    def class_names(self) -> tuple[Any, ...] | None:
        """The names that the container itself gives the columns, or None."""

    @property
    def cuts(self) -> NDArray[np.int64] | None:
        """The rows, ascending from 0, where a walk may begin cheaply; None when it may anywhere."""

    def blocks(self, start: int, stop: int, rows: int) -> Iterator[NDArray[np.floating]]:
        """Yield rows start..stop-1 in order, at most `rows` at a time; safe to walk from several threads.

        A block is only good until the next one is asked for.
        """


def read_all(source: BlockSource) -> NDArray[np.floating]:
    """Return all rows as one array: the array itself for a source in main memory, else a copy."""
    whole = None
    row = 0
    for block in map(on_host, source.blocks(0, source.num_rows, max(source.num_rows, 1))):
        if len(block) == source.num_rows:
            return block
        if whole is None:
            whole = np.empty((source.num_rows, source.num_classes), source.dtype)
        whole[row : row + len(block)] = block
        row += len(block)
    return np.empty((0, source.num_classes), source.dtype) if whole is None else whole


def block_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the number type of the blocks of a container, refusing what are no numbers."""
    if dtype.kind not in "fiub":
        kind = "objects" if dtype.kind == "O" else f"dtype {dtype}"
        raise InputTypeError(f"`pred_probs` must hold numbers: got an array of {kind}. Convert it with .astype(float).")
    return dtype.newbyteorder("=") if dtype.type in FLOATS else np.dtype(np.float64)


def dealt(piece: NDArray[Any], dtype: np.dtype[Any], rows: int) -> Iterator[NDArray[np.floating]]:
    """Yield a decoded piece in blocks of at most `rows` rows: views, or copies where kernels could not read these."""
    for first in range(0, len(piece), rows):
        yield evenly_spaced(piece[first : first + rows].astype(dtype, copy=False))


def evenly_spaced(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array, or a copy where its numbers do not lie whole items apart, as in a field of packed records."""
    whole = array.flags.aligned and not any(step % array.itemsize for step in array.strides)
    return array if whole else array.copy()
