"""What is held in memory for several tags per example: a few bytes a row, and no matrix of scores or pairs."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from labelproof import count
from labelproof._engines import run
from labelproof.multilabel_classification import dataset, filter, rank
from laws.answers import FILTERS, SCORES

ROWS, TAGS = 30_000, 40
ROOM = 1 << 20
"""Bytes for what does not grow with the rows: the histogram of each thread among them."""

QUESTIONS = {
    **{name: lambda y, p, name=name: filter.find_label_issues(y, p, filter_by=name) for name in FILTERS},
    **{name: lambda y, p, name=name: rank.get_label_quality_scores(y, p, method=name) for name in SCORES},
    "ranked": lambda y, p: filter.find_label_issues(y, p, return_indices_ranked_by="self_confidence"),
    "joint": lambda y, p: count.compute_confident_joint(y, p, multi_label=True),
    "health": dataset.multilabel_health_summary,
}


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    tags = rng.random((ROWS, TAGS)) < 0.1
    probs = rng.random((ROWS, TAGS), dtype=np.float32) * np.float32(0.5) + tags * np.float32(0.5)
    return (tags ^ (rng.random((ROWS, TAGS)) < 0.02)).astype(np.uint8), probs.astype(np.float32)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_neither_tags_nor_probabilities_are_copied(monkeypatch, data, question):
    monkeypatch.setattr(run, "_BLOCK_VALUES", 1 << 14)
    question(*data)
    tracemalloc.start()
    try:
        question(*data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 * ROWS + ROOM * 2
