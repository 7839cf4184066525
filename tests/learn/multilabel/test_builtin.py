"""Tags of texts, tables and images get out-of-sample probabilities from built-in models."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from labelproof._base.dataset import Dataset, ImageRef
from labelproof._base.errors import InputError
from labelproof._learn.multilabel.builtin import learn_tag_probs

RNG = np.random.default_rng(0)


def of_table(rows):
    return Dataset("t", pd.DataFrame(index=range(len(rows))), np.full(len(rows), None), "table", arrays=rows)


def of_texts(texts):
    frame = pd.DataFrame({"text": texts})
    return Dataset("t", frame, np.full(len(texts), None), "text", text_columns=("text",))


ROWS = RNG.normal(size=(200, 4)).astype(np.float32)
TAGS = (ROWS[:, :3] + 0.3 * RNG.normal(size=(200, 3)) > [0, 0.5, 1]).astype(np.uint8)


@pytest.mark.parametrize("model", ["fast", "regular", "best"])
def test_tables_are_learned_by_every_model(model):
    found = learn_tag_probs(of_table(ROWS), TAGS, model=model, folds=2)
    assert found.pred_probs.shape == TAGS.shape
    assert found.readable.all()
    assert roc_auc_score(TAGS, found.pred_probs) > 0.9
    assert np.abs(found.pred_probs.mean(axis=0) - TAGS.mean(axis=0)).max() < 0.05
    assert np.bincount(found.fold).min() > 50
    assert set(found.timings) == {"features", "duplicates", "training"}


def test_columns_of_a_frame_are_learned():
    frame = pd.DataFrame({"a": ROWS[:, 0], "b": np.where(ROWS[:, 1] > 0.5, "high", "low")})
    data = Dataset("t", frame, np.full(200, None), "table", feature_columns=("a", "b"))
    found = learn_tag_probs(data, TAGS[:, :2], folds=3)
    assert roc_auc_score(TAGS[:, :2], found.pred_probs) > 0.85


@pytest.mark.parametrize("model", ["fast", "regular"])
def test_texts_are_learned(model):
    themes = np.array([["goal match team", "bank money loan"], ["song band tour", "vote party law"]])
    tags = RNG.integers(0, 2, size=(160, 2)).astype(np.uint8)
    texts = [f"{themes[0, a]} {themes[1, b]} number {i} and {i * 7}" for i, (a, b) in enumerate(tags)]
    found = learn_tag_probs(of_texts(texts), tags, model=model, folds=4)
    assert roc_auc_score(tags, found.pred_probs) > 0.95
    assert "words and characters" in found.description


def test_images_are_learned_and_unreadable_ones_get_shares():
    tags = RNG.integers(0, 2, size=(60, 2)).astype(np.uint8)
    images = RNG.integers(0, 60, size=(60, 16, 16, 3)).astype(np.uint8)
    images[tags[:, 0] == 1, :8] += 120
    images[tags[:, 1] == 1, :, :8] += 70
    refs = [ImageRef(str(i), array=image) for i, image in enumerate(images)]
    refs[5] = ImageRef("missing.png", path=Path("missing.png"))
    data = Dataset("i", pd.DataFrame(index=range(60)), np.full(60, None), "image", images=tuple(refs))
    found = learn_tag_probs(data, tags, folds=3)
    assert np.flatnonzero(~found.readable).tolist() == [5]
    np.testing.assert_allclose(found.pred_probs[5], tags.mean(axis=0))
    assert found.fold[5] == -1
    assert roc_auc_score(tags, found.pred_probs) > 0.8


def test_copies_do_not_leak_their_random_tags():
    half, random_tags = RNG.normal(size=(200, 6)), RNG.integers(0, 2, size=(200, 3)).astype(np.uint8)
    tags = np.concatenate([random_tags, random_tags])
    found = learn_tag_probs(of_table(np.concatenate([half, half])), tags)
    assert abs(roc_auc_score(tags, found.pred_probs) - 0.5) < 0.08
    assert [note.code for note in found.notes] == ["duplicates"]


def test_unknown_tags_are_not_learned_from_and_get_a_probability():
    tags = TAGS.copy()
    tags[:50, 0] = 255
    tags[:5] = 255
    found = learn_tag_probs(of_table(ROWS), tags, folds=3)
    assert (found.fold[:5] == -1).all()
    assert (found.fold[5:] >= 0).all()
    assert np.isfinite(found.pred_probs).all()
    assert roc_auc_score(TAGS[:50, 0], found.pred_probs[:50, 0]) > 0.9


def test_rare_tags_are_named_and_constant_ones_get_what_can_be_said():
    tags = np.column_stack([TAGS, np.zeros(200, np.uint8), np.ones(200, np.uint8)])
    tags[7, 4] = 0
    found = learn_tag_probs(of_table(ROWS), tags, tag_names=list("abcde"), folds=4)
    (note,) = found.notes
    assert (note.code, note.count, note.rows) == ("rare_tags", 2, (7,))
    assert "'d' (0), 'e' (199)" in note.message
    np.testing.assert_allclose(found.pred_probs[:, 3], 1 / 152)
    assert found.pred_probs[7, 4] == pytest.approx(151 / 152)


def test_the_seed_decides():
    first, again, other = (learn_tag_probs(of_table(ROWS), TAGS, seed=seed, folds=2).pred_probs for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"folds": 1}, "`folds` must be at least 2"),
        ({"model": "fats"}, "Did you mean 'fast'"),
        ({"tags": TAGS[:10]}, r"got shape \(10, 3\) for 200 examples"),
        ({"tags": np.full((200, 3), 255, np.uint8)}, "examples with known tags, 0"),
        ({"dataset": Dataset("g", pd.DataFrame(index=range(200)), np.full(200, None), "given")}, "only tags came"),
        ({"dataset": Dataset("t", pd.DataFrame(index=range(200)), np.full(200, None), "table")}, "no feature column"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(change, message):
    with pytest.raises(InputError, match=message):
        learn_tag_probs(**{"dataset": of_table(ROWS), "tags": TAGS, **change})


@pytest.mark.slow
def test_feelings_in_texts_are_learned(test_data):
    rows = pd.read_csv(test_data / "goemotions" / "train.tsv", sep="\t", header=None, quoting=3)
    tags = np.zeros((len(rows), 28), np.uint8)
    for row, given in enumerate(rows[1]):
        tags[row, [int(tag) for tag in given.split(",")]] = 1
    found = learn_tag_probs(of_texts(rows[0].tolist()), tags)
    assert average_precision_score(tags, found.pred_probs) > 0.42
