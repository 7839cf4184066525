"""Cross-validation of classes: any classifier, nothing leaks, nothing is trained twice, nothing is invented."""

import threading
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof._learn import fold_runs
from labelproof.learn import cross_val_pred_probs, cross_validate

RNG = np.random.default_rng(0)
X = RNG.normal(size=(150, 4))
CODES = np.digitize(X[:, 0] + 0.2 * RNG.normal(size=150), [-0.5, 0.5])
Y = np.array(["high", "low", "mid"])[[1, 2, 0]][CODES]
LINEAR = LogisticRegression()
FOREST = RandomForestClassifier(5)


class Counting(ClassifierMixin, BaseEstimator):
    """A classifier that says the share of each class, counts its trainings, and breaks off at a given one."""

    fits = 0
    breaks_at = None
    seen = ()
    lock = threading.Lock()

    def __init__(self, shrink=1.0):
        self.shrink = shrink

    def fit(self, X, y):
        with Counting.lock:
            Counting.fits += 1
            Counting.seen = (*Counting.seen, (np.asarray(X), np.asarray(y)))
            if Counting.fits == Counting.breaks_at:
                raise KeyboardInterrupt
        self.share_ = np.bincount(y) / len(y)
        return self

    def predict_proba(self, X):
        return np.tile(self.share_, (len(X), 1))


@pytest.fixture(autouse=True)
def _from_zero():
    Counting.fits, Counting.breaks_at, Counting.seen = 0, None, ()


def _accuracy(pred_probs, y=Y):
    return float((np.unique(y)[pred_probs.argmax(axis=1)] == y).mean())


@pytest.mark.parametrize(
    "model",
    [
        LINEAR,
        make_pipeline(StandardScaler(), LINEAR),
        RandomForestClassifier(30),
        HistGradientBoostingClassifier(max_iter=10),
        GaussianNB(),
        [LINEAR, GaussianNB()],
        "fast",
        "linear",
        "boosted",
    ],
    ids=lambda model: model if isinstance(model, str) else type(model).__name__,
)
def test_every_kind_of_model_gives_rows_of_probabilities(model):
    found = cross_val_pred_probs(model, X, Y)
    assert (found.shape, found.dtype) == ((150, 3), np.float32)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert _accuracy(found) > 0.8


def test_columns_are_the_sorted_distinct_labels():
    numbers = np.array([7, 3, 5])[CODES]
    found = cross_validate(LINEAR, X, numbers)
    assert found.classes.tolist() == [3, 5, 7]
    np.testing.assert_array_equal(found.pred_probs, cross_val_pred_probs(LINEAR, X, np.array(list("cab"))[CODES]))


def test_a_class_weight_by_label_means_the_same_label():
    heavy = LogisticRegression(class_weight={"mid": 50})
    found = cross_val_pred_probs(make_pipeline(StandardScaler(), heavy), X, Y)
    assert (found.argmax(axis=1) == 2).mean() > 1.3 * (Y == "mid").mean()


@pytest.mark.parametrize(
    "examples", [pd.DataFrame(X), sparse.csr_matrix(X), X.tolist()], ids=["frame", "sparse", "list"]
)
def test_the_container_of_the_examples_does_not_matter(examples):
    expected = cross_val_pred_probs(LINEAR, X, Y, groups=None)
    assert cross_val_pred_probs(LINEAR, examples, Y, groups=None) == pytest.approx(expected, abs=1e-5)


def test_texts_and_pixels_are_learned_by_name():
    words = [f"{['good', 'bad'][row % 2]} thing number {row} of {row // 7}" for row in range(60)]
    pixels = (RNG.integers(0, 90, size=(60, 9, 9)) + 120 * (np.arange(60) % 2)[:, None, None]).astype(np.uint8)
    y = np.arange(60) % 2
    for examples in (words, np.array(words), pd.Series(words), pixels, pixels[..., None].repeat(3, axis=3)):
        assert _accuracy(cross_val_pred_probs("fast", examples, y), y) == 1
    assert _accuracy(cross_val_pred_probs(make_pipeline(TfidfVectorizer(), LINEAR), words, y), y) == 1


