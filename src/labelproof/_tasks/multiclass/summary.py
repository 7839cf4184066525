"""Which classes and pairs of classes are mislabelled most, from the joint distribution of given and true classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ClassPairs", "ClassQuality", "class_pairs", "class_quality"]

_DELTA = 1e-6


@dataclass(frozen=True)
class ClassQuality:
    """Per class, worst first; all arrays (K,). `given` errors carry the class wrongly, `true` ones miss it."""

    order: NDArray[np.int64]
    given_issues: NDArray[np.int64]
    true_issues: NDArray[np.int64]
    given_noise: NDArray[np.float64]
    true_noise: NDArray[np.float64]
    score: NDArray[np.float64]


@dataclass(frozen=True)
class ClassPairs:
    """Pairs of classes, largest overlap first: their estimated number of shared examples and its probability."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    num_examples: NDArray[np.int64]
    probability: NDArray[np.float64]


def class_quality(joint: NDArray[np.float64], num_examples: float) -> ClassQuality:
    """Return the noise of each class from the joint distribution (K, K), worst score first, ties by class."""
    rows, columns, diagonal = joint.sum(axis=1), joint.sum(axis=0), joint.diagonal()
    given, true = rows - diagonal, columns - diagonal
    given_noise = given / np.maximum(rows, _DELTA)
    true_noise = true / np.maximum(columns, _DELTA)
    score = 1 - given_noise
    order = np.argsort(score, kind="stable")
    return ClassQuality(
        order=order,
        given_issues=np.rint(given * num_examples).astype(np.int64)[order],
        true_issues=np.rint(true * num_examples).astype(np.int64)[order],
        given_noise=given_noise[order],
        true_noise=true_noise[order],
        score=score[order],
    )


def class_pairs(joint: NDArray[np.float64], num_examples: float, *, asymmetric: bool) -> ClassPairs:
    """Return pairs of classes by the probability that one is given for the other, largest first, ties by class."""
    size = len(joint)
    first, second = np.nonzero(~np.eye(size, dtype=bool)) if asymmetric else np.triu_indices(size, 1)
    probability = joint[first, second] if asymmetric else joint[first, second] + joint[second, first]
    order = np.argsort(-probability, kind="stable")
    first = first[order]  # one after the other: each may be half a million long
    second = second[order]
    probability = probability[order]
    return ClassPairs(first, second, np.rint(probability * num_examples).astype(np.int64), probability)
