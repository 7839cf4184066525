"""Texts of several tags, in every way that people write them."""

import pytest

from labelproof._base.tag_texts import bracketed, separator_of, tags_of_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", ["a", "b"]),
        (" a | ", ["a"]),
        ("", []),
        ("[]", []),
        ("[0, 1]", [0, 1]),
        ("(0, 1)", [0, 1]),
        ("{1, 0}", [0, 1]),
        ("[0 1]", [0, 1]),
        ('["a", "b|c"]', ["a", "b|c"]),
        ("['a', 'b']", ["a", "b"]),
        ("[a, 'b']", ["a", "b"]),
        ('["caf\\u00e9", "\\ud83d\\ude00"]', ["caf\u00e9", "\U0001f600"]),
        ("(other)", ["(other)"]),
        ("(a)|(b)", ["(a)", "(b)"]),
        ("[[0]]", [[0]]),
    ],
)
def test_texts_are_split(text: str, expected: list[object]) -> None:
    assert tags_of_text(text, "|") == expected


def test_a_text_without_separator_is_one_tag() -> None:
    assert tags_of_text("New York, NY", None) == ["New York, NY"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["a,b", "c|d"], "|"),
        (["a,b", "c;d"], ";"),
        (["a,b", ""], ","),
        (["[0, 1]", "a"], None),
        ([None, ["a|b"]], None),
    ],
)
def test_one_separator_serves_all_texts(texts: list[object], expected: str | None) -> None:
    assert separator_of(texts) == expected


def test_brackets_make_a_list_unless_they_belong_to_a_name() -> None:
    assert [bracketed(text) for text in ("[a]", " [] ", "[", "(1,)", "(a)", "{1}", "{}", "a")] == [
        *(True, True, False, True, False, True, False, False)
    ]


def test_a_very_deep_text_is_no_trap() -> None:
    assert tags_of_text("[" * 5000 + "a" + "]" * 5000, None) == ["[" * 4999 + "a" + "]" * 4999]
