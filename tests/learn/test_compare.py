from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from labelproof._base.errors import InputError, InputTypeError
from labelproof.learn import compare

NAMES = np.array(["cat", "dog", "owl"])


def problem(seed: int = 0, train: int = 300, test: int = 200):
    """Three classes in the plane; labels with 30 % errors, correct ones, and a correct test set."""
    rng = np.random.default_rng(seed)
    centres = np.array([[0, 0], [3, 0], [0, 3]])
    codes = rng.integers(0, 3, train + test)
    X = centres[codes] + rng.normal(size=(train + test, 2))
    wrong = np.where(rng.random(train) < 0.3, rng.integers(0, 3, train), codes[:train])
    return X[:train], NAMES[wrong], NAMES[codes[:train]], X[train:], NAMES[codes[train:]]


class Memory(ClassifierMixin, BaseEstimator):
    """Remembers the training rows and gives their labels back; knows nothing of others."""

    def fit(self, X, y):
        self.classes_, self.known_ = np.unique(y), dict(zip(np.asarray(X)[:, 0].tolist(), y, strict=True))
        return self

    def predict_proba(self, X):
        codes = np.array([self.known_.get(value, 0) for value in np.asarray(X)[:, 0].tolist()])
        return np.eye(self.classes_.size)[codes]


def test_correct_labels_are_better_than_wrong_ones():
    X, wrong, right, X_test, y_test = problem()
    found = compare(X, wrong, right, X_test=X_test, y_test=y_test, model=KNeighborsClassifier(1))
    assert found.accuracy.low > 0
    assert found.log_loss.high < 0
    assert found.changed == int((wrong != right).sum())
    assert str(found).splitlines()[1].endswith("better")


def test_the_same_labels_show_no_difference():
    X, wrong, _, X_test, y_test = problem()
    found = compare(X, wrong, wrong, X_test=X_test, y_test=y_test, model=RandomForestClassifier(5), repeats=3)
    assert (found.accuracy.difference, found.log_loss.difference, found.changed) == (0, 0, 0)
    assert found.accuracy.low < 0 < found.accuracy.high
    assert str(found).splitlines()[1].endswith("no difference shown")


def test_numbers_are_those_of_counting_by_hand():
    X = np.arange(6.0)[:, None]
    before, after, truth = [0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]
    found = compare(X, before, after, X_test=X, y_test=truth, model=Memory(), repeats=1)
    assert (found.accuracy.before, found.accuracy.after) == pytest.approx((4 / 6, 1))
    assert found.log_loss.before == pytest.approx(-2 / 6 * np.log(1e-7))
    assert found.per_class[["class", "examples", "before", "after"]].to_numpy().tolist() == [
        [0, 3, pytest.approx(2 / 3), 1],
        [1, 3, pytest.approx(2 / 3), 1],
    ]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, -1])
def test_examples_may_be_left_out_after_and_added(missing):
    X = np.arange(6.0)[:, None]
    before, after = [0, 0, 1, 1, 1, missing], [0, 0, missing, 1, 0, 1]
    found = compare(X, before, after, X_test=X, y_test=[0, 0, 0, 1, 1, 1], model=Memory())
    assert (found.changed, found.excluded, found.added) == (1, 1, 1)
    assert (found.trained_before, found.trained_after) == (5, 5)
    assert "1 of 5 training labels were changed, 1 left out, 1 added" in str(found)


def test_an_array_of_floats_with_gaps_holds_the_same_classes_as_integers():
    X, _, right, X_test, y_test = problem()
    codes = np.searchsorted(NAMES, right)
    gaps = np.where(np.arange(len(codes)) < 10, np.nan, codes)
    found = compare(X, codes, gaps, X_test=X_test, y_test=np.searchsorted(NAMES, y_test), model=LogisticRegression())
    assert (found.changed, found.excluded, found.per_class["class"].tolist()) == (0, 10, [0, 1, 2])


def test_minus_one_is_a_class_where_the_test_has_it():
    X = np.arange(6.0)[:, None]
    found = compare(X, [-1, -1, 1, 1, 1, 1], [-1, -1, -1, 1, 1, 1], X_test=X, y_test=[-1] * 3 + [1] * 3, model=Memory())
    assert (found.changed, found.excluded, found.accuracy.after) == (1, 0, 1)


def test_a_class_that_training_never_saw_counts_as_missed():
    X = np.arange(6.0)[:, None]
    found = compare(X, [0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1], X_test=X, y_test=[0, 0, 1, 1, 2, 2], model=Memory())
    assert found.per_class["after"].tolist() == [1, 1, 0]
    assert np.isfinite(found.log_loss.after)


def test_a_model_without_random_parts_is_trained_twice():
    X, wrong, right, X_test, y_test = problem()
    models = LogisticRegression(), RandomForestClassifier(3)
    counts = [
        compare(X, wrong, right, X_test=X_test, y_test=y_test, model=model, repeats=4).repeats for model in models
    ]
    assert counts == [2, 4]


def test_the_same_seed_gives_the_same_numbers():
    X, wrong, right, X_test, y_test = problem()

    def found(seed: int):
        return compare(
            X, wrong, right, X_test=X_test, y_test=y_test, model=RandomForestClassifier(3), repeats=2, seed=seed
        ).to_frame()

    pd.testing.assert_frame_equal(found(1), found(1))
    assert not found(1).equals(found(2))


