"""The primitives over labels of several annotators, on inputs by hand and on what must be refused."""

from __future__ import annotations

import numpy as np
import pytest

from labelproof._kernels._load import native
from labelproof._kernels.votes import Triples, count_pairs, entries, matches, pool, tally

# Three examples: annotators 0 and 1 say 2 and 1; 0, 1 and 2 say 1, 0 and 1; 2 alone says 0.
TRIPLES = Triples(
    np.array([0, 2, 5, 6]), np.array([0, 1, 0, 1, 2, 2], np.int32), np.array([2, 1, 1, 0, 1, 0], np.int32)
)


def test_votes_are_counted_with_their_ties() -> None:
    actual = tally(TRIPLES, num_annotators=3, num_classes=3)
    assert actual.winners.tolist() == [1, 1, 0]
    assert actual.tied.tolist() == [True, False, False]


def test_agreement_with_the_others_is_counted() -> None:
    actual = tally(TRIPLES, num_annotators=3, num_classes=3)
    assert actual.met.tolist() == [3, 3, 2]
    assert actual.agreed.tolist() == [1, 0, 1]


def test_a_class_that_overtakes_ends_a_tie() -> None:
    triples = Triples(np.array([0, 4]), np.arange(4, dtype=np.int32), np.array([3, 1, 1, 0], np.int32))
    actual = tally(triples, num_annotators=4, num_classes=4)
    assert (actual.winners.tolist(), actual.tied.tolist()) == ([1], [False])


def test_labels_that_are_the_consensus_are_counted() -> None:
    assert matches(TRIPLES, np.array([1, 1, 2])).tolist() == [1, 2, 0]


def test_models_and_annotators_are_pooled_in_place() -> None:
    rows = 2.0 * np.array([[0.2, 0.3, 0.5], [0.5, 0.5, 0.0], [0.6, 0.2, 0.2]])
    best = pool(TRIPLES, rows, weights=np.array([1.0, 2.0, 1.0]), likelihood=0.8, rest=0.1, models=2.0)
    expected = [
        [(0.4 + 0.3) / 5, (0.6 + 0.1 + 1.6) / 5, (1.0 + 0.8 + 0.2) / 5],
        [(1.0 + 0.2 + 1.6) / 6, (1.0 + 1.6 + 0.2) / 6, 0.4 / 6],
        [(1.2 + 0.8) / 3, (0.4 + 0.1) / 3, (0.4 + 0.1) / 3],
    ]
    np.testing.assert_allclose(rows, expected)
    assert best.tolist()[0::2] == [1, 0]


def test_equally_probable_classes_have_no_best() -> None:
    triples = Triples(np.array([0, 2]), np.array([0, 1], np.int32), np.array([0, 1], np.int32))
    best = pool(triples, np.full((1, 2), 0.5), weights=np.ones(2), likelihood=0.75, rest=0.25, models=1.0)
    assert best.tolist() == [-1]


def test_each_label_finds_its_entry() -> None:
    rows = np.arange(9.0).reshape(3, 3)
    assert entries(TRIPLES, rows).tolist() == [2.0, 1.0, 4.0, 3.0, 4.0, 6.0]


def test_pairs_of_annotator_and_class_are_summed() -> None:
    places = TRIPLES.annotators.astype(np.int64) * 3 + TRIPLES.labels
    actual = count_pairs(TRIPLES, places, 9, consensus=np.array([1, 1, 0]), quality=np.array([0.5, 0.25, 1.0]))
    assert actual.given.tolist() == [0, 1, 1, 1, 1, 0, 1, 1, 0]
    assert actual.right.tolist() == [0, 1, 0, 0, 1, 0, 1, 1, 0]
    assert actual.shared.tolist() == [0, 1, 1, 1, 1, 0, 0, 1, 0]
    assert actual.shared_right.tolist() == [0, 1, 0, 0, 1, 0, 0, 1, 0]
    assert actual.quality.tolist() == [0, 0.25, 0.5, 0.25, 0.5, 0, 1.0, 0.25, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        TRIPLES._replace(starts=np.array([0, 2, 7, 6])),
        TRIPLES._replace(starts=np.array([0, 2, 5, 7])),
        TRIPLES._replace(labels=np.array([2, 1, 3, 0, 1, 0], np.int32)),
        TRIPLES._replace(labels=np.array([2, 1, -1, 0, 1, 0], np.int32)),
        TRIPLES._replace(annotators=np.array([0, 1, 0, 1, 3, 2], np.int32)),
        TRIPLES._replace(annotators=np.array([0, 1, 0, 1], np.int32)),
    ],
)
def test_nothing_is_read_or_written_outside_the_arrays(wrong: Triples) -> None:
    rows = np.full((3, 3), 1 / 3)
    with pytest.raises(ValueError, match="must"):
        tally(wrong, num_annotators=3, num_classes=3)
    with pytest.raises(ValueError, match="must"):
        pool(wrong, rows, weights=np.ones(3), likelihood=0.8, rest=0.1, models=1.0)


def test_pairs_must_exist() -> None:
    with pytest.raises(ValueError, match="places"):
        count_pairs(TRIPLES, np.full(6, 9), 9, consensus=np.zeros(3, np.int64), quality=np.zeros(3))


def test_vectors_must_fit_the_examples() -> None:
    for consensus in (np.zeros(2, np.int64), np.zeros(4, np.int64)):
        with pytest.raises(ValueError, match="consensus"):
            matches(TRIPLES, consensus)
    with pytest.raises(ValueError, match="winners"):
        native.vote_tally(
            *TRIPLES, 3, np.empty(2, np.int64), np.empty(3, bool), np.zeros(3, np.int64), np.zeros(3, np.int64)
        )
    with pytest.raises(ValueError, match="rows"):
        entries(TRIPLES, np.zeros((2, 3)))
