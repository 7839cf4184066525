"""`.npy` and `.npz` arrays, never unpickled, each with the digest of its file."""

from __future__ import annotations

import os
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import InputFile
from labelproof._base.errors import InputError, nearest
from labelproof._base.files import sha256_file

__all__ = ["array_keys", "choose_key", "is_path", "load_array", "load_named", "load_npy"]

# What NumPy and zipfile raise on damaged files: an array's header is parsed as Python text.
_DAMAGE: tuple[type[Exception], ...] = (
    *(OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, MemoryError),
    *(RuntimeError, SyntaxError, tokenize.TokenError, struct.error, zlib.error, zipfile.BadZipFile, Warning),
)


def is_path(value: object) -> bool:
    """Tell whether a value names a file."""
    return isinstance(value, (str, os.PathLike))


def load_npy(path: Path) -> tuple[NDArray[Any], InputFile]:
    """Return the array of an `.npy` file, mapped and not loaded, and the record of its digest."""
    if path.stat().st_size == 0:
        raise InputError(f"`{path}` is empty: a NumPy array was expected. Write it again with numpy.save.")
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except _DAMAGE as error:
        raise _load_error(f"`{path}`", error) from None
    if not isinstance(array, np.ndarray):
        raise InputError(f"`{path}` holds several arrays, one was expected. Name the file .npz if it is one.")
    return array, InputFile(str(path), sha256_file(path))


def array_keys(path: Path) -> list[str]:
    """Return the names of the arrays in an `.npz` file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return [name[:-4] for name in archive.namelist() if name.endswith(".npy")]
    except _DAMAGE as error:
        raise InputError(f"`{path}` is no readable .npz file ({error}). Write it again with numpy.savez.") from error


def choose_key(
    keys: Sequence[str], origin: str, usual: Sequence[str], role: str, *, wanted: str | int | None = None
) -> str:
    """Return the name of the array for a role: as wanted, else the first usual name that is there."""
    if wanted is not None:
        if str(wanted) in keys:
            return str(wanted)
        raise InputError(f"{origin} has no array {str(wanted)!r} for the {role}. {nearest(wanted, keys)}")
    for name in usual:
        if name in keys:
            return name
    raise InputError(
        f"{origin} has no array named like {role} ({', '.join(usual)}): it holds {', '.join(keys) or 'nothing'}. "
        "Give the array one of these names."
    )


def load_array(path: Path, key: str) -> NDArray[Any]:
    """Return one array of an `.npz` file."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            array: NDArray[Any] = archive[key]
    except _DAMAGE as error:
        raise _load_error(f"`{key}` in `{path}`", error) from None
    return array


def load_named(path: Path, usual: Sequence[str], role: str) -> tuple[NDArray[Any], InputFile]:
    """Return the array of an `.npz` file that has one of the usual names, and the record of the file's digest."""
    return load_array(path, choose_key(array_keys(path), f"`{path}`", usual, role)), InputFile(
        str(path), sha256_file(path)
    )


def _load_error(origin: str, error: Exception) -> InputError:
    """Return the error for an array that NumPy does not load; object arrays, which need unpickling, apart."""
    if any(word in str(error).lower() for word in ("pickle", "object array", "python objects")):
        return InputError(
            f"{origin} holds pickled Python objects, which could run code and are therefore never read. "
            "Save numbers or strings instead, for example numpy.save(path, labels.astype(str))."
        )
    return InputError(f"{origin} cannot be read as a NumPy array ({error}). Write it again with numpy.save.")
