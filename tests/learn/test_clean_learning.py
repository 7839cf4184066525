"""How CleanLearning finds issues: labels of any kind, no memory between calls, the low-memory rule."""

import logging

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from labelproof._base.errors import InputError
from labelproof._base.warnings import LabelproofWarning
from labelproof._learn.clean_learning import Request, Settings, find, for_classifier
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores
from problems import problem

LABELS, PRED_PROBS = problem(4, rows=100, classes=3)
NAMES = np.array(["ant", "bee", "cat"])
EASY = {"find_label_issues_kwargs": {"min_examples_per_class": 1}}


def found(labels=LABELS, *, pred_probs=PRED_PROBS, settings=None, **request):
    return find(Settings(**{**EASY, **(settings or {})}), None, labels, Request(pred_probs=pred_probs, **request))


def test_flags_and_scores_are_those_of_the_public_functions():
    actual = found()
    assert_array_equal(actual.mask, find_label_issues(LABELS, PRED_PROBS))
    assert_array_equal(actual.issues["label_quality"], get_label_quality_scores(LABELS, PRED_PROBS))
    assert_array_equal(actual.issues["predicted_label"], PRED_PROBS.argmax(axis=1))


@pytest.mark.parametrize(
    "labels",
    [
        NAMES[LABELS],
        NAMES[LABELS].tolist(),
        pd.Series(NAMES[LABELS], index=np.arange(100) + 7),
        pd.Categorical(NAMES[LABELS]),
    ],
    ids=["array", "list", "series", "categorical"],
)
def test_names_give_the_same_issues_as_numbers(labels):
    actual, expected = found(labels).issues, found().issues
    assert_array_equal(actual["is_label_issue"], expected["is_label_issue"])
    assert_array_equal(actual["given_label"], NAMES[LABELS])
    assert_array_equal(actual["predicted_label"], NAMES[expected["predicted_label"]])
    assert actual.index.tolist() == list(range(100))


def test_column_names_of_probabilities_name_the_classes():
    frame = pd.DataFrame(PRED_PROBS[:, [2, 0, 1]], columns=NAMES[[2, 0, 1]])
    actual, expected = found(NAMES[LABELS], pred_probs=frame).issues, found(NAMES[LABELS]).issues
    assert_array_equal(actual["is_label_issue"], expected["is_label_issue"])
    assert_array_equal(actual["predicted_label"], expected["predicted_label"])


def test_booleans_stay_booleans():
    labels, pred_probs = problem(5, rows=80, classes=2)
    actual = found(labels == 1, pred_probs=pred_probs).issues
    assert actual["given_label"].dtype == actual["predicted_label"].dtype == bool
    assert_array_equal(actual["is_label_issue"], found(labels, pred_probs=pred_probs).mask)


@pytest.mark.parametrize(("highest", "dtype"), [(2, np.int16), (40_000, np.int32), (2**40, np.int64)])
def test_integer_labels_come_back_in_the_smallest_type(highest, dtype):
    X = np.repeat([0.0, 9.0], 10).reshape(-1, 1)
    actual = find(Settings(**EASY), X, np.repeat([0, highest], 10), Request()).issues
    assert actual["given_label"].dtype == dtype
    assert set(actual["predicted_label"]) == {0, highest}


def test_a_second_call_does_not_use_the_first_ones_results():
    settings = Settings(**EASY)
    other_labels, other_probs = problem(11, rows=100, classes=3)
    find(settings, None, LABELS, Request(pred_probs=PRED_PROBS))
    second = find(settings, None, other_labels, Request(pred_probs=other_probs))
    fresh = find(Settings(**EASY), None, other_labels, Request(pred_probs=other_probs))
    assert_array_equal(second.mask, fresh.mask)
    assert_array_equal(second.noise.confident_joint, fresh.noise.confident_joint)
    assert settings.find_label_issues_kwargs == {"min_examples_per_class": 1}


