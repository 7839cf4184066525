"""Small random problems with several tags per example: ties, tags that all or none have, examples without tags."""

from __future__ import annotations

import numpy as np


def tag_problem(seed, *, rows=None, tags=None, dtype=np.float64, coarse=False):
    """0/1 matrix (N, K) and probabilities (N, K); `coarse` rounds probabilities so that many tie."""
    rng = np.random.default_rng(seed)
    tags = tags or int(rng.integers(1, 7))
    rows = rows or int(rng.integers(12, 90))
    true = rng.random((rows, tags)) < rng.choice([0.1, 0.4, 0.7], tags)
    probs = np.clip(true * rng.choice([0.3, 0.6]) + rng.random((rows, tags)) * 0.6, 0, 1)
    given = true ^ (rng.random((rows, tags)) < rng.choice([0.0, 0.1, 0.3]))
    if seed % 4 == 1:
        given[:, 0] = True
    if seed % 4 == 2:
        given[:, -1] = False
    if coarse:
        probs = np.round(probs * 8) / 8
    return given.astype(np.int64), probs.astype(dtype)
