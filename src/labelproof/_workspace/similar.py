"""Similarity, from the vectors of the audit: neighbours of one row, and lists in which look-alikes stand together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.folder import Folder

__all__ = ["by_similarity", "neighbors_of"]

_CHAIN = 2_000
_WALKED = 5_000


def neighbors_of(folder: Folder, row: int, count: int = 8) -> list[tuple[int, float]]:
    """Return the most similar other rows and their cosine similarity, nearest first; ties in row order.

    All rows are looked at, a block at a time.
    """
    if folder.vectors is None:
        return []
    mine = folder.vectors.rows(row, row + 1)[0].astype(np.float32)
    rows, values = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    start = 0
    for block in folder.vector_blocks():
        near = block @ mine
        if start <= row < start + len(near):
            near[row - start] = -np.inf
        best = np.argpartition(-near, min(count, len(near) - 1))[: count + 1]
        rows, values = np.concatenate([rows, best + start]), np.concatenate([values, near[best]])
        start += len(block)
    order = np.lexsort((rows, -values))[:count]
    return [(int(rows[one]), float(min(values[one], 1.0))) for one in order if np.isfinite(values[one])]


def by_similarity(folder: Folder, targets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return targets by class pair, largest pairs first, and look-alikes together within each, so that odd ones show.

    Up to 2,000 targets of a pair, in lists of up to 5,000, are walked from the most typical one, always to the nearest
    that is left; longer ones are sorted along their first principal direction.
    """
    if len(targets) == 0 or folder.vectors is None:
        return targets
    width = int(max(folder.given.max(), folder.suggested.max())) + 2
    pairs = (folder.given[targets].astype(np.int64) + 1) * width + folder.suggested[targets] + 1
    if folder.tags > 1:
        pairs = pairs * folder.tags + targets % folder.tags
    _, first, inverse, counts = np.unique(pairs, return_index=True, return_inverse=True, return_counts=True)
    together = np.split(targets[np.argsort(inverse.reshape(-1), kind="stable")], np.cumsum(counts)[:-1])
    most = _CHAIN if len(targets) <= _WALKED else 0
    parts = []
    for pair in np.lexsort((first, -counts)):
        members = together[pair]
        vectors = folder.vectors.take(members // folder.tags).astype(np.float32)
        parts.append(members[_chain(vectors) if len(members) <= most else _along(vectors)])
    return np.concatenate(parts)


def _chain(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return a walk over all vectors that always goes on to the nearest one left, from the most typical."""
    near = vectors @ vectors.T
    left = np.ones(len(vectors), dtype=bool)
    place = int(np.argmax(vectors @ vectors.mean(axis=0)))
    walk = [place]
    left[place] = False
    for _ in range(len(vectors) - 1):
        place = int(np.argmax(np.where(left, near[place], -np.inf)))
        walk.append(place)
        left[place] = False
    return np.array(walk, dtype=np.int64)


def _along(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the order along the first principal direction."""
    centred = vectors - vectors.mean(axis=0)
    direction = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    direction *= np.sign(direction[np.argmax(np.abs(direction))]) or 1.0
    return np.argsort(centred @ direction, kind="stable")
