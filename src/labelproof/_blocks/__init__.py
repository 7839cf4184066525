"""Where blocks of probabilities come from: one file per container behind one small protocol.

A library's objects are known by the name of the package that they come from, so none is imported to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from labelproof._base.errors import InputTypeError
from labelproof._blocks.arrow import open_arrow
from labelproof._blocks.batches import open_batches
from labelproof._blocks.columns import integers_of
from labelproof._blocks.files import open_file
from labelproof._blocks.frames import open_pandas, open_polars
from labelproof._blocks.hdf5 import open_hdf5
from labelproof._blocks.huggingface import open_huggingface
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.npy import map_npy
from labelproof._blocks.parquet import read_label_column
from labelproof._blocks.shape import checked_shape
from labelproof._blocks.source import BlockSource, read_all
from labelproof._blocks.tensors import open_tensor
from labelproof._blocks.zarr import open_zarr

__all__ = ["BlockSource", "open_source", "read_all", "read_labels"]

_PACKAGES: dict[str, Callable[[Any], BlockSource | None]] = {
    "datasets": open_huggingface,
    "h5py": open_hdf5,
    "pandas": open_pandas,
    "polars": open_polars,
    "pyarrow": open_arrow,
    "torch": lambda value: open_tensor(value) if hasattr(value, "detach") else None,  # a loader gives blocks
    "zarr": open_zarr,
}
_LABEL_FILES: dict[str, Callable[[Path], Any]] = {
    ".npy": map_npy,
    ".parquet": read_label_column,
    ".pq": read_label_column,
}


def open_source(pred_probs: Any, *, num_rows: int | None = None) -> BlockSource:
    """Return the source that reads `pred_probs`.

    Parameters
    ----------
    pred_probs : (N, K) container
        Probability of each class. In memory: an array of NumPy or of anything that turns into one, a tensor of
        PyTorch, a table of Arrow, a frame of pandas or polars. In files, as a path or opened: ``.npy``, ``.npz``,
        Parquet, Arrow or Feather, Zarr, HDF5, a Hugging Face data set. Tables have one column per class, or one column
        with a list per row. Or an iterable of arrays (n, K), or a function without arguments that returns one.
    num_rows : int, optional
        N, for iterables, which do not know it; they are counted when it is not given.

    Returns
    -------
    BlockSource
        Reads consecutive rows without a whole copy.

    Raises
    ------
    InputTypeError
        If it is nothing that holds numbers.
    InputError
        If its shape does not fit, or the file is missing or damaged.
    MissingExtraError
        If the package that reads the container is not installed.
    """
    if isinstance(pred_probs, (str, PathLike)):
        return open_file(pred_probs)
    if hasattr(pred_probs, "blocks") and hasattr(pred_probs, "cuts"):
        return pred_probs  # type: ignore[no-any-return]  # a source already
    for package in _packages_of(pred_probs):
        source = _PACKAGES[package](pred_probs)
        if source is not None:
            return source
    if hasattr(pred_probs, "__array__"):
        return _of_array(pred_probs)
    if isinstance(pred_probs, (list, tuple, Mapping)) or not (callable(pred_probs) or hasattr(pred_probs, "__iter__")):
        raise InputTypeError(
            f"`pred_probs` must be an array of shape (N, K): got {type(pred_probs).__name__}. "
            "Convert it with numpy.asarray(pred_probs)."
        )
    return open_batches(pred_probs, num_rows=num_rows)


def _of_array(pred_probs: Any) -> BlockSource:
    array = np.asarray(pred_probs)
    checked_shape(array.shape)
    source = MemorySource(array)
    _ = source.dtype  # refuses what are no numbers
    return source


def _packages_of(value: Any) -> Iterator[str]:
    """Yield the known packages that the value's class, or one that it is made from, comes from."""
    for kind in type(value).__mro__:
        package = kind.__module__.partition(".")[0]
        if package in _PACKAGES:
            yield package


def read_labels(labels: Any) -> Any:
    """Return labels that are in a file, or in a container of their own, as an array; anything else as it is.

    Parameters
    ----------
    labels : path of a .npy or Parquet file, tensor, column, or anything
        The given labels. Of a Parquet file, the only column, or the only one of lists.

    Returns
    -------
    (N,) array or the value itself
        Memory-mapped for a file, of the number type of the file.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    if isinstance(labels, PathLike) or (isinstance(labels, str) and labels.lower().endswith(tuple(_LABEL_FILES))):
        path = Path(labels)
        read: Callable[[Path], Any] = _LABEL_FILES.get(path.suffix.lower(), map_npy)
        labels = read(path)
    package = next(_packages_of(labels), None)
    if package == "torch" and hasattr(labels, "detach"):
        return labels.detach().cpu().numpy()
    if package == "pyarrow":
        return integers_of(labels)
    if package == "datasets" and hasattr(labels, "__getitem__") and not hasattr(labels, "features"):
        return np.asarray(labels[:])
    return labels
