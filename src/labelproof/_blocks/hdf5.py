"""HDF5 files and data sets: contiguous ones are memory-mapped, the others decoded by one thread at a time."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.optional import require
from labelproof._blocks.chunks import chosen_array, open_chunks
from labelproof._blocks.damage import readable
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.reader import ReaderSource
from labelproof._blocks.shape import checked_shape
from labelproof._blocks.source import BlockSource

__all__ = ["open_hdf5", "open_hdf5_path"]


def open_hdf5_path(path: Path) -> BlockSource:
    """Return the source of the right data set of an HDF5 file."""
    h5py = require("h5py", extra="hdf5", purpose="Reading HDF5 files")
    with readable(path, "HDF5"):
        file = h5py.File(path, "r")
        found: dict[str, Any] = {}
        file.visititems(lambda name, item: found.update({name: item}) if hasattr(item, "shape") else None)
        dataset = found[chosen_array({name: item.shape or () for name, item in found.items()}, repr(str(path)))]
        return _mapped(dataset, path) or open_hdf5(dataset).of_file(path, "HDF5")


def _mapped(dataset: Any, path: Path) -> BlockSource | None:
    """Return a source that maps the numbers where they lie in the file; None when they do not lie there in one run."""
    shape = checked_shape(dataset.shape)
    offset = None if dataset.external or dataset.is_virtual else dataset.id.get_offset()
    if offset is None or dataset.file.userblock_size or dataset.dtype.kind not in "fiu":
        return None
    return MemorySource(np.asarray(np.memmap(path, dataset.dtype, "r", offset, shape)))


def open_hdf5(dataset: Any) -> ReaderSource:
    """Return the source of an open data set, or of the right one of an open group."""
    if not hasattr(dataset, "shape"):
        found = {name: item for name, item in dataset.items() if hasattr(item, "shape")}
        dataset = found[chosen_array({name: item.shape or () for name, item in found.items()}, "the HDF5 group")]
    lock = Lock()

    def read_part(rows: slice, columns: slice) -> NDArray[Any]:
        with lock:
            return np.asarray(dataset[rows, columns])

    shape = checked_shape(dataset.shape or ())
    return open_chunks(dataset, dataset.chunks or (1, shape[1]), read_part)
