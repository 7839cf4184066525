"""A Gaussian kernel machine whose cost grows with N, not N^2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve

__all__ = ["FittedKernel", "Kernel"]

_SPREAD = 0.8
_RIDGE = 0.1
_JITTERS = (1e-6, 1e-5, 1e-4)
"""Added to the diagonal, per training row: the next one where rounding has left the matrix indefinite."""
_BLOCK = 4096


@dataclass(frozen=True)
class FittedKernel:
    """A machine as it was fitted: (L, D) landmarks, minus the inverse squared bandwidth, (L, k) weights."""

    centres: NDArray[np.float32]
    narrow: float
    weights: NDArray[np.float64]

    def values(self, rows: NDArray[np.float32], target: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the fitted values at some rows."""
        result = np.empty((target.size, self.weights.shape[1]))
        for start in range(0, target.size, _BLOCK):
            near = np.exp(
                np.float32(self.narrow) * _squared_distances(rows[target[start : start + _BLOCK]], self.centres)
            )
            result[start : start + _BLOCK] = near @ self.weights
        return result


@dataclass(frozen=True)
class Kernel:
    """Kernel least squares on landmarks: training rows drawn at random; all of them when there are few.

    Bandwidth: 0.8 times the root of the median squared distance of landmarks; ridge 0.1. Both were measured on three
    image sets, see docs/decisions (built-in models).

    Source: Williams and Seeger, "Using the Nyström Method to Speed Up Kernel Machines", NIPS 2000; the regression is
    that of the subset of regressors (Smola and Schölkopf, ICML 2000).
    """

    rows: NDArray[np.float32]
    landmarks: int = 2000

    def scores(
        self, train: NDArray[np.int64], codes: NDArray[np.int64], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return the fitted indicator of each class."""
        indicator = codes[:, None] == np.arange(int(codes.max()) + 1)
        return self.regression(train, indicator, target, seed)

    def regression(
        self, train: NDArray[np.int64], wanted: NDArray[Any], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.float64]:
        """Return the fitted values at `target` of the (len(train), k) values that are wanted at `train`."""
        return self.fitted(train, wanted, seed).values(self.rows, target)

    def fitted(self, train: NDArray[np.int64], wanted: NDArray[Any], seed: int) -> FittedKernel:
        """Return the machine that was fitted to the (len(train), k) values that are wanted at `train`."""
        chosen = np.random.default_rng(seed).choice(train, size=min(self.landmarks, train.size), replace=False)
        centres = self.rows[np.sort(chosen)]
        among = _squared_distances(centres, centres)
        narrow = np.float32(-1 / (_SPREAD**2 * max(float(np.median(among)), 1e-12)))
        normal = _RIDGE * np.exp(narrow * among).astype(np.float64)
        sums = np.zeros((len(centres), wanted.shape[1]))
        for start in range(0, train.size, _BLOCK):
            near = np.exp(narrow * _squared_distances(self.rows[train[start : start + _BLOCK]], centres))
            normal += near.T @ near
            sums += near.T @ wanted[start : start + _BLOCK].astype(np.float32, copy=False)
        return FittedKernel(centres, float(narrow), _solved(normal, sums, train.size))


def _solved(normal: NDArray[np.float64], sums: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the weights: normal^-1 sums, with as little on the diagonal as the factorisation needs."""
    diagonal = normal.diagonal().copy()
    for jitter in _JITTERS:
        normal[np.diag_indices(len(normal))] = diagonal + jitter * size
        try:
            weights: NDArray[np.float64] = cho_solve(cho_factor(normal), sums)
        except LinAlgError:
            continue
        return weights
    return np.asarray(np.linalg.lstsq(normal, sums, rcond=None)[0])


def _squared_distances(rows: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the squared distance of each row to each centre."""
    distances = rows @ centres.T
    distances *= -2
    distances += np.einsum("ij,ij->i", rows, rows)[:, None]
    distances += np.einsum("ij,ij->i", centres, centres)
    np.maximum(distances, 0, out=distances)
    return distances
