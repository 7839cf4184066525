"""A model of the user's own in place of the built-in ones: what an audit gives it to learn, and what it makes of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, FileRef
from labelproof._base.errors import InputError, LabelproofError
from labelproof._base.offline import offline
from labelproof._base.progress import Progress
from labelproof._formats.profile import missing_mask, stripped
from labelproof._learn.builtin import Learned
from labelproof._learn.models.text import row_texts
from labelproof._learn.multiclass.cross_val import cross_val_codes
from labelproof._learn.plan import Plan

__all__ = ["examples_of", "learn_with"]


def learn_with(
    model: Any,
    dataset: Dataset,
    codes: NDArray[np.int64],
    class_names: tuple[str, ...],
    *,
    folds: int,
    seed: int,
    progress: Progress,
    cache_dir: Path | None,
) -> Learned:
    """Return out-of-sample class probabilities from a model of the user's own.

    Parameters
    ----------
    model : estimator, torch module, function that makes one, or a list of these
        What to train.
    dataset : Dataset
        What to learn from.
    codes : (N,) int64
        Class of each row, 0..K-1; -1 for unlabelled rows.
    class_names : tuple of str
        K names.
    folds, seed : int
        Of the cross-validation.
    progress : Progress
        Told of every fold.
    cache_dir : Path or None
        Where finished folds are kept, of models whose parameters can be compared.

    Returns
    -------
    Learned
        Probabilities, folds, groups of copies, notes.

    Raises
    ------
    InputError
        If the model fails, or the data is of a kind that it cannot be given.

    Notes
    -----
    Hub libraries are told that there is no network while the model is trained.
    """
    start = time.perf_counter()
    X, groups = examples_of(dataset)
    plan = Plan(folds=folds, groups=groups, seed=seed, cache_dir=cache_dir)
    try:
        with offline():
            found = cross_val_codes(model, X, codes, np.array(class_names, dtype=object), plan, progress)
    except LabelproofError:
        raise
    except Exception as error:
        given = "a list of texts" if dataset.text_columns else f"{type(X).__name__} of {len(X):,} examples"
        raise InputError(
            f"Your model {_name(model)} failed with {type(error).__name__}: {str(error)[:500]} (It was given {given}.) "
            "Mend it, or cross-validate it yourself and pass the probabilities with --pred-probs."
        ) from error
    apart = "" if found.groups is None else ", duplicates kept together"
    return Learned(
        pred_probs=found.pred_probs.astype(np.float64),
        readable=np.ones(codes.size, dtype=np.bool_),
        description=f"your own {_name(model)}, {folds} folds{apart}",
        fold=found.fold,
        groups=np.arange(codes.size) if found.groups is None else found.groups,
        notes=found.notes,
        timings={"training": time.perf_counter() - start},
    )


def _name(model: Any) -> str:
    """Return what a model is called."""
    if isinstance(model, (list, tuple)):
        return ", ".join(map(_name, model))
    return str(model.__name__ if hasattr(model, "__name__") else type(model).__name__)


def examples_of(dataset: Dataset) -> tuple[Any, str | None]:
    """Return what a model of the user's own is given, and whether copies are looked for: "auto" or None.

    Parameters
    ----------
    dataset : Dataset
        What was read.

    Returns
    -------
    X : list of str, array or DataFrame
        Texts; an array of features or pixels; a frame of the feature columns, numbers as floats; paths of the files
        of images or recordings.
    groups : "auto" or None
        None for files, whose paths say nothing about what they hold.
    """
    if dataset.modality == "text":
        return row_texts(dataset), "auto"
    if dataset.arrays is not None:
        return np.asarray(dataset.arrays), "auto"
    if dataset.modality == "table":
        columns = {name: _column(dataset.frame[name]) for name in dataset.feature_columns}
        return pd.DataFrame(columns), "auto"
    arrays = [ref.array for ref in dataset.images if ref.array is not None]
    if arrays and len({array.shape for array in arrays}) == 1:
        return np.stack(arrays), "auto"
    if dataset.images or dataset.audio:
        return [_path(ref) for ref in dataset.images or dataset.audio], None
    raise InputError(
        "There is nothing to learn from: only labels came. "
        "Pass `pred_probs`, or data with text, images, recordings or features."
    )


def _path(ref: FileRef) -> str:
    """Return the path of a file that lies there by itself."""
    if ref.path is None or ref.member is not None or not ref.path.is_file():
        raise InputError(
            f"A model of your own is given the paths of files: `{ref.name}` is missing, or inside a zip file. Unpack "
            "the files, and remove the rows of missing ones."
        )
    return str(ref.path)


def _column(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as floats when all that is there are numbers; else as strings, None where nothing is."""
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        return column.astype(np.float64)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    text = stripped(column)
    absent = missing_mask(text)
    numbers = pd.to_numeric(text.mask(absent), errors="coerce").astype(np.float64)
    return numbers if bool((numbers.notna() | absent).all()) else text.mask(absent, None)
