"""Labels drawn at random cannot be predicted: accuracy above chance means that a model saw what it was tested on."""

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset
from labelproof._learn.builtin import learn_pred_probs

_WORDS = np.array([f"{first}{second}" for first in "bdfgklmnprst" for second in ("ano", "evi", "oru", "ika", "ulo")])


def _texts(size, seed=0):
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(_WORDS, 12, replace=False)) for _ in range(size)]


def _random_codes(size, seed=1):
    return np.random.default_rng(seed).integers(0, 2, size)


def _dataset(frame, codes, **columns):
    labels = np.array(["no", "yes"], dtype=object)[codes]
    return Dataset("random", frame, labels, "text" if "text_columns" in columns else "table", **columns)


def _accuracy_of_copies(dataset, codes, pairs, model="fast"):
    found = learn_pred_probs(dataset, codes, 2, model=model)
    right = found.pred_probs.argmax(axis=1) == codes
    return right[: 2 * pairs].mean(), np.array_equal(found.fold[:pairs], found.fold[pairs : 2 * pairs])


def _changed(text, how):
    words = text.split()
    if how == "same":
        return text
    if how == "added":
        return " ".join(words[:4]) + ", " + " ".join(words[4:]) + " please"
    if how == "replaced":
        return " ".join([*words[:5], "something", *words[6:]])
    return text.upper().replace(" ", "  ") + "!"


@pytest.mark.parametrize("how", ["same", "added", "replaced", "shouted"])
@pytest.mark.parametrize("model", ["fast", "regular"])
def test_copied_texts_do_not_give_their_labels_away(how, model):
    texts, codes = _texts(280), _random_codes(280)
    pairs = 120
    frame = pd.DataFrame({"text": texts[:pairs] + [_changed(text, how) for text in texts[:pairs]] + texts[pairs:]})
    both = np.concatenate([codes[:pairs], codes])
    accuracy, together = _accuracy_of_copies(_dataset(frame, both, text_columns=("text",)), both, pairs, model)
    assert together
    assert accuracy == pytest.approx(0.5, abs=0.13)


@pytest.mark.parametrize("jitter", [0, 1e-6, 1e-3])
@pytest.mark.parametrize("pairs", [40, 150])
def test_copied_rows_do_not_give_their_labels_away(jitter, pairs):
    rng = np.random.default_rng(0)
    rows, codes = rng.normal(size=(150, 6)), _random_codes(150)
    copies = rows[:pairs] + rng.normal(scale=jitter, size=(pairs, 6))
    frame = pd.DataFrame(np.concatenate([rows[:pairs], copies, rows[pairs:]])).add_prefix("f")
    both = np.concatenate([codes[:pairs], codes])
    accuracy, together = _accuracy_of_copies(_dataset(frame, both, feature_columns=tuple(frame.columns)), both, pairs)
    assert together
    assert accuracy == pytest.approx(0.5, abs=0.15)


def test_several_copies_of_every_row_are_held_out_together():
    rng = np.random.default_rng(0)
    rows, codes = rng.normal(size=(60, 6)), np.tile(_random_codes(60), 5)
    frame = pd.DataFrame(np.tile(rows, (5, 1)) + rng.normal(scale=1e-3, size=(300, 6))).add_prefix("f")
    found = learn_pred_probs(_dataset(frame, codes, feature_columns=tuple(frame.columns)), codes, 2)
    assert (found.fold.reshape(5, 60) == found.fold[:60]).all()
    assert np.mean(found.pred_probs.argmax(axis=1) == codes) == pytest.approx(0.5, abs=0.17)


def test_arrays_of_copies_do_not_give_their_labels_away():
    rng = np.random.default_rng(0)
    rows, codes = rng.normal(size=(150, 20)), _random_codes(150)
    both = np.concatenate([codes, codes])
    array = np.concatenate([rows, rows + rng.normal(scale=1e-3, size=rows.shape)])
    dataset = _dataset(pd.DataFrame(index=range(300)), both, arrays=array)
    accuracy, together = _accuracy_of_copies(dataset, both, 150)
    assert together
    assert accuracy == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("make", [lambda i: i, lambda i: f"img_{i:05d}", lambda i: f"user {i} of many"])
def test_running_numbers_do_not_predict_shuffled_labels(make):
    codes = _random_codes(200)
    frame = pd.DataFrame({"id": [make(i) for i in range(200)], "x": np.random.default_rng(3).normal(size=200)})
    found = learn_pred_probs(_dataset(frame, codes, feature_columns=("id", "x")), codes, 2)
    assert np.mean(found.pred_probs.argmax(axis=1) == codes) == pytest.approx(0.5, abs=0.12)


def test_times_in_seconds_are_told_apart():
    codes = _random_codes(200)
    dataset = _dataset(pd.DataFrame(index=range(200)), codes, arrays=(1.7e9 + 10.0 * codes)[:, None])
    found = learn_pred_probs(dataset, codes, 2)
    assert np.mean(found.pred_probs.argmax(axis=1) == codes) > 0.99
