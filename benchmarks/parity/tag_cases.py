"""Random problems with several tags per example for comparing two implementations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["TagCase", "random_tag_case"]


@dataclass(frozen=True)
class TagCase:
    """One problem: lists of tags, the same as a 0/1 matrix (N, K), probabilities (N, K), and how it was drawn."""

    labels: list[list[int]]
    matrix: NDArray[np.int64]
    pred_probs: NDArray[np.floating]
    seed: int
    about: str


def random_tag_case(seed: int) -> TagCase:
    """Return the problem of a seed: N 20-1,000, K 2-14, float32 or float64, some tags that nobody has."""
    rng = np.random.default_rng(seed)
    num_tags = int(np.exp(rng.uniform(np.log(2), np.log(14.99))))
    num_rows = int(np.exp(rng.uniform(np.log(20), np.log(1000))))
    share = rng.beta(1, rng.choice([1.5, 4.0, 12.0]), num_tags)
    true = rng.random((num_rows, num_tags)) < share
    noise = rng.choice([0.0, 0.03, 0.1, 0.3])
    given = true ^ (rng.random(true.shape) < noise)
    if rng.random() < 0.3:
        given[:, rng.integers(num_tags)] = False
    full = given.all(axis=0)
    given[0, full] = False  # the reference fails when every example has a tag (a listed difference)
    given[1, 0] = True
    logits = rng.normal(size=true.shape) * rng.choice([0.5, 1.0, 2.0]) + (true - 0.5) * rng.choice([1.0, 3.0, 6.0])
    dtype = rng.choice([np.float32, np.float64])
    about = f"seed {seed}: N={num_rows} K={num_tags} noise={noise} {np.dtype(dtype).name}"
    lists = [np.flatnonzero(row).tolist() for row in given]
    return TagCase(lists, given.astype(np.int64), (1 / (1 + np.exp(-logits))).astype(dtype), seed, about)
