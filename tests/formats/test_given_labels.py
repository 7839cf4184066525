from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.given_labels import class_list, given_labels


@pytest.mark.parametrize(
    "labels",
    [["a", "b"], ("a", "b"), np.array(["a", "b"]), np.array([["a"], ["b"]]), pd.Series(["a", "b"], index=[4, 5])],
)
def test_every_kind_of_sequence_is_read(labels):
    assert given_labels(labels).labels.tolist() == ["a", "b"]


def test_polars_and_arrow_columns_are_read():
    polars, arrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    assert given_labels(polars.Series(["a", None])).labels.tolist() == ["a", None]
    assert given_labels(arrow.chunked_array([["a"], [None]])).labels.tolist() == ["a", None]


def test_a_text_file_has_one_label_per_line(write):
    source = given_labels(write("y.txt", "cat\r\n dog\n\ncat\n"))
    assert source.labels.tolist() == ["cat", "dog", None, "cat"]


def test_a_table_of_one_column_is_the_labels(write):
    assert given_labels(write("y.csv", "label\ncat\ndog\n")).labels.tolist() == ["cat", "dog"]
    assert given_labels(write("z.csv", "3\n1\n2\n")).labels.tolist() == ["3", "1", "2"]


def test_a_wider_table_says_which_column_it_took_and_keeps_the_rest(write):
    source = given_labels(write("y.csv", "text,label\na b,cat\nc d,dog\ne f,cat\n"))
    assert (source.column, source.labels.tolist()) == ("label", ["cat", "dog", "cat"])
    assert source.frame is not None
    assert source.frame["text"].tolist() == ["a b", "c d", "e f"]
    assert [note.code for note in source.notes] == ["guessed_columns"]


def test_npy_and_npz_files_are_read(tmp_path):
    np.save(tmp_path / "y.npy", np.array([2, 0]))
    np.savez(tmp_path / "y.npz", given_labels=np.array([1, 0]))
    assert given_labels(tmp_path / "y.npy").labels.tolist() == ["2", "0"]
    assert given_labels(tmp_path / "y.npz").labels.tolist() == ["1", "0"]


def test_a_parquet_file_is_read(tmp_path):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table({"label": ["a", "b"]}), tmp_path / "y.parquet")
    assert given_labels(str(tmp_path / "y.parquet")).labels.tolist() == ["a", "b"]


def test_one_hot_labels_are_refused():
    with pytest.raises(
        InputError, match=re.escape("got shape (2, 2). If they are one-hot, pass labels.argmax(axis=1)")
    ):
        given_labels(np.eye(2))


@pytest.mark.parametrize("labels", [3, {"a": 1}, None])
def test_what_is_no_sequence_is_refused(labels):
    with pytest.raises(InputTypeError, match="`labels` must be a sequence or a file with one label per row"):
        given_labels(labels)


def test_an_unknown_ending_and_a_missing_file_are_refused(write):
    path = write("y.xyz", "a")
    with pytest.raises(InputError, match="is no kind of file that labels can be read from"):
        given_labels(path)
    with pytest.raises(InputError, match="does not exist"):
        given_labels(path.with_name("z.csv"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.txt", "cat\ndog\n\n"),
        ("c.json", '["cat", "dog"]'),
        ("c.json", '{"0": "cat", "1": "dog"}'),
        ("c.json", '{"dog": 1, "cat": 0}'),
        ("c.csv", "name\ncat\ndog\n"),
    ],
)
def test_class_names_come_from_files(write, name, content):
    names, inputs = class_list(write(name, content))
    assert (names, len(inputs)) == (("cat", "dog"), 1)


def test_class_names_come_from_sequences():
    assert class_list(np.array(["cat", "dog"]))[0] == ("cat", "dog")
    assert class_list([0, 1])[0] == ("0", "1")
    assert class_list(None) == (None, ())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.json", '{"a": 3}', "must hold a list of names"),
        ("c.json", "[", "is no valid JSON"),
        ("c.csv", "a,b\n1,2\n", "must have one column, the class names in order: got 2 columns"),
        ("c.txt", "cat\ncat\n", "'cat' comes twice"),
        ("c.json", '["cat", null]', "name 1 is empty"),
    ],
)
def test_class_files_that_cannot_be_used_are_refused(write, name, content, message):
    with pytest.raises(InputError, match=re.escape(message)):
        class_list(write(name, content))
