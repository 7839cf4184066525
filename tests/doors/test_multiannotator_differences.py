"""Lines of docs/differences.md about several annotators."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from annotator_problems import annotator_problem, long_frame, sparse_matrix
from labelproof._base.warnings import LabelproofWarning
from labelproof.multiannotator import (
    get_active_learning_scores_ensemble,
    get_label_quality_multiannotator,
    get_label_quality_multiannotator_ensemble,
    get_majority_vote_label,
)

NONE = np.nan
PROBS = np.array([[0.6, 0.3, 0.1], [0.1, 0.5, 0.4], [0.3, 0.3, 0.4]])


@pytest.mark.filterwarnings("ignore:Classes that annotators gave")
def test_ties_of_votes_go_to_the_lowest_class() -> None:
    labels = np.array([[0, 1], [1, 0], [2, 1], [0, 2], [2, 0], [1, 2]])
    assert get_majority_vote_label(labels).tolist() == [0, 0, 1, 0, 0, 1]


def test_votes_are_counted_for_the_class_that_was_given() -> None:
    labels = np.array([[2, 2, NONE], [NONE, 1, 1], [2, NONE, 2]])
    found = get_label_quality_multiannotator(labels, PROBS, quality_method="agreement")["label_quality"]
    assert found["consensus_label"].tolist() == [2, 1, 2]
    assert found["consensus_quality_score"].tolist() == [1, 1, 1]


def test_scores_of_several_models_take_options() -> None:
    labels, probs = annotator_problem(1, rows=30, annotators=4, classes=3)
    options = {"label_quality_score_kwargs": {"method": "normalized_margin"}}
    actual = get_label_quality_multiannotator_ensemble(labels, [probs], **options)
    expected = get_label_quality_multiannotator(labels, probs, **options)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(actual[name], frame)


def test_calibration_leaves_the_given_probabilities_alone() -> None:
    labels, probs = annotator_problem(1, rows=30, annotators=4, classes=3)
    models = np.stack([probs, probs[::-1]])
    before = models.copy()
    get_active_learning_scores_ensemble(labels, models, models[:, :5])
    get_label_quality_multiannotator_ensemble(labels, models, calibrate_probs=True)
    assert np.array_equal(models, before)


def test_annotations_come_in_many_containers() -> None:
    labels, probs = annotator_problem(2, rows=30, annotators=4, classes=3)
    expected = get_label_quality_multiannotator(labels, probs)["label_quality"]
    for given in (long_frame(labels), sparse_matrix(labels)):
        found = get_label_quality_multiannotator(given, probs)
        pd.testing.assert_frame_equal(found["label_quality"], expected)
        assert len(found["detailed_label_quality"]) == np.count_nonzero(~np.isnan(labels))


def test_annotators_may_give_names() -> None:
    labels = np.array([["owl", "owl", "cat"], ["dog", "dog", "cat"], ["owl", "cat", "cat"]], dtype=object)
    options = {"class_names": ["cat", "dog", "owl"], "consensus_method": "majority_vote"}
    found = get_label_quality_multiannotator(labels, PROBS, **options)["label_quality"]
    assert found["consensus_label"].tolist() == ["owl", "dog", "cat"]


def test_what_makes_a_consensus_doubtful_is_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    labels = np.array([[0, 0, 2], [1, 1, 1], [0, 0, 1]])
    with pytest.warns(LabelproofWarning, match="Classes that annotators gave and no consensus has: 2"):
        get_label_quality_multiannotator(labels, PROBS)
    get_label_quality_multiannotator(labels, PROBS, verbose=False)
    assert capsys.readouterr().out == ""
