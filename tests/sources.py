"""Every container of probabilities: name -> function(array, folder) -> what a user passes to the public functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SOURCES"]


def _in_memory(array: NDArray[Any], folder: Path) -> Any:
    return array


def _fortran_order(array: NDArray[Any], folder: Path) -> Any:
    return np.asfortranarray(array)


def _column_slice(array: NDArray[Any], folder: Path) -> Any:
    wide = np.zeros((len(array), array.shape[1] * 2 + 1), array.dtype)
    wide[:, 1::2] = array
    return wide[:, 1::2]


def _reversed_rows(array: NDArray[Any], folder: Path) -> Any:
    return array[::-1].copy()[::-1]


def _npy(array: NDArray[Any], folder: Path) -> Any:
    np.save(folder / "pred_probs.npy", array)
    return folder / "pred_probs.npy"


SOURCES: dict[str, Callable[[NDArray[Any], Path], Any]] = {
    "memory": _in_memory,
    "fortran": _fortran_order,
    "column slice": _column_slice,
    "reversed rows": _reversed_rows,
    "npy": _npy,
}
