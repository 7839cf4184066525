"""Zarr arrays, of format 2 and 3: whole chunks are decoded, each once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.optional import require
from labelproof._blocks.chunks import chosen_array, open_chunks
from labelproof._blocks.damage import readable
from labelproof._blocks.reader import ReaderSource
from labelproof._blocks.source import BlockSource

__all__ = ["open_zarr", "open_zarr_path"]


def open_zarr_path(path: Path) -> BlockSource:
    """Return the source of a Zarr array in a folder, or of the right array of a group."""
    zarr = require("zarr", extra="zarr", purpose="Reading Zarr arrays")
    with readable(path, "Zarr"):
        return open_zarr(zarr.open(str(path), mode="r")).of_file(path, "Zarr")


def open_zarr(value: Any) -> ReaderSource:
    """Return the source of an open Zarr array or group."""
    if not hasattr(value, "chunks"):
        arrays = dict(value.arrays())
        value = arrays[chosen_array({name: array.shape for name, array in arrays.items()}, "the Zarr group")]

    def read_part(rows: slice, columns: slice) -> NDArray[Any]:
        return np.asarray(value[rows, columns])

    return open_chunks(value, value.chunks, read_part)
