"""Cross-validation of tags: any estimator, nothing leaks, nothing is trained twice."""

import threading
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof.learn import cross_val_multilabel_pred_probs

RNG = np.random.default_rng(0)
X = RNG.normal(size=(120, 4))
TAGS = (X[:, :3] + 0.3 * RNG.normal(size=(120, 3)) > [0, 0.5, -0.5]).astype(int)
FOREST = RandomForestClassifier(5)
LINEAR = OneVsRestClassifier(LogisticRegression())


class Counting(BaseEstimator):
    """An estimator that counts its trainings, and breaks off at a given one."""

    fits = 0
    breaks_at = None
    lock = threading.Lock()

    def __init__(self, shrink=1.0):
        self.shrink = shrink

    def fit(self, X, Y):
        with Counting.lock:
            Counting.fits += 1
            if Counting.fits == Counting.breaks_at:
                raise KeyboardInterrupt
        self.share_ = Y.mean(axis=0) * self.shrink
        return self

    def predict_proba(self, X):
        return np.tile(self.share_, (len(X), 1))


@pytest.fixture(autouse=True)
def _from_zero():
    Counting.fits, Counting.breaks_at = 0, None


@pytest.mark.parametrize(
    "model",
    [
        LINEAR,
        MultiOutputClassifier(LogisticRegression()),
        ClassifierChain(LogisticRegression(), order="random"),
        [ClassifierChain(LogisticRegression(), order=order) for order in ([0, 1, 2], [2, 1, 0])],
        RandomForestClassifier(30),
        KNeighborsClassifier(9),
        MLPClassifier((8,), max_iter=60, learning_rate_init=0.05, early_stopping=True),
        "linear",
        "forest",
    ],
    ids=lambda model: model if isinstance(model, str) else type(model).__name__,
)
def test_every_kind_of_model_gives_one_probability_per_tag(model):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Stochastic Optimizer")
        found = cross_val_multilabel_pred_probs(model, X, TAGS)
    assert found.shape == TAGS.shape
    assert found.dtype == np.float32
    assert roc_auc_score(TAGS, found, average="macro") > 0.85


def test_a_list_of_models_is_their_mean():
    forest = RandomForestClassifier(5, random_state=0)
    parts = [cross_val_multilabel_pred_probs(model, X, TAGS) for model in (LINEAR, forest)]
    both = cross_val_multilabel_pred_probs([LINEAR, forest], X, TAGS)
    np.testing.assert_allclose(both, (parts[0] + parts[1]) / 2, atol=1e-6)


@pytest.mark.parametrize(
    "tags",
    [
        TAGS.astype(bool),
        sparse.csr_matrix(TAGS),
        pd.DataFrame(TAGS, columns=list("abc")),
        [np.flatnonzero(row).tolist() for row in TAGS],
    ],
    ids=["bool", "sparse", "frame", "lists"],
)
def test_the_container_of_the_tags_does_not_matter(tags):
    actual = cross_val_multilabel_pred_probs(LINEAR, X, tags)
    np.testing.assert_array_equal(actual, cross_val_multilabel_pred_probs(LINEAR, X, TAGS))


def test_the_container_of_the_examples_does_not_matter():
    expected = cross_val_multilabel_pred_probs("linear", X, TAGS, groups=None)
    frame = cross_val_multilabel_pred_probs("linear", pd.DataFrame(X), TAGS, groups=None)
    np.testing.assert_array_equal(frame, expected)
    assert cross_val_multilabel_pred_probs("linear", sparse.csr_matrix(X), TAGS).shape == TAGS.shape


def test_chains_model_what_one_tag_says_about_another():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(600, 2))
    a, b = X[:, 0] > 0, X[:, 1] > 0
    tags = np.column_stack([a, b, a & b, a ^ b]).astype(int)
    steep = LogisticRegression(C=100)
    chain = cross_val_multilabel_pred_probs(ClassifierChain(steep, order=[0, 1, 2, 3]), X, tags)
    alone = cross_val_multilabel_pred_probs(OneVsRestClassifier(steep), X, tags)
    assert roc_auc_score(tags[:, 3], chain[:, 3]) > 0.95
    assert roc_auc_score(tags[:, 3], alone[:, 3]) < 0.65


def test_copies_do_not_leak_their_random_tags():
    rng = np.random.default_rng(2)
    half, random_tags = rng.normal(size=(300, 5)), rng.integers(0, 2, size=(300, 3))
    X, tags = np.concatenate([half, half + 1e-6]), np.concatenate([random_tags, random_tags])
    nearest = KNeighborsClassifier(1)
    kept = cross_val_multilabel_pred_probs(nearest, X, tags)
    leaking = cross_val_multilabel_pred_probs(nearest, X, tags, groups=None)
    assert abs(roc_auc_score(tags, kept) - 0.5) < 0.06
    assert roc_auc_score(tags, leaking) > 0.7


