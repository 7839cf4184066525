"""Examples in memory, or the paths of their files, as the data set that the built-in models learn from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats import read
from labelproof._formats.frames import is_frame, table_of_frame
from labelproof._formats.kinds import KINDS, named_by
from labelproof._learn.examples import are_texts

__all__ = ["as_dataset", "file_facts"]

_DENSE_CELLS = 2**27


def as_dataset(X: Any, names: NDArray[np.object_]) -> Dataset:
    """Return the data set of examples and the names of their classes.

    Parameters
    ----------
    X : N examples
        Texts, paths of images or recordings, an array (N, D) of features, (N, H, W) or (N, H, W, C) of pixels, a
        sparse matrix or a frame.
    names : (N,) object array of str
        The given label of each example; None where there is none.

    Returns
    -------
    Dataset
        Its modality says what X holds.

    Raises
    ------
    InputError, InputTypeError
        If X is nothing of this.
    """
    paths = _paths(X)
    rows = pd.RangeIndex(len(names))
    if paths:
        kind = named_by(paths)
        dataset = Dataset("data", pd.DataFrame(index=rows), names, kind.modality)
        return kind.put(dataset, [kind.ref(path.name, path, None) for path in paths])
    if are_texts(X):
        frame = pd.DataFrame({"text": pd.Series(list(X), dtype=object)}, index=rows)
        return Dataset("data", frame, names, "text", text_columns=("text",))
    if is_frame(X):
        frame = table_of_frame(X).frame
        return Dataset("data", frame, names, "table", feature_columns=tuple(frame.columns))
    found = read({"X": _dense(X), "y": np.arange(len(names)) % 2}, label="y")
    return replace(found, labels=names)


def file_facts(X: Any) -> list[tuple[str, int, int]] | None:
    """Return path, size and time of the files that examples are, or None where they are no files.

    What such examples hold is on the disk: the paths alone would not tell that it has changed.
    """
    paths = _paths(X)
    if not paths:
        return None
    facts = [(path, path.stat()) for path in paths]
    return [(str(path), stat.st_size, stat.st_mtime_ns) for path, stat in facts]


def _paths(X: Any) -> list[Path]:
    """Return the paths of images or recordings that the examples are, or none: every one must exist."""
    if not isinstance(X, (Sequence, np.ndarray, pd.Series)) or not len(X) or getattr(X, "ndim", 1) != 1:
        return []
    values = list(X)
    if not all(isinstance(value, (str, os.PathLike)) for value in values):
        return []
    if isinstance(values[0], str) and not any(kind.ends(values[0]) for kind in KINDS):
        return []
    paths = [Path(value) for value in values]
    missing = [path for path in paths if not path.is_file()]
    if len(missing) == len(paths) and isinstance(values[0], str):
        return []
    if missing:
        raise InputError(
            f"`X` must name files that exist: {len(missing):,} of {len(paths):,} do not, the first is "
            f"`{missing[0]}`. Check the folder that the paths start from."
        )
    return paths


def _dense(X: Any) -> NDArray[Any]:
    """Return numbers as an array; a sparse matrix too while it fits."""
    if hasattr(X, "tocsr"):
        if X.shape[0] * X.shape[1] > _DENSE_CELLS:
            raise InputError(
                f"`X` is a sparse matrix of shape {X.shape}, too large for the built-in models. Pass an estimator that "
                "reads sparse rows, for example LogisticRegression(), or the texts themselves."
            )
        X = X.toarray()
    values = X.detach().cpu().numpy() if hasattr(X, "detach") else np.asarray(X)
    if values.dtype.kind not in "biuf" or values.ndim < 2:
        raise InputTypeError(
            "`X` must hold texts, paths of images or recordings, features or pixels for a built-in model: got "
            f"{type(X).__name__} of {values.dtype}, shape {values.shape}. Pass an array (N, D), a frame, a list of "
            "strings, or a model of your own."
        )
    return values
