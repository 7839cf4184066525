"""Check the probabilities of one model or several, once, so that everything below can trust them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._blocks import open_source, read_all
from labelproof._tasks.multiclass.inputs import SLACK

__all__ = ["check_rows", "read_models"]


def read_models(
    pred_probs: Any, *, ensemble: bool = False, name: str = "pred_probs", num_classes: int | None = None
) -> tuple[list[NDArray[np.floating]], tuple[Any, ...] | None]:
    """Return the probabilities (N, K) of each model, not copied from arrays in memory, and the names of their columns.

    Parameters
    ----------
    pred_probs : (N, K) container, or (P, N, K) array or list of containers
        Probabilities of one model, or of each of an ensemble.
    ensemble : bool, default False
        Whether there are several models.
    name : str
        What to call them in errors.
    num_classes : int, optional
        K, where other probabilities have said it.

    Returns
    -------
    tuple of list of (N, K) float and tuple or None
        One per model, of the same shape; the names that the first container itself gives its columns.

    Raises
    ------
    InputTypeError, InputError
        If shapes do not fit, there is one column only, or a value is NaN or outside [0, 1].
    """
    dimensions = getattr(pred_probs, "ndim", None)
    if not ensemble and dimensions == 3:
        raise InputError(
            f"`{name}` must be 2-D, one row per example and one column per class: got shape {tuple(pred_probs.shape)}. "
            "For several models use the function of the same name that ends in _ensemble."
        )
    if ensemble and (dimensions not in (None, 3) or (dimensions is None and not isinstance(pred_probs, (list, tuple)))):
        got = type(pred_probs).__name__ if dimensions is None else f"shape {tuple(pred_probs.shape)}"
        raise InputError(
            f"`{name}` must have one (N, K) array per model, in a list or stacked to (P, N, K): got {got}. "
            "For a single model use the function without _ensemble."
        )
    sources = [open_source(probs) for probs in (pred_probs if ensemble else [pred_probs])]
    models = [read_all(source) for source in sources]
    if not models or any(probs.shape != models[0].shape for probs in models):
        shapes = ", ".join(str(probs.shape) for probs in models) or "none"
        raise InputError(f"`{name}` must have the same shape for every model: got {shapes}. Pass the same examples.")
    for probs in models:
        _check_values(probs, name)
    _check_columns(models[0].shape[1], num_classes, name)
    return models, sources[0].class_names


def check_rows(models: list[NDArray[np.floating]], num_rows: int) -> None:
    """Refuse probabilities that are not one row per example."""
    if len(models[0]) != num_rows:
        raise InputError(
            f"`pred_probs` must have one row per example: got {len(models[0])} rows and the labels of {num_rows} "
            "examples. Pass the same examples in the same order (those of a long frame are sorted)."
        )


def _check_columns(columns: int, num_classes: int | None, name: str) -> None:
    if columns < 2:
        raise InputError(
            f"`{name}` must have one column per class: got {columns}. "
            "For two classes pass both columns: numpy.column_stack([1 - p, p])."
        )
    if num_classes not in (None, columns):
        raise InputError(
            f"`{name}` must have the {num_classes} columns of `pred_probs`: got {columns}. Use the same model."
        )


def _check_values(probs: NDArray[np.floating], name: str) -> None:
    if not probs.size or (probs.min() >= -SLACK and probs.max() <= 1 + SLACK):
        return
    wrong = ~((probs >= -SLACK) & (probs <= 1 + SLACK))
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
    raise InputError(
        f"`{name}` must lie in [0, 1]: got {probs[row, column].item()!r} in row {row}, column {column}. "
        "Pass probabilities, not logits, and drop what is not a number."
    )
