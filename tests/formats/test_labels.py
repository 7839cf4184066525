from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError
from labelproof._formats.labels import check_classes, label_strings


def read(values) -> tuple[list[str | None], list[str]]:
    labels, notes = label_strings(values, "`labels`")
    return labels.tolist(), [note.code for note in notes]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([" a ", "b\t"], ["a", "b"]),
        ([3, 4], ["3", "4"]),
        ([np.int64(3), np.uint8(4)], ["3", "4"]),
        ([3.0, np.float32(4.0)], ["3", "4"]),
        ([2.5, 3.0], ["2.5", "3"]),
        (["3.0", "4.0"], ["3", "4"]),
        (["2.5", "3.0"], ["2.5", "3.0"]),
        ([1, 1.0, 2], ["1", "1", "2"]),
        ([1, "2.0"], ["1", "2"]),
        ([True, False], ["True", "False"]),
        (pd.Series(["u", "v"], dtype="category"), ["u", "v"]),
        ([b"u", b"v"], ["u", "v"]),
    ],
)
def test_labels_become_their_natural_text(values, expected):
    assert read(values) == (expected, [])


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT, "", "  ", "nan", "NaN", "<NA>"])
def test_null_labels_are_none_and_said(missing):
    labels, notes = label_strings(["a", missing, "b"], "`labels`")
    assert labels.tolist() == ["a", None, "b"]
    assert [(note.code, note.count, note.rows, note.message) for note in notes] == [
        ("null_labels", 1, (1,), "1 of 3 rows have no label; they are listed as unlabelled.")
    ]


def test_numbers_read_as_floats_because_one_is_missing_lose_their_decimal_zero():
    assert read([1.0, None, 2.0]) == (["1", None, "2"], ["null_labels"])


def test_texts_of_one_number_are_kept_apart_and_said():
    labels, notes = label_strings(["1", "1.0", "2", "1"], "The label column 'y'")
    assert labels.tolist() == ["1", "1.0", "2", "1"]
    assert [(note.code, note.count, note.rows, note.message) for note in notes] == [
        (
            "numeric_look_alikes",
            1,
            (1,),
            "The label column 'y' holds '1' and '1.0', which are one number; labels are compared as text, "
            "so they are kept as different classes.",
        )
    ]


@pytest.mark.parametrize("values", [["007", "7"], ["1.0", "1.00"], ["1e0", "1"], ["1.0", "1", "x"]])
def test_no_spelling_of_a_number_is_merged_into_another_one(values):
    labels, notes = read(values)
    assert labels == values
    assert "numeric_look_alikes" in notes


def test_long_numbers_and_large_exponents_are_labels():
    assert read(["1" * 5000, "2"]) == (["1" * 5000, "2"], [])
    assert read(["1e999999999999999999999999", "2"]) == (["1e999999999999999999999999", "2"], [])


def test_an_integer_too_long_to_be_written_is_refused():
    with pytest.raises(InputError, match="row 1: a class name was expected, got a whole number of thousands of digits"):
        read([1, 10**5000])


def test_mixed_numbers_and_words_are_said_with_the_rarer_rows():
    labels, notes = label_strings([1, 2, "unknown", 1], "The label column 'y'")
    assert labels.tolist() == ["1", "2", "unknown", "1"]
    assert [(note.code, note.rows, note.message) for note in notes] == [
        (
            "mixed_label_types",
            (2,),
            "The label column 'y' mixes numbers and words (for example '1' and 'unknown'); "
            "each is read as the text it shows.",
        )
    ]


def test_labels_that_differ_by_case_or_inner_blanks_stay_apart():
    assert read(["Cat", "cat", "c at"]) == (["Cat", "cat", "c at"], [])


def test_several_labels_in_one_row_are_refused():
    with pytest.raises(
        InputError, match=re.escape("`labels`, row 1: one label per row was expected, got list ['a', 'b']")
    ):
        read(["a", ["a", "b"]])


def test_one_class_only_is_refused():
    with pytest.raises(InputError, match="`labels` holds one class only, 'a' in all 2 labelled rows"):
        check_classes(np.array(["a", None, "a"], dtype=object), "`labels`")


def test_no_label_at_all_is_refused():
    with pytest.raises(InputError, match="`labels` holds no label at all: all 2 rows are empty"):
        check_classes(np.array([None, None], dtype=object), "`labels`")


def test_a_continuous_target_is_refused():
    values = np.array([f"{n / 7:.3f}" for n in range(100)], dtype=object)
    with pytest.raises(InputError, match=re.escape("`y` looks like regression (100 distinct numbers in 100 rows)")):
        check_classes(values, "`y`")


def test_free_text_is_refused():
    values = np.array([f"sentence number {n}" for n in range(50)], dtype=object)
    with pytest.raises(InputError, match="`y` holds 50 distinct values in 50 rows: classes were expected"):
        check_classes(values, "`y`")


@pytest.mark.parametrize(
    "values",
    [
        [str(n % 7 + 3) for n in range(100)],
        [str(n % 500) for n in range(2000)],
        [f"{n % 9 / 2:.1f}" for n in range(100)],
        ["a", "b", "c"],
        ["1", "2"],
        ["0.5", "1.5"] * 5,
    ],
)
def test_grades_class_numbers_and_half_points_are_classes(values):
    check_classes(np.array(values, dtype=object), "`y`")


@pytest.mark.parametrize("values", [[str(n * 3) for n in range(150)] * 2, [str(n) for n in range(300)]])
def test_whole_numbers_that_measure_are_refused(values):
    with pytest.raises(InputError, match="looks like regression"):
        check_classes(np.array(values, dtype=object), "`y`")


def test_labels_that_may_mean_missing_stay_a_class_and_are_said():
    labels, notes = label_strings(["a", "NA", "b", " ? ", "none"], "The label column 'y'")
    assert labels.tolist() == ["a", "NA", "b", "?", "none"]
    assert [(note.code, note.count, note.rows) for note in notes] == [("null_like_labels", 2, (1, 3))]
    assert "labels '?' and 'NA' are taken as a class; leave the cell empty for unlabelled" in notes[0].message