def test_arguments_stay_untouched():
    joint = np.array([[30, 2, 1], [1, 30, 2], [3, 1, 30]])
    kwargs = {"confident_joint": joint.copy(), "min_examples_per_class": 1}
    labels, pred_probs = LABELS.copy(), PRED_PROBS.copy()
    find(Settings(find_label_issues_kwargs=kwargs), None, labels, Request(pred_probs=pred_probs))
    assert_array_equal(kwargs["confident_joint"], joint)
    assert sorted(kwargs) == ["confident_joint", "min_examples_per_class"]
    assert_array_equal(labels, LABELS)
    assert_array_equal(pred_probs, PRED_PROBS)


def test_thresholds_change_the_joint():
    assert_array_equal(
        found(
            thresholds=[2, 2, 2], settings={"find_label_issues_kwargs": {"filter_by": "predicted_neq_given"}}
        ).noise.confident_joint.diagonal(),
        np.bincount(LABELS),
    )


def test_shares_have_one_entry_per_class_even_where_a_class_is_missing():
    labels = np.where(LABELS == 2, 0, LABELS)
    actual = found(labels)
    assert_allclose(actual.ps, np.bincount(labels, minlength=3) / 100)
    assert actual.num_classes == 3


def test_low_memory_follows_the_batched_rule():
    actual = found(settings={"low_memory": True, "find_label_issues_kwargs": None})
    expected = find_label_issues_batched(labels=LABELS, pred_probs=PRED_PROBS, verbose=False)
    assert_array_equal(np.flatnonzero(actual.mask), expected)
    assert actual.noise.noise_matrix is None


@pytest.mark.parametrize("name", ["noise_matrix", "inverse_noise_matrix", "thresholds"])
def test_low_memory_names_the_arguments_it_does_not_use(name):
    with pytest.warns(LabelproofWarning, match=f"`{name}` has no effect with low_memory=True"):
        found(settings={"low_memory": True, "find_label_issues_kwargs": None}, **{name: np.eye(3)})


@pytest.mark.filterwarnings("ignore:The least populated class", "ignore:1 of the classes have one example only")
def test_the_only_example_of_a_class_is_never_flagged():
    X = np.r_[np.zeros(10), np.full(10, 9.0), 9.0].reshape(-1, 1)
    labels = np.r_[np.repeat([0, 1], 10), 2]
    for filter_by in ("confident_learning", "predicted_neq_given", "low_self_confidence"):
        settings = Settings(find_label_issues_kwargs={"filter_by": filter_by})
        actual = find(settings, X, labels, Request())
        assert actual.mask.sum() == 0
        assert actual.noise.confident_joint[2].tolist() == [0, 0, 1]


def test_two_runs_agree():
    X = np.random.default_rng(0).normal(size=(100, 3)) + LABELS[:, None]
    first, second = (find(Settings(**EASY), X, LABELS, Request()).issues for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_labels_of_one_class_are_refused():
    with pytest.raises(InputError, match="got 1 class only, 'a'"):
        find(Settings(), np.zeros((10, 1)), ["a"] * 10, Request())


def test_labels_that_cannot_be_sorted_are_refused():
    with pytest.raises(InputError, match="mix values that cannot be sorted"):
        find(Settings(), np.zeros((10, 1)), ["a", 1] * 5, Request())


def test_examples_are_needed_without_probabilities():
    with pytest.raises(InputError, match="`X` must hold the examples: got None"):
        find(Settings(), None, LABELS, Request())


def test_verbose_reports_to_the_logger(caplog):
    with caplog.at_level(logging.INFO, logger="labelproof.classification"):
        found()
        assert caplog.messages == []
        found(settings={"verbose": True})
    assert caplog.messages == [f"{int(found().mask.sum())} of 100 labels are flagged."]


def test_the_default_classifier_gets_two_dimensions():
    assert for_classifier(np.zeros((4, 3, 2)), None).shape == (4, 6)
    assert for_classifier([[1, 2], [3, 4]], None).shape == (2, 2)
    assert for_classifier(np.zeros((4, 3, 2)), "another").shape == (4, 3, 2)


def test_frames_stay_frames():
    frame = pd.DataFrame({"a": [1, 2]})
    assert for_classifier(frame, None) is frame
