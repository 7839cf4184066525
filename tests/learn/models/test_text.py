"""What is learned from text."""

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset
from labelproof._base.progress import SILENT
from labelproof._learn.models.text import prepare


def _prepared(*columns):
    frame = pd.DataFrame({f"t{i}": column for i, column in enumerate(columns)})
    labels = np.full(len(frame), "a", dtype=object)
    dataset = Dataset("t", frame, labels, "text", text_columns=tuple(frame.columns))
    return prepare(dataset, model="fast", seed=0, progress=SILENT)


def test_texts_are_equal_but_for_case_blanks_and_punctuation():
    keys = _prepared(["My card?", "my  CARD!", "my cards", "Straße", "STRASSE"]).keys
    assert keys.tolist() == [0, 0, 1, 2, 2]


def test_texts_of_signs_alone_are_compared_as_they_are():
    assert _prepared(["👍", "👎", "👍 ", "ok then"]).keys.tolist() == [0, 1, 0, 2]


def test_columns_are_joined_and_missing_parts_left_out():
    ready = _prepared(["card", None, "card"], ["lost", "lost", np.nan])
    assert ready.keys.tolist() == [0, 1, 2]


def test_writing_without_blanks_is_read_by_characters():
    ready = _prepared(["我的卡丢了", "我的卡在哪里", "密码错误", "密码忘记了"])
    near = ready.space @ ready.space.T
    assert near[0, 1] > near[0, 2]


def test_rows_of_the_space_have_unit_length():
    ready = _prepared(["a lost card", "another lost card", "no card at all"])
    assert np.sqrt(ready.space.multiply(ready.space).sum(axis=1)) == pytest.approx(1, abs=1e-3)
