from __future__ import annotations

import pytest

from labelproof._audit.report.numbers import (
    axis_count,
    count,
    day,
    decimal,
    decimal_span,
    duration,
    percent,
    percent_span,
    plural,
    share,
)


def test_counts_are_exact_with_commas() -> None:
    assert count(13083) == "13,083"


@pytest.mark.parametrize(("number", "expected"), [(1, "1 class"), (2, "2 classes"), (1000, "1,000 classes")])
def test_nouns_follow_their_number(number: int, expected: str) -> None:
    assert plural(number, "class", "classes") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "< 1\u00a0%"),
        (0.0099, "< 1\u00a0%"),
        (0.01, "1\u00a0%"),
        (0.125, "13\u00a0%"),
        (0.99, "99\u00a0%"),
        (0.9901, "> 99\u00a0%"),
        (1.0, "> 99\u00a0%"),
        (None, "unknown"),
        (float("nan"), "unknown"),
    ],
)
def test_an_estimated_chance_is_never_0_or_100(value: float | None, expected: str) -> None:
    assert percent(value) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 30, "0\u00a0%"), (30, 30, "100\u00a0%"), (1, 1000, "< 1\u00a0%"), (7, 30, "23\u00a0%"), (0, 0, "none")],
)
def test_a_counted_share_is_0_or_100_only_where_it_is_exact(part: int, whole: int, expected: str) -> None:
    assert share(part, whole) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.9031, "90.3"), (0.99996, "99.9"), (1.0, "100.0"), (0.00001, "0.1"), (0.0, "0.0"), (0.125, "12.5")],
)
def test_decimals_never_claim_all_or_nothing(value: float, expected: str) -> None:
    assert decimal(value) == f"{expected}\u00a0%"


def test_intervals_are_rounded_outwards() -> None:
    assert percent_span(0.081, 0.192) == "8–20"
    assert percent_span(0.8971, 0.9079, digits=1) == "89.7–90.8"
    assert percent_span(0.08, 0.2) == "8–20"
    assert decimal_span(0.0, 1.0) == "0.0 to 100.0"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (12.4, "12 s"),
        (59.6, "1 min 00 s"),
        (121.0, "2 min 01 s"),
        (6600, "1 h 50 min"),
    ],
)
def test_times_are_as_exact_as_they_need_to_be(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


def test_dates_are_written_out_and_anything_else_is_kept() -> None:
    assert day("2026-11-21") == "21 November 2026"
    assert day("soon") == "soon"


def test_axis_counts_stay_short() -> None:
    assert [axis_count(n) for n in (0, 1500, 2_500_000)] == ["0", "1,500", "2.5 M"]