def test_paths_of_images_are_read(tmp_path):
    pillow = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    paths = []
    for row in range(30):
        pixels = RNG.integers(0, 90, size=(9, 9)) + 120 * (row % 2)
        paths.append(tmp_path / f"{row}.png")
        pillow.fromarray(pixels.astype(np.uint8)).save(paths[-1])
    y = np.arange(30) % 2
    for names in (paths, [str(path) for path in paths]):
        assert _accuracy(cross_val_pred_probs("fast", names, y), y) == 1
    with pytest.raises(InputError, match="1 of 30 do not, the first is"):
        cross_val_pred_probs("fast", [*paths[:-1], tmp_path / "none.png"], y)


def test_copies_do_not_leak_their_random_labels():
    half, random = RNG.normal(size=(300, 5)), RNG.integers(0, 2, 300)
    rows, y = np.concatenate([half, half + 1e-6]), np.concatenate([random, random])
    nearest = KNeighborsClassifier(1)
    assert abs(_accuracy(cross_val_pred_probs(nearest, rows, y), y) - 0.5) < 0.1
    assert _accuracy(cross_val_pred_probs(nearest, rows, y, groups=None), y) > 0.75


@pytest.mark.parametrize("model", [Counting(), "linear"], ids=["estimator", "built-in"])
def test_groups_of_the_user_share_a_fold(model):
    groups = np.repeat([f"user {user}" for user in range(30)], 5)
    found = cross_validate(model, X, Y, groups=groups)
    assert all(np.unique(found.fold[groups == user]).size == 1 for user in np.unique(groups))
    assert np.unique(found.groups).size == 30


def test_no_example_is_judged_by_a_model_that_saw_it():
    found = cross_validate(Counting(), X, Y)
    for number, (rows, _) in enumerate(Counting.seen):
        held = X[found.fold == number]
        assert not (rows[:, None] == held[None]).all(axis=2).any()


def test_a_class_that_a_training_part_lacks_gets_its_small_share_and_is_named():
    y = CODES.astype(object)
    y = np.where(np.arange(150) == 3, 9, CODES)
    with pytest.warns(LabelproofWarning, match=r"1 of the classes \(9\) are missing from the training part"):
        found = cross_validate(LINEAR, X, y)
    trained_on = np.count_nonzero(found.fold != found.fold[3])
    assert found.pred_probs[3, 3] == pytest.approx(1 / (trained_on + 4))
    assert found.pred_probs.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert [note.code for note in found.notes] == ["rare_classes"]


def test_classifiers_never_see_a_gap_in_the_numbers():
    y = np.where(np.arange(150) == 3, -5, CODES)
    with pytest.warns(LabelproofWarning, match="missing"):
        cross_val_pred_probs(Counting(), X, y)
    assert {tuple(np.unique(codes)) for _, codes in Counting.seen} == {(0, 1, 2), (0, 1, 2, 3)}


def test_a_training_part_of_one_class_trains_nothing():
    y = np.array([0, 0, 0, 0, 1])
    with pytest.warns(LabelproofWarning, match="missing"):
        found = cross_val_pred_probs(Counting(), X[:5], y, folds=2, groups=None)
    assert Counting.fits == 1
    assert found[4].tolist() == pytest.approx([1 - 1 / (found[4, 1] ** -1), found[4, 1]])


def test_a_network_of_fixed_width_may_have_columns_for_absent_classes():
    class Wide(Counting):
        def predict_proba(self, X):
            return np.column_stack([np.tile(self.share_, (len(X), 1)) * 0.9, np.full(len(X), 0.1)])

    found = cross_val_pred_probs(Wide(), X, Y)
    assert found == pytest.approx(cross_val_pred_probs(Counting(), X, Y), abs=1e-6)


def test_an_interrupted_run_goes_on_with_what_is_left(tmp_path):
    Counting.breaks_at = 4
    with pytest.raises(KeyboardInterrupt):
        cross_val_pred_probs(Counting(), X, Y, cache_dir=tmp_path)
    assert len(list(tmp_path.glob("fold-*.npy"))) == 3
    Counting.fits, Counting.breaks_at = 0, None
    resumed = cross_val_pred_probs(Counting(), X, Y, cache_dir=tmp_path)
    assert Counting.fits == 2
    np.testing.assert_array_equal(resumed, cross_val_pred_probs(Counting(), X, Y))


