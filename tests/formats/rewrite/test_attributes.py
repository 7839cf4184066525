"""CelebA's attribute list with other tags."""

from pathlib import Path

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.attributes import rewrite_attribute_list
from labelproof._formats.rewrite.plan import DROPPED, Plan

LIST = b"2\r\nBald Eyes\r\n1.png -1  1\r\n2.png  1 -1\r\n"


def rewrite(changes, **more):
    plan = Plan(columns=("Bald", "Eyes"), tags=("Bald", "Eyes"), rows=2, changes=changes, **more)
    return rewrite_attribute_list(LIST, Path("list_attr_celeba.txt"), plan)


def test_values_change_and_stay_in_their_columns():
    assert rewrite({0: {"Bald": True, "Eyes": False}}).content == LIST.replace(b"-1  1", b" 1 -1")


def test_the_count_follows_the_rows():
    assert rewrite({0: DROPPED}).content == b"1\r\nBald Eyes\r\n2.png  1 -1\r\n"


def test_no_change_gives_the_same_bytes():
    assert rewrite({}).content == LIST


def test_what_the_list_cannot_hold_is_refused():
    with pytest.raises(InputError, match="one column for each of the old tags"):
        rewrite({0: {"Hat": True}})
    with pytest.raises(InputError, match="no columns are added"):
        rewrite({}, added={"n": [1, 2]})


def test_shown_lines_are_before_and_after():
    shown = rewrite({0: {"Bald": True}, 1: DROPPED}, shown=3).shown
    assert [(one.place, one.before, one.after) for one in shown] == [
        ("1.png", "1.png -1  1", "1.png  1  1"),
        ("2.png", "2.png  1 -1", None),
    ]
