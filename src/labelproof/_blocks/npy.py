"""A ``.npy`` file, memory-mapped: only the rows that are read come into memory. Never unpickles."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import numpy as np

from labelproof._base.errors import InputError
from labelproof._blocks.memory import MemorySource

__all__ = ["open_npy"]


def open_npy(path: str | PathLike[str]) -> MemorySource:
    """Return a source over a memory-mapped ``.npy`` file.

    Parameters
    ----------
    path : str or path
        A file written by `numpy.save`.

    Returns
    -------
    MemorySource
        Views of the mapped file.

    Raises
    ------
    InputError
        If the file is missing, is not an array file, or holds Python objects.
    """
    file = Path(path)
    try:
        return MemorySource(np.load(file, mmap_mode="r", allow_pickle=False))
    except FileNotFoundError:
        raise InputError(
            f"There is no file {str(file)!r}. Check the path; it is relative to {str(Path.cwd())!r}."
        ) from None
    except (ValueError, EOFError) as error:
        raise InputError(
            f"{str(file)!r} is not a plain .npy array ({error}). "
            "Python objects are never read; write numbers or strings with numpy.save."
        ) from error
