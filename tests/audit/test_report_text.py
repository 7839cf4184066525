from __future__ import annotations

import pytest

from labelproof._audit.report.cards import NoContent, RowContent, TextContent
from labelproof._audit.report.text import render_text


def test_the_whole_text_of_a_small_audit(summary, card) -> None:
    cards = [card(), card(RowContent((("age", " 47"), ("job", ""))), rank=2, row=8, error_probability=0.5)]
    actual = render_text(summary(), cards, width=80)
    expected = """\
6 of 300 labels are flagged.
That is 2.0 %. They look wrong to the model: review some to learn how many are
wrong.

Most likely wrong
  #    row  wrong  given -> suggested
  1  7,532   97 %  cat -> dog
                   Why was my transaction declined?
  2      8   50 %  cat -> dog
                   age 47

Class pairs flagged most
  4  cat -> dog
  2  dog -> cow

The model agrees with 90.0 % of the labels (95 %: 86.0 to 93.0).
Next: open report.html; the flagged texts are the first 6 lines of issues.csv,
worst first.
"""
    assert actual == expected


@pytest.mark.parametrize("width", [10, 40, 80, 100, 500])
def test_no_line_is_wider_than_asked(summary, card, width: int) -> None:
    cards = [
        card(TextContent("word " * 50), given="g" * 200, suggested="s" * 200, id="i" * 99),
        card(TextContent("漢字" * 100), given="漢字" * 30, rank=2),
        card(NoContent(), suggested="cat", rank=10),
    ]
    pairs = [{"given": "g" * 200, "suggested": "s" * 90, "flagged": 1234567}] * 9
    lines = render_text(summary(class_pairs=pairs), cards, width=width).splitlines()
    columns = [sum(2 if character in "漢字" else 1 for character in line) for line in lines]
    assert max(columns) <= min(max(width, 40), 120)


def test_the_suggested_name_is_kept_when_space_is_short(summary, card) -> None:
    text = render_text(summary(), [card(given="g" * 90, suggested="transfer_into_account")], width=60)
    assert "... -> transfer_into_account" in text


def test_only_the_ten_worst_and_five_pairs_are_listed(summary, card) -> None:
    pairs = [{"given": f"g{i}", "suggested": "s", "flagged": 1} for i in range(8)]
    text = render_text(summary(class_pairs=pairs), [card(rank=i) for i in range(1, 30)])
    assert text.count("Why was my transaction declined?") == 10
    assert "and 3 more pairs" in text


def test_nothing_flagged_is_said_and_shown(summary, card) -> None:
    parts = summary(class_pairs=[])
    parts["counts"]["flagged"] = 0
    text = render_text(parts, [card(suggested="cat", error_probability=0.2)])
    assert "None of 300 labels is flagged." in text
    assert "Lowest label quality (not flagged)" in text
    assert "cat (also the likeliest class)" in text


def test_no_control_of_the_terminal_gets_through(summary, card, hostile: str) -> None:
    cards = [card(TextContent(hostile), given=hostile, suggested=hostile + "2", id=hostile)]
    text = render_text(summary(class_pairs=[{"given": hostile, "suggested": "s", "flagged": 1}]), cards)
    assert not any(ord(character) < 0x20 and character != "\n" for character in text)
    assert not set(text) & set("\x7f\x9b\u202a\u202e\u2066\ud800")


def test_our_own_words_need_no_more_than_ascii(summary, card) -> None:
    assert render_text(summary(), [card()]).isascii()
