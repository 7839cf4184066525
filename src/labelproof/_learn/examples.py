"""Examples in whatever container the user has them: how many there are, and the ones at some positions.

Knows containers by what they can do, never by importing their packages. What the examples mean belongs elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError

__all__ = ["are_texts", "as_container", "check_length", "is_torch_dataset", "num_examples", "take"]


def is_torch_dataset(X: Any) -> bool:
    """Return True for a torch Dataset, without importing torch."""
    data = sys.modules.get("torch.utils.data")
    return data is not None and isinstance(X, data.Dataset)


def as_container(X: Any) -> Any:
    """Return X, or an array of it when it can only be made one."""
    usable = hasattr(X, "__getitem__") or hasattr(X, "iloc") or hasattr(X, "tocsr")
    return np.asarray(X) if not usable and hasattr(X, "__array__") else X


def num_examples(X: Any) -> int:
    """Return the number of examples in X.

    Raises
    ------
    InputTypeError
        If X has neither a shape nor a length.
    """
    shape = getattr(X, "shape", None)
    if shape:
        return int(shape[0])
    try:
        return len(X)
    except TypeError:
        raise InputTypeError(
            f"`X` must have a length or a shape: got {type(X).__name__}. Pass an array, a frame, a list or a map-style "
            "dataset."
        ) from None


def are_texts(X: Any) -> bool:
    """Return True if the examples are strings."""
    if hasattr(X, "tocsr") or getattr(X, "ndim", 1) != 1 or not num_examples(X):
        return False
    first = X.iloc[0] if hasattr(X, "iloc") else X[0]
    return isinstance(first, str)


def check_length(X: Any, expected: int, name: str = "X") -> None:
    """Refuse X unless it has one example per label."""
    if X is None:
        raise InputError(f"`{name}` must hold the examples: got None. Pass them, or `pred_probs` of a model of yours.")
    if isinstance(X, (Set, Mapping)) and not hasattr(X, "tocsr"):  # a sparse matrix by keys is a mapping too
        raise InputTypeError(
            f"`{name}` must hold the examples in order: got {type(X).__name__}. Pass a list, an array or a frame."
        )
    count = num_examples(X)
    if count != expected:
        raise InputError(
            f"`{name}` must have one example per label: got {count} examples and {expected} labels. "
            "Pass both for the same examples, in the same order."
        )


def take(X: Any, positions: NDArray[np.int64]) -> Any:
    """Return the examples at some positions, in the container they came in.

    Parameters
    ----------
    X : array, sparse matrix, frame, list, tuple, torch Dataset, or anything indexed by a list of positions
        The examples.
    positions : (M,) int64
        0-based.

    Returns
    -------
    same kind as X
        A tuple comes back as a list, a torch Dataset as a Subset, a sparse matrix in CSR form.
    """
    if hasattr(X, "iloc"):
        return X.iloc[positions]
    if is_torch_dataset(X):
        return sys.modules["torch.utils.data"].Subset(X, positions.tolist())
    if isinstance(X, (list, tuple)):
        return [X[position] for position in positions.tolist()]
    if hasattr(X, "tocsr"):
        return X.tocsr()[positions]
    if isinstance(X, np.ndarray):
        return X[positions]
    return _take_by_list(X, positions.tolist())


def _take_by_list(X: Any, positions: list[int]) -> Any:
    """Return the examples of a container that is not one of the usual ones."""
    # Arrow tables and Hugging Face datasets pick rows by a method; indexing them means something else.
    if hasattr(X, "to_batches"):
        return X.take(positions)
    if hasattr(X, "column_names") and hasattr(X, "select"):
        return X.select(positions)
    try:
        return X[positions]
    except (TypeError, KeyError, IndexError) as error:
        raise InputTypeError(
            f"`X` must be indexable by a list of positions: {type(X).__name__} is not. "
            "Pass an array, a sparse matrix, a frame, a list or a torch Dataset."
        ) from error
