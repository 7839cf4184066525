"""What is held in memory: a few bytes a row, never another (N, K) array, and no second copy of the labels."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from labelproof import count, dataset, rank
from labelproof._engines import run
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues
from laws.answers import FILTERS, SCORES

ROWS, CLASSES = 40_000, 50
ROOM = 1 << 18
"""Bytes for what does not grow with the rows."""

QUESTIONS = {
    **{name: lambda y, p, name=name: find_label_issues(y, p, filter_by=name) for name in FILTERS},
    **{name: lambda y, p, name=name: rank.get_label_quality_scores(y, p, method=name) for name in SCORES},
    "ranked": lambda y, p: find_label_issues(y, p, return_indices_ranked_by="self_confidence"),
    "joint": count.compute_confident_joint,
    "health": dataset.health_summary,
    "batched": find_label_issues_batched,
}


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, CLASSES, ROWS)
    probs = rng.random((ROWS, CLASSES), dtype=np.float32)  # 8 MB
    probs[np.arange(ROWS), labels] += 3
    return labels, probs / probs.sum(axis=1, keepdims=True)


def peak(question, labels, probs):
    """The most bytes that a call holds at once, its result included; blocks are small beside the rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_BLOCK_VALUES", 1 << 14)
        patch.setattr(run, "_KNOWN_BLOCK_VALUES", 1 << 14)
        question(labels, probs)
        tracemalloc.start()
        try:
            question(labels, probs)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_probabilities_are_not_copied(data, question):
    assert peak(question, *data) < 40 * ROWS + ROOM


@pytest.mark.parametrize("strides", [np.asfortranarray, lambda probs: np.repeat(probs, 2, axis=1)[:, ::2]])
@pytest.mark.parametrize("name", ["prune_by_noise_rate", "both", "self_confidence", "joint", "batched"])
def test_probabilities_of_any_strides_are_not_copied(data, name, strides):
    labels, probs = data
    assert peak(QUESTIONS[name], labels, strides(probs)) < 40 * ROWS + ROOM


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.int32])
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_labels_are_widened_block_by_block(data, question, dtype):
    labels, probs = data
    wide = peak(question, labels, probs)
    assert peak(question, labels.astype(dtype), probs) < wide + 4 * ROWS  # a whole copy would be 8
