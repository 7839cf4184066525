"""Models of tables learn from whatever columns there are."""

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset
from labelproof._learn.builtin import learn_pred_probs

CODES = np.arange(60) % 2
LABELS = np.array(["a", "b"], dtype=object)[CODES]
RNG = np.random.default_rng(0)


def _learned(rows):
    dataset = Dataset("rows", pd.DataFrame(index=range(60)), LABELS, "table", arrays=rows)
    return learn_pred_probs(dataset, CODES, 2).pred_probs


def test_a_column_without_any_value_changes_nothing_for_trees():
    rows = CODES[:, None] + RNG.normal(scale=0.3, size=(60, 2))
    found = _learned(np.column_stack([rows, np.full(60, np.nan)]))
    assert (found.argmax(axis=1) == CODES).mean() > 0.9


def test_a_column_whose_only_values_are_held_out_is_no_fault():
    rows = CODES[:, None] + RNG.normal(scale=0.3, size=(60, 2))
    once = np.full(60, np.nan)
    once[7] = 1.0
    assert (_learned(np.column_stack([rows, once])).argmax(axis=1) == CODES).mean() > 0.9


def test_rows_without_any_value_get_the_shares_of_the_classes():
    assert _learned(np.full((60, 2), np.nan)) == pytest.approx(0.5, abs=0.1)


def test_a_category_that_is_missing_from_the_training_rows_is_no_fault():
    frame = pd.DataFrame({"x": CODES + RNG.normal(scale=0.3, size=60), "c": [None] * 59 + ["red"]})
    dataset = Dataset("rows", frame, LABELS, "table", feature_columns=("x", "c"))
    assert (learn_pred_probs(dataset, CODES, 2).pred_probs.argmax(axis=1) == CODES).mean() > 0.9
