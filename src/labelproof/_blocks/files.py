"""A path of probabilities: its suffix says which container it is."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from labelproof._base.errors import InputError, nearest
from labelproof._blocks.npy import open_npy
from labelproof._blocks.source import BlockSource

__all__ = ["open_file"]

_SUFFIXES: dict[str, Callable[[Path], BlockSource]] = {
    ".npy": open_npy,
}


def open_file(path: str | PathLike[str]) -> BlockSource:
    """Return the source that reads a file or folder.

    Parameters
    ----------
    path : str or path
        Its suffix names the container.

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
    open_suffix = _SUFFIXES.get(file.suffix.lower())
    if open_suffix is None:
        raise InputError(
            f"`pred_probs`: {str(file)!r} is no kind of file that probabilities are read from. "
            + nearest(file.suffix.lower(), _SUFFIXES)
        )
    return open_suffix(file)
