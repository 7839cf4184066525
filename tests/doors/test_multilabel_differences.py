"""Lines of docs/differences.md about several tags per example."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.multioutput import MultiOutputClassifier

from labelproof import count
from labelproof._base.errors import InputError
from labelproof.internal.multilabel_scorer import exponential_moving_average, get_cross_validated_multilabel_pred_probs
from labelproof.multilabel_classification import dataset, filter, get_label_quality_scores

LABELS = [[0], [0, 1], [], [1], [0], [], []]
PROBS = np.array([[0.9, 0.1], [0.8, 0.9], [0.1, 0.2], [0.2, 0.8], [0.1, 0.1], [0.2, 0.9], [0.1, 0.2]])


def _many(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    true = rng.random((300, 4)) < 0.4
    probs = np.clip(true * 0.5 + rng.random((300, 4)) * 0.6, 0, 1)
    return true ^ (rng.random((300, 4)) < 0.15), probs


@pytest.mark.filterwarnings("ignore:.*tags are given to at most:labelproof._base.warnings.LabelproofWarning")
def test_a_tag_that_every_example_has_works() -> None:
    tags, probs = _many()
    tags[:, 1] = True
    found = filter.find_multilabel_issues_per_class(tags, probs)
    assert not found[:, 1].any()
    assert found[:, [0, 2, 3]].any(axis=0).all()
    assert count.get_confident_thresholds(tags, probs, multi_label=True)[1, 0] == 2
    tags[:, 1] = False
    assert filter.find_multilabel_issues_per_class(tags, probs, filter_by="predicted_neq_given").any()


def test_tags_that_all_examples_have_or_none_can_be_scored() -> None:
    np.testing.assert_allclose(get_label_quality_scores([[], []], PROBS[:2]), [0.8 * 0.1 + 0.2 * 0.9, 0.12])
    np.testing.assert_allclose(get_label_quality_scores([[0], []], PROBS[:2, :1]), [0.9, 0.2])


@pytest.mark.parametrize("filter_by", ["low_self_confidence", "low_normalized_margin"])
def test_the_low_filters_rank_their_examples(filter_by: str) -> None:
    tags, probs = _many()
    rows = filter.find_label_issues(tags, probs, filter_by=filter_by, return_indices_ranked_by="self_confidence")
    scores = get_label_quality_scores(tags, probs)
    assert len(rows) > 20
    assert rows.tolist() == np.argsort(scores, kind="stable")[: len(rows)].tolist()


def test_the_low_memory_rule_ranks_the_examples_of_a_tag() -> None:
    tags, probs = _many()
    ranked = filter.find_multilabel_issues_per_class(
        tags, probs, low_memory=True, return_indices_ranked_by="self_confidence"
    )[0]
    for rows, tag, column in zip(ranked, tags.T, probs.T, strict=True):
        own = np.where(tag, column, 1 - column)[rows]
        assert len(rows) > 5
        assert (np.diff(own) >= 0).all()


def test_thresholds_of_tags_can_be_given() -> None:
    bounds = count.get_confident_thresholds(LABELS, PROBS, multi_label=True)
    actual = count.compute_confident_joint(LABELS, PROBS, thresholds=bounds, multi_label=True)
    assert actual.tolist() == count.compute_confident_joint(LABELS, PROBS, multi_label=True).tolist()


def test_a_joint_of_tags_is_calibrated_for_every_tag() -> None:
    joint = np.ones((3, 2, 2))
    actual = count.calibrate_confident_joint(joint, [[0], [], [1], []], multi_label=True)
    assert actual.sum(axis=2).tolist() == [[3, 1], [3, 1], [4, 0]]


def test_the_moving_average_follows_its_axis() -> None:
    scores = np.array([[0.5, 0.2, 0.9], [0.1, 0.2, 0.3]])
    actual = exponential_moving_average(scores, alpha=0.8, axis=0)
    np.testing.assert_allclose(actual, [0.8 * 0.1 + 0.2 * 0.5, 0.2, 0.8 * 0.3 + 0.2 * 0.9])


def test_no_count_of_tag_issues_is_one_short() -> None:
    assert int(30 / 104 * 104) == 29
    probs = np.where(np.arange(104) < 30, 0.9, 0.1).reshape(-1, 1)
    joint = np.array([[[74, 30], [0, 1]]])
    table = dataset.rank_classes_by_multilabel_quality(np.zeros((104, 1)), probs, joint=joint)
    assert table["Inverse Label Issues"].tolist() == [30]


def test_cross_validated_probabilities_of_tags_are_one_matrix() -> None:
    X = np.linspace(-1, 1, 20).reshape(-1, 1)
    classifier = MultiOutputClassifier(LogisticRegression())
    actual = get_cross_validated_multilabel_pred_probs(
        X, np.hstack([X > 0, X < 0]).astype(int), clf=classifier, cv=StratifiedKFold(2)
    )
    assert actual.shape == (20, 2)


def test_tags_come_in_many_containers() -> None:
    matrix = np.zeros((7, 2), int)
    for row, tags in enumerate(LABELS):
        matrix[row, tags] = 1
    texts = ["cat", "cat|dog", "", "dog", "cat", "", ""]
    for labels in (LABELS, matrix, texts):
        assert np.flatnonzero(filter.find_label_issues(labels, PROBS)).tolist() == [4, 5]


def test_summaries_of_tags_use_the_confident_joint_that_is_passed() -> None:
    nothing = np.array([[[4, 0], [0, 3]], [[5, 0], [0, 2]]])
    for name in ("joint", "confident_joint"):
        table = dataset.rank_classes_by_multilabel_quality(LABELS, PROBS, **{name: nothing})
        assert table["Label Issues"].tolist() == [0, 0]


def test_what_a_tag_lacks_is_in_double_precision() -> None:
    probs = np.array([[1e-9], [0.5]], np.float32)
    actual = get_label_quality_scores([[], [0]], probs)
    assert actual[0] == 1 - float(probs[0, 0])


def test_a_tag_that_an_example_names_twice_is_refused() -> None:
    with pytest.raises(InputError, match="tag 1 twice at position 1"):
        filter.find_label_issues([[0], [1, 0, 1], [2]], np.full((3, 3), 0.5))
