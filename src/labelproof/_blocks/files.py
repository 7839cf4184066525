"""A path of probabilities: its suffix says which container it is."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from labelproof._base.errors import InputError, nearest
from labelproof._blocks.arrow import open_ipc
from labelproof._blocks.hdf5 import open_hdf5_path
from labelproof._blocks.npy import open_npy
from labelproof._blocks.npz import open_npz
from labelproof._blocks.parquet import open_parquet
from labelproof._blocks.source import BlockSource
from labelproof._blocks.zarr import open_zarr_path

__all__ = ["open_file"]

_SUFFIXES: dict[str, Callable[[Path], BlockSource]] = {
    ".npy": open_npy,
    ".npz": open_npz,
    ".parquet": open_parquet,
    ".pq": open_parquet,
    ".arrow": open_ipc,
    ".feather": open_ipc,
    ".zarr": open_zarr_path,
    ".h5": open_hdf5_path,
    ".hdf5": open_hdf5_path,
}


def open_file(path: str | PathLike[str]) -> BlockSource:
    """Return the source that reads a file or folder.

    Parameters
    ----------
    path : str or path
        Its suffix names the container; a folder without one holds Parquet files.

    Returns
    -------
    BlockSource
        The rows of the file.

    Raises
    ------
    InputError
        If there is no such file, or its kind is not known.
    """
    file = Path(path)
    if not file.exists():
        raise InputError(f"There is no file {str(file)!r}. Check the path; it is relative to {str(Path.cwd())!r}.")
    suffix = file.suffix.lower()
    if suffix not in _SUFFIXES and file.is_dir():
        return open_parquet(file)
    if suffix not in _SUFFIXES:
        raise InputError(
            f"`pred_probs`: {str(file)!r} is no kind of file that probabilities are read from. "
            + nearest(suffix, _SUFFIXES)
        )
    return _SUFFIXES[suffix](file)
