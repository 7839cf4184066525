"""The doors for several tags per example: results by hand, options, files and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from labelproof import count, dataset, filter
from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof._tasks.multilabel import issues
from labelproof._tasks.multilabel.counts import confident_tag_joint
from labelproof.multilabel_classification import dataset as summaries
from labelproof.multilabel_classification import filter as filters
from labelproof.multilabel_classification import get_label_quality_scores, rank

# Tag 0 is given to row 4, which looks unlike it; tag 1 is missing in row 5. Row 6 has no tags, and should have none.
LABELS = [[0], [0, 1], [], [1], [0], [], []]
PROBS = np.array([[0.9, 0.1], [0.8, 0.9], [0.1, 0.2], [0.2, 0.8], [0.1, 0.1], [0.2, 0.9], [0.1, 0.2]])
WRONG = [[4, 0], [5, 1]]


def test_wrong_and_missing_tags_are_found():
    assert np.argwhere(filters.find_multilabel_issues_per_class(LABELS, PROBS)).tolist() == WRONG
    assert np.flatnonzero(filters.find_label_issues(LABELS, PROBS)).tolist() == [4, 5]
    assert np.flatnonzero(filter.find_label_issues(LABELS, PROBS, multi_label=True)).tolist() == [4, 5]


def test_texts_and_names_are_tags():
    texts = ["cat", "cat|dog", "", "dog", "cat", "", ""]
    assert np.flatnonzero(filters.find_label_issues(texts, PROBS)).tolist() == [4, 5]
    turned = filters.find_label_issues(texts, PROBS[:, ::-1], class_names=["dog", "cat"])
    assert np.flatnonzero(turned).tolist() == [4, 5]


def test_lists_that_are_written_as_text_are_accepted_and_stated():
    spelled = [str(tags) for tags in LABELS]  # "[0, 1]"
    with pytest.warns(
        LabelproofWarning, match=r"`labels` hold lists that are written as text, such as '\[0\]'"
    ) as said:
        assert np.flatnonzero(filters.find_label_issues(spelled, PROBS)).tolist() == [4, 5]
    assert len(said) == 1
    assert said[0].filename == __file__


@pytest.mark.parametrize("score", ["self_confidence", "normalized_margin", "confidence_weighted_entropy"])
def test_examples_are_ranked_by_their_score(score):
    rows = filters.find_label_issues(LABELS, PROBS, return_indices_ranked_by=score)
    scores = get_label_quality_scores(LABELS, PROBS, method=score)
    assert rows.tolist() == sorted([4, 5], key=lambda row: (scores[row], row))


def test_ranking_takes_options_of_the_score():
    options = {"rank_by_kwargs": {"adjust_pred_probs": True}, "return_indices_ranked_by": "self_confidence"}
    rows = filters.find_label_issues(LABELS, PROBS, **options)
    scores = get_label_quality_scores(LABELS, PROBS, adjust_pred_probs=True)
    assert rows.tolist() == sorted([4, 5], key=lambda row: (scores[row], row))


def test_each_tag_is_ranked_by_its_own_score():
    labels = [[0], [0], [], [], [0], [0], []]
    probs = np.array([[0.9], [0.8], [0.1], [0.2], [0.3], [0.05], [0.1]])
    rows, given, pairs = filters.find_multilabel_issues_per_class(
        labels, probs, return_indices_ranked_by="self_confidence", filter_by="predicted_neq_given"
    )
    assert [found.tolist() for found in rows] == [[5, 4]]
    assert [tag.tolist() for tag in given] == [[1, 1, 0, 0, 1, 1, 0]]
    np.testing.assert_array_equal(pairs[0], np.column_stack([1 - probs[:, 0], probs[:, 0]]))


def test_results_go_to_files(tmp_path):
    names = ("mask", "indices", "scores")
    out = {name: tmp_path / f"{name}.npy" for name in names}
    rows = filters.find_label_issues(LABELS, PROBS, return_indices_ranked_by="self_confidence", out=out)
    mask, indices, scores = (np.load(out[name]) for name in names)
    assert rows.tolist() == indices.tolist()
    assert np.flatnonzero(mask).tolist() == [4, 5]
    np.testing.assert_array_equal(scores, get_label_quality_scores(LABELS, PROBS))


def test_scores_by_hand():
    actual = get_label_quality_scores([[0], [0, 1]], np.array([[0.9, 0.1], [0.9, 0.2]]))
    np.testing.assert_allclose(actual, [0.9, 0.8 * 0.2 + 0.2 * 0.9])
    per_tag = rank.get_label_quality_scores_per_class([[0], [0, 1]], np.array([[0.9, 0.1], [0.9, 0.2]]))
    np.testing.assert_allclose(per_tag, [[0.9, 0.9], [0.9, 0.2]])


def test_aggregators_by_name_and_by_function():
    probs = np.array([[0.9, 0.1], [0.9, 0.2]])
    labels = [[0], [0, 1]]
    mean = get_label_quality_scores(labels, probs, aggregator_kwargs={"method": np.mean})
    np.testing.assert_allclose(mean, [0.9, 0.55])
    low = get_label_quality_scores(labels, probs, aggregator_kwargs={"method": "softmin", "temperature": 1e-9})
    np.testing.assert_allclose(low, [0.9, 0.2])
    half = get_label_quality_scores(labels, probs, aggregator_kwargs={"method": "exponential_moving_average"})
    np.testing.assert_allclose(half, [0.9, 2 / 3 * 0.2 + 1 / 3 * 0.9])


def test_summaries_by_hand():
    table = summaries.common_multilabel_issues(LABELS, PROBS, class_names=["cat", "dog"])
    assert table.iloc[0].tolist() == ["cat", 0, True, False, 1, 1 / 7]
    assert table.iloc[1].tolist() == ["dog", 1, False, True, 1, 1 / 7]
    assert table["Num Examples"].tolist() == [1, 1, 0, 0]
    ranked = summaries.rank_classes_by_multilabel_quality(LABELS, PROBS)
    assert ranked["Class Index"].tolist() == [0, 1]
    assert ranked["Label Issues"].tolist() == [1, 0]
    assert ranked["Inverse Label Issues"].tolist() == [0, 1]
    np.testing.assert_allclose(ranked["Label Quality Score"], [6 / 7, 1])
    assert summaries.overall_multilabel_health_score(LABELS, PROBS) == pytest.approx(5 / 7)
    summary = summaries.multilabel_health_summary(LABELS, PROBS)
    assert sorted(summary) == [
        "classes_by_multilabel_quality",
        "common_multilabel_issues",
        "overall_multilabel_health_score",
    ]
    assert summary["overall_multilabel_health_score"] == pytest.approx(5 / 7)
    assert summary["common_multilabel_issues"].equals(summaries.common_multilabel_issues(LABELS, PROBS))
    assert summary["classes_by_multilabel_quality"].equals(ranked)


def test_a_health_summary_counts_the_joint_once(monkeypatch):
    joints = []

    def counted(inputs):
        joints.append(confident_tag_joint(inputs))
        return joints[-1]

    monkeypatch.setattr(issues, "confident_tag_joint", counted)
    summaries.multilabel_health_summary(LABELS, PROBS)
    assert len(joints) == 1


def test_counts_of_tags():
    joint = count.compute_confident_joint(LABELS, PROBS, multi_label=True)
    assert joint.shape == (2, 2, 2)
    assert joint.sum(axis=2).tolist() == [[4, 3], [5, 2]]
    np.testing.assert_allclose(count.estimate_joint(LABELS, PROBS, multi_label=True).sum(axis=(1, 2)), [1, 1])
    given = count.estimate_joint(LABELS, PROBS, confident_joint=joint, multi_label=True)
    np.testing.assert_allclose(given, count.estimate_joint(LABELS, PROBS, multi_label=True))
    assert count.calibrate_confident_joint(joint, LABELS, multi_label=True).tolist() == joint.tolist()
    assert count.num_label_issues(LABELS, PROBS, multi_label=True) == 2
    assert filter.find_predicted_neq_given(LABELS, PROBS, multi_label=True).nonzero()[0].tolist() == [4, 5]


def test_a_number_per_tag_can_be_asked_for():
    rng = np.random.default_rng(0)
    tags = rng.random((200, 3)) < 0.4
    probs = np.clip(tags * 0.4 + rng.random((200, 3)) * 0.6, 0, 1)
    given = tags ^ (rng.random((200, 3)) < 0.2)
    found = filters.find_multilabel_issues_per_class(given, probs, num_to_remove_per_class=[3, 5, 0])
    assert np.count_nonzero(found & given, axis=0).tolist() == [3, 5, 0]


def test_options_without_effect_are_warned_of():
    with pytest.warns(LabelproofWarning, match="no effect: filter_by, frac_noise"):
        filters.find_label_issues(LABELS, PROBS, filter_by="both", frac_noise=0.5, low_memory=True)
    with pytest.warns(LabelproofWarning, match=r"shape \(K, K\) is ignored"):
        filters.find_label_issues(LABELS, PROBS, confident_joint=np.eye(2))
    with pytest.warns(LabelproofWarning, match="estimation_method"):
        count.num_label_issues(LABELS, PROBS, multi_label=True, estimation_method="off_diagonal_calibrated")
    with pytest.warns(LabelproofWarning, match="2 tags are given to at most 2 examples"):
        filters.find_label_issues([[0], [0, 1], [], [1], [], [], []], PROBS, min_examples_per_class=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labels": [[0], [2], [], [], [], [], []]}, "at most 1, because there are 2 tags: got 2 at position 1"),
        ({"labels": LABELS[:5]}, "got 7 rows and the tags of 5 examples"),
        ({"labels": ["cat", "dgo", "dog", "", "", "", ""]}, "3 distinct tags and `pred_probs` has 2 columns"),
        ({"labels": np.eye(7)}, "got 7 columns and 2 columns of `pred_probs`"),
        ({"pred_probs": PROBS[:, :1]}, "at most 0"),
        ({"pred_probs": PROBS * 2}, r"must lie in \[0, 1\]"),
        ({"pred_probs": np.where(PROBS == 0.9, np.nan, PROBS)}, "NaN: got one in row 0, column 0"),
        ({"filter_by": "prune_by_clas"}, "Did you mean 'prune_by_class'"),
        ({"return_indices_ranked_by": "self"}, "`return_indices_ranked_by` must be a known score"),
        ({"frac_noise": 2}, "frac_noise"),
        ({"confident_joint": np.ones((2, 2, 3))}, r"shape \(2, 2, 2\)"),
        ({"confident_joint": -np.ones((2, 2, 2))}, "0 or more"),
        ({"num_to_remove_per_class": [1]}, "1 numbers and 2 tags"),
        ({"num_to_remove_per_class": [1, -1]}, "0 or more"),
        ({"num_to_remove_per_class": [1, 1], "filter_by": "low_self_confidence"}, "has no effect"),
        ({"class_names": ["a"]}, "one name per tag"),
        ({"n_jobs": 0}, "n_jobs"),
    ],
)
def test_bad_input_is_refused(change, message):
    arguments = {"labels": LABELS, "pred_probs": PROBS, **change}
    with pytest.raises(InputError, match=message):
        filters.find_label_issues(**arguments)


@pytest.mark.parametrize("pred_probs", [None, [[0.5, 0.5]], "cat"])
def test_what_holds_no_probabilities_is_refused(pred_probs):
    with pytest.raises((InputTypeError, InputError)):
        filters.find_label_issues(LABELS, pred_probs)


@pytest.mark.parametrize(
    ("aggregator", "error", "message"),
    [
        ({"method": "min"}, InputError, "got 'min'"),
        ({"method": 3}, InputTypeError, "got int"),
        ({"alpha": 0.5}, InputTypeError, "got NoneType"),
        ({"method": "softmin", "alpha": 0.5}, InputError, "no option 'alpha'"),
        ({"method": "exponential_moving_average", "alpha": 2}, InputError, r"in \[0, 1\]: got 2"),
        ({"method": "exponential_moving_average", "alpha": "x"}, InputTypeError, "got str"),
        ({"method": "softmin", "temperature": "x"}, InputError, "number of 0 or more: got 'x'"),
        ({"method": "softmin", "temperature": -1}, InputError, "number of 0 or more: got -1"),
        ("softmin", InputTypeError, "must be a dict: got str"),
        ({"method": lambda scores, axis: scores}, InputError, "one number per example"),
    ],
)
def test_bad_aggregators_are_refused(aggregator, error, message):
    with pytest.raises(error, match=message):
        get_label_quality_scores(LABELS, PROBS, aggregator_kwargs=aggregator)


def test_bad_scores_are_refused():
    with pytest.raises(InputError, match="must be a known score"):
        get_label_quality_scores(LABELS, PROBS, method="margin")
    with pytest.raises(InputError, match="cannot be combined"):
        get_label_quality_scores(LABELS, PROBS, method="confidence_weighted_entropy", adjust_pred_probs=True)
    above = np.where(PROBS == 0.9, 1 + 5e-7, PROBS)
    with pytest.raises(InputError, match="exactly"):
        get_label_quality_scores(LABELS, above, method="confidence_weighted_entropy")


def test_summaries_of_one_label_per_example_point_here():
    with pytest.raises(InputError, match=r"multilabel_classification\.dataset"):
        dataset.health_summary(LABELS, PROBS, multi_label=True)
