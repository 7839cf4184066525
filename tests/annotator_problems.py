"""Small random problems with several annotators: gaps, ties, annotators who are alone, classes that nobody gives."""

from __future__ import annotations

import numpy as np


def annotator_problem(seed, *, rows=None, annotators=None, classes=None, share=None):
    """Labels (N, M) with NaN, probabilities (N, K); every example and annotator has a label, some example has two."""
    rng = np.random.default_rng(seed)
    classes = classes or int(rng.integers(2, 6))
    rows = rows or int(rng.integers(8, 60))
    annotators = annotators or int(rng.integers(2, 9))
    true = rng.integers(0, classes, rows)
    right = rng.random((rows, annotators)) < rng.uniform(0.3, 0.95, annotators)
    labels = np.where(right, true[:, None], rng.integers(0, classes, (rows, annotators))).astype(float)
    labels[rng.random(labels.shape) > (share or rng.choice([0.3, 0.5, 1.0]))] = np.nan
    empty = np.flatnonzero(np.isnan(labels).all(axis=1))
    labels[empty, rng.integers(0, annotators, len(empty))] = true[empty]
    labels[0] = np.where(np.isnan(labels[0]), true[0], labels[0])
    scores = rng.normal(size=(rows, classes))
    scores[np.arange(rows), true] += rng.choice([0.0, 1.0, 2.0])
    probs = np.exp(scores)
    return labels, probs / probs.sum(axis=1, keepdims=True)


def votes_of(labels):
    """One dictionary per example, annotator -> class."""
    return [{j: int(label) for j, label in enumerate(row) if label == label} for row in labels]


def long_frame(labels, names=("task", "annotator", "label"), seed=0):
    """The labels as rows in random order."""
    import pandas as pd  # noqa: PLC0415

    rows, places = np.nonzero(~np.isnan(labels))
    order = np.random.default_rng(seed).permutation(len(rows))
    columns = rows[order], places[order], labels[rows, places][order].astype(int)
    return pd.DataFrame(dict(zip(names, columns, strict=True)))


def sparse_matrix(labels):
    """The labels as stored values, zeros too."""
    from scipy.sparse import coo_array  # noqa: PLC0415

    rows, places = np.nonzero(~np.isnan(labels))
    return coo_array((labels[rows, places].astype(int), (rows, places)), shape=labels.shape)
