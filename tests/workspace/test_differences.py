"""Words that two near duplicates do not share."""

from __future__ import annotations

import pytest

from labelproof._workspace.differences import pieces_of


def test_words_that_the_other_text_lacks_are_marked_without_the_space_before_them():
    assert pieces_of("the old red car is here", "the car is here") == [
        ("the ", False),
        ("old red", True),
        (" car is here", False),
    ]


def test_neither_case_nor_the_kind_of_quotation_mark_differs():
    assert pieces_of("It’s THE car", "it's the car") == [("It’s THE car", False)]


def test_a_difference_may_come_first():
    assert pieces_of("two cars are here", "cars are here") == [("two", True), (" cars are here", False)]


@pytest.mark.parametrize(
    ("text", "other"),
    [("a b c d", "d"), ("", "a"), (None, "a"), ("a", None), ("a " * 301, "a")],
    ids=["mostly different", "no words", "no text", "no other text", "long"],
)
def test_what_would_say_little_is_not_compared(text, other):
    assert pieces_of(text, other) is None


def test_space_at_the_end_is_no_word_and_takes_no_time():
    space = " " * 1_000_000  # A walk from each of its places to its end would take hours.
    assert pieces_of(f"a car{space}", f"a car{space}\n") == [("a car", False)]
