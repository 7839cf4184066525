"""What CleanLearning refuses, and the forms in which it takes flagged rows."""

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._learn.clean_inputs import (
    check_classifier,
    check_folds,
    check_noise_matrix,
    check_pulearning,
    filter_options,
    flagged_rows,
    given_labels,
    one_of,
    score_options,
    weights_of,
)

LABELS = np.array([0, 1, 0, 1])


@pytest.mark.parametrize(
    "label_issues",
    [
        np.array([False, True, False, True]),
        [False, True, False, True],
        pd.Series([False, True, False, True], index=list("abcd")),
        np.array([3, 1]),
        [1, 3],
        pd.DataFrame({"is_label_issue": [False, True, False, True]}),
        pd.DataFrame({"is_label_issue": [0, 1, 0, 1], "given_label": np.array([0, 1, 0, 1], np.int16)}),
    ],
)
def test_flagged_rows_come_as_frame_mask_or_positions(label_issues):
    assert flagged_rows(label_issues, LABELS).tolist() == [False, True, False, True]


def test_no_positions_flag_nothing():
    assert flagged_rows([], LABELS).sum() == 0


@pytest.mark.parametrize(
    ("label_issues", "message"),
    [
        ("abc", "must be a frame, a mask or positions: got str"),
        (7, "must be a frame, a mask or positions: got int"),
        (np.array([True, False]), r"shape \(4,\): got shape \(2,\)"),
        (np.array([[True], [False], [True], [False]]), r"got shape \(4, 1\)"),
        (np.array([0, 1, 0, 1]), "some come twice. Pass a mask of bool"),
        (np.array([4]), "positions from 0 to 3: got 4"),
        (np.array([-1]), "positions from 0 to 3: got -1"),
        (np.array([0.5]), "got dtype float64"),
        (pd.DataFrame({"is_issue": [True]}), "Did you mean 'is_issue'"),
        (pd.DataFrame({"is_label_issue": [True] * 4, "given_label": [1, 1, 1, 1]}), "'given_label' differs"),
    ],
)
def test_flagged_rows_of_something_else_are_refused(label_issues, message):
    with pytest.raises(InputError, match=message):
        flagged_rows(label_issues, LABELS)


def test_measurements_are_no_labels():
    with pytest.raises(InputError, match="Unknown label type: continuous"):
        given_labels(np.array([0.5, 1.5]))


def test_infinite_labels_are_refused():
    with pytest.raises(InputError, match="contains infinity"):
        given_labels(np.array([0.0, np.inf]))


def test_missing_labels_are_refused():
    with pytest.raises(InputTypeError, match="got None"):
        given_labels(None)


def test_whole_floats_become_integers():
    assert given_labels(np.array([1.0, 2.0])).dtype == np.int64


def test_labels_have_two_names_and_one_value():
    assert one_of("a", None) == one_of(None, "a") == "a"
    with pytest.raises(InputError, match="got both"):
        one_of("a", "b")
    with pytest.raises(InputError, match="requires y to be passed"):
        one_of(None, None)


def test_a_classifier_without_probabilities_is_refused():
    class NoProbabilities:
        def fit(self, X, y): ...
        def predict(self, X): ...

    with pytest.raises(InputError, match="NoProbabilities has no predict_proba"):
        check_classifier(NoProbabilities())


def test_too_few_examples_per_class_are_refused():
    with pytest.raises(InputError, match="5 folds, 12 examples and 3 classes"):
        check_folds(12, 3, 5)
    check_folds(15, 3, 5)


@pytest.mark.parametrize(("value", "classes"), [(2, 2), (1, 3), ("a", 2)])
def test_positive_unlabelled_learning_needs_one_of_two_classes(value, classes):
    with pytest.raises(InputError, match="`pulearning` must be 0 or 1"):
        check_pulearning(value, classes)


def test_a_noise_matrix_must_say_something():
    with pytest.raises(InputError, match="trace above 1"):
        check_noise_matrix(np.full((2, 2), 0.5), 2, "noise_matrix")
    with pytest.raises(InputError, match=r"shape \(3, 3\): got \(2, 2\)"):
        check_noise_matrix(np.eye(2), 3, "inverse_noise_matrix")


def test_classes_need_ten_examples_unless_the_user_says_otherwise():
    assert filter_options(None).prune.min_examples_per_class == 10
    assert filter_options({"min_examples_per_class": 1}).prune.min_examples_per_class == 1


@pytest.mark.parametrize("key", ["return_indices_ranked_by", "multi_label"])
def test_arguments_that_change_the_result_kind_are_refused(key):
    with pytest.raises(InputError, match=f"must not contain '{key}'"):
        filter_options({key: None})


def test_an_unknown_key_is_refused_with_the_nearest():
    with pytest.raises(InputTypeError, match="Did you mean 'filter_by'"):
        filter_options({"filterby": "both"})
    with pytest.raises(InputTypeError, match="Did you mean 'method'"):
        score_options({"methods": "both"})
    with pytest.raises(InputTypeError, match="must be a dict"):
        score_options("self_confidence")


def test_weights_must_be_one_per_example():
    assert weights_of([1, 2], 2).tolist() == [1.0, 2.0]
    assert weights_of(None, 2) is None
    with pytest.raises(InputError, match=r"shape \(2,\): got shape \(3,\)"):
        weights_of([1, 2, 3], 2)
