"""The scores that are compared: ten ways to join the tags of an example into one number, and our default.

Each of the ten takes self-confidences s (N, K), the probability of the tag where it is given and of its absence where
it is not, and returns one number per row, low = suspect. In the formulas s_1 >= ... >= s_K are those of one row, sorted
descending, so that the most suspect tag comes last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.tag_adaptive import tag_adaptive
from labelproof._core.tags import exponential_moving_average, softmin

__all__ = ["DEFAULT", "METHODS", "Method", "scores_of"]

Scores = NDArray[np.float64]
WINDOW, LEAST = 2, 1e-8


@dataclass(frozen=True)
class Method:
    """One way to join tags; `ours` names what the paper leaves open and was chosen here."""

    title: str
    formula: str
    join: Callable[[Scores], Scores]
    ours: str = ""


def descending(s: Scores) -> Scores:
    """Return the scores of each row, highest first."""
    return -np.sort(-s, axis=1)


def log_transform(s: Scores) -> Scores:
    return np.exp(np.log(np.maximum(s, LEAST)).mean(axis=1))


def cumulative_average(s: Scores) -> Scores:
    return (np.cumsum(np.sort(s, axis=1), axis=1) / np.arange(1, s.shape[1] + 1)).mean(axis=1)


def simple_moving_average(s: Scores) -> Scores:
    return np.sort(s, axis=1)[:, :WINDOW].mean(axis=1)


def weighted_cumulative_average(s: Scores) -> Scores:
    return np.average(descending(s), axis=1, weights=np.arange(1, s.shape[1] + 1))


METHODS = {
    "ema": Method("EMA 0.8", "e_1 = s_1, e_j = 0.8 s_j + 0.2 e_(j-1); e_K", exponential_moving_average),
    "mean": Method("mean", "(s_1 + ... + s_K) / K", lambda s: s.mean(axis=1)),
    "median": Method("median", "middle one, or mean of the middle two", lambda s: np.median(s, axis=1)),
    "min": Method("min", "s_K", lambda s: s.min(axis=1)),
    "max": Method("max", "s_1", lambda s: s.max(axis=1)),
    "softmin": Method("softmin 0.1", "sum s_j w_j, w = softmax((1 - s) / 0.1)", softmin),
    "log": Method(
        "log-transform",
        "exp(mean of ln max(s_j, 1e-8))",
        log_transform,
        "that the logarithms are averaged, and their floor",
    ),
    "cumulative": Method(
        "cumulative average",
        "mean over j of c_j, c_j = mean of the j lowest",
        cumulative_average,
        "that the running means are averaged: the last one alone is the mean",
    ),
    "simple": Method(
        "simple moving average",
        "(s_(K-1) + s_K) / 2, the last window of two",
        simple_moving_average,
        "the window of two",
    ),
    "weighted": Method(
        "weighted cumulative average",
        "sum j s_j / sum j",
        weighted_cumulative_average,
        "the linear weights",
    ),
}
DEFAULT = "labelproof default"
"""The name of ours: log-odds mean of tag posterior and self-confidence, EMA 0.8."""


def scores_of(given: NDArray[np.uint8], probs: Scores) -> dict[str, Scores]:
    """Return the label quality scores (N,) of every method, by name; "ours" is the last."""
    self_confidence = np.where(given == 1, probs, 1 - probs)
    scores = {name: method.join(self_confidence) for name, method in METHODS.items()}
    return {**scores, "ours": tag_adaptive(given, probs).example_quality}
