"""Copies among examples in any container, so that no model is tested on what it has seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from labelproof import __version__
from labelproof._formats.frames import table_of_frame
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.examples import are_texts
from labelproof._learn.fold_cache import NOTHING_KEPT, FoldCache
from labelproof._learn.groups import duplicate_groups, given_groups
from labelproof._learn.models.columns import encode_columns
from labelproof._learn.models.text import text_groups
from labelproof._learn.near_pairs import Space

__all__ = ["groups_of"]

_MAX_CELLS = 2**27
"""In larger arrays only equal rows count as copies: distances would need a second array in single precision."""
_BLOCK_CELLS = 2**19
"""So many numbers are standardised at once: what stays near the processor."""
_FEW_COLUMNS = 64
"""Of wider rows first so many columns are compared, and all only where these are equal."""


def groups_of(
    X: Any, groups: Any, *, num_rows: int, seed: int, cache: FoldCache = NOTHING_KEPT, key: str | None = None
) -> NDArray[np.int64] | None:
    """Return the group of each example, or None where every example is on its own.

    Parameters
    ----------
    X : examples
        Arrays, tensors, lists of rows of numbers, sparse matrices, frames and lists of strings are searched for copies.
    groups : "auto", None or (N,) array
        What the user wants.
    num_rows : int
        N.
    seed : int
        Seed of the search.
    cache : FoldCache, optional
        Keeps what was found. Default: none.
    key : str, optional
        Of the content of X, where there is a cache.

    Returns
    -------
    (N,) int64 or None
        Groups by number.
    """
    if isinstance(groups, str) and groups == "auto":
        return _kept_groups(X, num_rows, seed, cache, key)
    return given_groups(groups, num_rows)


def _kept_groups(X: Any, num_rows: int, seed: int, cache: FoldCache, key: str | None) -> NDArray[np.int64] | None:
    """Return the groups that are found, from the cache where they are."""
    if key is None:
        return _found_groups(X, seed)
    own = content_key(__version__, versions({"numpy", "scipy", "sklearn"}), seed, key)
    kept = cache.read(own, (num_rows,), np.int64, kind="groups")
    if kept is not None:
        return kept
    found = _found_groups(X, seed)
    if found is not None:
        cache.write(own, found, kind="groups")
    return found


def _found_groups(X: Any, seed: int) -> NDArray[np.int64] | None:
    """Return the groups of equal and nearly equal examples."""
    if are_texts(X):
        return text_groups([str(text) for text in (X.tolist() if hasattr(X, "tolist") else X)], seed=seed).ids
    if hasattr(X, "tocsr"):
        rows = sparse.csr_matrix(X, dtype=np.float32)
        rows.sum_duplicates()
        ends = rows.indptr[1:-1]
        parts = zip(np.split(rows.indices, ends), np.split(rows.data, ends), strict=True)
        return duplicate_groups(_digests(a.tobytes() + b.tobytes() for a, b in parts), rows, what="rows", seed=seed).ids
    values = _array(X)
    if values is None or not values.size:
        return None
    if values.dtype.kind in "biuf":
        flat = np.ascontiguousarray(values.reshape(len(values), -1))
        return duplicate_groups(_keys(flat), _standardised(flat), what="rows", seed=seed).ids
    if values.ndim != 2:
        return None
    frame = table_of_frame(X if _is_frame(X) else pd.DataFrame(values)).frame
    encoded = encode_columns([frame[name] for name in frame.columns], seed=seed)
    return duplicate_groups(encoded.keys, encoded.space, what="rows", seed=seed).ids


def _is_frame(X: Any) -> bool:
    return hasattr(X, "to_numpy") and hasattr(X, "dtypes")


def _array(X: Any) -> NDArray[Any] | None:
    """Return arrays, frames, tensors and lists of rows as one array, None for anything else."""
    if _is_frame(X):
        X = X.to_numpy()
    elif hasattr(X, "detach"):
        X = X.detach().cpu()
        X = (X.float() if X.is_floating_point() else X).numpy()
    elif isinstance(X, (list, tuple)):
        X = _stacked(X)
    return X if isinstance(X, np.ndarray) and X.ndim > 1 else None


def _stacked(rows: Sequence[Any]) -> NDArray[Any] | None:
    """Return rows of numbers of one shape as one array, None for anything else."""
    try:
        found = np.asarray([np.asarray(row) for row in rows])
    except (TypeError, ValueError):  # of different shapes, or nothing that arrays can hold
        return None
    return found if found.dtype.kind in "biuf" else None


def _keys(rows: NDArray[Any]) -> NDArray[np.int64]:
    """Return one number per distinct row; of wide ones all is looked at where some columns tell them not apart."""
    step = -(-rows.shape[1] // _FEW_COLUMNS)
    keys = _digests(np.ascontiguousarray(rows[:, ::step]))
    if step > 1:
        doubtful = np.flatnonzero(np.bincount(keys)[keys] > 1)
        keys[doubtful] = len(rows) + _digests(rows[row] for row in doubtful.tolist())
    return keys


def _digests(rows: Iterable[Any]) -> NDArray[np.int64]:
    """Return one number per distinct row, by a digest of its bytes: sorting long rows would take much longer."""
    seen: dict[bytes, int] = {}
    digests = (hashlib.blake2b(row, digest_size=16).digest() for row in rows)
    return np.array([seen.setdefault(digest, len(seen)) for digest in digests], dtype=np.int64)


def _standardised(rows: NDArray[Any]) -> Space | None:
    """Return the rows in units of each column's deviation, so that no column hides the others."""
    if rows.size > _MAX_CELLS:
        return None
    single = np.empty(rows.shape, dtype=np.float32)
    step = max(1, _BLOCK_CELLS // rows.shape[1])
    blocks = [slice(start, start + step) for start in range(0, len(rows), step)]
    total, squares = np.zeros((2, rows.shape[1]))
    for part in blocks:
        with np.errstate(over="ignore"):
            single[part] = rows[part]
        block = single[part]
        if not np.isfinite(block).all():
            block[~np.isfinite(block)] = 0
        total += block.sum(axis=0)
    mean = (total / len(rows)).astype(np.float32)
    for part in blocks:
        single[part] -= mean
        squares += np.einsum("ij,ij->j", single[part], single[part])
    deviation = np.sqrt(squares / len(rows)).astype(np.float32)
    scale = 1 / np.where(deviation > 0, deviation, 1)
    for part in blocks:
        single[part] *= scale
    return single
