"""One cell to a list of tags, in every way that people write lists."""

import numpy as np
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.tags.cells import looks_listed, tag_cells


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([["a", "b"], [], ["c"]], [["a", "b"], [], ["c"]]),
        ([(0, 1), np.array([2]), {3}], [[0, 1], [2], [3]]),
        (["a|b", "", "c"], [["a", "b"], [], ["c"]]),
        (["a; b ;", "c"], [["a", "b"], ["c"]]),
        (["0,2", "1", None], [["0", "2"], ["1"], []]),
        (["[0, 1]", "[]", "[2]"], [[0, 1], [], [2]]),
        (["['a', \"b\"]", "[c, d]"], [["a", "b"], ["c", "d"]]),
        (["[0 1]", "[ 2]"], [[0, 1], [2]]),
        ([2.0, float("nan"), 0], [[2], [], [0]]),
        (["New York, NY|b", "c"], [["New York, NY", "b"], ["c"]]),
    ],
)
def test_lists_are_read_however_they_are_written(values, expected):
    assert tag_cells(values, "The tags").rows == expected


def test_lists_written_as_text_are_stated():
    (note,) = tag_cells(["[0, 1]", "[2]"], "The tags").notes
    assert note.code == "tags_as_text"
    assert note.message == "The tags holds lists that are written as text, such as '[0, 1]'; they were read as lists."
    assert (note.count, note.rows) == (2, (0, 1))


def test_the_separator_is_stated():
    (note,) = tag_cells(["a,b", "c"], "The tags").notes
    assert note.message == "The tags: the tags of a cell were separated at each ','."


def test_lists_as_such_need_no_note():
    assert tag_cells([["a"], []], "The tags").notes == ()


@pytest.mark.parametrize("bad", [[["a"]], [True], [{"a": 1}], [None]])
def test_a_tag_that_is_no_name_is_refused(bad):
    with pytest.raises(InputTypeError, match=r"The tags, row 1: a tag must be a name or a whole number"):
        tag_cells([["a"], bad], "The tags")


def test_a_fraction_is_refused():
    with pytest.raises(InputError, match=r"row 0: a tag must be a name or a whole number, got 0\.5"):
        tag_cells([[0.5, 0.25]], "The tags")


def test_a_tag_without_a_name_is_refused():
    with pytest.raises(InputError, match="row 0: a tag has no name"):
        tag_cells([["a", " "]], "The tags")


def test_a_very_deep_text_is_no_trap():
    deep = "[" * 5000 + "]" * 5000
    assert tag_cells([deep, "[a]"], "The tags").rows[1] == ["a"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([["a"], []], True),
        (["[0, 1]", "[2]", ""], True),
        (["[UNK]", "[CLS]"], False),
        (["a,b", "c"], False),
        (["[0, 1]", "2"], False),
        ([1, 2], False),
        ([None, ""], False),
    ],
)
def test_columns_of_lists_are_told_from_columns_of_labels(values, expected):
    assert looks_listed(values) is expected