@pytest.mark.parametrize("model", [FOREST, "fast"], ids=["estimator", "built-in"])
def test_a_second_run_says_the_same_and_trains_nothing(tmp_path, monkeypatch, model):
    first = cross_validate(model, X, Y, cache_dir=tmp_path, repeats=2)
    monkeypatch.setattr("labelproof._learn.multiclass.named.learn_pred_probs", None)
    monkeypatch.setattr(RandomForestClassifier, "fit", None)
    second = cross_validate(model, X.copy(), list(Y), cache_dir=tmp_path, repeats=2)
    np.testing.assert_array_equal(second.pred_probs, first.pred_probs)
    np.testing.assert_array_equal(second.groups, first.groups)
    pd.testing.assert_frame_equal(second.report, first.report)
    assert second.notes == first.notes


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"folds": 4},
        {"groups": None},
        {"X": X + np.eye(150, 4)},
        {"y": np.concatenate([Y[:-1], [np.unique(Y)[np.unique(Y) != Y[-1]][0]]])},
        {"model": Counting(0.5)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_the_result_trains_again(tmp_path, change):
    call = {"model": Counting(), "X": np.concatenate([X[:-1], X[:1]]), "y": Y}
    cross_val_pred_probs(**call, cache_dir=tmp_path)
    Counting.fits = 0
    cross_val_pred_probs(**{**call, **change}, cache_dir=tmp_path)
    assert Counting.fits >= 3


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"folds": 4},
        {"repeats": 2},
        {"groups": None},
        {"model": "regular"},
        {"X": X + np.eye(150, 4)},
        {"y": np.roll(Y, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_the_result_of_a_built_in_model_learns_again(tmp_path, change):
    call = {"model": "linear", "X": X, "y": Y}
    cross_val_pred_probs(**call, cache_dir=tmp_path)
    changed = {**call, **change}
    actual = cross_val_pred_probs(**changed, cache_dir=tmp_path)
    assert len(list(tmp_path.glob("pool-*.npy"))) == 2
    np.testing.assert_array_equal(actual, cross_val_pred_probs(**changed))


def test_what_a_class_weight_is_about_counts(tmp_path):
    model = LogisticRegression(class_weight={"a": 9.0, "b": 1.0})
    codes = (X[:, 0] + X[:, 1] > np.median(X[:, 0] + X[:, 1])).astype(int)
    cross_val_pred_probs(model, X, np.array(["a", "b"])[codes], cache_dir=tmp_path)
    other = np.array(["b", "c"])[codes]
    actual = cross_val_pred_probs(model, X, other, cache_dir=tmp_path)
    np.testing.assert_array_equal(actual, cross_val_pred_probs(model, X, other))


def test_a_damaged_file_is_named_and_replaced(tmp_path):
    first = cross_val_pred_probs(Counting(), X, Y, cache_dir=tmp_path)
    for path in tmp_path.glob("fold-*.npy"):
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    Counting.fits = 0
    with pytest.warns(LabelproofWarning) as caught:
        second = cross_val_pred_probs(Counting(), X, Y, cache_dir=tmp_path)
    assert all(any(path.name in str(one.message) for one in caught) for path in tmp_path.glob("fold-*.npy"))
    assert Counting.fits == 5
    np.testing.assert_array_equal(second, first)


def test_threads_do_not_change_the_result():
    alone = cross_val_pred_probs(FOREST, X, Y, repeats=3)
    np.testing.assert_array_equal(cross_val_pred_probs(FOREST, X, Y, repeats=3, n_jobs=3), alone)


def test_repeats_are_averaged_and_the_first_stays():
    one, two = (cross_validate(FOREST, X, Y, repeats=repeats) for repeats in (1, 2))
    np.testing.assert_array_equal(one.fold, two.fold)
    assert two.report[["repeat", "fold"]].to_numpy().tolist() == [[r, f] for r in range(2) for f in range(5)]
    pd.testing.assert_frame_equal(two.report.iloc[:5], one.report)


def test_weights_count():
    heavy = np.where(Y == "mid", 100.0, 1.0)
    found = cross_val_pred_probs(LINEAR, X, Y, sample_weight=heavy)
    assert (found.argmax(axis=1) == 2).mean() > 1.3 * (Y == "mid").mean()


def test_a_large_result_is_mapped_from_a_file(tmp_path, monkeypatch):
    expected = cross_val_pred_probs(LINEAR, X, Y)
    monkeypatch.setattr(fold_runs, "_LARGE", 1)
    found = cross_val_pred_probs(LINEAR, X, Y, cache_dir=tmp_path)
    assert isinstance(found, np.memmap)
    np.testing.assert_array_equal(found, expected)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npy"}


def test_the_report_says_how_good_each_fold_is():
    found = cross_validate(LINEAR, X, Y)
    codes = np.searchsorted(found.classes, Y)
    held = np.flatnonzero(found.fold == 2)
    row = found.report.iloc[2]
    assert found.report["examples"].sum() == 150
    assert row["accuracy"] == pytest.approx((found.pred_probs[held].argmax(axis=1) == codes[held]).mean())
    assert row["log_loss"] == pytest.approx(-np.log(found.pred_probs[held, codes[held]]).mean(), rel=1e-5)


def test_copies_are_noted():
    found = cross_validate(LINEAR, np.concatenate([X, X[:4]]), np.concatenate([Y, Y[:4]]))
    (note,) = found.notes
    assert (note.code, note.count, note.rows) == ("duplicates", 8, (0, 1, 2, 3, 150, 151, 152, 153))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"model": "liner"}, InputError, "Did you mean 'linear'"),
        ({"model": []}, InputError, "at least one estimator"),
        ({"model": ["fast", LINEAR]}, InputError, "got 'fast' in a list"),
        ({"model": LogisticRegression}, InputTypeError, "got the class LogisticRegression itself"),
        ({"y": Y[:-1]}, InputError, "got 150 examples and 149 labels"),
        ({"y": ["a"] * 150}, InputError, "at least 2 classes: got 'a' alone"),
        ({"y": [None, *Y[1:]]}, InputError, "missing"),
        ({"folds": 1}, InputError, "`folds` must be a whole number, at least 2: got 1"),
        ({"repeats": 0}, InputError, "`repeats` must be a whole number, at least 1"),
        ({"groups": "none"}, InputError, "'auto', None or one group per example"),
        ({"groups": [1, 2]}, InputError, r"got shape \(2,\) for 150"),
        ({"sample_weight": -np.ones(150)}, InputError, "`sample_weight` must have one finite number"),
        ({"progress": "yes"}, InputTypeError, "`progress` must be True or False: got 'yes'"),
        ({"sample_weight": np.ones(150), "model": "fast"}, InputError, "takes no weights"),
        ({"sample_weight": np.ones(150), "model": Counting()}, InputError, "argument of the model's fit"),
        ({"device": "cpu"}, InputError, "`device` must be a parameter of the model"),
        ({"model": "fast", "X": sparse.eye(150, 2**21, format="csr")}, InputError, "too large for the built-in"),
        ({"model": "fast", "X": np.full((150, 2), "a")}, InputTypeError, "must hold texts"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_used_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        cross_val_pred_probs(**{"model": LINEAR, "X": X, "y": Y, **change})


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (lambda n: np.full((n, 2), 0.5), r"one probability per example and class: got shape \(30, 2\)"),
        (lambda n: np.full((n, 3), 0.5), "sum to 1"),
        (lambda n: np.full((n, 3), np.nan), "sum to 1"),
        (lambda n: np.tile([2.0, -1.0, 0.0], (n, 1)), "numbers from 0 to 1"),
    ],
    ids=["narrow", "sums", "nan", "negative"],
)
def test_what_is_no_probability_is_refused(said, message):
    class Odd(Counting):
        def predict_proba(self, X):
            return said(len(X))

    with pytest.raises(InputError, match=message):
        cross_val_pred_probs(Odd(), X, Y)


def test_nothing_global_changes():
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    with warnings.catch_warnings():
        before = list(warnings.filters)
        cross_val_pred_probs(FOREST, X, Y)
        assert warnings.filters == before
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002