def test_copied_texts_share_a_fold():
    rng = np.random.default_rng(3)
    words = ["".join(chr(97 + c) for c in rng.integers(0, 26, 6)) for _ in range(600)]
    texts = [" ".join(words[10 * i : 10 * i + 10]) for i in range(60)]
    random_tags = rng.integers(0, 2, size=(60, 2))
    copied = [*texts, *(text.upper() + "!" for text in texts)]
    tags = np.concatenate([random_tags, random_tags])
    kept = cross_val_multilabel_pred_probs("linear", copied, tags)
    leaking = cross_val_multilabel_pred_probs("linear", copied, tags, groups=None)
    assert roc_auc_score(tags, kept) < 0.65
    assert roc_auc_score(tags, leaking) > 0.7


def test_groups_of_the_user_share_a_fold():
    seen = []

    class Recording(Counting):
        def fit(self, X, Y):
            seen.append(set(X[:, 0].tolist()))
            return super().fit(X, Y)

    rows = np.arange(40.0)[:, None]
    groups = np.array([f"g{i // 4}" for i in range(40)])
    cross_val_multilabel_pred_probs(
        Recording(), rows, (rows % 3 == 0).astype(int) @ np.ones((1, 2), int), groups=groups
    )
    held = [sorted(set(range(40)) - rows) for rows in seen]
    assert all(len({int(row) // 4 for row in part}) * 4 == len(part) for part in held)


def test_tags_of_every_row_or_none_get_what_can_be_said_of_them():
    tags = np.column_stack([TAGS, np.zeros(120, int), np.ones(120, int)])
    with pytest.warns(LabelproofWarning, match=r"2 of the tags \(3, 4\) do not vary"):
        found = cross_val_multilabel_pred_probs(LINEAR, X, tags, groups=None)
    np.testing.assert_allclose(found[:, 3], 1 / 98)
    np.testing.assert_allclose(found[:, 4], 97 / 98)
    assert roc_auc_score(TAGS, found[:, :3]) > 0.9


def test_a_chain_with_an_order_does_without_constant_tags():
    tags = np.column_stack([np.zeros(120, int), TAGS])
    with pytest.warns(LabelproofWarning, match="do not vary"):
        found = cross_val_multilabel_pred_probs(ClassifierChain(LogisticRegression(), order=[3, 0, 2, 1]), X, tags)
    assert roc_auc_score(TAGS, found[:, 1:]) > 0.9


@pytest.mark.parametrize("model", [LINEAR, MultiOutputClassifier(LogisticRegression()), RandomForestClassifier(20)])
def test_a_single_tag_works(model):
    found = cross_val_multilabel_pred_probs(model, X, TAGS[:, :1])
    assert found.shape == (120, 1)
    assert roc_auc_score(TAGS[:, 0], found[:, 0]) > 0.9


def test_no_tag_that_varies_needs_no_training():
    with pytest.warns(LabelproofWarning, match="do not vary"):
        found = cross_val_multilabel_pred_probs(Counting(), X[:10], np.ones((10, 2), int))
    assert Counting.fits == 0
    np.testing.assert_allclose(found, 9 / 10)


def test_an_interrupted_run_goes_on_with_what_is_left(tmp_path):
    Counting.breaks_at = 4
    with pytest.raises(KeyboardInterrupt):
        cross_val_multilabel_pred_probs(Counting(), X, TAGS, cache_dir=tmp_path)
    assert len(list(tmp_path.glob("fold-*"))) == 3
    Counting.fits, Counting.breaks_at = 0, None
    resumed = cross_val_multilabel_pred_probs(Counting(), X, TAGS, cache_dir=tmp_path)
    assert Counting.fits == 2
    np.testing.assert_array_equal(resumed, cross_val_multilabel_pred_probs(Counting(), X, TAGS))


def test_a_second_run_trains_nothing(tmp_path):
    first = cross_val_multilabel_pred_probs(Counting(), X, TAGS, cache_dir=tmp_path, repeats=2)
    assert Counting.fits == 10
    again = sparse.csr_matrix(TAGS)
    second = cross_val_multilabel_pred_probs(Counting(), X.copy(), again, cache_dir=tmp_path, repeats=2)
    assert Counting.fits == 10
    np.testing.assert_array_equal(second, first)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"folds": 4},
        {"model": Counting(0.5)},
        {"X": X + 1},
        {"tags": 1 - TAGS},
        {"groups": np.arange(120) // 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_the_result_trains_again(tmp_path, change):
    call = {"model": Counting(), "X": X, "tags": TAGS, "folds": 5}
    cross_val_multilabel_pred_probs(**call, cache_dir=tmp_path)
    Counting.fits = 0
    cross_val_multilabel_pred_probs(**{**call, **change}, cache_dir=tmp_path)
    assert Counting.fits == change.get("folds", 5)


def test_a_damaged_file_is_named_and_replaced(tmp_path):
    first = cross_val_multilabel_pred_probs(Counting(), X, TAGS, cache_dir=tmp_path)
    path = sorted(tmp_path.glob("fold-*"))[0]
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)
    Counting.fits = 0
    with pytest.warns(LabelproofWarning, match=path.name):
        second = cross_val_multilabel_pred_probs(Counting(), X, TAGS, cache_dir=tmp_path)
    assert Counting.fits == 1
    np.testing.assert_array_equal(second, first)
    cross_val_multilabel_pred_probs(Counting(), X, TAGS, cache_dir=tmp_path)
    assert Counting.fits == 1


def test_threads_give_the_same_and_leave_whole_folds(tmp_path):
    alone = cross_val_multilabel_pred_probs(FOREST, X, TAGS)
    together = cross_val_multilabel_pred_probs(FOREST, X, TAGS, n_jobs=2)
    np.testing.assert_array_equal(together, alone)
    Counting.breaks_at = 3
    with pytest.raises(KeyboardInterrupt):
        cross_val_multilabel_pred_probs(Counting(), X, TAGS, n_jobs=2, cache_dir=tmp_path)
    Counting.breaks_at = None
    for path in tmp_path.glob("fold-*"):
        assert np.load(path).shape[1] == 3


def test_repeats_are_averaged_and_the_first_stays():
    once = cross_val_multilabel_pred_probs(FOREST, X, TAGS)
    thrice = cross_val_multilabel_pred_probs(FOREST, X, TAGS, repeats=3)
    assert 0 < np.abs(once - thrice).mean() < 0.1


def test_open_random_states_follow_the_seed_and_global_ones_stay():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first, again, other = (cross_val_multilabel_pred_probs(FOREST, X, TAGS, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_weights_reach_the_model():
    weights = np.where(TAGS[:, 0] == 1, 10.0, 0.1)
    weighted = cross_val_multilabel_pred_probs("linear", X, TAGS, sample_weight=weights)
    assert weighted[:, 0].mean() > cross_val_multilabel_pred_probs("linear", X, TAGS)[:, 0].mean() + 0.1


def test_progress_counts_folds(capsys):
    cross_val_multilabel_pred_probs("linear", X, TAGS, progress=True)
    shown = capsys.readouterr()
    assert "5/5" in shown.err
    assert "log loss" in shown.err
    assert shown.out == ""


class Scores(Counting):
    def predict_proba(self, X):
        return np.full((len(X), 3), 1.5)


class Narrow(Counting):
    def predict_proba(self, X):
        return np.zeros((len(X), 2))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": "liner"}, "Did you mean 'linear'"),
        ({"model": LogisticRegression}, "got the class LogisticRegression itself"),
        ({"model": []}, "at least one estimator"),
        ({"model": Scores()}, "must give numbers from 0 to 1: Scores gave 1.5"),
        ({"model": Narrow()}, r"got shape \(24, 2\) from Narrow for 24 examples and 3 tags"),
        ({"X": X[:100]}, "got 100 examples and 120 labels"),
        ({"folds": 1}, "`folds` must be a whole number, at least 2: got 1"),
        ({"folds": 200}, "`folds` must be at most the number of examples, 120: got 200"),
        ({"repeats": 0}, "`repeats` must be a whole number, at least 1"),
        ({"groups": "none"}, "`groups` must be 'auto', None or one group per example"),
        ({"groups": [1, 2]}, r"`groups` must have one group per example: got shape \(2,\)"),
        ({"sample_weight": np.ones(3)}, "`sample_weight` must have one finite number"),
        ({"sample_weight": -np.ones(120)}, "`sample_weight` must have one finite number"),
        ({"sample_weight": np.ones(120), "model": Counting()}, "that of Counting has none"),
        ({"device": "cpu"}, "OneVsRestClassifier has none"),
        ({"tags": [[] for _ in range(120)]}, "at least one tag"),
        ({"tags": np.empty((120, 0), int)}, "have no columns"),
    ],
)
def test_what_cannot_be_used_is_refused(change, message):
    with pytest.raises((InputError, InputTypeError), match=message):
        cross_val_multilabel_pred_probs(**{"model": LINEAR, "X": X, "tags": TAGS, **change})


def test_texts_need_the_linear_model():
    with pytest.raises(InputError, match="Use 'linear'"):
        cross_val_multilabel_pred_probs("forest", ["a b"] * 10, np.eye(10, 2, dtype=int))
