"""Rows that must be written down before they can be read: in a temporary file without a name, mapped into memory.

A container may hold its numbers in an order that would need all of them in memory to give whole rows (columns a million
rows long), or give them once only (a generator). The file has no name, so nothing is left behind whatever happens, and
its pages belong to the page cache: the system may write them out when memory gets short.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError

__all__ = ["Part", "gathered", "spooled"]

Part = tuple[int, int, NDArray[Any]]
"""First row, first column, and the numbers (n, k) that belong there."""


def gathered(parts: Iterable[Part], shape: tuple[int, int], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return the array (N, K) that the parts make up, each column consecutive in a temporary file."""
    with tempfile.TemporaryFile() as file:
        for row, column, values in parts:
            for number in range(values.shape[1]):
                file.seek(((column + number) * shape[0] + row) * dtype.itemsize)
                _write(file, values[:, number].astype(dtype, copy=False))
        return _mapped(file, shape, dtype, "F")


def spooled(blocks: Iterable[NDArray[Any]], num_classes: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return the array (N, K) of consecutive blocks, in a temporary file."""
    with tempfile.TemporaryFile() as file:
        count = 0
        for block in blocks:
            _write(file, np.ascontiguousarray(block, dtype))
            count += len(block)
        return _mapped(file, (count, num_classes), dtype, "C")


def _write(file: IO[bytes], values: NDArray[Any]) -> None:
    try:
        file.write(np.ascontiguousarray(values).data.cast("B") if values.size else b"")
    except OSError as error:
        raise InputError(
            f"`pred_probs` could not be written to a temporary file in {tempfile.gettempdir()!r} ({error}). "
            "Make room there, or set the environment variable TMPDIR to a folder with more."
        ) from error


def _mapped(file: IO[bytes], shape: tuple[int, int], dtype: np.dtype[Any], order: str) -> NDArray[Any]:
    if 0 in shape:
        return np.empty(shape, dtype)
    file.flush()
    return np.asarray(np.memmap(file, dtype, "r", shape=shape, order="F" if order == "F" else "C"))
