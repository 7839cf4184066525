"""Which texts are near copies of each other in absolute terms: a comma more, a word added or replaced.

Finds pairs only; groups and folds are made of them elsewhere (`groups`, `folds`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from labelproof._learn.near_pairs import squared_lengths

__all__ = ["near_copies"]

_SHARED = 0.9
"""Texts are near copies when they share this share of the words of the longer one, or have this cosine."""
_ADDED = 1
"""A text within another that has at most this many words more is a near copy."""
_FEWEST = 5
"""Shorter texts share words by chance."""
_BANDS, _BAND_ROWS = 13, 5
"""Sets of a Jaccard similarity of 0.7 become candidates with probability 0.9, of 0.85 practically always."""
_NEXT = 3
_PAIRS_AT_ONCE = 65536


def near_copies(texts: Sequence[str], matrix: sparse.csr_matrix, *, pattern: str, seed: int) -> NDArray[np.int64]:
    """Return pairs of texts that are near copies, at least enough of them to link each text to its copies.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    matrix : (N, D) sparse matrix
        Their features, in which the cosine is taken.
    pattern : str
        What a word is.
    seed : int
        Seed of the hashes.

    Returns
    -------
    (M, 2) int64
        Row numbers, the lower one first.

    Notes
    -----
    Of at least 5 different words each, two texts are near copies when they share 9 of 10 words of the longer one, when
    one has all words of the other and one more, or when their cosine is at least 0.9. Candidates share a band of
    min-wise hashes of their word sets (Broder 1997), so that time is O(words + N log N).
    """
    counter = CountVectorizer(binary=True, token_pattern=pattern, dtype=np.float32)
    try:
        words = sparse.csr_matrix(counter.fit_transform(texts))
    except ValueError:  # "empty vocabulary", the only error for strings: no text has a word
        return np.empty((0, 2), dtype=np.int64)
    rows = np.flatnonzero(np.diff(words.indptr) >= _FEWEST)
    if rows.size < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = _candidates(words[rows], np.random.default_rng(seed))
    found = [
        part[_alike(words, matrix, part)]
        for start in range(0, len(pairs), _PAIRS_AT_ONCE)
        for part in [rows[pairs[start : start + _PAIRS_AT_ONCE]]]
    ]
    return np.concatenate([np.empty((0, 2), dtype=np.int64), *found])


def _candidates(words: sparse.csr_matrix, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return pairs of rows that have all min-wise hashes of some band in common; no row may be empty."""
    size = words.shape[0]
    lengths = np.diff(words.indptr)
    found = []
    for _ in range(_BANDS):
        band = np.zeros(size, dtype=np.uint64)
        for _ in range(_BAND_ROWS):
            value = rng.integers(0, 2**63, size=words.shape[1], dtype=np.uint64)
            band = band * np.uint64(0x9E3779B97F4A7C15) + np.minimum.reduceat(value[words.indices], words.indptr[:-1])
        order = np.lexsort((lengths, band))
        for step in range(1, min(_NEXT, size - 1) + 1):
            equal = band[order[:-step]] == band[order[step:]]
            found.append(np.sort(np.column_stack([order[:-step][equal], order[step:][equal]]), axis=1))
    codes = np.unique(np.concatenate([pairs[:, 0] * size + pairs[:, 1] for pairs in found]))
    return np.column_stack([codes // size, codes % size])


def _alike(words: sparse.csr_matrix, matrix: sparse.csr_matrix, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which pairs of rows are near copies."""
    left, right = pairs.T
    lengths = np.diff(words.indptr)
    shorter, longer = np.minimum(lengths[left], lengths[right]), np.maximum(lengths[left], lengths[right])
    shared = np.asarray(words[left].multiply(words[right]).sum(axis=1)).ravel()
    one, other = matrix[left], matrix[right]
    products = np.asarray(one.multiply(other).sum(axis=1)).ravel()
    cosines = products / np.sqrt(np.maximum(squared_lengths(one) * squared_lengths(other), 1e-12))
    within = (shared == shorter) & (longer - shorter <= _ADDED)
    alike: NDArray[np.bool_] = within | (shared >= _SHARED * longer) | (cosines >= _SHARED)
    return alike
