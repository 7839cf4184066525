"""From a data set to out-of-sample probabilities, for each modality on small data made here."""

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset, ImageRef
from labelproof._base.errors import InputError
from labelproof._learn.builtin import learn_pred_probs

_NAMES = np.array(["refund", "card", "login"])
_WORDS = [
    ["money back", "refund please", "return my payment", "charged twice"],
    ["card lost", "new card", "card is broken", "my bank card"],
    ["cannot log in", "password reset", "login fails", "forgot my password"],
]


def _text_data(size=60):
    codes = np.arange(size) % 3
    rng = np.random.default_rng(0)
    texts = [
        f"{rng.choice(_WORDS[k])} {rng.choice(['today', 'since monday', 'again'])} no {i}" for i, k in enumerate(codes)
    ]
    frame = pd.DataFrame({"text": texts, "label": _NAMES[codes]})
    return Dataset("t", frame, _NAMES[codes].astype(object), "text", "label", text_columns=("text",)), codes


def _table_data(size=90):
    codes = np.arange(size) % 3
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "length": codes + rng.normal(scale=0.4, size=size),
            "colour": np.array(["red", "blue", None])[rng.integers(0, 3, size)],
        }
    )
    return Dataset("t", frame, _NAMES[codes].astype(object), "table", feature_columns=("length", "colour")), codes


def _image_data(size=36, unreadable=()):
    codes = np.arange(size) % 3
    rng = np.random.default_rng(2)
    pixels = rng.integers(0, 40, size=(size, 12, 12)).astype(np.uint8)
    for row, k in enumerate(codes):
        pixels[row, 2 + 3 * k : 4 + 3 * k, 1 + row % 3 :] = 255
    images = [ImageRef(f"{row}.png", array=pixels[row]) for row in range(size)]
    for row in unreadable:
        images[row] = ImageRef(f"{row}.png", array=np.zeros((0, 3), dtype=np.uint8))
    frame = pd.DataFrame({"image": [ref.name for ref in images]})
    return Dataset("i", frame, _NAMES[codes].astype(object), "image", images=tuple(images)), codes


def _accuracy(found, codes):
    return np.mean(found.pred_probs.argmax(axis=1) == codes)


@pytest.mark.parametrize("make", [_text_data, _table_data, _image_data])
def test_each_modality_learns_and_two_runs_agree_to_the_byte(make):
    dataset, codes = make()
    first, second = learn_pred_probs(dataset, codes, 3), learn_pred_probs(dataset, codes, 3)
    assert _accuracy(first, codes) > 0.8
    assert first.pred_probs.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert first.pred_probs.tobytes() == second.pred_probs.tobytes()
    assert set(first.timings) == {"features", "duplicates", "training"}


@pytest.mark.parametrize("make", [_text_data, _table_data, _image_data])
def test_regular_models_learn_too(make):
    dataset, codes = make()
    found = learn_pred_probs(dataset, codes, 3, model="regular", folds=3)
    assert _accuracy(found, codes) > 0.8
    assert "3 folds" in found.description


def test_best_repeats_the_rounds():
    dataset, codes = _text_data(30)
    assert "3 rounds" in learn_pred_probs(dataset, codes, 3, model="best", folds=2).description


def test_arrays_are_learned_from():
    rng = np.random.default_rng(0)
    codes = np.arange(60) % 2
    dataset = Dataset(
        "a",
        pd.DataFrame(index=range(60)),
        codes.astype(str).astype(object),
        "table",
        arrays=codes[:, None] + rng.normal(scale=0.3, size=(60, 4)),
    )
    assert _accuracy(learn_pred_probs(dataset, codes, 2), codes) > 0.9


def test_copies_with_other_labels_never_sit_on_both_sides_of_a_fold():
    dataset, codes = _text_data(60)
    texts = dataset.frame["text"].tolist()
    frame = pd.DataFrame({"text": texts + [text.upper() + "!!" for text in texts]})
    flipped = (codes + 1) % 3
    both = np.concatenate([codes, flipped])
    found = learn_pred_probs(
        Dataset("t", frame, _NAMES[both].astype(object), "text", text_columns=("text",)), both, 3, folds=4
    )
    assert np.array_equal(found.fold[:60], found.fold[60:])
    assert "duplicates" in {note.code for note in found.notes}


