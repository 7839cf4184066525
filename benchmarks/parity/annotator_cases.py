"""Random problems with several annotators for comparing two implementations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["AnnotatorCase", "random_annotator_case"]


@dataclass(frozen=True)
class AnnotatorCase:
    """One problem: labels (N, M), probabilities of two models (2, N, K), and how it was drawn.

    Labels have gaps, or are integers without any: there the reference package counts votes correctly (a listed
    difference), so that calibration can be compared too.
    """

    labels: NDArray[np.floating] | NDArray[np.int64]
    models: NDArray[np.floating]
    seed: int
    about: str

    @property
    def pred_probs(self) -> NDArray[np.floating]:
        """The probabilities of the first model."""
        return self.models[0]

    @property
    def full(self) -> bool:
        """Whether every annotator labelled every example."""
        return self.labels.dtype.kind == "i"


def random_annotator_case(seed: int) -> AnnotatorCase:
    """Return the problem of a seed: N 10-800, M 2-40, K 2-12, float32 or float64; some example has two labels."""
    rng = np.random.default_rng(seed)
    classes = int(np.exp(rng.uniform(np.log(2), np.log(12.99))))
    annotators = int(np.exp(rng.uniform(np.log(2), np.log(40.99))))
    rows = int(np.exp(rng.uniform(np.log(10), np.log(800))))
    true = rng.choice(classes, rows, p=rng.dirichlet(np.full(classes, rng.choice([0.5, 3.0]))))
    right = rng.random((rows, annotators)) < rng.uniform(rng.choice([0.2, 0.6]), 0.97, annotators)
    labels = np.where(right, true[:, None], rng.integers(0, classes, right.shape))
    scores = rng.normal(size=(2, rows, classes))
    scores[:, np.arange(rows), true] += rng.choice([0.0, 1.0, 3.0])
    probs = np.exp(scores - scores.max(axis=2, keepdims=True))
    probs /= probs.sum(axis=2, keepdims=True)
    share = float(rng.choice([0.1, 0.3, 0.7, 1.0, 1.0]))
    given: NDArray[np.floating] | NDArray[np.int64] = labels.astype(np.int64)
    if share < 1:
        given = np.where(rng.random(labels.shape) < share, labels, np.nan)
        given[0] = labels[0]
        empty = np.flatnonzero(np.isnan(given).all(axis=1))
        who = rng.integers(0, annotators, len(empty))
        given[empty, who] = labels[empty, who]
    dtype = rng.choice([np.float32, np.float64])
    about = f"seed {seed}: N={rows} M={annotators} K={classes} share={share} {np.dtype(dtype).name}"
    return AnnotatorCase(given, probs.astype(dtype), seed, about)
