"""Lines of docs/differences.md about CleanLearning, one test of the same title each."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from labelproof.classification import CleanLearning
from labelproof.count import estimate_confident_joint_and_cv_pred_proba, estimate_cv_predicted_probabilities

rng = np.random.default_rng(0)
X = np.concatenate([rng.normal(0, 1, (20, 2)), rng.normal(9, 1, (20, 2))])
LABELS = np.repeat([0, 1], 20)
LABELS[[4, 25]] = (1, 0)
PRED_PROBS = np.repeat([[0.9, 0.1], [0.2, 0.8]], 20, axis=0)


def test_the_classifier_is_copied():
    clf = LogisticRegression()
    estimator = CleanLearning(clf).fit(X, LABELS)
    assert estimator.clf is clf
    assert not hasattr(clf, "coef_")
    assert estimator.clf_.coef_.shape == (1, 2)


def test_the_classifier_is_checked_when_it_is_used():
    estimator = CleanLearning(StandardScaler())
    with pytest.raises(ValueError, match="StandardScaler has no predict_proba"):
        estimator.fit(X, LABELS)


def test_default_dictionaries_are_none():
    estimator = CleanLearning()
    assert estimator.find_label_issues_kwargs is estimator.label_quality_scores_kwargs is None
    expected = CleanLearning(find_label_issues_kwargs={}, label_quality_scores_kwargs={})
    pd.testing.assert_frame_equal(
        estimator.find_label_issues(X, LABELS, clf_kwargs=None), expected.find_label_issues(X, LABELS, clf_kwargs={})
    )


def test_folds_without_a_seed_are_the_same_every_time():
    first, second = (estimate_cv_predicted_probabilities(X, LABELS) for _ in range(2))
    assert_array_equal(first, second)


def test_class_shares_have_one_entry_per_column():
    estimator = CleanLearning()
    three_columns = np.column_stack([PRED_PROBS, np.zeros(40)])
    estimator.find_label_issues(labels=LABELS, pred_probs=three_columns, noise_matrix=np.diag([0.9, 0.9, 0.9]) + 0.05)
    assert_allclose(estimator.ps, [0.5, 0.5, 0])
    assert estimator.inverse_noise_matrix.shape == (3, 3)


def test_flagged_rows_may_be_a_list_or_a_series():
    mask = np.isin(np.arange(40), [4, 25])
    for label_issues in ([4, 25], mask.tolist(), pd.Series(mask)):
        estimator = CleanLearning().fit(X, LABELS, label_issues=label_issues)
        assert_array_equal(estimator.label_issues_mask, mask)


def test_flagged_rows_never_count_from_the_end():
    with pytest.raises(ValueError, match="positions from 0 to 39: got -1"):
        CleanLearning().fit(X, LABELS, label_issues=np.array([-1]))


def test_positive_unlabelled_learning_needs_two_classes():
    three_columns = np.column_stack([PRED_PROBS, np.zeros(40)])
    with pytest.raises(ValueError, match="got 1 with 3 classes"):
        CleanLearning(pulearning=1).find_label_issues(labels=LABELS, pred_probs=three_columns)


def test_weights_follow_from_the_same_labels_only():
    estimator = CleanLearning()
    estimator.find_label_issues(labels=LABELS, pred_probs=PRED_PROBS)
    assert estimator.fit(X, LABELS, label_issues=[4, 25]).sample_weight is not None
    assert estimator.fit(X, 1 - LABELS, label_issues=[4, 25]).sample_weight is None


def test_any_integers_are_labels_when_the_classifier_learns():
    estimator = CleanLearning().fit(X, LABELS * 5 - 2)
    assert set(estimator.predict(X).tolist()) == {-2, 3}


def test_x_beside_pred_probs_is_no_reason_to_warn():
    assert CleanLearning().fit(X, LABELS, pred_probs=PRED_PROBS).num_classes == 2  # warnings are errors here


def test_the_mask_is_always_an_array():
    estimator = CleanLearning()
    estimator.find_label_issues(X, LABELS)
    found = estimator.label_issues_mask
    assert type(found) is type(estimator.fit(X, LABELS).label_issues_mask) is np.ndarray


def test_the_own_random_states_of_a_classifier_follow_the_seed():
    class Guesser(ClassifierMixin, BaseEstimator):
        states = []

        def __init__(self, random_state=None):
            self.random_state = random_state

        def fit(self, X, y):
            self.classes_ = np.unique(y)
            Guesser.states.append(self.random_state)
            return self

        def predict_proba(self, X):
            return np.full((len(X), 2), 0.5)

        def predict(self, X):
            return np.zeros(len(X), int)

    CleanLearning(Guesser(), seed=0).find_label_issues(X, LABELS)
    assert len(set(Guesser.states)) == 5
    assert None not in Guesser.states


@pytest.mark.filterwarnings("ignore:The least populated class", "ignore:1 of the classes have one example only")
def test_a_class_of_one_example_never_becomes_a_threshold():
    labels = np.r_[LABELS[:-1], 2]
    joint, pred_probs = estimate_confident_joint_and_cv_pred_proba(X, labels, seed=0)
    assert pred_probs[-1, 2] == 0
    assert joint[:, 2].tolist() == [0, 0, 1]
