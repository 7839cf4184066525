"""Copies are found in every container that can be compared."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelproof._learn.same_rows import groups_of

ROWS = np.random.default_rng(0).normal(size=(50, 3))
COPIED = np.concatenate([ROWS, ROWS[:5]])


@pytest.mark.parametrize(
    "examples",
    [
        COPIED,
        COPIED * [1e-9, 1, 1e9],
        np.concatenate([ROWS, ROWS[:5] + 1e-5]),
        pd.DataFrame(COPIED),
        sparse.csr_matrix(COPIED),
        (COPIED[:, None, :, None] * 20 + 100).astype(np.uint8),
        [f"text of number {i % 50} and words" for i in range(55)],
        pd.Series([f"text of number {i % 50} and words" for i in range(55)]),
    ],
    ids=["array", "scales", "near", "frame", "sparse", "images", "texts", "series"],
)
def test_copies_share_a_group(examples):
    groups = groups_of(examples, "auto", num_rows=55, seed=0)
    assert (groups[50:] == groups[:5]).all()
    assert np.unique(groups).size > 30


def test_missing_values_do_not_disturb():
    rows = COPIED.copy()
    rows[[3, 53], 1] = np.nan
    groups = groups_of(rows, "auto", num_rows=55, seed=0)
    assert groups[3] == groups[53]


def test_what_cannot_be_compared_is_taken_one_by_one():
    assert groups_of([np.zeros(3)] * 4, "auto", num_rows=4, seed=0) is None
    assert groups_of(pd.DataFrame({"a": ["x", "y"], "b": [1, 2]}), "auto", num_rows=2, seed=0) is None
    assert groups_of(COPIED, None, num_rows=55, seed=0) is None


def test_names_of_groups_become_numbers():
    assert groups_of(None, ["b", "a", "b"], num_rows=3, seed=0).tolist() == [1, 0, 1]
