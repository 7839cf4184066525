"""Copies are found in every container that can be compared."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelproof._learn.same_rows import _standardised, groups_of

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
        COPIED.tolist(),
        list(COPIED.reshape(55, 3, 1)),
        pd.DataFrame(COPIED).assign(colour=np.resize(["red", "blue", None, "green", "red"], 55)),
        COPIED.astype(object),
    ],
    ids=[
        "array",
        "scales",
        "near",
        "frame",
        "sparse",
        "images",
        "texts",
        "series",
        "lists",
        "list of arrays",
        "mixed frame",
        "objects",
    ],
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


def test_copies_in_a_tensor_share_a_group():
    torch = pytest.importorskip("torch")
    groups = groups_of(torch.from_numpy(COPIED).to(torch.bfloat16), "auto", num_rows=55, seed=0)
    assert groups[50:].tolist() == groups[:5].tolist()


@pytest.mark.parametrize("width", [64, 65, 500])
def test_wide_rows_that_differ_in_one_column_are_no_copies_of_each_other(width):
    rows = np.zeros((2 * width, width))
    rows[np.arange(width), np.arange(width)] = 1
    rows[width + np.arange(width), np.arange(width)] = 1
    groups = groups_of(rows, "auto", num_rows=2 * width, seed=0)
    assert groups.tolist() == [*range(width)] * 2


def test_columns_of_any_scale_are_of_one_size():
    rows = np.random.default_rng(0).normal([0, 5, -1e4], [1e-6, 1, 1e3], size=(3000, 3))
    found = _standardised(rows)
    assert found.mean(axis=0) == pytest.approx(0, abs=1e-4)
    assert found.std(axis=0) == pytest.approx(1, abs=1e-4)


def test_what_cannot_be_compared_is_taken_one_by_one():
    assert groups_of([np.zeros(3), np.zeros(4), np.zeros(3)], "auto", num_rows=3, seed=0) is None
    assert groups_of(range(3), "auto", num_rows=3, seed=0) is None
    assert groups_of(COPIED, None, num_rows=55, seed=0) is None


def test_names_of_groups_become_numbers():
    assert groups_of(None, ["b", "a", "b"], num_rows=3, seed=0).tolist() == [1, 0, 1]