def test_equal_table_rows_and_equal_images_share_a_fold():
    dataset, codes = _table_data(60)
    double = pd.concat([dataset.frame, dataset.frame], ignore_index=True)
    both = np.concatenate([codes, codes])
    names = _NAMES[both].astype(object)
    found = learn_pred_probs(Dataset("t", double, names, "table", feature_columns=("length", "colour")), both, 3)
    assert np.array_equal(found.fold[:60], found.fold[60:])
    images, codes = _image_data(30)
    both = np.concatenate([codes, codes])
    doubled = Dataset(
        "i", pd.DataFrame(index=range(60)), _NAMES[both].astype(object), "image", images=images.images * 2
    )
    found = learn_pred_probs(doubled, both, 3)
    assert np.array_equal(found.fold[:30], found.fold[30:])


def test_unlabelled_rows_get_a_suggestion_and_no_fold():
    dataset, codes = _text_data()
    hidden = codes.copy()
    hidden[:9] = -1
    found = learn_pred_probs(dataset, hidden, 3)
    assert found.fold[:9].tolist() == [-1] * 9
    assert np.mean(found.pred_probs[:9].argmax(axis=1) == codes[:9]) > 0.7


def test_rare_classes_are_reported_with_their_counts():
    dataset, codes = _table_data()
    labels = dataset.labels.copy()
    codes[5], labels[5] = 3, "odd"
    odd = Dataset("t", dataset.frame, labels, "table", feature_columns=dataset.feature_columns)
    found = learn_pred_probs(odd, codes, 4)
    (note,) = [note for note in found.notes if note.code == "rare_classes"]
    assert "'odd' (1)" in note.message
    assert (note.count, note.rows) == (1, (5,))
    assert 0 < found.pred_probs[5, 3] < 0.05


def test_unreadable_images_are_named_and_get_the_class_shares():
    dataset, codes = _image_data(unreadable=(4, 10))
    found = learn_pred_probs(dataset, codes, 3)
    (note,) = [note for note in found.notes if note.code == "unreadable_images"]
    assert note.message == "2 images could not be read: `4.png`, `10.png`."
    assert np.flatnonzero(~found.readable).tolist() == [4, 10]
    assert found.pred_probs[4] == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert _accuracy(found, codes) > 0.8


def test_no_readable_image_is_refused():
    dataset, codes = _image_data(6, unreadable=range(6))
    with pytest.raises(InputError, match="None of the 6 images can be read"):
        learn_pred_probs(dataset, codes, 3)


def test_empty_texts_are_refused():
    frame = pd.DataFrame({"text": ["", None, "  "]})
    dataset = Dataset("t", frame, np.array(["a", "b", "a"], dtype=object), "text", text_columns=("text",))
    with pytest.raises(InputError, match="Every text is empty"):
        learn_pred_probs(dataset, np.array([0, 1, 0]), 2)


def test_labels_alone_are_nothing_to_learn_from():
    dataset = Dataset("g", pd.DataFrame(index=range(2)), np.array(["a", "b"], dtype=object), "given")
    with pytest.raises(InputError, match="only labels came"):
        learn_pred_probs(dataset, np.array([0, 1]), 2)


def test_wrong_arguments_are_named():
    dataset, codes = _text_data(6)
    with pytest.raises(InputError, match="Did you mean 'fast'"):
        learn_pred_probs(dataset, codes, 3, model="fasst")
    with pytest.raises(InputError, match="`folds` must be at least 2: got 1"):
        learn_pred_probs(dataset, codes, 3, folds=1)


def test_more_folds_than_labelled_rows_are_refused():
    dataset, codes = _text_data(12)
    codes[:4] = -1
    with pytest.raises(InputError, match="at most the number of labelled examples, 8: got 9"):
        learn_pred_probs(dataset, codes, 3, folds=9)
    assert learn_pred_probs(dataset, codes, 3, folds=8).fold.max() == 7


def test_the_largest_seed_serves_the_best_model():
    dataset, codes = _text_data(30)
    found = learn_pred_probs(dataset, codes, 3, model="best", folds=2, seed=2**32 - 1)
    assert found.pred_probs.sum(axis=1) == pytest.approx(1, abs=1e-12)
