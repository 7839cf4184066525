"""Small random classification problems with everything that goes wrong: ties, missing and rare classes, noise."""

from __future__ import annotations

import numpy as np


def problem(seed, *, rows=None, classes=None, dtype=np.float64, coarse=False):
    """Labels (N,) and probabilities (N, K); `coarse` rounds probabilities so that many tie."""
    rng = np.random.default_rng(seed)
    classes = classes or int(rng.integers(2, 8))
    rows = rows or int(rng.integers(classes + 8, 120))
    true = rng.integers(0, max(classes - (seed % 3 == 0), 2), rows)
    labels = np.where(rng.random(rows) < 0.25, rng.integers(0, classes, rows), true)
    labels[:2] = (0, 1)
    scores = rng.normal(size=(rows, classes))
    scores[np.arange(rows), true] += 2
    probs = np.exp(scores)
    probs /= probs.sum(axis=1, keepdims=True)
    if coarse:
        probs = np.round(probs * 8) / 8
    return labels.astype(np.int64), probs.astype(dtype)
