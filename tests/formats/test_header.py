from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof._formats.header import _KNOWN, looks_headless


def rows(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.split()]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5.1,a 4.9,a 6.1,b", "a number over a column of numbers"),
        ("25,Private,<=50K. 38,Private,<=50K. 28,Local-gov,>50K.", "numbers first, repeated words after"),
        ("A11,6,1 A12,48,2 A14,12,1", "codes and numbers"),
        ("?,3.5,a 1,?,a 2,2.2,b", "missing values stand for numbers"),
        ("2020-01-02,x 2020-01-03,x 2020-01-04,y", "a date over dates"),
        ("yes,no,pos no,no,neg yes,no,pos no,yes,pos no,no,neg", "words that come back in every column"),
        ("0,1,0 1,1,0 0,0,1", "numbers that do not count up"),
    ],
)
def test_a_first_row_of_data_is_no_header(text, why):
    assert looks_headless(rows(text)), why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("text,category a,card b,card c,atm", "all strings, usual names"),
        ("satz,klasse a,card b,card c,atm", "all strings, unusual names that are no value"),
        ("age,income 25,low 38,low 28,high", "a word over numbers"),
        ("when,kind 2020-01-02,x 2020-01-03,x 2020-01-04,y", "a word over dates"),
        ("0,1,2,3 0.5,0.1,2.2,a 0.6,0.2,2.1,b", "0, 1, 2, 3 as spreadsheets of unnamed columns write"),
        ("country,2019,2020,2021 fr,1,5,7 de,2,6,8", "years as names"),
        ("text,spam a,spam b,ham c,spam d,ham", "a usual name beside a name that is also a value"),
        ("0,1,label 0.5,0.1,a 0.6,0.2,b 0.7,0.3,a", "a usual name beside numbers as names"),
        (",7,9 0,0.5,a 1,0.6,b 2,0.7,a", "nothing over the numbers of the rows"),
        ("a,b", "a single line"),
        ("x,y", "a single line of letters"),
    ],
)
def test_a_row_of_names_is_a_header(text, why):
    assert not looks_headless(rows(text)), why


def test_a_one_word_name_over_sentences_is_a_header():
    table = [["sms", "ham"], *[[f"this is message {n}", "ham" if n % 3 else "spam"] for n in range(20)]]
    assert not looks_headless(table)


def test_a_sentence_over_sentences_is_data_when_its_label_comes_back():
    table = [[f"this is message {n}", "ham" if n % 3 else "spam"] for n in range(20)]
    assert looks_headless(table)


_words = st.from_regex(r"[a-z]{3,8}", fullmatch=True)
_values = {
    "number": st.floats(-100, 100).map("{:.2f}".format),
    "count": st.integers(0, 9).map(str),
    "date": st.dates().map(str),
    "class": st.sampled_from(["RED", "BLUE", "GREEN"]),
    "text": st.lists(_words, min_size=4, max_size=9).map(" ".join),
}


@given(st.data(), st.lists(st.sampled_from(sorted(_values)), min_size=2, max_size=6), st.integers(12, 30))
def test_a_header_of_names_is_never_taken_for_data(data, kinds, count):
    names = data.draw(st.lists(_words, min_size=len(kinds), max_size=len(kinds), unique=True))
    columns = [data.draw(st.lists(_values[kind], min_size=count, max_size=count)) for kind in kinds]
    assert not looks_headless([names, *map(list, zip(*columns, strict=True))])


def test_real_tables_without_header_are_recognised(test_data):
    folder = test_data / "tabular-classification"
    for path in sorted(folder.glob("*.csv")):
        lines = path.read_text().splitlines()
        assert looks_headless([line.split(",") for line in lines]), path.name


def test_split_is_a_usual_name_and_its_letters_are_not():
    assert "split" in _KNOWN
    assert [name for name in _KNOWN if len(name) == 1] == ["y"]


def test_a_first_row_of_very_long_numbers_is_read_without_failing():
    assert looks_headless([["1" * 5000, "2" * 5000, "3" * 5000], ["1", "2", "0"], ["2", "2", "1"]])
