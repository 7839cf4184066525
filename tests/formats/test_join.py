from __future__ import annotations

import re

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.join import read_tables


def test_files_of_the_same_columns_are_joined_in_their_order(write):
    paths = [write("set/train.csv", "text,label\na,x\nb,y\n"), write("set/test.csv", "label,text\nx,c\n")]
    table = read_tables(paths)
    assert table.frame.to_dict("list") == {
        "text": ["a", "b", "c"],
        "label": ["x", "y", "x"],
        "split": ["train", "train", "test"],
    }
    assert (table.name, [record.path for record in table.inputs]) == ("set", [str(path) for path in paths])
    assert [note.message for note in table.notes] == [
        "2 files were joined; column `split` says which: train 2, test 1."
    ]


def test_the_added_column_takes_another_name_when_split_is_taken(write):
    paths = [write("a.csv", "text,split\nx,1\n"), write("b.csv", "text,split\ny,2\n")]
    table = read_tables(paths)
    assert list(table.frame.columns) == ["text", "split", "source_file"]
    assert table.origin == "source_file"
    assert "column `source_file` says which" in table.notes[0].message


def test_files_of_the_same_stem_are_told_apart_by_their_folders(write):
    table = read_tables([write("a/data.csv", "text,label\nx,1\n"), write("b/data.csv", "text,label\ny,2\n")])
    assert table.frame["split"].tolist() == ["a/data.csv", "b/data.csv"]


def test_other_columns_are_one_clear_error(write):
    paths = [write("a.csv", "text,label\nx,1\n"), write("b.csv", "text,class,id\ny,2,3\n")]
    message = (
        f"All files must have the same columns: compared with `{paths[0]}`, `{paths[1]}` lacks 'label' "
        "and has 'class', 'id' besides."
    )
    with pytest.raises(InputError, match="^" + re.escape(message)):
        read_tables(paths)


def test_one_file_gets_no_column(write):
    assert list(read_tables([write("a.csv", "text,label\nx,1\n")]).frame.columns) == ["text", "label"]


def test_a_file_given_twice_is_refused(write):
    path = write("a.csv", "text,label\nx,1\n")
    with pytest.raises(InputError, match="is given twice"):
        read_tables([path, path])


def test_tables_of_different_kinds_are_joined(write):
    paths = [write("a.csv", "text,label\nx,1\n"), write("b.jsonl", '{"text": "y", "label": "2"}\n')]
    assert read_tables(paths).frame["label"].tolist() == ["1", "2"]
