"""Result arrays in files: memory-mapped while they are filled, and under their names only when all are complete."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from labelproof._base.errors import InputError, InputTypeError, nearest

__all__ = ["ResultFiles", "check_paths", "result_files"]


class ResultFiles:
    """Room for named results: in files for the names that have a path, in memory for the others."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = paths
        self._pending: dict[Path, Path] = {}

    def zeros(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """Return an array (size,) of zeros, in a file of its own if the name has a path."""
        if name not in self.paths:
            return np.zeros(size, dtype)
        path = self.paths[name]
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        self._pending[temporary] = path
        if size == 0:  # nothing to map
            with temporary.open("xb") as file:
                np.lib.format.write_array(file, np.zeros(0, dtype), allow_pickle=False)
            return np.zeros(0, dtype)
        array = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.dtype(dtype), shape=(size,))
        _reserve(temporary)
        return array

    def commit(self) -> None:
        """Give every file its name, once all of them are on disk. Some systems rename no file that is still mapped."""
        for temporary in self._pending:
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())  # writes what is mapped, too
        for temporary, path in self._pending.items():
            temporary.replace(path)

    def discard(self) -> None:
        """Remove what is not complete."""
        for temporary in self._pending:
            temporary.unlink(missing_ok=True)

    def opened(self, name: str, array: NDArray[Any] | None) -> NDArray[Any]:
        """Return a result after `commit`: its file mapped for reading, or the array where it has no path."""
        if name not in self.paths:
            return np.asarray(array)
        try:
            return np.load(self.paths[name], mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]
        except ValueError:  # an empty file cannot be mapped
            return np.load(self.paths[name], allow_pickle=False)  # type: ignore[no-any-return]


@contextmanager
def result_files(out: Mapping[str, str | PathLike[str]] | None, names: tuple[str, ...]) -> Iterator[ResultFiles]:
    """Open room for results, some of them in files.

    Parameters
    ----------
    out : mapping of name to path, optional
        The results that go to ``.npy`` files.
    names : tuple of str
        The results there are.

    Yields
    ------
    ResultFiles
        Its files get their names when the block ends without an error, and are removed otherwise.

    Raises
    ------
    InputTypeError, InputError
        If a result is unknown, a path is used twice, has another suffix than ``.npy``, or its folder does not exist.
    """
    files = ResultFiles(check_paths(out, names))
    try:
        yield files
        files.commit()
    except BaseException:
        files.discard()
        raise


def check_paths(out: Mapping[str, str | PathLike[str]] | None, names: tuple[str, ...]) -> dict[str, Path]:
    """Return the path of each result that goes to a file, refusing what cannot be written; see `result_files`."""
    if out is None:
        return {}
    if not isinstance(out, Mapping):
        raise InputTypeError(
            f"`out` must map results to paths: got {type(out).__name__}. "
            f'Pass for example {{"{names[0]}": "{names[0]}.npy"}}.'
        )
    paths: dict[str, Path] = {}
    for name, value in out.items():
        path = Path(value)
        if name not in names:
            raise InputError(f"`out` names an unknown result: {name!r}. {nearest(name, names)}")
        if path.suffix != ".npy":
            raise InputError(f"`out` writes .npy files: got {str(path)!r} for {name!r}. Pass a path that ends in .npy.")
        if not path.parent.is_dir():
            raise InputError(f"`out` needs a folder that exists: got {str(path)!r} for {name!r}. Create it first.")
        if path.is_dir():
            raise InputError(f"`out` writes files: got the folder {str(path)!r} for {name!r}. Pass another name.")
        if path.resolve() in {other.resolve() for other in paths.values()}:
            raise InputError(f"`out` must name a file of its own for each result: got {str(path)!r} twice.")
        paths[name] = path
    return paths


def _reserve(path: Path) -> None:
    """Take the file's room on disk, so that a full disk is an error now and not a crash while it is mapped."""
    if hasattr(os, "posix_fallocate"):
        with path.open("rb+") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