@pytest.mark.parametrize("kind", [list, pd.DataFrame, sparse.csr_matrix], ids=["list", "frame", "sparse"])
def test_any_container_of_examples_will_do(kind):
    X, wrong, right, X_test, y_test = problem()
    model = KNeighborsClassifier(1)
    expected = compare(X, wrong, right, X_test=X_test, y_test=y_test, model=model)
    actual = compare(kind(X), list(wrong), pd.Series(right), X_test=kind(X_test), y_test=list(y_test), model=model)
    assert actual.accuracy == expected.accuracy


@pytest.mark.parametrize("kind", [np.asarray, pd.DataFrame, sparse.csr_matrix], ids=["array", "frame", "sparse"])
def test_a_built_in_model_sees_no_test_label(kind):
    X, wrong, right, X_test, y_test = problem(train=150, test=100)
    if kind is pd.DataFrame:
        X, X_test = (pd.DataFrame(part, columns=["a", "b"]) for part in (X, X_test))
    found = compare(kind(X), wrong, right, X_test=kind(X_test), y_test=y_test, model="linear", repeats=2)
    shuffled = np.random.default_rng(0).permutation(y_test)
    other = compare(kind(X), wrong, right, X_test=kind(X_test), y_test=shuffled, model="linear", repeats=2)
    assert found.accuracy.after > 0.8
    assert other.accuracy.after < 0.6


def test_texts_are_compared_by_name():
    rng = np.random.default_rng(0)
    words = {"cat": ["purr", "meow", "paw"], "dog": ["bark", "woof", "bone"]}
    labels = np.array(["cat", "dog"] * 60)
    texts = [" ".join(rng.choice(words[name], 3)) + f" {number}" for number, name in enumerate(labels)]
    wrong = np.where(rng.random(80) < 0.45, "dog", labels[:80])
    found = compare(texts[:80], wrong, labels[:80], X_test=texts[80:], y_test=labels[80:], repeats=2)
    assert found.accuracy.after == 1


def test_finished_trainings_are_found_again(tmp_path):
    X, wrong, right, X_test, y_test = problem()

    def run(model):
        return compare(X, wrong, right, X_test=X_test, y_test=y_test, model=model, repeats=2, cache_dir=tmp_path)

    first = run(KNeighborsClassifier(1))
    files = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(files) == 4
    assert run(KNeighborsClassifier(1)).accuracy == first.accuracy
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == files


def test_the_table_has_a_row_for_each_measure():
    X, wrong, right, X_test, y_test = problem()
    frame = compare(X, wrong, right, X_test=X_test, y_test=y_test, model=LogisticRegression()).to_frame()
    assert frame["measure"].tolist() == ["accuracy", "log loss", "accuracy", "accuracy", "accuracy"]
    assert frame["class"].tolist() == [None, None, "cat", "dog", "owl"]
    assert list(frame.columns) == ["measure", "class", "examples", "before", "after", "difference", "low", "high"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"y_after": ["cat"]}, "`y_after` must have one label per example: got 1 labels and 300 examples"),
        ({"y_before": [None] * 300}, "`y_before` holds no label"),
        ({"y_before": ["cat"] * 300}, "The training labels must hold at least 2 classes"),
        ({"y_test": [None] + ["cat"] * 199}, "`y_test` must have a label for every example: 1 are missing"),
        ({"y_test": ["cat"]}, "`X_test` must have one example per label"),
        ({"X_test": np.zeros((200, 3))}, r"shape of those in `X`, \(2,\): got \(3,\)"),
        ({"X_test": np.zeros((200, 3)), "model": "linear"}, r"shape of those in `X`, \(2,\): got \(3,\)"),
        ({"y_test": [0, 1] * 100}, "numbers and names are mixed"),
        ({"repeats": 0}, "`repeats` must be a whole number, at least 1"),
        ({"seed": 0.5}, "`seed` must be a whole number, at least 0"),
        ({"confidence": 95}, "`confidence` must lie between 0 and 1"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes, message):
    X, wrong, right, X_test, y_test = problem()
    arguments = {"X": X, "y_before": wrong, "y_after": right, "X_test": X_test, "y_test": y_test, **changes}
    with pytest.raises(InputError, match=message):
        compare(**{"model": LogisticRegression(), **arguments})


@pytest.mark.parametrize("model", [LogisticRegression(), "linear"])
def test_a_test_set_with_one_class_more_is_no_damage(model, tmp_path, recwarn):
    X, wrong, right, X_test, y_test = problem()
    call = {"X_test": X_test, "model": model, "repeats": 1, "cache_dir": tmp_path}
    compare(X, wrong, right, y_test=y_test, **call)
    more = np.array(["zebra", *y_test[1:]])
    found = compare(X, wrong, right, y_test=more, **call)
    assert found.per_class["class"].tolist() == ["cat", "dog", "owl", "zebra"]
    assert not [one for one in recwarn if "damaged" in str(one.message)]


def test_labels_must_be_a_container():
    X, wrong, _, X_test, y_test = problem()
    with pytest.raises(InputTypeError, match="`y_after` must hold one label per example: got NoneType"):
        compare(X, wrong, None, X_test=X_test, y_test=y_test)


def test_nothing_is_changed_in_place():
    X, wrong, right, X_test, y_test = problem()
    copies = [part.copy() for part in (X, wrong, right, X_test, y_test)]
    model = LogisticRegression()
    compare(X, wrong, right, X_test=X_test, y_test=y_test, model=model)
    assert all(np.array_equal(a, b) for a, b in zip(copies, (X, wrong, right, X_test, y_test), strict=True))
    assert not hasattr(model, "coef_")
