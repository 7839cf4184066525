"""Cross-validated probabilities of a user's own classifier."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof._learn.reference_cv import cross_validate

X = np.concatenate([np.arange(10.0), np.arange(100.0, 110.0)]).reshape(-1, 1)
LABELS = np.repeat([0, 1], 10)


class Recorder(ClassifierMixin, BaseEstimator):
    """Predicts class frequencies, and writes down what it was trained with."""

    seen = []

    def fit(self, X, y, **kwargs):
        self.classes_, counts = np.unique(y, return_counts=True)
        self.shares_ = counts / counts.sum()
        Recorder.seen.append({"X": X, "y": np.asarray(y), **kwargs})
        return self

    def predict_proba(self, X):
        return np.tile(self.shares_, (len(X), 1))

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


@pytest.fixture(autouse=True)
def _forget():
    Recorder.seen = []


def test_each_example_is_judged_by_a_model_that_did_not_see_it():
    expected = np.zeros((20, 2))
    for training, held_out in StratifiedKFold(5, shuffle=True, random_state=3).split(X, LABELS):
        expected[held_out] = LogisticRegression().fit(X[training], LABELS[training]).predict_proba(X[held_out])

    actual = cross_validate(X, LABELS, seed=3).pred_probs

    np.testing.assert_array_equal(actual, expected)


def test_two_runs_agree_without_a_seed():
    first, second = (cross_validate(X, LABELS).pred_probs for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_the_seed_reaches_the_classifier_and_not_the_global_state():
    before = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what this test is about
    first, second = (cross_validate(X, LABELS, RandomForestClassifier(5), seed=1).pred_probs for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_the_classifier_is_copied_and_never_trained():
    clf = LogisticRegression()
    cross_validate(X, LABELS, clf)
    assert not hasattr(clf, "classes_")


def test_columns_follow_the_sorted_labels():
    names = np.where(LABELS == 0, "zebra", "ant")
    actual = cross_validate(X, names)
    assert actual.classes.tolist() == ["ant", "zebra"]
    assert actual.pred_probs[0].argmax() == 1
    assert actual.codes[[0, -1]].tolist() == [1, 0]


def test_the_classifier_gets_the_labels_as_they_are():
    cross_validate(X, np.where(LABELS == 0, "zebra", "ant"), Recorder())
    assert set(Recorder.seen[0]["y"].tolist()) == {"zebra", "ant"}


@pytest.mark.filterwarnings("ignore:The least populated class")
def test_a_class_missing_from_a_training_part_gets_probability_zero_there():
    labels = np.r_[LABELS[:-1], 7]
    with pytest.warns(LabelproofWarning, match=r"one example only \(7\)"):
        actual = cross_validate(X, labels, Recorder(), seed=0)
    assert actual.classes.tolist() == [0, 1, 7]
    assert actual.pred_probs[-1, 2] == 0
    np.testing.assert_allclose(actual.pred_probs.sum(axis=1), 1)
    assert actual.alone.tolist() == [False, False, True]
    others = actual.pred_probs[:, 2] > 0
    assert others.sum() == 16  # the other four folds had the example in their training part


def test_arguments_reach_every_fit():
    cross_validate(
        X, LABELS, Recorder(), clf_kwargs={"epochs": 3}, validation_func=lambda X, y: {"val": (len(X), len(y))}
    )
    assert [(call["epochs"], call["val"], len(call["y"])) for call in Recorder.seen] == [(3, (4, 4), 16)] * 5


def test_a_list_of_texts_stays_a_list():
    cross_validate(["a", "b"] * 10, np.tile([0, 1], 10), Recorder())
    assert all(isinstance(call["X"], list) for call in Recorder.seen)


def test_outputs_without_classes_are_taken_by_position():
    class Network(Recorder):
        def fit(self, X, y):
            super().fit(X, y)
            del self.classes_
            return self

        def predict_proba(self, X):
            return np.tile([0.25, 0.75], (len(X), 1))

    actual = cross_validate(X, LABELS, Network()).pred_probs
    np.testing.assert_array_equal(actual, np.tile([0.25, 0.75], (20, 1)))


def test_outputs_that_are_no_classes_are_refused():
    class Wide(Recorder):
        def predict_proba(self, X):
            return np.full((len(X), 5), 0.2)

    with pytest.raises(InputError, match=r"one column per class: got shape \(4, 5\) for 4 examples and 2 classes"):
        cross_validate(X, LABELS, Wide())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"X": X[:5]}, "got 5 examples and 20 labels"),
        ({"X": None}, "`X` must hold the examples"),
        ({"cv_n_folds": 1}, "`cv_n_folds` must be at least 2: got 1"),
        ({"cv_n_folds": 11}, "got 11 folds and at most 10 examples in a class"),
        ({"clf": object()}, "object has no get_params method"),
        ({"clf": LogisticRegression}, "must be cloneable"),
    ],
)
def test_unusable_arguments_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        cross_validate(**{"X": X, "labels": LABELS, **arguments})


@pytest.mark.parametrize(
    ("function", "message"), [(3, "must be a function"), (lambda X, y: None, "must return a dict")]
)
def test_a_validation_function_must_give_a_dict(function, message):
    with pytest.raises(InputTypeError, match=message):
        cross_validate(X, LABELS, validation_func=function)
