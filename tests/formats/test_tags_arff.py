"""ARFF by hand: dense, sparse, quoted, damaged; and which attributes are the tags."""

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._formats.tags.arff import arff_holds_tags, read_arff

HEAD = "% a comment\n@relation toy\n\n@attribute length numeric\n@attribute kind {red,'dark blue'}\n"
TAGS = "@attribute 'a b' {0,1}\n@ATTRIBUTE it\\'s {0, 1}\n@data\n"


def read(write, content, name="toy.arff"):
    return read_arff(write(name, content))


def test_dense_rows(write):
    table = read(write, HEAD + TAGS + "1.5,red,0,1\n% between\n?, 'dark blue' ,1,0\n")
    assert list(table.frame.columns) == ["length", "kind", "a b", "it\\'s"]
    np.testing.assert_array_equal(table.frame["length"], [1.5, np.nan])
    assert table.frame["kind"].tolist() == ["red", "dark blue"]
    assert table.frame["a b"].tolist() == ["0", "1"]
    assert table.tags == ("a b", "it\\'s")
    assert [note.code for note in table.notes] == ["tag_columns"]
    assert "guessed" in table.notes[0].message


def test_sparse_rows_leave_zeros_out(write):
    table = read(write, HEAD + TAGS + "{0 2, 1 'dark blue', 3 1}\n{}\n{2 1}\n")
    assert table.frame["length"].tolist() == [2.0, 0.0, 0.0]
    assert table.frame["kind"].tolist() == ["dark blue", "red", "red"]
    assert table.frame["a b"].tolist() == ["0", "0", "1"]
    assert table.frame["it\\'s"].tolist() == ["1", "0", "0"]


def test_the_xml_beside_it_names_the_tags(write):
    write("toy.xml", '<labels xmlns="x"><label name="kind &amp; co"></label><label name=\'b\'/></labels>')
    head = "@relation toy\n@attribute b {0,1}\n@attribute x {0,1}\n@attribute 'kind & co' {0,1}\n@data\n"
    table = read(write, head + "0,1,1\n1,0,0\n", name="toy-train.arff")
    assert table.tags == ("kind & co", "b")
    assert "`toy.xml`" in table.notes[0].message
    assert [file.path.rsplit("/", 1)[-1] for file in table.inputs] == ["toy-train.arff", "toy.xml"]


def test_an_xml_of_other_data_is_refused(write):
    write("toy.xml", '<labels><label name="absent"/></labels>')
    with pytest.raises(InputError, match=r"`toy\.xml` lists the tag 'absent', which `toy\.arff` has no attribute for"):
        read(write, HEAD + TAGS + "1,red,0,1\n")


@pytest.mark.parametrize(("count", "expected"), [(2, ("a", "b")), (-1, ("c",))])
def test_a_count_in_the_relation_names_the_tags(write, count, expected):
    head = f"@relation 'toy: -C {count}'\n@attribute a {{0,1}}\n@attribute b {{0,1}}\n@attribute c {{0,1}}\n@data\n"
    assert read(write, head + "0,1,1\n").tags == expected


def test_a_single_class_at_the_end_is_no_tag(write):
    head = "@relation toy\n@attribute x real\n@attribute class {0,1}\n@data\n"
    assert read(write, head + "1,0\n2,1\n").tags == ()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("head", "tags"), [(HEAD + TAGS, True), (HEAD + "@data\n", False)])
def test_the_header_alone_tells_whether_there_are_tags(tmp_path, head, tags, end, codec):
    path = tmp_path / "toy.arff"
    path.write_bytes((head.replace("comment", "caf\u00e9") + "no row of this file\n").replace("\n", end).encode(codec))
    assert arff_holds_tags(path) is tags
    with pytest.raises(InputError, match="attributes"):
        read_arff(path)


@pytest.mark.parametrize("content", [b"", b"\n", b"PAR1", b"@data\n", b"@relation x\n@attribute a\n@data\n"])
def test_what_is_no_arff_file_holds_no_tags(tmp_path, content):
    path = tmp_path / "toy.arff"
    path.write_bytes(content)
    assert not arff_holds_tags(path)
    assert not arff_holds_tags(tmp_path / "absent.arff")


def test_an_xml_makes_attributes_of_the_middle_tags(write):
    write("toy.xml", '<labels><label name="kind"/></labels>')
    assert arff_holds_tags(write("toy.arff", HEAD + "@data\n1,red\n"))


def test_weights_of_rows_are_left_out(write):
    assert read(write, HEAD + TAGS + "1,red,0,1,{5}\n").frame["it\\'s"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", r"line 1: @attribute or @data was expected, got 'a,b'"),
        ("@relation x\n@data\n1\n", "is no ARFF file"),
        ("@relation x\n@attribute a numeric\n", "is no ARFF file"),
        ("@relation x\n@attribute a\n@data\n1\n", "line 2: an attribute needs a name and a type"),
        (HEAD + TAGS, "has no rows below @data"),
        (HEAD + TAGS + "1,red,0\n", "line 9: 3 values, but there are 4 attributes"),
        (HEAD + TAGS + "{9 1}\n", "line 9: '9 1' is no pair of an attribute number from 0 to 3 and a value"),
        (HEAD + TAGS + "1,'red,0,1\n", "line 9: quotes do not pair up"),
        (HEAD + TAGS + "long,red,0,1\n", "attribute 'length' is numeric, but holds 'long'"),
    ],
)
def test_damage_is_said_with_its_line(write, content, message):
    with pytest.raises(InputError, match=message):
        read(write, content)


def test_real_files_are_read(test_data):
    folder = test_data / "multilabel-arff"
    shapes = {}
    for name, file in (("emotions", "emotions"), ("scene", "scene-train"), ("birds", "birds-train")):
        table = read_arff(folder / name / f"{file}.arff")
        shapes[name] = (*table.frame.shape, len(table.tags), table.frame[list(table.tags)].astype(int).to_numpy().sum())
    assert shapes == {"emotions": (593, 78, 6, 1108), "scene": (1211, 300, 6, 1286), "birds": (322, 279, 19, 341)}
