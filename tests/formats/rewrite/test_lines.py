"""Files with one label per line."""

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.lines import rewrite_lines
from labelproof._formats.rewrite.plan import DROPPED, Plan


def rewrite(content, *, rows, changes, **more):
    return rewrite_lines(content, "labels.txt", Plan(columns=(), rows=rows, changes=changes, **more))


def test_lines_change_and_leave():
    content = b"cat\r\n dog, big\n\ncat"
    changes = {0: "dog, big", 1: "cat", 2: "cat", 3: DROPPED}
    assert rewrite(content, rows=4, changes=changes).content == b"dog, big\r\n cat\ncat\n"


def test_numbers_keep_their_spelling():
    assert rewrite(b"1.0\n2.0\n", rows=2, changes={0: "3"}).content == b"3.0\n2.0\n"


def test_no_change_gives_the_same_bytes():
    assert rewrite(b"cat\ndog", rows=2, changes={}).content == b"cat\ndog"


@pytest.mark.parametrize("label", ["two\nlines", "", "nan"])
def test_what_is_no_line_is_refused(label):
    with pytest.raises(InputError, match="cannot hold the label"):
        rewrite(b"cat\ndog", rows=2, changes={0: label})


def test_columns_and_other_lengths_are_refused():
    with pytest.raises(InputError, match="no columns are added"):
        rewrite(b"cat\ndog", rows=2, changes={}, added={"n": [1, 2]})
    with pytest.raises(InputError, match="has 2 rows"):
        rewrite(b"cat\ndog", rows=3, changes={0: "dog"})


def test_shown_lines_are_before_and_after():
    shown = rewrite(b"cat\ndog", rows=2, changes={0: "dog", 1: DROPPED}, shown=3).shown
    assert [(one.place, one.before, one.after) for one in shown] == [("line 1", "cat", "dog"), ("line 2", "dog", None)]
