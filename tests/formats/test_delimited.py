from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof._base.errors import InputError
from labelproof._formats.delimited import parse_records, read_delimited


def cells(text: str, **options: bool) -> list[list[str]]:
    return [row for _, row in parse_records(text, "t.csv", **options)[0]]


def test_values_are_kept_exactly_with_their_blanks_and_zeros(write):
    table = read_delimited(write("t.csv", "text,label\n  a b ,007\nc, 1.50\n"))
    assert table.frame.to_dict("list") == {"text": ["  a b ", "c"], "label": ["007", " 1.50"]}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(delimiter):
    text = "text,label\na;b,c|d\n".replace(",", "\0").replace(";", " ").replace("|", " ").replace("\0", delimiter)
    assert cells(text) == [["text", "label"], ["a b", "c d"]]


def test_commas_in_text_do_not_hide_a_semicolon():
    assert cells("text;label\nHello, you;pos\nWell, well, well;neg\n") == [
        ["text", "label"],
        ["Hello, you", "pos"],
        ["Well, well, well", "neg"],
    ]


def test_a_ragged_row_is_refused_with_its_line_number(write):
    path = write("t.csv", "text,label\na,x\nb,y,z\nc,x\n")
    message = f"`{path}`, line 3: 3 value(s), where line 1 has 2 (delimiter: comma). Put values that contain a comma"
    with pytest.raises(InputError, match="^" + re.escape(message)):
        read_delimited(path)


def test_the_line_number_counts_line_breaks_inside_quotes_and_blank_lines(write):
    path = write("t.csv", 'text,label\r\n"two\r\nlines",x\r\n\r\nshort\r\n')
    with pytest.raises(InputError, match="line 5: 1 value"):
        read_delimited(path)


def test_a_quote_that_is_never_closed_names_the_line_where_it_opens(write):
    path = write("t.csv", 'text,label\na,x\n"b,y\nc,x\n')
    with pytest.raises(InputError, match="line 3: a quote opened in this row is never closed"):
        read_delimited(path)


def test_text_after_a_closing_quote_names_its_line(write):
    path = write("t.csv", 'text,label\na,x\n"b" c,y\n')
    with pytest.raises(InputError, match="line 3: text follows a closing quote"):
        read_delimited(path)


def test_a_tab_file_with_a_lone_quote_is_read_without_quoting():
    records, notes = parse_records('text\tlabel\n"Never mind\tneg\nfine\tpos\n', "t.tsv", tabs_first=True)
    assert [row for _, row in records] == [["text", "label"], ['"Never mind', "neg"], ["fine", "pos"]]
    assert [note.code for note in notes] == ["literal_quotes"]


def test_a_tab_file_with_true_quoting_keeps_its_line_breaks():
    text = 'text\tlabel\n"two\nlines"\tneg\nfine\tpos\n'
    assert cells(text, tabs_first=True) == [["text", "label"], ["two\nlines", "neg"], ["fine", "pos"]]


def test_a_field_longer_than_the_csv_module_allows_is_read_and_the_limit_put_back():
    before = csv.field_size_limit()
    long = "x" * (before + 1)
    assert cells(f"text,label\n{long},a\n")[1] == [long, "a"]
    assert csv.field_size_limit() == before


def test_a_table_without_header_gets_numbered_columns_and_says_so(write):
    table = read_delimited(write("t.csv", "5.1,setosa\n4.9,setosa\n6.0,virginica\n"))
    assert list(table.frame.columns) == ["c0", "c1"]
    assert table.frame["c0"].tolist() == ["5.1", "4.9", "6.0"]
    assert [(note.code, note.message) for note in table.notes] == [
        ("no_header", "t.csv has no header line; its 2 columns are called c0, c1, ... in their order.")
    ]


def test_header_true_and_false_overrule_the_look(write):
    path = write("t.csv", "5.1,setosa\n4.9,setosa\n6.0,virginica\n")
    assert list(read_delimited(path, header=True).frame.columns) == ["5.1", "setosa"]
    named = write("n.csv", "text,label\na,x\n")
    assert read_delimited(named, header=False).frame["c0"].tolist() == ["text", "a"]


def test_unnamed_and_repeated_columns_are_renamed_and_said(write):
    table = read_delimited(write("t.csv", ",text,text\n0,a,b\n1,c,d\n"), header=True)
    assert list(table.frame.columns) == ["c0", "text", "text.1"]
    assert [note.code for note in table.notes] == ["index_column", "renamed_columns"]


def test_a_header_without_rows_gives_an_empty_frame(write):
    assert read_delimited(write("t.csv", "text,label\n")).frame.shape == (0, 2)


def test_an_empty_file_is_refused(write):
    path = write("t.csv", "  \n\n")
    with pytest.raises(InputError, match=re.escape(f"`{path}` is empty: a table with rows")):
        read_delimited(path)


# Line breaks other than \n and \r\n inside cells come back too; NUL is removed on purpose, and a lone
# surrogate cannot be written to a file.
_cell = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.data(), st.integers(2, 5), st.sampled_from([",", "\t", ";", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_comes_back_exactly(tmp_path_factory, data, width, delimiter, end):
    row = st.lists(_cell, min_size=width, max_size=width)
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    names = [f"column {position}" for position in range(width)]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    path = tmp_path_factory.getbasetemp() / "round_trip.csv"
    path.write_bytes(out.getvalue().encode())
    frame = read_delimited(path, header=True).frame
    assert list(frame.columns) == names
    assert frame.to_numpy().tolist() == rows


@given(st.lists(st.lists(_cell, min_size=2, max_size=2), min_size=1, max_size=6), st.integers(0, 5))
def test_the_ragged_row_is_named_wherever_it_is(rows, place):
    place = min(place, len(rows))
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["first", "second"])
    writer.writerows(rows[:place])
    line = len(re.split(r"\r\n|\r|\n", out.getvalue()))
    writer.writerow(["one", "two", "three"])
    writer.writerows(rows[place:])
    with pytest.raises(InputError, match=f"line {line}: 3 value"):
        parse_records(out.getvalue(), "t.csv")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_an_input_error(text):
    try:
        records, _ = parse_records(text, "t.csv")
    except InputError:
        return
    assert len({len(row) for _, row in records}) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "1000;15.08.2023;65,16;Küche\n1001;16.08.2023;7,50;Bad\n1002;17.08.2023;8,25;Bad\n",
        "Text;Betrag, netto;Label\ngut;65,16;a\nschlecht;7,50;b\n",
    ],
)
def test_decimal_commas_do_not_hide_the_wider_delimiter(text):
    records, _ = parse_records(text, "preise.csv")
    assert {len(cells) for _, cells in records} == {len(text.splitlines()[0].split(";"))}


def test_an_index_without_a_name_is_said_to_be_no_feature(write):
    table = read_delimited(write("t.csv", ",size,kind\n0,1.5,a\n1,2.5,b\n2,3.5,a\n"))
    assert [(note.code, note.message) for note in table.notes] == [
        ("index_column", "t.csv: the first column only numbers the rows; left out of the features.")
    ]
    assert list(table.frame.columns) == ["c0", "size", "kind"]


def test_a_nameless_column_of_other_values_is_only_renamed(write):
    table = read_delimited(write("t.csv", ",size,kind\n7,1.5,a\n1,2.5,b\n2,3.5,a\n"))
    assert [(note.code, note.message) for note in table.notes] == [
        ("renamed_columns", "t.csv: a column had no name or a repeated one; now called `c0`.")
    ]
