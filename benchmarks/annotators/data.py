"""Real annotations with a known truth, and simulated ones of any size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array

__all__ = ["CrowdSet", "crowd_sets", "dense_problem", "sparse_problem"]


@dataclass(frozen=True)
class CrowdSet:
    """Labels by several annotators, the rows whose truth is known and that, and features if there are any."""

    name: str
    labels: Any
    rows: NDArray[np.int64]
    truth: NDArray[np.int64]
    features: NDArray[np.floating] | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Examples, annotators, labels."""
        if isinstance(self.labels, pd.DataFrame):
            return self.labels["task"].nunique(), self.labels["annotator"].nunique(), len(self.labels)
        return *self.labels.shape, int((~np.isnan(self.labels)).sum())


def crowd_sets(data: Path) -> Iterator[CrowdSet]:
    """Yield LabelMe (with features), bluebird, dog, rte and face."""
    yield _labelme(data / "labelme-crowd")
    folder = data / "crowd-truth-inference"
    for name in ("bluebird", "dog", "rte"):
        yield _long_set(name, folder / "SpectralMethodsMeetEM" / name)
    yield _long_set("face", folder / "crowd_truth_inference" / "s4_Face Sentiment Identification")


def _labelme(folder: Path) -> CrowdSet:
    answers = np.loadtxt(folder / "answers.txt")
    truth = np.loadtxt(folder / "LabelMe_Z_train.txt").astype(np.int64)
    features = np.load(folder / "LabelMe_VGG_avg_train.npy", allow_pickle=False)
    labels = np.where(answers < 0, np.nan, answers)
    return CrowdSet("LabelMe", labels, np.arange(len(truth)), truth, features.reshape(len(truth), -1))


def _long_set(name: str, folder: Path) -> CrowdSet:
    labels = pd.read_csv(folder / "label.csv").rename(columns={"item": "task", "worker": "annotator"})
    truth = pd.read_csv(folder / "truth.csv")
    items = np.unique(labels["task"])
    known = truth[truth["item"].isin(items)]
    return CrowdSet(name, labels, np.searchsorted(items, known["item"]), known["truth"].to_numpy())


def dense_problem(
    rows: int, annotators: int, classes: int, share: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return labels (N, M) of which a share is there, by annotators of different skill, and probabilities (N, K)."""
    rng = np.random.default_rng(0)
    true = rng.integers(0, classes, rows)
    right = rng.random((rows, annotators)) < rng.uniform(0.5, 0.95, annotators)
    labels = np.where(right, true[:, None], rng.integers(0, classes, right.shape)).astype(float)
    labels[rng.random(right.shape) >= share] = np.nan
    empty = np.isnan(labels).all(axis=1)
    labels[empty, 0] = true[empty]
    scores = rng.normal(size=(rows, classes))
    scores[np.arange(rows), true] += 2
    probs = np.exp(scores)
    return labels, probs / probs.sum(axis=1, keepdims=True)


def sparse_problem(
    kind: str, rows: int, annotators: int, classes: int, each: int
) -> tuple[Any, NDArray[np.float32], NDArray[np.int64]]:
    """Return labels as a "long" frame in random order or a "sparse" matrix, probabilities, and the truth."""
    rng = np.random.default_rng(0)
    true = rng.integers(0, classes, rows)
    examples = np.repeat(np.arange(rows), each)
    first = rng.integers(0, annotators, rows)
    who = ((first[:, None] + np.arange(each) * (annotators // each)) % annotators).ravel()
    right = rng.random(rows * each) < rng.uniform(0.5, 0.95, annotators)[who]
    labels = np.where(right, true[examples], rng.integers(0, classes, rows * each))
    probs = rng.random((rows, classes), dtype=np.float32)
    probs[np.arange(rows), true] += 1
    probs /= probs.sum(axis=1, keepdims=True)
    if kind == "sparse":
        return coo_array((labels, (examples, who)), shape=(rows, annotators)).tocsr(), probs, true
    order = rng.permutation(rows * each)
    return pd.DataFrame({"example": examples[order], "annotator": who[order], "label": labels[order]}), probs, true
