"""Random classification problems for comparing two implementations: labels with noise, missing and rare classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Case", "random_case"]


@dataclass(frozen=True)
class Case:
    """One problem: labels (N,), probabilities (N, K) and how it was drawn."""

    labels: NDArray[np.int64]
    pred_probs: NDArray[np.floating]
    seed: int
    about: str


def random_case(seed: int) -> Case:
    """Return the problem of a seed: N 20-5,000, K 2-60, float32 or float64, some classes missing or rare."""
    rng = np.random.default_rng(seed)
    num_classes = int(np.exp(rng.uniform(np.log(2), np.log(60.99))))
    num_rows = int(np.exp(rng.uniform(np.log(20), np.log(5000))))
    prior = rng.dirichlet(np.full(num_classes, rng.choice([0.3, 1.0, 10.0])))
    if num_classes > 2 and rng.random() < 0.3:
        prior[rng.integers(num_classes)] = 0
        prior /= prior.sum()
    true = rng.choice(num_classes, num_rows, p=prior)
    noise = rng.choice([0.0, 0.05, 0.2, 0.4])
    flipped = rng.random(num_rows) < noise
    labels = np.where(flipped, rng.integers(num_classes, size=num_rows), true)
    labels[:2] = (0, num_classes - 1) if rng.random() < 0.7 else (0, 1)
    scores = rng.normal(size=(num_rows, num_classes)) * rng.choice([0.5, 1.0, 2.0])
    scores[np.arange(num_rows), true] += rng.choice([0.5, 2.0, 4.0, 6.0])
    probs = np.exp(scores - scores.max(axis=1, keepdims=True))
    probs /= probs.sum(axis=1, keepdims=True)
    dtype = rng.choice([np.float32, np.float64])
    about = f"seed {seed}: N={num_rows} K={num_classes} noise={noise} {np.dtype(dtype).name}"
    return Case(labels.astype(np.int64), probs.astype(dtype), seed, about)
