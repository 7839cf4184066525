"""What the laws compare: every answer of the public functions, over problems with ties, absent classes and odd sums.

A law says that two ways of asking give `answers` that are the same to the last bit. An error is an answer too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from labelproof import count, dataset, rank
from labelproof._blocks import tensors
from labelproof._engines import run
from labelproof._tasks.multiclass import inputs
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import (
    find_label_issues,
    find_label_issues_using_argmax_confusion_matrix,
    find_predicted_neq_given,
)

FILTERS = (
    "prune_by_noise_rate",
    "prune_by_class",
    "both",
    "confident_learning",
    "predicted_neq_given",
    "low_normalized_margin",
    "low_self_confidence",
)
SCORES = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")

VALUES = {
    "distinct": lambda rng, shape: rng.random(shape) ** 3,
    "quarters": lambda rng, shape: rng.integers(0, 5, shape) / 4,
    "eighths": lambda rng, shape: rng.integers(0, 9, shape) / 8,
    "equal": lambda rng, shape: np.full(shape, 0.25),
    "certain": lambda rng, shape: np.eye(shape[1])[rng.integers(0, shape[1], shape[0])],
    "nothing": lambda rng, shape: np.zeros(shape),
}
"""Probabilities of a shape; only those of "certain" sum to 1."""

LABELS = {
    "any": lambda rng, probs: rng.integers(0, probs.shape[1], len(probs)),
    "likely": lambda rng, probs: np.where(rng.random(len(probs)) < 0.3, rng.integers(0, probs.shape[1]), right(probs)),
    "right": lambda rng, probs: right(probs),
    "wrong": lambda rng, probs: (right(probs) + 1) % probs.shape[1],
    "few": lambda rng, probs: rng.integers(0, 2, len(probs)) * (probs.shape[1] - 1),
}
"""Labels for probabilities; "few" uses the first and the last class only."""


def right(probs):
    return probs.argmax(axis=1)


@dataclass(frozen=True)
class Case:
    """Labels (N,) int64 and probabilities (N, K) float64 that float16 holds exactly."""

    labels: Any
    probs: Any

    def __repr__(self) -> str:
        return f"Case(labels={self.labels.tolist()}, probs={self.probs.tolist()})"


@st.composite
def cases(draw, max_rows: int = 60, max_classes: int = 40, values: tuple[str, ...] = tuple(VALUES)) -> Case:
    rows = draw(st.integers(2, max_rows), label="rows")
    classes = draw(st.integers(1, max_classes) | st.integers(1, min(5, max_classes)), label="classes")
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1), label="seed"))
    probs = VALUES[draw(st.sampled_from(values), label="values")](rng, (rows, classes))
    probs = probs.astype(np.float16).astype(np.float64)
    labels = LABELS[draw(st.sampled_from(sorted(LABELS)), label="labels")](rng, probs)
    return Case(labels.astype(np.int64), probs)


def answers(labels: Any, pred_probs: Any) -> dict[str, Any]:
    """Every public answer; `pred_probs` may be a function that gives them anew, for what can be read once."""
    fresh = pred_probs if callable(pred_probs) else lambda: pred_probs
    asked: dict[str, Callable[[], Any]] = {
        name: lambda name=name: find_label_issues(labels, fresh(), filter_by=name) for name in FILTERS
    }
    for score in SCORES:
        asked[f"ranked by {score}"] = lambda score=score: find_label_issues(
            labels, fresh(), return_indices_ranked_by=score
        )
        asked[score] = lambda score=score: rank.get_label_quality_scores(labels, fresh(), method=score)
    for score in SCORES[:2]:
        asked[f"adjusted {score}"] = lambda score=score: rank.get_label_quality_scores(
            labels, fresh(), method=score, adjust_pred_probs=True
        )
    asked |= {
        "half of the noise": lambda: find_label_issues(labels, fresh(), frac_noise=0.5, min_examples_per_class=3),
        "predicted": lambda: find_predicted_neq_given(labels, fresh()),
        "argmax confusion": lambda: find_label_issues_using_argmax_confusion_matrix(labels, fresh()),
        "thresholds": lambda: count.get_confident_thresholds(labels, fresh()),
        "joint": lambda: count.compute_confident_joint(labels, fresh()),
        "raw joint": lambda: count.compute_confident_joint(labels, fresh(), calibrate=False, collisions="paper"),
        "issues": lambda: count.num_label_issues(labels, fresh()),
        "health": lambda: health(labels, fresh()),
        "batched": lambda: find_label_issues_batched(labels, fresh(), batch_size=7),
        "batched, calibrated": lambda: find_label_issues_batched(
            labels, fresh(), num_issue_kwargs={"estimation_method": "off_diagonal_calibrated"}
        ),
    }
    return {name: answer(question) for name, question in asked.items()}


def answer(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except ValueError as error:
        return str(error)


def health(labels: Any, pred_probs: Any) -> list[Any]:
    """The summary, without the names that some containers give the classes."""
    found = dataset.health_summary(labels, pred_probs, verbose=False)
    tables = (found["classes_by_label_quality"], found["overlapping_classes"])
    numbers = [table.drop(columns=[name for name in table if "Name" in name]).to_numpy() for table in tables]
    return [found["joint"], found["overall_label_health_score"], *numbers]


def assert_same(actual: dict[str, Any], expected: dict[str, Any]) -> None:
    assert actual.keys() == expected.keys()
    for name, value in expected.items():
        pairs = zip(actual[name], value, strict=True) if isinstance(value, list) else [(actual[name], value)]
        for one, other in pairs:
            np.testing.assert_array_equal(one, other, err_msg=name, strict=isinstance(other, np.ndarray))


@contextlib.contextmanager
def cut(block_values: int | None = None, threads: int | None = None, *, kept: bool = True) -> Iterator[None]:
    """Make engines read blocks of so many values, in so many threads however small the data are.

    Without `kept`, nothing is kept of each row from one reading to the next, as if there were too many rows.
    """
    with pytest.MonkeyPatch.context() as patch:
        if block_values is not None:
            patch.setattr(run, "_BLOCK_VALUES", block_values)
            patch.setattr(tensors, "_BLOCK_VALUES", block_values)
        if threads is not None:
            patch.setattr(run, "_MIN_SHARE", 1)
            patch.setenv("LABELPROOF_NUM_THREADS", str(threads))
        if not kept:
            patch.setattr(inputs, "_MANY", 0)
        yield
