"""CleanLearning as people use it: in scikit-learn, on their own containers, with their own labels."""

import importlib
import inspect
import os
import pickle
from unittest import SkipTest

import numpy as np
import pandas as pd
import pytest
import sklearn
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from labelproof._base.warnings import LabelproofWarning
from labelproof.classification import CleanLearning
from labelproof.filter import find_label_issues

EXPECTED_FAILURES = {
    "check_fit_score_takes_y": "the second argument of fit is called `labels`, as everywhere here; `y` works too",
}
if sklearn.__version__.startswith(("1.4.", "1.5.")):
    EXPECTED_FAILURES["check_sample_weights_invariance"] = (
        "weights reach the final training only: a row of weight 0 still takes part in finding issues"
    )
WRONG = [4, 25]


def blobs():
    """40 points in two groups, two of them with the label of the other group."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(0, 1, (20, 2)), rng.normal(9, 1, (20, 2))])
    labels = np.repeat([0, 1], 20)
    labels[WRONG] = 1 - labels[WRONG]
    return X, labels


X, LABELS = blobs()
NAMES = np.array(["cold", "warm"])[LABELS]
TRUTH = np.repeat([0, 1], 20)


def flagged(issues):
    return issues.index[issues["is_label_issue"]].tolist()


@pytest.mark.filterwarnings("ignore")  # the checks warn on purpose, and scikit-learn versions differ in what they say
@pytest.mark.parametrize("estimator", [CleanLearning(), CleanLearning(LogisticRegression(C=2), cv_n_folds=2, seed=1)])
def test_it_is_a_scikit_learn_estimator(estimator):
    assert set(_failed_checks(estimator)) == set(EXPECTED_FAILURES)


def _failed_checks(estimator):
    """The checks that fail, each with what it says."""
    if "on_fail" in inspect.signature(check_estimator).parameters:
        report = check_estimator(estimator, on_skip=None, on_fail=None)
        return {check["check_name"]: str(check["exception"]) for check in report if check["status"] == "failed"}
    failed = {}
    for subject, check in check_estimator(estimator, generate_only=True):  # scikit-learn before 1.6
        try:
            check(subject)
        except SkipTest:
            continue
        except Exception as error:
            failed[check.func.__name__] = str(error)
    return failed


def test_the_constructor_does_nothing():
    kwargs = {"min_examples_per_class": 1}
    estimator = CleanLearning(clf="nonsense", cv_n_folds=-1, find_label_issues_kwargs=kwargs)
    assert vars(estimator)["find_label_issues_kwargs"] is kwargs
    assert not hasattr(estimator, "clf_")


def test_a_clone_carries_nothing_along():
    estimator = CleanLearning(find_label_issues_kwargs={"min_examples_per_class": 1}).fit(X, LABELS)
    copy = clone(estimator)
    assert copy.label_issues_df is copy.confident_joint is copy.noise_matrix is None
    assert copy.get_params() == {**estimator.get_params()}
    assert estimator.find_label_issues_kwargs == {"min_examples_per_class": 1}


def test_parameters_of_the_classifier_can_be_searched():
    search = GridSearchCV(
        CleanLearning(LogisticRegression()), {"clf__fit_intercept": [False, True], "cv_n_folds": [2]}, cv=4
    )
    assert search.fit(X, LABELS).best_params_["clf__fit_intercept"]


def test_it_is_the_last_step_of_a_pipeline():
    pipeline = make_pipeline(StandardScaler(), CleanLearning()).fit(X, NAMES)
    assert pipeline.predict([[0, 0], [9, 9]]).tolist() == ["cold", "warm"]
    assert cross_val_score(pipeline, X, TRUTH, cv=4).tolist() == [1.0] * 4


def test_it_pickles_with_its_results():
    estimator = CleanLearning().fit(X, LABELS)
    copy = pickle.loads(pickle.dumps(estimator))
    pd.testing.assert_frame_equal(copy.get_label_issues(), estimator.get_label_issues())
    assert_array_equal(copy.predict(X), estimator.predict(X))


def test_wrong_labels_are_found_and_left_out_of_the_training():
    estimator = CleanLearning(seed=0)
    assert flagged(estimator.find_label_issues(X, LABELS)) == WRONG
    assert_array_equal(estimator.fit(X, LABELS).predict(X), TRUTH)
    assert estimator.score(X, TRUTH) == 1.0
    assert estimator.classes_.tolist() == [0, 1]


@pytest.mark.parametrize("labels", [LABELS.tolist(), NAMES, NAMES.tolist(), LABELS == 1, LABELS + 7, LABELS * 2.0 - 1])
def test_labels_of_any_kind_come_back_as_they_were(labels):
    estimator = CleanLearning().fit(X, labels)
    assert flagged(estimator.get_label_issues()) == WRONG
    assert set(estimator.predict(X).tolist()) == set(np.asarray(labels).tolist())


@pytest.mark.parametrize(
    "container",
    [
        X,
        X.tolist(),
        pd.DataFrame(X, columns=["a", "b"], index=np.arange(40)[::-1]),
        sparse.csr_matrix(X),
        sparse.coo_matrix(X),
        X.reshape(40, 1, 2),
        X.astype(np.float32),
    ],
    ids=["array", "list", "frame", "csr", "coo", "3-D", "float32"],
)
def test_examples_in_any_container(container):
    estimator = CleanLearning().fit(container, LABELS)
    assert flagged(estimator.get_label_issues()) == WRONG
    assert_array_equal(estimator.predict(container), TRUTH)
    assert estimator.predict_proba(container).shape == (40, 2)


def test_polars_frames():
    polars = pytest.importorskip("polars", exc_type=ImportError)
    frame, labels = polars.DataFrame(X, schema=["a", "b"]), polars.Series(NAMES)
    estimator = CleanLearning().fit(frame, labels)
    assert flagged(estimator.get_label_issues()) == WRONG


def test_lists_of_texts():
    texts = [f"snow ice {i}" for i in range(20)] + [f"sun beach {i}" for i in range(20)]
    estimator = CleanLearning(make_pipeline(CountVectorizer(), MultinomialNB())).fit(texts, NAMES)
    assert flagged(estimator.get_label_issues()) == WRONG
    assert estimator.predict(["ice snow", "sun"]).tolist() == ["cold", "warm"]


def test_frames_give_names_of_features():
    estimator = CleanLearning().fit(pd.DataFrame(X, columns=["a", "b"]), LABELS)
    assert estimator.feature_names_in_.tolist() == ["a", "b"]
    assert estimator.n_features_in_ == 2


def test_a_seed_repeats_a_random_classifier_and_leaves_the_global_state_alone():
    np.random.seed(1)  # noqa: NPY002  the global state is what this test is about
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first, second = (CleanLearning(RandomForestClassifier(5), seed=7).fit(X, LABELS).predict_proba(X) for _ in range(2))
    assert_array_equal(first, second)
    assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_issues_found_first_are_used_for_the_training():
    estimator = CleanLearning()
    issues = estimator.find_label_issues(X, LABELS)
    estimator.fit(X, LABELS, label_issues=issues)
    assert estimator.sample_weight[WRONG].tolist() == [0, 0]
    assert "sample_weight" not in issues
    assert "sample_weight" in estimator.get_label_issues()


def test_before_the_first_call_there_are_no_results():
    estimator = CleanLearning()
    with pytest.warns(LabelproofWarning, match="No label issues are kept here"):
        assert estimator.get_label_issues() is None
    for name in ("label_issues_df", "label_issues_mask", "sample_weight", "confident_joint", "py", "ps"):
        assert getattr(estimator, name) is None
    for name in ("num_classes", "noise_matrix", "inverse_noise_matrix"):
        assert getattr(estimator, name) is None
    with pytest.raises(NotFittedError):
        estimator.predict(X)


def test_results_are_attributes():
    estimator = CleanLearning()
    estimator.find_label_issues(X, LABELS)
    assert estimator.num_classes == 2
    assert estimator.ps.tolist() == [0.5, 0.5]
    assert estimator.confident_joint.tolist() == [[19, 1], [1, 19]]
    assert np.flatnonzero(estimator.label_issues_mask).tolist() == WRONG
    np.testing.assert_allclose(estimator.py, [0.5, 0.5])
    np.testing.assert_allclose(estimator.noise_matrix, [[0.95, 0.05], [0.05, 0.95]])
    np.testing.assert_allclose(estimator.inverse_noise_matrix, [[0.95, 0.05], [0.05, 0.95]])


def test_save_space_keeps_no_frame():
    estimator = CleanLearning()
    assert len(estimator.find_label_issues(X, LABELS, save_space=True)) == 40
    assert estimator.label_issues_df is estimator.label_issues_mask is None
    assert estimator.noise_matrix is not None
    estimator.fit(X, LABELS).save_space()
    assert estimator.label_issues_df is estimator.noise_matrix is None
    assert_array_equal(estimator.predict(X), TRUTH)


def test_the_one_line_that_finds_label_issues():
    data, labels, sklearn_compatible_model, pred_probs = X, LABELS, LogisticRegression(), np.eye(2)[TRUTH]

    # Option 1 - works with sklearn-compatible models - just input the data and labels
    label_issues_info = CleanLearning(clf=sklearn_compatible_model).find_label_issues(data, labels)

    # Option 2 - works with ANY ML model - just input the model's predicted probabilities
    ordered_label_issues = find_label_issues(
        pred_probs=pred_probs,  # out-of-sample predicted probabilities from any model
        labels=labels,
        return_indices_ranked_by="self_confidence",
    )

    assert flagged(label_issues_info) == WRONG
    assert ordered_label_issues.tolist() == WRONG


def test_the_three_lines_that_train_as_if_there_were_no_errors():
    train_data, labels, test_data = X, LABELS, np.array([[0.0, 0.0], [9.0, 9.0]])

    cl = CleanLearning(clf=LogisticRegression())  # any sklearn-compatible classifier
    cl.fit(train_data, labels)

    # Estimate the predictions you would have gotten if you trained without mislabeled data.
    predictions = cl.predict(test_data)

    assert predictions.tolist() == [0, 1]


def _torch():
    """The modules, or a skip: unless LABELPROOF_REQUIRE names torch, then their absence is an error."""
    required = "torch" in os.environ.get("LABELPROOF_REQUIRE", "").split(",")
    found = [importlib.import_module(name) if required else pytest.importorskip(name) for name in ("torch", "skorch")]
    return found[0], found[1].NeuralNetClassifier


@pytest.mark.filterwarnings("ignore")  # third-party code warns about its own future
@pytest.mark.parametrize("as_dataset", [False, True], ids=["array", "torch Dataset"])
def test_a_neural_network_of_skorch(as_dataset):
    torch, NeuralNetClassifier = _torch()

    class Module(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(2, 2)

        def forward(self, X):
            return torch.softmax(self.layer(X), dim=-1)

    torch.manual_seed(0)
    clf = NeuralNetClassifier(Module, max_epochs=60, lr=0.1, train_split=None, verbose=0)
    data = ((X - 4.5) / 5).astype(np.float32)
    if as_dataset:
        data = torch.utils.data.TensorDataset(torch.as_tensor(data), torch.as_tensor(LABELS))
    estimator = CleanLearning(clf).fit(data, LABELS)
    assert flagged(estimator.get_label_issues()) == WRONG
    assert_array_equal(estimator.predict(data), TRUTH)
