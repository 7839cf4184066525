from __future__ import annotations

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof.rank import (
    find_top_issues,
    get_confidence_weighted_entropy_for_each_label,
    get_label_quality_ensemble_scores,
    get_label_quality_scores,
    get_normalized_margin_for_each_label,
    get_self_confidence_for_each_label,
    order_label_issues,
)

LABELS = [0, 1, 2]
PROBS = np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.2, 0.2, 0.6]])
OTHER = np.array([[0.5, 0.4, 0.1], [0.1, 0.8, 0.1], [0.6, 0.3, 0.1]])


def test_scores_by_hand():
    np.testing.assert_allclose(get_self_confidence_for_each_label(LABELS, PROBS), [0.7, 0.3, 0.6])
    np.testing.assert_allclose(get_normalized_margin_for_each_label(LABELS, PROBS), [0.75, 0.35, 0.7])
    entropy = -(0.7 * np.log(0.7) + 0.2 * np.log(0.2) + 0.1 * np.log(0.1)) / np.log(3) / 0.7
    actual = get_confidence_weighted_entropy_for_each_label(LABELS, PROBS)[0]
    assert actual == pytest.approx(np.log(1 + entropy) / entropy, rel=1e-12)


def test_one_class_is_enough_to_score():
    np.testing.assert_allclose(get_label_quality_scores([1, 1], PROBS[:2]), [0.2, 0.3])


def test_weighted_entropy_refuses_values_outside_by_rounding():
    with pytest.raises(ValueError, match=r"needs values in \[0, 1\] exactly"):
        get_label_quality_scores([0, 1], np.array([[1 + 1e-7, 0], [0, 1]]), method="confidence_weighted_entropy")


@pytest.mark.parametrize("method", ["normalized_margin", "confidence_weighted_entropy"])
def test_scores_that_compare_classes_refuse_one_column(method):
    with pytest.raises(ValueError, match="compares classes: got `pred_probs` with 1 column"):
        get_label_quality_scores([0, 0], np.array([[0.4], [0.6]]), method=method)


def test_rows_without_mass_are_uniform_after_adjustment():
    scores = get_label_quality_scores([0, 1], np.zeros((2, 2)), adjust_pred_probs=True)
    np.testing.assert_array_equal(scores, [0.5, 0.5])


def test_ensembles_are_weighted_by_accuracy_by_default():
    actual = get_label_quality_ensemble_scores(LABELS, [PROBS, OTHER])
    np.testing.assert_allclose(actual, (np.array([0.7, 0.3, 0.6]) + np.array([0.5, 0.8, 0.1])) / 2)


def test_custom_weights_are_used_as_they_are():
    options = {"weight_ensemble_members_by": "custom", "custom_weights": [2.0, 1.0]}
    actual = get_label_quality_ensemble_scores(LABELS, [PROBS, OTHER], **options)
    np.testing.assert_allclose(actual, [1.9, 1.4, 1.3])


def test_a_single_model_warns():
    with pytest.warns(UserWarning, match="holds one model"):
        get_label_quality_ensemble_scores(LABELS, [PROBS])


@pytest.mark.parametrize(
    ("models", "options", "message"),
    [
        ([], {}, "`pred_probs_list` is empty"),
        ([PROBS, PROBS], {"weight_ensemble_members_by": "acuracy"}, "Did you mean 'accuracy'"),
        ([PROBS, PROBS], {"custom_weights": [1, 1]}, "have no effect with weight_ensemble_members_by='accuracy'"),
        ([PROBS, PROBS], {"weight_ensemble_members_by": "custom"}, "custom_weights"),
        ([PROBS, PROBS], {"weight_ensemble_members_by": "custom", "custom_weights": [1]}, "custom_weights"),
    ],
)
def test_bad_ensembles_are_refused(models, options, message):
    with pytest.raises(ValueError, match=message):
        get_label_quality_ensemble_scores(LABELS, models, **options)


def test_an_array_is_no_list_of_models():
    with pytest.raises(TypeError, match="must be a list with one array per model"):
        get_label_quality_ensemble_scores(LABELS, np.stack([PROBS, OTHER]))


def test_top_issues_break_ties_by_row():
    assert find_top_issues([0.5, 0.1, 0.1, 0.9], top=3).tolist() == [1, 2, 0]
    assert find_top_issues([0.5, 0.1], top=None).tolist() == [1, 0]
    assert find_top_issues([0.5, 0.1], top=9).tolist() == [1, 0]


def test_order_of_flagged_rows():
    assert order_label_issues(np.array([True, True, True]), LABELS, PROBS).tolist() == [1, 2, 0]
    assert order_label_issues([False, True, False], LABELS, PROBS, rank_by="normalized_margin").tolist() == [1]


def test_a_mask_of_another_length_is_refused():
    with pytest.raises(ValueError, match="must be boolean with one value per label"):
        order_label_issues([True, False], LABELS, PROBS)


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_what_is_no_probability_is_refused_without_a_warning_first(value):
    with pytest.raises(InputError, match="NaN" if np.isnan(value) else r"must lie in \[0, 1\]"):
        get_label_quality_scores([0, 1], np.array([[value, value], [0.5, 0.5]]), method="normalized_margin")
