from __future__ import annotations

import pytest

from labelproof._base.numbers import is_decimal_comma, with_points


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["-1,6030", "3.463,26", "5", "1.234", "2,5e-3", ",5", "4,"], ["-1.6030", "3463.26", "5", "1234"]),
        (["0,900", "0,100"], ["0.900", "0.100"]),
        (["1,500", "2,5"], ["1.500", "2.5"]),
    ],
)
def test_decimal_commas_become_points(texts, expected):
    assert with_points(texts)[: len(expected)] == expected


@pytest.mark.parametrize(
    "texts",
    [
        ["1,500", "12,000"],
        ["1,500,000", "2,5"],
        ["1.5", "2,5"],
        ["1", "2"],
        ["a,b", "2,5"],
        [",", "2,5"],
        [",e5", "2,5"],
        ["\u0663,5", "2,5"],
        [],
    ],
)
def test_anything_else_is_left_alone(texts):
    assert with_points(texts) is None


def test_a_comma_that_may_part_thousands_is_not_certain():
    assert [is_decimal_comma(text) for text in ("1,5", "0,125", "1,500", "1", "x,1")] == [
        True,
        True,
        False,
        False,
        False,
    ]
