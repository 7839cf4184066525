"""The folds of a user's own model, one after the other or in threads, each from the cache where it is there.

What a fold does is the caller's business (`multiclass`, `multilabel`); here it is done once, and kept.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelproof import __version__
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.networks.estimator import NetworkEstimator
from labelproof._learn.plan import Fold

__all__ = ["FoldRuns", "Learn", "empty_result", "fold_runs"]

_FORMAT = 2
"""Raised whenever the same input would give other probabilities: older results in a cache are then not found."""
_LARGE = 2**28
"""Bytes: a larger result is mapped from a file where there is a folder for it."""


class Learn(Protocol):
    """Trains copies of estimators on the training part of a fold, and asks them."""

    def __call__(
        self, estimators: Sequence[Any], fold: Fold, checkpoints: Sequence[Path | None]
    ) -> NDArray[np.float32]:
        """Return the mean probabilities of the rows that are asked, (n, K)."""


@dataclass(frozen=True)
class FoldRuns:
    """Estimators that answer fold by fold; `width` is the number of columns of an answer."""

    learn: Learn
    estimators: tuple[Any, ...]
    width: int
    cache: FoldCache
    key: str | None

    def of(self, fold: Fold) -> NDArray[np.float32]:
        """Return the probabilities of the rows that a fold is asked, from the cache where they are."""
        if self.key is None:
            return self.learn(self.estimators, fold, [None] * len(self.estimators))
        asked = fold.asked
        key = content_key(self.key, fold.seed, fold.number, fold.training, asked)
        kept = self.cache.read(key, (asked.size, self.width))
        if kept is not None:
            return kept
        paths = [self.cache.path(key, f".{index}.npz") for index in range(len(self.estimators))]
        found = self.learn(self.estimators, fold, paths)
        self.cache.write(key, found)
        return found

    def each(self, folds: Sequence[Fold], n_jobs: int | None) -> Iterator[tuple[Fold, NDArray[np.float32]]]:
        """Yield each fold with its probabilities, in order, whatever the number of threads."""
        jobs = min(len(folds), (os.cpu_count() or 1) if n_jobs == -1 else n_jobs or 1)
        # Networks draw from the random generator of the process while they train, and have threads of their own.
        if jobs <= 1 or any(isinstance(part, NetworkEstimator) for part in self.estimators):
            for fold in folds:
                yield fold, self.of(fold)
            return
        with ThreadPoolExecutor(jobs) as pool:
            waiting = [pool.submit(self.of, fold) for fold in folds]
            try:
                for fold, future in zip(folds, waiting, strict=True):
                    yield fold, future.result()
            finally:
                # After an error or Ctrl-C: folds that have begun are finished and kept, the others are not begun.
                pool.shutdown(wait=False, cancel_futures=True)


def fold_runs(
    learn: Learn,
    estimators: tuple[Any, ...],
    examples: str | None,
    given: NDArray[Any],
    weights: NDArray[np.float64] | None,
    *,
    width: int,
    cache: FoldCache,
) -> FoldRuns:
    """Return the runs of estimators over one data set.

    Parameters
    ----------
    learn : Learn
        What a fold does.
    estimators : tuple of estimator
        Copies of them are trained.
    examples : str or None
        The key of the examples' content; None where nothing is kept.
    given, weights
        Classes or tags, and weights or None, of all examples.
    width : int
        K.
    cache : FoldCache
        Where results are kept.
    """
    key = None
    if examples is not None:
        known = versions(_packages(estimators))
        key = content_key(_FORMAT, __version__, known, examples, given, weights, estimators, learn, width)
    return FoldRuns(learn, estimators, width, cache, key)


def _packages(estimators: Sequence[Any]) -> set[str]:
    """Return the packages whose versions shape the numbers, beside those of the estimators' own classes."""
    networks = any(isinstance(part, NetworkEstimator) for part in estimators)
    return {"numpy", "scipy", "sklearn"} | ({"torch", "timm"} if networks else set())


def empty_result(shape: tuple[int, int], folder: Path | None) -> NDArray[np.float32]:
    """Return zeros to fill; in a file without a name in the folder when they are many, so that memory stays free."""
    if folder is None or 4 * shape[0] * shape[1] < _LARGE:
        return np.zeros(shape, dtype=np.float32)
    with tempfile.TemporaryFile(dir=folder) as file:
        return np.memmap(file, np.float32, "w+", shape=shape)
