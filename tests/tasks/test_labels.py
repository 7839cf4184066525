from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from labelproof._tasks.multiclass.labels import encode_labels, label_values

WORDS = ["b", "a", "b"]


@pytest.mark.parametrize(
    "labels",
    [
        [1, 0, 1],
        (1, 0, 1),
        np.array([1, 0, 1], np.int8),
        np.array([1, 0, 1], np.uint64),
        np.array([1.0, 0.0, 1.0]),
        np.array([[1], [0], [1]]),
        np.array([1, 0, 1], object),
        pd.Series([1, 0, 1], index=[7, 8, 9]),
        pd.DataFrame({"y": [1, 0, 1]}),
        pd.Series([1, 0, 1], dtype="Int64"),
        pd.Categorical([1, 0, 1]),
        pl.Series([1, 0, 1]),
        pa.array([1, 0, 1]),
        pa.chunked_array([[1, 0], [1]]),
        [True, False, True],
        pd.Series([True, False, True]),
    ],
    ids=lambda labels: f"{type(labels).__module__}.{type(labels).__name__}",
)
def test_integers_of_every_container_index_columns(labels):
    actual = encode_labels(label_values(labels), 2)
    assert actual.tolist() == [1, 0, 1]
    assert actual.dtype.kind in "iu"


@pytest.mark.parametrize(
    "labels",
    [
        WORDS,
        np.array(WORDS),
        np.array(WORDS, object),
        pd.Series(WORDS),
        pd.Series(WORDS, dtype="category"),
        pd.Series(WORDS, dtype="string"),
        pd.DataFrame({"y": WORDS}),
        pl.Series(WORDS),
        pl.Series(WORDS, dtype=pl.Categorical),
        pa.array(WORDS),
        pa.array(WORDS).dictionary_encode(),
    ],
    ids=lambda labels: f"{type(labels).__module__}.{type(labels).__name__}",
)
def test_names_of_every_container_map_by_sorted_value(labels):
    assert encode_labels(label_values(labels), 2).tolist() == [1, 0, 1]


def test_names_map_to_given_class_names():
    assert encode_labels(label_values(WORDS), 3, ["c", "b", "a"]).tolist() == [1, 2, 1]


def test_integers_map_to_class_names_that_are_integers():
    assert encode_labels(label_values([30, 10, 30]), 3, [10, 20, 30]).tolist() == [2, 0, 2]


def test_integers_map_to_columns_that_carry_their_numbers_as_text():
    assert encode_labels(label_values([2, 1, 2]), 3, ["1", "2", "3"]).tolist() == [1, 0, 1]
    assert encode_labels(label_values([0, 1]), 2, ["1", "0"]).tolist() == [1, 0]


def test_integers_index_columns_when_class_names_are_words():
    assert encode_labels(label_values([1, 0]), 2, ["cat", "dog"]).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("labels", "columns", "names", "message"),
    [
        ([0, 3], 2, None, "must be at most 1, because `pred_probs` has 2 columns: got 3 at position 1"),
        ([0, -1], 2, None, "must be 0 or more: got -1 at position 1"),
        ([0.5, 1.0], 2, None, "must be whole numbers or names: got 0.5 at position 0"),
        ([0.0, np.nan], 2, None, "must be whole numbers or names: got nan at position 1"),
        (["a", None], 2, None, "must not be missing: got None at position 1"),
        (["a", "b", "c"], 2, None, "3 distinct values and `pred_probs` has 2 columns"),
        (["cat", "dgo"], 2, ["cat", "dog"], "contain 'dgo', which is not one of the class names. Did you mean 'dog'"),
        (["a"], 2, ["a", "b", "c"], "one name per column: got 3 names and 2 columns"),
        (["a"], 2, ["a", "a"], "`class_names` must be distinct"),
        ([1, "a"], 2, None, "cannot be sorted"),
        ([[0], [0, 1]], 2, None, "nested list of uneven lengths"),
        ([[0, 1], [1, 0]], 2, None, "must be 1-D, one label per example: got shape"),
        ([], 2, None, "`labels` is empty"),
        ([0, 10**30], 2, None, "must be column numbers: got 1000000000000000000000000000000 at position 1"),
        (np.array([0, 2**63 + 1], np.uint64), 2, None, "must be column numbers: got 9223372036854775809"),
        ([0.0, 1e30], 2, None, "must be column numbers: got 1e"),
    ],
)
def test_bad_labels_are_refused(labels, columns, names, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        encode_labels(label_values(labels), columns, names)


@pytest.mark.parametrize("labels", [None, "01", 3, {"a": 1}, iter([1])], ids=repr)
def test_other_kinds_are_type_errors(labels):
    with pytest.raises(TypeError, match="must be a list, an array, a series"):
        label_values(labels)
