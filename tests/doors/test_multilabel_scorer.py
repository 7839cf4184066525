"""The names of benchmarks of the field: scorers, aggregators and cross-validated probabilities of tags."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier

from labelproof._base.errors import InputError, InputTypeError
from labelproof.internal import multilabel_scorer as scorers
from labelproof.internal.multilabel_utils import get_onehot_num_classes, stack_complement

TAGS = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]])
PROBS = np.array([[0.9, 0.2, 0.4], [0.3, 0.1, 0.8], [0.2, 0.9, 0.1], [0.4, 0.6, 0.3]])
OWN = np.where(TAGS == 1, PROBS, 1 - PROBS)


def test_the_moving_average_works_along_any_axis():
    scores = np.array([[0.5, 0.2, 0.9], [0.1, 0.2, 0.3]])
    np.testing.assert_allclose(scorers.exponential_moving_average(scores[:1]), [0.45])
    np.testing.assert_allclose(scorers.exponential_moving_average(scores[:1], alpha=0), [0.9])
    actual = scorers.exponential_moving_average(scores, alpha=0.8, axis=0)
    np.testing.assert_allclose(actual, [0.8 * 0.1 + 0.2 * 0.5, 0.2, 0.8 * 0.3 + 0.2 * 0.9])
    np.testing.assert_allclose(scorers.softmin(scores.T, temperature=0, axis=0), [0.2, 0.1])
    assert float(scorers.exponential_moving_average(scores[0], alpha=1, axis=0)) == 0.2


@pytest.mark.parametrize("alpha", [-0.1, 1.5, float("nan")])
def test_alpha_is_a_share(alpha):
    with pytest.raises(InputError, match="alpha"):
        scorers.exponential_moving_average(PROBS, alpha=alpha)


@pytest.mark.parametrize("temperature", [-0.1, float("nan"), "cold", None])
def test_temperature_is_a_number_of_zero_or_more(temperature):
    with pytest.raises(InputError, match="`temperature` must be a number of 0 or more"):
        scorers.softmin(PROBS, temperature=temperature)
    with pytest.raises(InputError, match="`temperature` must be a number of 0 or more"):
        scorers.Aggregator("softmin")(PROBS, temperature=temperature)


def test_scorers_by_name():
    scorer = scorers.ClassLabelScorer.from_str("normalized_margin")
    assert scorer is scorers.ClassLabelScorer.NORMALIZED_MARGIN
    np.testing.assert_allclose(scorer(TAGS[:, 0], stack_complement(PROBS[:, 0])), OWN[:, 0])
    with pytest.raises(InputError, match="known score"):
        scorers.ClassLabelScorer.from_str("margin")


def test_aggregators():
    np.testing.assert_allclose(scorers.Aggregator(np.mean)(PROBS), PROBS.mean(axis=1))
    softmin = scorers.Aggregator("softmin", temperature=1e-9)
    np.testing.assert_allclose(softmin(PROBS), PROBS.min(axis=1))
    np.testing.assert_allclose(softmin(PROBS, temperature=1e9), PROBS.mean(axis=1))
    assert repr(softmin) == "Aggregator(method=softmin, kwargs={'temperature': 1e-09})"
    with pytest.raises(InputError, match="2-D"):
        softmin(PROBS[0])
    with pytest.raises(InputError, match="'softmax'.*Did you mean"):  # noqa: RUF043
        scorers.Aggregator("softmax")
    with pytest.raises(InputTypeError, match="got int"):
        scorers.Aggregator(3)


def test_a_scorer_joins_both():
    expected = scorers.exponential_moving_average(OWN, alpha=0.8)
    np.testing.assert_allclose(scorers.MultilabelScorer()(TAGS, PROBS), expected)
    np.testing.assert_allclose(scorers.get_label_quality_scores(TAGS, PROBS), expected)
    lowest = scorers.MultilabelScorer(aggregator=np.min)
    np.testing.assert_allclose(scorers.get_label_quality_scores(TAGS, PROBS, method=lowest), OWN.min(axis=1))
    np.testing.assert_allclose(
        scorers.MultilabelScorer()(TAGS, PROBS, alpha=0.3), scorers.exponential_moving_average(OWN, alpha=0.3)
    )


def test_a_function_may_score_the_tags():
    scorer = scorers.MultilabelScorer(lambda labels, probs: probs[:, 1] * labels, np.sum)
    np.testing.assert_allclose(scorer(TAGS, PROBS), (TAGS * PROBS).sum(axis=1))


def test_scores_of_tags_can_be_adjusted():
    options = {"base_scorer_kwargs": {"adjust_pred_probs": True}}
    adjusted = scorers.MultilabelScorer().get_class_label_quality_scores(TAGS, PROBS, **options)
    pairs = stack_complement(PROBS[:, 2])
    expected = scorers.ClassLabelScorer.SELF_CONFIDENCE(TAGS[:, 2], pairs, adjust_pred_probs=True)
    np.testing.assert_allclose(adjusted[:, 2], expected)


@pytest.mark.parametrize(
    ("tags", "error"),
    [(TAGS.tolist(), InputTypeError), (TAGS * 0, InputError), (TAGS[:, :2], InputError), (TAGS[:, :1], InputError)],
)
def test_strict_scorers_refuse_what_is_no_tags(tags, error):
    with pytest.raises(error, match="`labels`"):
        scorers.MultilabelScorer()(tags, PROBS)


def test_other_scorers_take_tags_that_nobody_has():
    actual = scorers.MultilabelScorer(strict=False)(TAGS * 0, PROBS)
    np.testing.assert_allclose(actual, scorers.exponential_moving_average(1 - PROBS, alpha=0.8))


def test_what_is_no_scorer_is_refused():
    with pytest.raises(InputTypeError, match="from_str"):
        scorers.MultilabelScorer("self_confidence")
    with pytest.raises(InputTypeError, match="MultilabelScorer"):
        scorers.get_label_quality_scores(TAGS, PROBS, method="self_confidence")


def test_shares_of_tags():
    np.testing.assert_allclose(scorers.multilabel_py(TAGS), [[0.5, 0.5]] * 3)


@pytest.mark.parametrize("several", [OneVsRestClassifier, MultiOutputClassifier])
def test_cross_validated_probabilities_of_tags(several):
    X = np.linspace(-1, 1, 40).reshape(-1, 1)
    labels = np.hstack([X > -0.5, X > 0, X > 0.5]).astype(int)
    probs = scorers.get_cross_validated_multilabel_pred_probs(
        X, labels, clf=several(LogisticRegression()), cv=StratifiedKFold(4, shuffle=True, random_state=0)
    )
    assert probs.shape == (40, 3)
    assert ((probs > 0.5) == (labels == 1)).mean() > 0.9


@pytest.mark.parametrize("given", [0, 1])
def test_cross_validated_probabilities_of_a_tag_that_all_or_none_have(given):
    X = np.linspace(-1, 1, 40).reshape(-1, 1)
    labels = np.hstack([X > -0.5, np.full_like(X, given)]).astype(int)
    probs = scorers.get_cross_validated_multilabel_pred_probs(
        X, labels, clf=RandomForestClassifier(5, random_state=0), cv=StratifiedKFold(4, shuffle=True, random_state=0)
    )
    assert probs[:, 1].tolist() == [given] * 40
    assert ((probs[:, 0] > 0.5) == (labels[:, 0] == 1)).mean() > 0.9


@pytest.mark.parametrize("labels", [[[0, 2], [1], []], [[1, 0], [0, 1]], ([0], [1])])
def test_lists_of_tags_are_no_labels_to_cross_validate(labels):
    with pytest.raises(InputTypeError, match=r"array of 0 and 1: got (list|tuple).*int2onehot"):
        scorers.get_cross_validated_multilabel_pred_probs(
            np.zeros((len(labels), 1)), labels, clf=LogisticRegression(), cv=StratifiedKFold(2)
        )


def test_lists_give_a_matrix_and_its_width():
    matrix, size = get_onehot_num_classes([[0, 2], [1]])
    assert (matrix.tolist(), size) == ([[1, 0, 1], [0, 1, 0]], 3)
    assert get_onehot_num_classes([[0], []], np.ones((2, 5)))[1] == 5
