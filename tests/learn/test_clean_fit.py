"""What CleanLearning's final training gets: which rows, which weights, which arguments."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin

from labelproof._base.errors import InputError
from labelproof._learn.clean_fit import FitArguments, accuracy, fit
from labelproof._learn.clean_learning import Request, Settings, find
from problems import problem

LABELS, PRED_PROBS = problem(4, rows=100, classes=3)
X = np.arange(100.0).reshape(-1, 1)
REQUEST = Request(pred_probs=PRED_PROBS)
FLAGGED = np.isin(np.arange(100), [3, 50])


class Weighted(ClassifierMixin, BaseEstimator):
    """Keeps what it was trained with."""

    def fit(self, X, y, sample_weight=None, **kwargs):
        self.classes_, self.rows_, self.weights_, self.kwargs_ = np.unique(y), X[:, 0], sample_weight, kwargs
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])

    def predict_proba(self, X):
        return np.full((len(X), len(self.classes_)), 1 / len(self.classes_))


class Unweighted(Weighted):
    def fit(self, X, y, **kwargs):
        return super().fit(X, y, **kwargs)


def trained(clf=None, *, label_issues=None, last=None, labels=LABELS, **arguments):
    settings = Settings(clf=Weighted() if clf is None else clf)
    return fit(
        settings,
        X,
        labels,
        label_issues=label_issues,
        request=REQUEST,
        arguments=FitArguments(**arguments),
        last=last,
    )


def test_flagged_rows_are_left_out():
    findings, result = trained()
    assert findings.mask.sum() > 0
    assert_array_equal(result.clf.rows_, np.flatnonzero(~findings.mask))


def test_weights_make_up_for_removed_rows():
    findings, result = trained()
    expected = 1 / findings.noise.noise_matrix.diagonal()[LABELS]
    assert_allclose(result.clf.weights_, expected[~findings.mask])
    assert_allclose(findings.issues["sample_weight"], np.where(findings.mask, 0, expected))


def test_a_classifier_without_weights_gets_none():
    findings, result = trained(Unweighted())
    assert result.clf.kwargs_ == {}
    assert "sample_weight" not in findings.issues


def test_own_weights_go_before_computed_ones():
    weights = np.arange(100.0)
    findings, result = trained(sample_weight=weights.tolist())
    assert_array_equal(result.clf.weights_, weights[~findings.mask])
    assert "sample_weight" not in findings.issues


def test_given_issues_decide_alone():
    findings, result = trained(label_issues=FLAGGED)
    assert_array_equal(result.clf.rows_, np.delete(np.arange(100), [3, 50]))
    assert result.clf.weights_ is None
    assert findings.issues.columns.tolist() == ["is_label_issue"]


def test_given_issues_get_weights_from_the_noise_found_for_the_same_labels():
    last = find(Settings(), None, LABELS, REQUEST)
    _, result = trained(label_issues=FLAGGED, last=last)
    assert_allclose(result.clf.weights_, (1 / last.noise.noise_matrix.diagonal()[LABELS])[~FLAGGED])


def test_given_issues_get_no_weights_from_the_noise_of_other_labels():
    labels = LABELS.copy()
    last = find(Settings(), None, labels, REQUEST)
    labels[0] = (labels[0] + 1) % 3  # in place: the findings must not see it
    _, result = trained(label_issues=FLAGGED, last=last, labels=labels)
    assert result.clf.weights_ is None


def test_a_users_frame_is_not_changed():
    frame = pd.DataFrame({"is_label_issue": FLAGGED, "note": "x"})
    findings, _ = trained(label_issues=frame, last=find(Settings(), None, LABELS, REQUEST))
    assert frame.columns.tolist() == ["is_label_issue", "note"]
    assert findings.issues.columns.tolist() == ["is_label_issue", "note", "sample_weight"]


def test_final_arguments_go_before_the_others():
    _, result = trained(clf_kwargs={"a": 1, "b": 1}, clf_final_kwargs={"b": 2})
    assert result.clf.kwargs_ == {"a": 1, "b": 2}


def test_the_classifier_is_copied():
    clf = Weighted()
    assert trained(clf)[1].clf is not clf
    assert not hasattr(clf, "rows_")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"clf_kwargs": {"sample_weight": [1]}}, "must not be in `clf_kwargs`"),
        ({"clf": Unweighted(), "sample_weight": np.ones(100)}, "that of Unweighted has none"),
        ({"sample_weight": np.ones(7)}, r"shape \(100,\): got shape \(7,\)"),
        ({"label_issues": np.ones(100, bool)}, "flag every example"),
        ({"clf": object()}, "object has no fit"),
    ],
)
def test_unusable_arguments_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        trained(**arguments)


def test_a_classifier_without_classes_gets_those_of_the_labels():
    class Bare:
        def fit(self, X, y): ...
        def predict(self, X): ...
        def predict_proba(self, X): ...

    assert trained(Bare())[1].classes.tolist() == [0, 1, 2]


def test_the_score_is_the_classifiers_own():
    class Scored(Weighted):
        def score(self, X, y):
            return 42

    assert accuracy(Scored(), X, LABELS, None) == 42.0


def test_without_a_score_it_is_the_weighted_accuracy():
    class Bare:
        def predict(self, X):
            return np.array(["a", "a", "b"])

    assert accuracy(Bare(), X, ["a", "b", "b"], None) == pytest.approx(2 / 3)
    assert accuracy(Bare(), X, ["a", "b", "b"], [1, 2, 1]) == pytest.approx(1 / 2)
