from __future__ import annotations

import re

import pandas as pd
import pytest

from labelproof._base.errors import InputError, MissingExtraError
from labelproof._formats.parquet import read_parquet

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def test_columns_come_back_as_they_were(tmp_path):
    path = tmp_path / "t.parquet"
    columns = {"text": [" a ", None], "n": [1, 2], "x": [0.5, None], "kind": ["u", "v"]}
    table = pa.table(columns).set_column(3, "kind", pa.array(["u", "v"]).dictionary_encode())
    parquet.write_table(table, path)
    frame = read_parquet(path).frame
    assert frame["text"].tolist() == [" a ", None]
    assert frame["n"].tolist() == [1, 2]
    assert (frame["x"][0], bool(pd.isna(frame["x"][1]))) == (0.5, True)
    assert frame["kind"].tolist() == ["u", "v"]


def test_the_digest_is_recorded(tmp_path):
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"a": [1]}), path)
    assert [len(record.sha256) for record in read_parquet(path).inputs] == [64]


def test_a_file_that_is_no_parquet_is_refused(write):
    path = write("t.parquet", "text,label\n")
    with pytest.raises(InputError, match=re.escape(f"`{path}` is no readable Parquet file")):
        read_parquet(path)


def test_an_empty_file_is_refused(write):
    with pytest.raises(InputError, match="is empty"):
        read_parquet(write("t.parquet", b""))


def test_without_pyarrow_the_extra_is_named(write, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'labelproof[parquet]'")):
        read_parquet(write("t.parquet", b"PAR1"))


def test_integers_beside_nulls_keep_every_digit(tmp_path):
    parquet.write_table(pa.table({"n": [9007199254740993, None]}), tmp_path / "t.parquet")
    made = read_parquet(tmp_path / "t.parquet").frame["n"]
    assert (str(made[0]), made.isna().tolist()) == ("9007199254740993", [False, True])
