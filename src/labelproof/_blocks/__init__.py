"""Where blocks of probabilities come from: one file per container behind one small protocol."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from labelproof._base.errors import InputTypeError
from labelproof._blocks.files import open_file
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.npy import map_npy
from labelproof._blocks.shape import checked_shape, column_names
from labelproof._blocks.source import BlockSource, read_all

__all__ = ["BlockSource", "open_source", "read_all", "read_labels"]


def open_source(pred_probs: Any, *, num_rows: int | None = None) -> BlockSource:
    """Return the source that reads `pred_probs`.

    Parameters
    ----------
    pred_probs : (N, K) array, frame or path
        Probability of each class: an array in memory, a frame with one column per class, or the path of a ``.npy``
        file, which is memory-mapped.
    num_rows : int, optional
        N, for containers that do not know it.

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
    """
    if isinstance(pred_probs, (str, PathLike)):
        return open_file(pred_probs)
    names = None
    if hasattr(pred_probs, "columns") or hasattr(pred_probs, "column_names"):
        names = column_names(getattr(pred_probs, "column_names", None) or pred_probs.columns)
        pred_probs = pred_probs.to_pandas() if hasattr(pred_probs, "column_names") else pred_probs
        pred_probs = pred_probs.to_numpy()
    if not hasattr(pred_probs, "__array__"):
        raise InputTypeError(
            f"`pred_probs` must be an array of shape (N, K): got {type(pred_probs).__name__}. "
            "Convert it with numpy.asarray(pred_probs)."
        )
    array = np.asarray(pred_probs)
    checked_shape(array.shape)
    source = MemorySource(array, names)
    _ = source.dtype  # refuses what are no numbers
    return source


def read_labels(labels: Any) -> Any:
    """Return labels that are in a file or a container of their own as an array; anything else as it is.

    Parameters
    ----------
    labels : path of a .npy file, or anything
        The given labels.

    Returns
    -------
    (N,) array or the value itself
        Memory-mapped for a file.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    if isinstance(labels, PathLike) or (isinstance(labels, str) and labels.lower().endswith(".npy")):
        return map_npy(Path(labels))
    return labels
