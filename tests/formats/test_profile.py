from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from labelproof._formats.profile import profile


def of(values) -> pd.Series:
    return pd.Series(values, dtype=object)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", " 2.5", "?"], "number"),
        ([1, 2.5, None], "number"),
        (["2020-01-02", "2020-02-03"], "date"),
        (["a", "1"], "string"),
        (["", None, "NA"], "empty"),
        ([["a"], ["b"]], "nested"),
    ],
)
def test_the_kind_is_what_all_present_values_are(values, kind):
    assert profile(of(values)).kind == kind


def test_typed_columns_have_the_kind_of_their_type():
    assert profile(pd.Series([True, False])).kind == "bool"
    assert profile(pd.Series(pd.to_datetime(["2020-01-02"]))).kind == "date"
    assert profile(pd.Series([1.0, np.nan, np.inf])).kind == "number"
    assert profile(pd.Series([np.nan, np.nan])).kind == "empty"


def test_sentences_are_prose_and_codes_are_not():
    assert profile(of(["where is my card", "it has not come yet"])).prose
    assert not profile(of(["A11", "A12"])).prose
    assert not profile(of(["a few words here"] * 10)).prose


def test_text_of_scripts_without_blanks_is_prose():
    assert profile(
        of(
            [
                "\u79c1\u306e\u30ab\u30fc\u30c9\u306f\u3069\u3053",
                "\u307e\u3060\u5c4a\u3044\u3066\u3044\u307e\u305b\u3093",
            ]
        )
    ).prose


def test_image_paths_are_counted():
    assert profile(of(["a/b.png", "c.JPG", "d.txt", "e"])).shares == {"image": 0.5, "audio": 0.0}


def test_durations_are_numbers_and_periods_are_dates():
    durations = pd.Series(pd.to_timedelta([90, 1800, None], unit="s"))
    seen = profile(durations)
    assert (seen.kind, seen.present, seen.distinct, seen.integral) == ("number", 2, 2, True)
    assert str(durations.dtype).startswith("timedelta64")
    assert profile(pd.Series(pd.period_range("2020-01", periods=3, freq="M"))).kind == "date"


def test_decimal_commas_are_numbers_unless_every_comma_may_part_thousands():
    seen = profile(of(["-1,6030", " 3.463,26", "?"]))
    assert (seen.kind, seen.decimal_comma, seen.distinct, seen.integral) == ("number", True, 2, False)
    assert profile(of(["1,500", "2,000"])).kind == "string"
    assert not profile(of(["1.5", "2"])).decimal_comma
