"""ARFF with other labels, dense and sparse."""

from pathlib import Path

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.arff import rewrite_arff
from labelproof._formats.rewrite.plan import DROPPED, Plan

HEAD = b"% a comment\r\n@RELATION made\r\n@attribute x numeric\r\n@attribute class {cat,'big dog'}\r\n@data\r\n"
TAGS = b"@relation made\n@attribute x numeric\n@attribute t1 {0,1}\n@attribute t2 {0,1}\n@data\n"


def rewrite(content, *, rows, changes=None, columns=("class",), **more):
    return rewrite_arff(content, Path("data.arff"), Plan(columns=columns, rows=rows, changes=changes or {}, **more))


def test_dense_rows_change_in_one_value():
    content = HEAD + b"1, cat\r\n\r\n% no row\r\n2,'big dog',{3}\r\n3 ,cat"
    actual = rewrite(content, rows=3, changes={0: "big dog", 1: "cat"}).content
    assert actual == HEAD + b"1, 'big dog'\r\n\r\n% no row\r\n2,cat,{3}\r\n3 ,cat"


def test_a_new_class_is_declared():
    actual = rewrite(HEAD + b"1,cat\n2,cat\n", rows=2, changes={0: "bird", 1: "it's"}).content
    head = HEAD.replace(b"'big dog'}", b"'big dog',bird,'it\\'s'}")
    assert actual == head + b"1,bird\n2,'it\\'s'\n"


def test_dropped_rows_leave_with_their_line():
    assert rewrite(HEAD + b"1,cat\n2,cat\n", rows=2, changes={0: DROPPED}).content == HEAD + b"2,cat\n"


def test_numeric_labels_keep_their_spelling():
    head = b"@relation made\n@attribute x numeric\n@attribute class numeric\n@data\n"
    actual = rewrite(head + b"1,1.0\n2,2.0\n", rows=2, changes={0: "2"}).content
    assert actual == head + b"1,2.0\n2,2.0\n"
    with pytest.raises(InputError, match="its labels are numbers"):
        rewrite(head + b"1,1.0\n2,2.0\n", rows=2, changes={0: "cat"})


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (b"{0 1.5, 1 1}", {"t1": False, "t2": True}, b"{0 1.5, 2 1}"),
        (b"{}", {"t1": True, "t2": True}, b"{1 1,2 1}"),
        (b"{2 1}, {5}", {"t2": False}, b"{}, {5}"),
        (b"{0 3,1 1,2 1}", {"t1": False, "t2": False}, b"{0 3}"),
        (b"{0 3 , 2 1}", {"t1": True}, b"{0 3 , 1 1 , 2 1}"),
        (b"1.5,0,1", {"t1": True, "t2": False}, b"1.5,1,0"),
        (b"1.5, '0', 1", {"t1": True}, b"1.5, 1, 1"),
    ],
)
def test_tags_change_in_dense_and_in_sparse_rows(before, change, after):
    content = TAGS + before + b"\n{0 9}\n"
    actual = rewrite(content, rows=2, changes={0: change}, columns=("t1", "t2"), tags=("t1", "t2")).content
    assert actual == TAGS + after + b"\n{0 9}\n"


def test_what_arff_cannot_take_is_refused():
    with pytest.raises(InputError, match="no columns are added"):
        rewrite(HEAD + b"1,cat\n", rows=1, added={"n": [1]})
    with pytest.raises(InputError, match="one attribute for each of the old tags"):
        rewrite(TAGS + b"1,0,1\n", rows=1, changes={0: {"t3": True}}, columns=("t1", "t2"), tags=("t1", "t2"))


def test_no_change_gives_the_same_bytes():
    assert rewrite(HEAD + b"1,cat\n", rows=1).content == HEAD + b"1,cat\n"


def test_shown_lines_are_before_and_after():
    shown = rewrite(HEAD + b"1,cat\n2,cat\n", rows=2, changes={0: "big dog", 1: DROPPED}, shown=4).shown
    assert [(one.place, one.before, one.after) for one in shown] == [
        ("line 6", "1,cat", "1,'big dog'"),
        ("line 7", "2,cat", None),
    ]
