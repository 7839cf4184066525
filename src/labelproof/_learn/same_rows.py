"""Copies among examples in any container, so that no model is tested on what it has seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelproof import __version__
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.examples import are_texts
from labelproof._learn.fold_cache import NOTHING_KEPT, FoldCache
from labelproof._learn.groups import duplicate_groups, given_groups
from labelproof._learn.models.text import text_groups
from labelproof._learn.near_pairs import Space

__all__ = ["groups_of"]

_MAX_CELLS = 2**27
"""In larger arrays only equal rows count as copies: distances would need a second array in single precision."""


def groups_of(
    X: Any, groups: Any, *, num_rows: int, seed: int, cache: FoldCache = NOTHING_KEPT, key: str | None = None
) -> NDArray[np.int64] | None:
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
        return duplicate_groups(_keys(a.tobytes() + b.tobytes() for a, b in parts), rows, what="rows", seed=seed).ids
    values = _numbers(X)
    if values is None or not values.size:
        return None
    flat = np.ascontiguousarray(values.reshape(len(values), -1))
    return duplicate_groups(_keys(flat), _standardised(flat), what="rows", seed=seed).ids


def _keys(rows: Iterable[Any]) -> NDArray[np.int64]:
    """Return one number per distinct row, by a digest of its bytes: sorting long rows would take much longer."""
    seen: dict[bytes, int] = {}
    digests = (hashlib.blake2b(row, digest_size=16).digest() for row in rows)
    return np.array([seen.setdefault(digest, len(seen)) for digest in digests], dtype=np.int64)


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
