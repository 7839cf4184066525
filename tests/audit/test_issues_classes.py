"""Class order, codes and look-alike names."""

import numpy as np
import pytest

from labelproof._audit.classes import class_codes, in_company, ordered_classes, similar_classes
from labelproof._base.errors import InputError


def test_text_labels_sort_as_text():
    assert ordered_classes(["b", None, "a10", "a9", "b"]) == ("a10", "a9", "b")


def test_numeric_labels_sort_as_numbers():
    assert ordered_classes(["10", "9", "-1", "2.5"]) == ("-1", "2.5", "9", "10")


def test_infinity_and_nan_are_names_and_not_numbers():
    assert ordered_classes(["nan", "2", "10"]) == ("10", "2", "nan")


def test_one_class_is_refused_with_its_name():
    with pytest.raises(InputError, match="All labels are 'a'"):
        ordered_classes(["a", "a", None])


def test_only_missing_labels_are_refused():
    with pytest.raises(InputError, match="Every label is missing"):
        ordered_classes([None, None])


def test_missing_labels_have_code_minus_one():
    assert class_codes(["b", None, "a"], ("a", "b")).tolist() == [1, -1, 0]


def test_names_that_differ_by_case_or_blanks_are_grouped():
    names = ("Card", "card", "top up", "Top  Up", "topup", "other")
    assert similar_classes(names) == [("Card", "card"), ("top up", "Top  Up", "topup")]


def test_the_only_readable_example_of_a_class_is_alone():
    codes = np.array([0, 0, 1, 2, 2, -1], dtype=np.int64)
    readable = np.array([True, True, True, True, False, True])
    assert in_company(codes, readable).tolist() == [True, True, False, False, True, True]
    assert in_company(np.array([-1]), np.array([True])).tolist() == [True]
