from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof._base.errors import InputError
from labelproof._formats.jsonlines import read_json_lines


def test_lines_become_rows_and_blank_lines_are_passed_over(write):
    path = write("t.jsonl", '{"text": " a ", "label": 1}\n\n{"text": "b", "label": 2}\n')
    assert read_json_lines(path).frame.to_dict("list") == {"text": [" a ", "b"], "label": [1, 2]}


def test_a_list_of_objects_is_read_too(write):
    path = write("t.json", '[{"text": "a", "label": "x"},\n {"text": "b", "label": "y"}]')
    assert read_json_lines(path).frame["label"].tolist() == ["x", "y"]


def test_a_key_that_a_line_leaves_out_is_missing_there_and_said(write):
    table = read_json_lines(write("t.jsonl", '{"text": "a", "label": "x"}\n{"text": "b"}\n'))
    assert table.frame["label"].tolist() == ["x", None]
    assert [(note.code, note.rows) for note in table.notes] == [("missing_keys", (1,))]


def test_broken_json_names_its_line(write):
    path = write("t.jsonl", '{"text": "a"}\n{"text": }\n')
    with pytest.raises(InputError, match=re.escape(f"`{path}`, line 2: no valid JSON (Expecting value at column 10)")):
        read_json_lines(path)


def test_a_line_that_is_no_object_names_itself(write):
    with pytest.raises(InputError, match="line 2: an object was expected, got list"):
        read_json_lines(write("t.jsonl", '{"text": "a"}\n["b"]\n'))


def test_json_nested_too_deeply_is_refused(write):
    with pytest.raises(InputError, match="nested too deeply"):
        read_json_lines(write("t.jsonl", '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}"))


def test_nul_characters_and_lone_surrogates_are_removed(write):
    table = read_json_lines(write("t.jsonl", '{"text": "a\\u0000b\\ud800", "label": "x"}\n'))
    assert table.frame["text"].tolist() == ["ab?"]
    assert [note.code for note in table.notes] == ["nul_bytes"]


def test_large_integers_keep_their_digits_beside_missing_ones(write):
    table = read_json_lines(write("t.jsonl", '{"id": 9007199254740993}\n{"id": null}\n'))
    assert table.frame["id"].tolist() == [9007199254740993, None]


_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.fixed_dictionaries({"text": _text, "label": _text}), min_size=1, max_size=8), st.booleans())
def test_what_was_written_comes_back_exactly(tmp_path_factory, rows, ascii_only):
    path = tmp_path_factory.getbasetemp() / "round_trip.jsonl"
    lines = [json.dumps(row, ensure_ascii=ascii_only) for row in rows]
    path.write_bytes("\n".join(lines).encode())
    assert read_json_lines(path).frame.to_dict("records") == rows


def test_a_number_of_thousands_of_digits_is_kept_as_text(write):
    path = write("t.jsonl", '{"n": 1, "label": "x"}\n{"n": -' + "1" * 5000 + ', "label": "y"}\n')
    assert read_json_lines(path).frame["n"].tolist() == [1, "-" + "1" * 5000]


def test_small_integers_stay_integers_beside_null(write):
    table = read_json_lines(write("t.jsonl", '{"n": 1}\n{"n": null}\n'))
    assert str(table.frame["n"][0]) == "1"
