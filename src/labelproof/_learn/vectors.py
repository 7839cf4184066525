"""Short vectors in which alike examples lie close together: what a review shows as similar, and draws as a map.

Made of the features that were learned from, without a label, and in a few passes over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.extmath import randomized_svd

from labelproof._base.dataset import Dataset
from labelproof._learn.models.columns import encode_array, encode_columns
from labelproof._learn.models.neighbors import Neighbors
from labelproof._learn.models.text import row_texts
from labelproof._learn.near_pairs import Space

__all__ = ["DIMENSIONS", "content_vectors", "short_vectors", "space_of"]

DIMENSIONS = 32
_FIT_ROWS = 20_000
"""Directions are found on a sample of at most so many rows."""
_BLOCK_CELLS = 2**23
_MAX_WORDS = 50_000
_MAX_CHARACTERS = 2_000


def space_of(members: Iterable[Any], space: Space) -> Space:
    """Return where the pool's own neighbours are looked for; without such a member, where copies are."""
    return next((member.rows for member in members if isinstance(member, Neighbors)), space)


def short_vectors(space: Space, *, seed: int, readable: NDArray[np.bool_] | None = None) -> NDArray[np.float16]:
    """Return vectors of unit length that keep the directions in which rows differ most.

    Parameters
    ----------
    space : (N, D) array or sparse matrix
        Features.
    seed : int
        Seed of the sample and of the search for directions.
    readable : (N,) bool, optional
        False for rows without content, which get zeros. Default: all True.

    Returns
    -------
    (N, min(D, 32)) float16
        Dense features are centred first. Time O(N D), memory that of the result and a block.
    """
    known = np.arange(space.shape[0]) if readable is None else np.flatnonzero(readable)
    vectors = np.zeros((space.shape[0], min(DIMENSIONS, space.shape[1])), dtype=np.float16)
    if not known.size or not vectors.size:
        return vectors
    rng = np.random.default_rng(seed)
    few = known if known.size <= _FIT_ROWS else np.sort(rng.choice(known, size=_FIT_ROWS, replace=False))
    middle = None if hasattr(space, "tocsr") else np.asarray(space[few].mean(axis=0), dtype=np.float32)
    directions = _directions(space, few, middle, seed)
    step = max(1, _BLOCK_CELLS // max(space.shape[1], 1)) if middle is not None else _FIT_ROWS
    for start in range(0, known.size, step):
        part = known[start : start + step]
        rows = _less(space[part], middle)
        places = _dense(rows if directions is None else rows @ directions)
        places /= np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-9)
        vectors[part] = places
    return vectors


def _directions(
    space: Space, few: NDArray[np.int64], middle: NDArray[np.float32] | None, seed: int
) -> NDArray[np.float32] | None:
    """Return (D, 32) directions of the largest spread; None where all columns are kept."""
    if space.shape[1] <= DIMENSIONS:
        return None
    sample = _less(space[few], middle)
    size = min(DIMENSIONS, *sample.shape)
    found = np.zeros((space.shape[1], DIMENSIONS), dtype=np.float32)
    found[:, :size] = randomized_svd(sample, size, n_iter=2, random_state=seed)[2].T
    return found


def _dense(rows: Any) -> NDArray[np.float32]:
    return np.asarray(rows.toarray() if hasattr(rows, "toarray") else rows, dtype=np.float32)


def _less(rows: Any, middle: NDArray[np.float32] | None) -> Any:
    return rows if middle is None else np.asarray(rows, dtype=np.float32) - middle


def content_vectors(dataset: Dataset, pred_probs: NDArray[np.floating], *, seed: int) -> NDArray[np.float16]:
    """Return vectors where no model of ours has made features: of texts and tables, else of the probabilities.

    Parameters
    ----------
    dataset : Dataset
        What was read.
    pred_probs : (N, K) float
        Rows of alike probabilities are alike, where there is nothing better.
    seed : int
        As in `short_vectors`.
    """
    if dataset.text_columns:
        words = _words(row_texts(dataset))
        if words is not None:
            return short_vectors(words, seed=seed)
    if dataset.arrays is not None and dataset.arrays.ndim > 1:
        return short_vectors(encode_array(dataset.arrays).smooth, seed=seed)
    if dataset.modality == "table" and dataset.feature_columns:
        columns = [dataset.frame[name] for name in dataset.feature_columns]
        return short_vectors(encode_columns(columns, seed=seed).smooth, seed=seed)
    return short_vectors(np.sqrt(np.maximum(pred_probs, 0), dtype=np.float32), seed=seed)


def _words(texts: list[str]) -> Any | None:
    """Return TF-IDF of words; None where no text has one."""
    try:
        found = TfidfVectorizer(sublinear_tf=True, max_features=_MAX_WORDS, dtype=np.float32)
        return found.fit_transform([text[:_MAX_CHARACTERS] for text in texts])
    except ValueError:  # "empty vocabulary", the only error for strings
        return None
