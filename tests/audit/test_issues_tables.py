"""How the table of issues is written."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from labelproof._audit.tables import write_csv, write_parquet


def written(table, *, raw=False):
    file = io.BytesIO()
    count = write_csv(table, file, raw=raw)
    return file.getvalue().decode("utf-8"), count


def test_formula_cells_get_an_apostrophe_in_front():
    table = pd.DataFrame({"a": ["=1+1", "+SUM(A1)", "-cmd", "@x", "\tx", "\rx"]})
    text, count = written(table)
    cells = [row[0] for row in csv.reader(io.StringIO(text, newline=""))]
    assert cells == ["a", "'=1+1", "'+SUM(A1)", "'-cmd", "'@x", "'\tx", "'\rx"]
    assert count == 6


def test_full_width_formula_signs_are_disarmed_too():
    text, count = written(pd.DataFrame({"a": ["\uff1d1+1", "\uff0bx", "\uff0dx", "\uff20x"]}))
    assert text == "a\n'\uff1d1+1\n'\uff0bx\n'\uff0dx\n'\uff20x\n"
    assert count == 4


def test_cells_that_other_delimiters_would_split_are_quoted():
    table = pd.DataFrame({"a": ["x;=1+1", "x\t=1+1"], "b;=1": ["y", "z"]})
    assert written(table)[0] == 'a,"b;=1"\n"x;=1+1",y\n"x\t=1+1",z\n'


@pytest.mark.parametrize("number", ["-1.5", "+3", "-1e-7", "-.5", "-5%", "-1,5"])
def test_numbers_are_never_prefixed(number):
    text, count = written(pd.DataFrame({"a": [number]}))
    assert count == 0
    assert [row[0] for row in csv.reader(io.StringIO(text))] == ["a", number]


def test_numeric_columns_are_never_prefixed():
    table = pd.DataFrame({"a": [-1.5, -np.inf], "b": [-3, -4]})
    assert written(table) == ("a,b\n-1.5,-3\n-inf,-4\n", 0)


def test_column_names_that_are_formulas_are_prefixed():
    assert written(pd.DataFrame({"=cmd|' /C calc'!A0": [1]}))[0] == "'=cmd|' /C calc'!A0\n1\n"


def test_raw_keeps_formulas():
    assert written(pd.DataFrame({"a": ["=1+1"]}), raw=True) == ("a\n=1+1\n", 0)


def test_commas_quotes_and_every_line_end_survive():
    values = ["a,b", 'say "x"', "two\nlines", "lone\rreturn", "both\r\n", " blanks ", ""]
    text, _ = written(pd.DataFrame({"a": values, "b": 1}))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[0] for row in rows[1:]] == values


def test_probabilities_have_six_digits_and_missing_ones_are_empty():
    table = pd.DataFrame({"label_quality": [0.5, np.nan], "error_probability": [1e-6, np.nan], "own": [0.1, np.nan]})
    assert written(table)[0] == "label_quality,error_probability,own\n0.500000,0.000001,0.1\n,,\n"


def test_missing_values_of_every_kind_are_empty():
    table = pd.DataFrame({"a": pd.array([None, 1], dtype="Int64"), "b": [None, "x"], "c": [pd.NaT, pd.Timestamp(0)]})
    assert written(table)[0].splitlines()[1] == ",,"


def test_nested_values_are_json():
    text, _ = written(pd.DataFrame({"a": [{"x": [1, "é"]}], "b": [np.array([1, 2])]}))
    assert list(csv.reader(io.StringIO(text)))[1] == ['{"x": [1, "é"]}', "[1, 2]"]


def test_lone_surrogates_are_written_as_escapes():
    assert written(pd.DataFrame({"a": ["\ud800"]}, dtype=object))[0] == "a\n\\ud800\n"


def test_more_rows_than_one_chunk_are_all_written():
    assert written(pd.DataFrame({"a": range(12_001)}))[0].count("\n") == 12_002


def test_parquet_round_trips_and_mixed_columns_become_text(tmp_path):
    pytest.importorskip("pyarrow")
    table = pd.DataFrame({"n": [1, 2], "mixed": ["x", 3], "s": ["\ud800", None]}, dtype=object)
    with (tmp_path / "t.parquet").open("wb") as file:
        write_parquet(table, file)
    back = pd.read_parquet(tmp_path / "t.parquet")
    assert back["n"].tolist() == [1, 2]
    assert back["mixed"].tolist() == ["x", "3"]
    assert back["s"].tolist()[0] == "\\ud800"
