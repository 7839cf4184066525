"""JSON lines and JSON lists with other labels: key order, spacing and every other value stay as they are."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof._base.errors import InputError
from labelproof._formats import read
from labelproof._formats.rewrite.jsonlines import rewrite_json
from labelproof._formats.rewrite.plan import DROPPED, Plan

LINES = Path("data.jsonl")
KINDS = {"text": ["cat", "dog", 'a "b"', "ünï"], "whole": [0, 1, 7], "real": [0.0, 1.0, 7.0], "flag": [True, False]}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def rewrite(content, *, rows, changes=None, columns=("label",), **more):
    return rewrite_json(content, LINES, Plan(columns=columns, rows=rows, changes=changes or {}, **more))


def name(value):
    return str(int(value)) if isinstance(value, float) else str(value)


@st.composite
def files(draw):
    """Objects with a label anywhere in them, a way to write them, and changes."""
    labels = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    rows = []
    for number in range(draw(st.integers(2, 6))):
        others = draw(st.dictionaries(st.text(max_size=5).filter(lambda key: key != "label"), values, max_size=3))
        pairs = [("t", f"text {number}"), *others.items()]
        pairs.insert(draw(st.integers(0, len(pairs))), ("label", labels[number % len(labels)]))
        rows.append(dict(pairs))
    style = {
        "separators": draw(st.sampled_from([(", ", ": "), (",", ":"), (" , ", " : ")])),
        "ensure_ascii": draw(st.booleans()),
    }
    held = [row["label"] for row in rows]
    changes = draw(st.dictionaries(st.integers(0, len(rows) - 1), st.sampled_from([*held, DROPPED])))
    return rows, style, changes


def as_lines(rows, style):
    return "".join(json.dumps(row, **style) + "\n" for row in rows).encode("utf-8", "surrogatepass")


def as_list(rows, style):
    return ("[\n" + ",\n".join(json.dumps(row, **style) for row in rows) + "\n]\n").encode()


@pytest.mark.parametrize("write", [as_lines, as_list])
@given(case=files())
def test_the_result_is_what_the_same_writer_would_have_written(write, case):
    rows, style, changes = case
    wanted = [
        {**row, "label": changes.get(number, row["label"])}
        for number, row in enumerate(rows)
        if changes.get(number) is not DROPPED
    ]
    named = {row: change if change is DROPPED else name(change) for row, change in changes.items()}
    actual = rewrite(write(rows, style), changes=named, rows=len(rows)).content
    if wanted or write is as_lines:
        assert actual == write(wanted, style)
    else:
        assert json.loads(actual) == []


@pytest.mark.parametrize("write", [as_lines, as_list])
@given(case=files())
def test_no_change_gives_the_same_bytes(write, case):
    rows, style, _ = case
    content = write(rows, style)
    assert rewrite(content, rows=len(rows)).content == content


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        (b'{"label":1}\n{"label":2}', "2", b'{"label":2}\n{"label":2}'),
        (b'{"label":"1"}\n{"label":"2"}', "2", b'{"label":"2"}\n{"label":"2"}'),
        (b'{"label":1.0}\n{"label":2.0}', "3", b'{"label":3.0}\n{"label":2.0}'),
        (b'{"label":1}\n{"label":2}', "9", b'{"label":9}\n{"label":2}'),
        (b'{"label":1}\n{"label":2}', "new", b'{"label":"new"}\n{"label":2}'),
        (b'{"label":true}\n{"label":false}', "False", b'{"label":false}\n{"label":false}'),
        (b'{"label":" a"}\n{"label":"b"}', "b", b'{"label":" b"}\n{"label":"b"}'),
        (b'{"label":null}\n{"label":2}', "2", b'{"label":2}\n{"label":2}'),
        (b'{"t": 1}\r\n\n{"label": 2}', "2", b'{"t": 1, "label": 2}\r\n\n{"label": 2}'),
        (b'{"t": 1\t}\n{"x":1,"label":2}', "2", b'{"t": 1,"label":2\t}\n{"x":1,"label":2}'),
        (b'{}\n{"a":1,"label":2}', "2", b'{"label":2}\n{"a":1,"label":2}'),
        (b'{"label":1, "x":{"label":1}}\n{"label":2}', "2", b'{"label":2, "x":{"label":1}}\n{"label":2}'),
        (b'{"label":1,"label":1}\n{"label":2}', "2", b'{"label":1,"label":2}\n{"label":2}'),
        (b'{"label":"a"}\n{"label":"\\u00fc"}', "\u00fc", b'{"label":"\\u00fc"}\n{"label":"\\u00fc"}'),
        (b'{"label":"a"}\n{"label":"b"}', "\u00fc", b'{"label":"\\u00fc"}\n{"label":"b"}'),
        ('{"label":"a"}\n{"t":"ö"}'.encode(), "ü", '{"label":"ü"}\n{"t":"ö"}'.encode()),
        (b'\xef\xbb\xbf[{"label":1},\n {"label":2}]', "2", b'\xef\xbb\xbf[{"label":2},\n {"label":2}]'),
    ],
)
def test_the_first_row_is_written_in_the_way_of_its_file(before, label, after):
    assert rewrite(before, changes={0: label}, rows=2).content == after


@pytest.mark.parametrize(
    ("gone", "after"),
    [
        ([0], b'[\n {"label":2},\n {"label":3}\n]'),
        ([1], b'[\n {"label":1},\n {"label":3}\n]'),
        ([2], b'[\n {"label":1},\n {"label":2}\n]'),
        ([0, 2], b'[\n {"label":2}\n]'),
        ([0, 1], b'[\n {"label":3}\n]'),
        ([0, 1, 2], b"[\n \n]"),
    ],
)
def test_items_of_a_list_are_left_out_with_one_comma(gone, after):
    content = b'[\n {"label":1},\n {"label":2},\n {"label":3}\n]'
    assert rewrite(content, changes=dict.fromkeys(gone, DROPPED), rows=3).content == after


def test_added_keys_come_last_and_are_spaced_like_the_others():
    content = b'{"label":1,"t":"x"}\n{"t":"y","label":2 }\n'
    added = {"label": ["=a", None], "ok": [True, False], "score": [0.5, 1]}
    actual = rewrite(content, rows=2, added=added).content
    expected = b'{"label":1,"t":"x","label_2":"=a","ok":true,"score":0.5}\n'
    assert actual == expected + b'{"t":"y","label":2,"label_2":null,"ok":false,"score":1 }\n'


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (b'{"l":["a", "b"]}\n{"l":["c"]}', {"a": False}, b'{"l":["b"]}\n{"l":["c"]}'),
        (b'{"l":["a", "b"]}\n{"l":["c"]}', {"c": True}, b'{"l":["a", "b", "c"]}\n{"l":["c"]}'),
        (b'{"l":[]}\n{"l":["c","d"]}', {"c": True, "x": True}, b'{"l":["c","x"]}\n{"l":["c","d"]}'),
        (b'{"l":[1,2]}\n{"l":[3]}', {"1": False, "3": True}, b'{"l":[2,3]}\n{"l":[3]}'),
        (b'{"l":[1,0,0]}\n{"l":[0,1,1]}', {"0": False, "2": True}, b'{"l":[0,0,1]}\n{"l":[0,1,1]}'),
        (b'{"l":"a|b"}\n{"l":"c"}', {"a": False, "c": True}, b'{"l":"b|c"}\n{"l":"c"}'),
        (b'{"t":1}\n{"l":["c"]}', {"c": True}, b'{"t":1, "l": ["c"]}\n{"l":["c"]}'),
    ],
)
def test_lists_of_tags_keep_their_spacing(before, change, after):
    names = ("0", "1", "2") if b"[1,0,0]" in before else ("1", "2", "3") if b"[1,2]" in before else ("a", "b", "c", "d")
    actual = rewrite(before, changes={0: change}, columns=("l",), tags=names, rows=2).content
    assert json.loads(actual.split(b"\n")[0])["l"] == json.loads(after.split(b"\n")[0])["l"]
    assert actual.replace(b" ", b"") == after.replace(b" ", b"")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'{"x":0,"y":1}\n{"x":1,"y":0}', b'{"x":1,"y":0}\n{"x":1,"y":0}'),
        (b'{"x":false,"y":true}\n{"x":true,"y":false}', b'{"x":true,"y":false}\n{"x":true,"y":false}'),
        (b'{"x":"0","y":"1"}\n{"x":"1","y":"0"}', b'{"x":"1","y":"0"}\n{"x":"1","y":"0"}'),
    ],
)
def test_keys_of_0_and_1_keep_their_kind(before, after):
    change = {0: {"x": True, "y": False}}
    assert rewrite(before, changes=change, columns=("x", "y"), tags=("x", "y"), rows=2).content == after


def test_a_tag_without_a_key_is_refused():
    with pytest.raises(InputError, match="one key for each of the old tags"):
        rewrite(b'{"x":0,"y":1}', changes={0: {"z": True}}, columns=("x", "y"), tags=("x", "y"), rows=1)


def test_shown_objects_are_before_and_after():
    shown = rewrite(b'\n{"label":1}\n{"label":2}', changes={0: "2", 1: DROPPED}, rows=2, shown=5).shown
    assert [(one.place, one.before, one.after) for one in shown] == [
        ("line 2", '{"label":1}', '{"label":2}'),
        ("line 3", '{"label":2}', None),
    ]


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text("".join(f'{{"text": "words of row {i}", "label": {i % 2}}}\n' for i in range(20)))
    path.write_bytes(rewrite(path.read_bytes(), changes={0: "1", 3: "2", 4: DROPPED}, rows=20).content)
    expected = ["0", "1"] * 10
    expected[0], expected[3] = "1", "2"
    del expected[4]
    assert read(path, label="label").labels.tolist() == expected
