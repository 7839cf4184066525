"""The vote of the nearest training rows, dense or sparse, in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._learn.near_pairs import Space, squared_lengths

__all__ = ["Neighbors"]

_BLOCK_CELLS = 2**23
_SHARPNESS = 4.0
"""A neighbour votes with exp(-4 d^2 / d_k^2), d_k the distance of the farthest one asked."""
_PRIOR_SHARE = 0.05
_MAX_KNOWN = 20_000
"""Of more training rows, so many are drawn, so that time grows with N, not N^2."""


@dataclass(frozen=True)
class Neighbors:
    """A pool member that asks the nearest training rows for their classes; `rows` (N, D) are float32."""

    rows: Space
    count: int = 10

    def scores(
        self,
        train: NDArray[np.int64],
        codes: NDArray[np.int64],
        target: NDArray[np.int64],
        seed: int,
    ) -> NDArray[np.floating]:
        """Return log votes, softened by the class shares."""
        prior = np.bincount(codes) / codes.size
        if train.size > _MAX_KNOWN:
            drawn = np.sort(np.random.default_rng(seed).choice(train.size, size=_MAX_KNOWN, replace=False))
            train, codes = train[drawn], codes[drawn]
        known: Any = self.rows[train]
        lengths = squared_lengths(known)
        count = min(self.count, train.size)
        result = np.empty((target.size, prior.size))
        step = max(1, _BLOCK_CELLS // train.size)
        turned = known.T.tocsr() if hasattr(known, "tocsr") else known.T
        for start in range(0, target.size, step):
            asked = self.rows[target[start : start + step]]
            distances = _dense(asked @ turned)
            distances *= -2
            distances += lengths
            distances += squared_lengths(asked)[:, None]
            nearest = np.argpartition(distances, count - 1, axis=1)[:, :count]
            near = np.maximum(np.take_along_axis(distances, nearest, axis=1), 0).astype(np.float64)
            weight = np.exp(-_SHARPNESS * near / np.maximum(near.max(axis=1, keepdims=True), 1e-12))
            votes = np.zeros((len(near), prior.size))
            np.add.at(votes, (np.arange(len(near))[:, None], codes[nearest]), weight)
            votes /= weight.sum(axis=1, keepdims=True)
            result[start : start + step] = np.log((1 - _PRIOR_SHARE) * votes + _PRIOR_SHARE * prior)
        return result


def _dense(product: Any) -> NDArray[np.float32]:
    """Return a matrix product as an array of its own."""
    return np.asarray(product.toarray() if hasattr(product, "toarray") else product, dtype=np.float32)
