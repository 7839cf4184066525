"""CleanLearning with the folds of `labelproof.learn`."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from labelproof._base.errors import InputError, InputTypeError
from labelproof.classification import CleanLearning
from labelproof.learn import cross_val_pred_probs

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 3))
Y = np.where(X[:, 0] > 0, "right", "left")
Y[:6] = np.where(Y[:6] == "left", "right", "left")


@pytest.mark.parametrize("options", [True, {}, {"repeats": 2, "groups": None}])
def test_it_finds_the_issues_of_the_probabilities_of_learn(options):
    clf = LogisticRegression()
    found = CleanLearning(clf, cross_val=options).find_label_issues(X, Y)
    pred_probs = cross_val_pred_probs(clf, X, Y, **({} if options is True else options))
    pd.testing.assert_frame_equal(found, CleanLearning(clf).find_label_issues(labels=Y, pred_probs=pred_probs))
    assert found["is_label_issue"][:6].mean() > 0.5


def test_copies_do_not_vouch_for_each_other():
    rows, y = np.concatenate([X, X + 1e-7]), np.concatenate([Y, Y])
    nearest = KNeighborsClassifier(1)
    kept = CleanLearning(nearest, cross_val=True).find_label_issues(rows, y)
    leaking = CleanLearning(nearest).find_label_issues(rows, y)
    wrong = np.tile(np.arange(200) < 6, 2)
    assert (kept["label_quality"][wrong] < 0.5).mean() > (leaking["label_quality"][wrong] < 0.5).mean()


def test_folds_are_kept(tmp_path, monkeypatch):
    options = {"cache_dir": tmp_path}
    first = CleanLearning(LogisticRegression(), seed=1, cross_val=options).find_label_issues(X, Y)
    monkeypatch.setattr(LogisticRegression, "fit", lambda *_: pytest.fail("trained again"))
    again = CleanLearning(LogisticRegression(), seed=1, cross_val=options).find_label_issues(X, Y)
    pd.testing.assert_frame_equal(again, first)


def test_it_trains_on_the_rest_and_is_cloned_with_the_parameter():
    model = CleanLearning(LogisticRegression(), cross_val={"repeats": 2})
    assert clone(model).get_params()["cross_val"] == {"repeats": 2}
    assert model.fit(X, Y).score(X[6:], Y[6:]) > 0.95


@pytest.mark.parametrize(
    ("options", "call", "error", "message"),
    [
        ({"fold": 3}, {}, InputError, "unknown key: 'fold'"),
        ("yes", {}, InputTypeError, "True or a dict"),
        (True, {"clf_kwargs": {"x": 1}}, InputError, "`clf_kwargs` has no effect with `cross_val`"),
        (True, {"validation_func": lambda X, y: {}}, InputError, "`validation_func` has no effect"),
    ],
)
def test_what_does_not_go_together_is_refused(options, call, error, message):
    with pytest.raises(error, match=message):
        CleanLearning(LogisticRegression(), cross_val=options).find_label_issues(X, Y, **call)
