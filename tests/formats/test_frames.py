from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.frames import is_frame, table_of_frame


def test_a_pandas_frame_is_copied_and_its_rows_are_numbered_from_0():
    frame = pd.DataFrame({"text": ["a", "b"], 7: [1, 2]}, index=[10, 20])
    made = table_of_frame(frame).frame
    assert (list(made.columns), list(made.index)) == (["text", "7"], [0, 1])
    made["text"] = "changed"
    assert frame["text"].tolist() == ["a", "b"]
    assert list(frame.columns) == ["text", 7]


def test_a_dict_of_columns_is_a_table():
    made = table_of_frame({"text": ["a", "b"], "n": np.array([1, 2])}).frame
    assert made.to_dict("list") == {"text": ["a", "b"], "n": [1, 2]}


def test_a_list_of_dicts_is_a_table():
    assert table_of_frame([{"text": "a"}, {"text": "b", "n": 1}]).frame["text"].tolist() == ["a", "b"]


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(InputError, match="Columns must be equally long: 'text' has 2, 'label' has 1 rows"):
        table_of_frame({"text": ["a", "b"], "label": ["x"]})


@pytest.mark.parametrize("column", ["text", 3, np.zeros((2, 2))])
def test_a_column_that_is_no_list_of_values_is_refused(column):
    with pytest.raises(
        InputTypeError, match=re.escape("Column 'text' must be a list or an array with one value per row")
    ):
        table_of_frame({"text": column})


def test_repeated_column_names_are_renamed():
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    table = table_of_frame(frame)
    assert list(table.frame.columns) == ["a", "a.1"]
    assert [note.code for note in table.notes] == ["renamed_columns"]


def test_a_polars_frame_is_a_table():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"text": ["a", None], "n": [1, None], "kind": ["u", "v"]})
    made = table_of_frame(frame.with_columns(polars.col("kind").cast(polars.Categorical))).frame
    assert made["text"].tolist() == ["a", None]
    assert made["kind"].tolist() == ["u", "v"]
    assert made["n"].isna().tolist() == [False, True]


def test_a_lazy_polars_frame_is_collected():
    polars = pytest.importorskip("polars")
    assert table_of_frame(polars.LazyFrame({"n": [1, 2]})).frame["n"].tolist() == [1, 2]


def test_an_arrow_table_is_a_table():
    arrow = pytest.importorskip("pyarrow")
    made = table_of_frame(arrow.table({"text": ["a", "b"], "n": [1.5, 2.5]})).frame
    assert made.to_dict("list") == {"text": ["a", "b"], "n": [1.5, 2.5]}


def test_other_objects_are_no_tables():
    assert [is_frame(value) for value in ("path.csv", ["a.csv", "b.csv"], np.zeros((2, 2)), [], 3)] == [False] * 5


def test_integers_beside_missing_ones_stay_integers():
    made = table_of_frame({"n": [1, None, 2], "big": [9007199254740993, None, 1]}).frame
    assert [str(value) for value in made["n"]] == ["1", "<NA>", "2"]
    assert made["big"].tolist() == [9007199254740993, None, 1]
    assert made["n"].to_csv(index=False).split() == ["n", "1", '""', "2"]


def test_arrow_integers_beside_nulls_keep_every_digit():
    arrow = pytest.importorskip("pyarrow")
    table = arrow.table(
        {"n": arrow.array([9007199254740993, None]), "u": arrow.array([2**64 - 1, None], arrow.uint64())}
    )
    made = table_of_frame(table).frame
    assert [str(made["n"][0]), str(made["u"][0])] == ["9007199254740993", "18446744073709551615"]
    assert made.isna().to_numpy().tolist() == [[False, False], [True, True]]


@pytest.mark.parametrize("make", [dict, pd.DataFrame])
def test_an_integer_too_long_to_be_written_is_refused(make):
    values = [1, 10**5000]  # pandas 2.0 cannot look at such a list, but keeps a column of objects
    table = make({"n": values if make is dict else pd.Series(values, dtype=object)})
    with pytest.raises(InputError, match="Column 'n', row 1: a whole number of thousands of digits"):
        table_of_frame(table)
