"""What a run computes anew after an interruption is what it was: features, groups of copies, folds and notes."""

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset, ImageRef
from labelproof._learn import member_scores
from labelproof._learn.builtin import learn_pred_probs
from labelproof._learn.cross_val import MemberScores

CODES = np.arange(60) % 3
LABELS = np.array(["a", "b", "c"], dtype=object)[CODES]
RNG = np.random.default_rng(0)
NEAR = np.concatenate([np.arange(54), np.arange(6)])
"""The last six examples are copies of the first."""


def _texts():
    words = RNG.choice(["red", "blue", "green", "card", "money", "login", "bank", "today"], size=(60, 7))
    frame = pd.DataFrame({"text": [f"{' '.join(words[row])} {LABELS[row] * 4} {row}" for row in NEAR]})
    return Dataset("t", frame, LABELS, "text", text_columns=("text",))


def _table():
    frame = pd.DataFrame({"x": CODES[NEAR] + RNG.normal(size=60)[NEAR], "c": RNG.choice(["u", "v"], 60)[NEAR]})
    return Dataset("t", frame, LABELS, "table", feature_columns=("x", "c"))


def _images():
    pixels = RNG.integers(0, 255, size=(60, 12, 12)).astype(np.uint8)[NEAR]
    images = tuple(ImageRef(f"{row}.png", array=pixels[row]) for row in range(60))
    return Dataset("i", pd.DataFrame(index=range(60)), LABELS, "image", images=images)


class Stopped(Exception):
    """The run was stopped."""


@pytest.mark.parametrize("make", [_texts, _table, _images])
@pytest.mark.parametrize("folds_done", [1, 3])
def test_a_run_that_was_stopped_ends_as_one_that_was_not(make, folds_done, tmp_path, monkeypatch):
    dataset = make()
    whole = learn_pred_probs(dataset, CODES, 3, seed=4)
    asked = MemberScores.of

    def stopping(self, index, *arguments):
        if len(list(tmp_path.glob("fold-*.npy"))) >= folds_done * len(self.members):
            raise Stopped
        return asked(self, index, *arguments)

    monkeypatch.setattr(member_scores, "_QUICK", 0)
    monkeypatch.setattr(MemberScores, "of", stopping)
    with pytest.raises(Stopped):
        learn_pred_probs(dataset, CODES, 3, seed=4, cache_dir=tmp_path)
    monkeypatch.setattr(MemberScores, "of", asked)
    resumed = learn_pred_probs(dataset, CODES, 3, seed=4, cache_dir=tmp_path)
    np.testing.assert_array_equal(resumed.pred_probs, whole.pred_probs)
    np.testing.assert_array_equal(resumed.groups, whole.groups)
    np.testing.assert_array_equal(resumed.fold, whole.fold)
    assert resumed.notes == whole.notes
    assert whole.groups[54:].tolist() == whole.groups[:6].tolist()
