"""A ``.npy`` file, memory-mapped: only the rows that are read come into memory. Never unpickles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.shape import checked_shape

__all__ = ["map_npy", "open_npy"]


def open_npy(path: Path) -> MemorySource:
    """Return a source over a memory-mapped ``.npy`` file of shape (N, K)."""
    array = map_npy(path)
    checked_shape(array.shape)
    return MemorySource(array)


def map_npy(path: Path) -> NDArray[Any]:
    """Return a memory-mapped ``.npy`` file.

    Parameters
    ----------
    path : Path
        A file written by `numpy.save`.

    Returns
    -------
    array
        The numbers of the file, read when they are looked at.

    Raises
    ------
    InputError
        If the file is missing, is not an array file, or holds Python objects.
    """
    try:
        return np.asarray(np.lib.format.open_memmap(path, mode="r"))  # np.load would open a .npz, too
    except (FileNotFoundError, IsADirectoryError):
        raise InputError(
            f"There is no file {str(path)!r}. Check the path; it is relative to {str(Path.cwd())!r}."
        ) from None
    except (ValueError, EOFError, OSError) as error:
        raise InputError(
            f"{str(path)!r} is not a plain .npy array ({error}). "
            "Python objects are never read; write numbers or strings with numpy.save."
        ) from error
