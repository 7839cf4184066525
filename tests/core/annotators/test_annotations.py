"""Triples and their blocks."""

from __future__ import annotations

import numpy as np
import pytest

from annotator_problems import annotator_problem
from labelproof import multiannotator
from labelproof._core.annotators import annotations as module
from labelproof._core.annotators.annotations import Annotations
from labelproof._learn.dawid_skene import vote_posterior
from labelproof._tasks.annotators.reading import read_annotations


def _annotations() -> Annotations:
    labels = np.array([[2, 1, np.nan], [1, 0, 1], [np.nan, np.nan, 0]])
    return read_annotations(labels, num_classes=3).annotations


def test_sums_go_over_examples_classes_and_annotators() -> None:
    known = _annotations()
    values = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    assert known.by_row(values).tolist() == [3, 28, 32]
    assert known.by_annotator(values).tolist() == [5, 10, 48]
    assert known.votes(values).tolist() == [[0, 2, 1], [8, 20, 0], [32, 0, 0]]
    assert known.votes().tolist() == [[0, 1, 1], [1, 2, 0], [1, 0, 0]]


def test_selected_examples_keep_their_labels() -> None:
    known = _annotations().select(np.array([0, 2]))
    assert known.starts.tolist() == [0, 2, 3]
    assert known.labels.tolist() == [2, 1, 0]
    assert known.annotators.tolist() == [0, 1, 2]


def test_pairs_are_those_that_occur_when_all_would_be_many(monkeypatch: pytest.MonkeyPatch) -> None:
    all_pairs = _annotations().pairs
    assert all_pairs[0].tolist() == list(range(9))
    assert all_pairs[1].tolist() == [2, 4, 1, 3, 7, 6]
    labels = np.array([[0, np.nan], [np.nan, 90], [5, 5]])
    monkeypatch.setattr(module, "_CELLS", 1)
    pairs, places = read_annotations(labels, num_classes=100).annotations.pairs
    assert pairs.tolist() == [0, 5, 105, 190]
    assert places.tolist() == [0, 3, 1, 2]


@pytest.mark.filterwarnings("ignore::labelproof._base.warnings.LabelproofWarning")
@pytest.mark.parametrize("seed", range(4))
def test_the_size_of_blocks_does_not_matter(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    labels, probs = annotator_problem(seed)
    found = []
    for cells in (1, 7, 1 << 20):
        monkeypatch.setattr(module, "_CELLS", cells)
        result = multiannotator.get_label_quality_multiannotator(labels, probs)
        scores = multiannotator.get_active_learning_scores(labels, probs)[0]
        posterior = vote_posterior(read_annotations(labels, num_classes=probs.shape[1]).annotations)
        vote = multiannotator.get_majority_vote_label(labels, probs)
        found.append((*(frame.to_numpy() for frame in result.values()), vote, scores, posterior))
    for other in found[1:]:
        for one, another in zip(found[0], other, strict=True):
            np.testing.assert_allclose(one, another, rtol=1e-12)
