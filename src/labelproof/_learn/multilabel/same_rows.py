"""Copies among examples in any container, so that no model is tested on what it has seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelproof._base.errors import InputError
from labelproof._learn.groups import Space, duplicate_groups
from labelproof._learn.models.text import text_groups
from labelproof._learn.multilabel.named import are_texts

__all__ = ["groups_of"]

_MAX_CELLS = 2**27
"""In larger arrays only equal rows count as copies: distances would need a second array in single precision."""


def groups_of(X: Any, groups: Any, *, num_rows: int, seed: int) -> NDArray[np.int64] | None:
    """Return the group of each example, or None where every example is on its own.

    Parameters
    ----------
    X : examples
        Arrays, sparse matrices, frames of numbers and lists of strings are searched for copies.
    groups : "auto", None or (N,) array
        What the user wants.
    num_rows : int
        N.
    seed : int
        Seed of the search.

    Returns
    -------
    (N,) int64 or None
        Groups by number.
    """
    if groups is None:
        return None
    if isinstance(groups, str):
        if groups != "auto":
            raise InputError(f"`groups` must be 'auto', None or one group per example: got {groups!r}. Use 'auto'.")
        return _found_groups(X, seed)
    given = np.asarray(groups)
    if given.shape != (num_rows,):
        raise InputError(
            f"`groups` must have one group per example: got shape {given.shape} for {num_rows} examples. "
            "Pass one number or name for each example, in the same order."
        )
    return np.unique(given, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _found_groups(X: Any, seed: int) -> NDArray[np.int64] | None:
    """Return the groups of equal and nearly equal examples."""
    if are_texts(X):
        return text_groups([str(text) for text in (X.tolist() if hasattr(X, "tolist") else X)], seed=seed).ids
    if hasattr(X, "tocsr"):
        rows = sparse.csr_matrix(X, dtype=np.float32)
        rows.sum_duplicates()
        seen: dict[tuple[bytes, bytes], int] = {}
        numbers = [seen.setdefault((a.tobytes(), b.tobytes()), len(seen)) for a, b in _sparse_rows(rows)]
        return duplicate_groups(np.array(numbers, dtype=np.int64), rows, what="rows", seed=seed).ids
    values = _numbers(X)
    if values is None or not values.size:
        return None
    flat = np.ascontiguousarray(values.reshape(len(values), -1))
    as_bytes = flat.view(np.dtype((np.void, flat.dtype.itemsize * flat.shape[1]))).ravel()
    keys = np.unique(as_bytes, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return duplicate_groups(keys, _standardised(flat), what="rows", seed=seed).ids


def _sparse_rows(rows: sparse.csr_matrix) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Return the columns and values of each row."""
    ends = rows.indptr[1:-1]
    return list(zip(np.split(rows.indices, ends), np.split(rows.data, ends), strict=True))


def _numbers(X: Any) -> NDArray[Any] | None:
    """Return arrays and frames of numbers, None for anything else."""
    if hasattr(X, "to_numpy") and hasattr(X, "dtypes"):
        X = X.to_numpy()
    if not isinstance(X, np.ndarray) or X.ndim < 2 or X.dtype.kind not in "biuf":
        return None
    return X


def _standardised(rows: NDArray[Any]) -> Space | None:
    """Return the rows in units of each column's deviation, so that no column hides the others."""
    if rows.size > _MAX_CELLS:
        return None
    with np.errstate(over="ignore"):
        single = rows.astype(np.float32)
    single[~np.isfinite(single)] = 0
    single -= single.mean(axis=0)
    deviation = single.std(axis=0)
    single /= np.where(deviation > 0, deviation, 1)
    return single
