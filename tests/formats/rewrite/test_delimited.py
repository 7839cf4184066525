"""CSV and TSV with other labels: exactly the wanted cells change, whatever the dialect."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelproof._base.errors import InputError
from labelproof._formats import read, read_tagged
from labelproof._formats.rewrite.delimited import rewrite_delimited
from labelproof._formats.rewrite.plan import DROPPED, Plan

CSV, TSV = Path("data.csv"), Path("data.tsv")
LABELS = ("cat", "dog", "a,b", 'say "x"', "two words", "1", "Ünï", "multi\nline")
# A carriage return comes before a line feed alone: Python before 3.13 writes a lone one without quotes, and nobody can
# read such a row.
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(
    lambda text: text.replace("\r", "\r\n")
)


def rewrite(content, *, changes=None, columns=("label",), rows, path=CSV, **more):
    plan = Plan(columns=columns, rows=rows, changes=changes or {}, **more)
    return rewrite_delimited(content, path, plan)


def written(rows, *, quoting, delimiter, end):
    target = io.StringIO(newline="")
    csv.writer(target, quoting=quoting, delimiter=delimiter, lineterminator=end).writerows(rows)
    return target.getvalue()


@st.composite
def tables(draw):
    """Rows, a dialect, and changes: {row: label or DROPPED}."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=3, max_size=8))
    rows = [[f"{draw(words)} text {number}", label] for number, label in enumerate(labels)]
    dialect = {
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "delimiter": draw(st.sampled_from([",", ";", "\t", "|"])),
        "end": draw(st.sampled_from(["\n", "\r\n"])),
    }
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
    change = st.one_of(st.sampled_from(LABELS), st.just("a new class"), st.just(DROPPED))
    changes = draw(st.dictionaries(st.integers(0, len(rows) - 1), change))
    return rows, dialect, encoding, changes


@given(tables())
def test_the_result_is_what_the_same_writer_would_have_written(case):
    rows, dialect, encoding, changes = case
    head = written([["text", "label"]], **dialect)
    content = (head + written(rows, **dialect)).encode(encoding)
    kept = [row for row, _ in enumerate(rows) if changes.get(row) is not DROPPED]
    expected = head + written([[rows[row][0], changes.get(row, rows[row][1])] for row in kept], **dialect)
    try:
        actual = rewrite(content, changes=changes, rows=len(rows))
    except InputError as error:
        assume("no longer has a column" not in str(error))  # Another delimiter fits the random text as well.
        raise
    assert actual.content == expected.encode(encoding)


@given(tables())
def test_no_change_gives_the_same_bytes(case):
    rows, dialect, encoding, _ = case
    content = written([["text", "label"], *rows], **dialect).encode(encoding)
    assert rewrite(content, rows=len(rows)).content == content


@given(tables())
def test_setting_every_label_to_what_it_is_gives_the_same_bytes(case):
    rows, dialect, encoding, _ = case
    content = written(rows, **dialect).encode(encoding)
    columns, changes = ("c1",), {row: label for row, (_, label) in enumerate(rows)}
    try:
        actual = rewrite(content, changes=changes, columns=columns, rows=len(rows), header=False)
    except InputError as error:
        assume("no longer has a column" not in str(error))
        raise
    assert actual.content == content


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        (b"t,label\na,cat\nb,dog\n", "dog", b"t,label\na,dog\nb,dog\n"),
        (b"t,label\na, cat \nb, dog\n", "dog", b"t,label\na, dog \nb, dog\n"),
        (b't,label\na,"cat"\nb,"dog"\n', "new", b't,label\na,"new"\nb,"dog"\n'),
        (b't,label\na,"c,t"\nb,dog\n', "dog", b"t,label\na,dog\nb,dog\n"),
        (b't,label\na,"c,t"\nb,dog\n', "new", b"t,label\na,new\nb,dog\n"),
        (b't,label\na,"c,t"\nb,"d,g"\n', "new", b't,label\na,new\nb,"d,g"\n'),
        (b'"t","label"\n"a","c,t"\n"b","d,g"\n', "new", b'"t","label"\n"a","new"\n"b","d,g"\n'),
        (b't,label\na,cat\nb,"dog"\n', "dog", b't,label\na,"dog"\nb,"dog"\n'),
        (b"t,label\na,\nb, dog\n", "dog", b"t,label\na, dog\nb, dog\n"),
        (b"t,label\na,1.0\nb,2.0\n", "2", b"t,label\na,2.0\nb,2.0\n"),
        (b"t,label\na,1.0\nb,2.0\n", "3", b"t,label\na,3.0\nb,2.0\n"),
        (b"t,label\na,1.0\nb,x\n", "3", b"t,label\na,3\nb,x\n"),
        (b"t,label\na,01\nb,02\n", "02", b"t,label\na,02\nb,02\n"),
        (b"label,t\ncat,a\n\n\r\ndog,b", "dog", b"label,t\ndog,a\n\n\r\ndog,b"),
        (b"t,label\ra,cat\rb,dog", "dog", b"t,label\ra,dog\rb,dog"),
        (b"t,label\na\0,c\0at\nb,dog\n", "dog", b"t,label\na\0,dog\nb,dog\n"),
        ("t,label\nä,cat\nb,dög\n".encode("cp1252"), "dög", "t,label\nä,dög\nb,dög\n".encode("cp1252")),
    ],
)
def test_the_first_row_is_written_in_the_way_of_its_file(before, label, after):
    assert rewrite(before, changes={0: label}, rows=2).content == after


def test_quotes_that_are_ordinary_characters_stay_so():
    content = b'text\tlabel\nthe 5" one\tcat\n"open\tdog\n'
    actual = rewrite(content, changes={1: "cat"}, rows=2, path=TSV).content
    assert actual == b'text\tlabel\nthe 5" one\tcat\n"open\tcat\n'


def test_a_line_end_within_quotes_is_no_end_of_a_row():
    content = b'text,label\r\n"two\r\nlines",cat\r\nx,dog\r\n'
    assert rewrite(content, changes={0: DROPPED}, rows=2).content == b"text,label\r\nx,dog\r\n"


def test_a_row_with_too_few_cells_is_refused():
    with pytest.raises(InputError, match="not all rows have as many values"):
        rewrite(b"t,label\na,cat\nb\n", changes={0: "dog"}, rows=2)


def test_shown_lines_are_before_and_after():
    content = b"text,label\na,cat\nb,dog\nc,dog\n"
    shown = rewrite(content, changes={1: "cat", 2: DROPPED}, rows=3, shown=5).shown
    assert [(one.place, one.before, one.after) for one in shown] == [
        ("line 3", "b,dog", "b,cat"),
        ("line 4", "c,dog", None),
    ]


def test_added_columns_leave_the_rest_alone_and_run_nothing():
    content = b"text,action\r\na,cat\r\nb,dog"
    added = {"action": ["=cmd", "fi,xed"], "score": [0.5, None], "ok": [True, False]}
    actual = rewrite(content, rows=2, columns=("action",), added=added).content
    assert actual == b'text,action,action_2,score,ok\r\na,cat,\'=cmd,0.5,true\r\nb,dog,"fi,xed",,false'


def test_a_dropped_row_gets_no_added_cells():
    actual = rewrite(b"t,label\na,cat\nb,dog\n", rows=2, changes={0: DROPPED}, added={"n": [1, 2]}).content
    assert actual == b"t,label,n\nb,dog,2\n"


def test_a_file_of_another_length_is_refused():
    with pytest.raises(InputError, match="has 2 rows, and 3 were read"):
        rewrite(b"t,label\na,cat\nb,dog\n", changes={0: "dog"}, rows=3)


@pytest.mark.parametrize("label", ["", "nan", " padded "])
def test_a_label_that_would_be_read_as_another_one_is_refused(label):
    with pytest.raises(InputError, match="cannot hold the label"):
        rewrite(b"t,label\na,cat\nb,dog\n", changes={0: label}, rows=2)


def test_a_label_that_the_encoding_lacks_is_refused():
    with pytest.raises(InputError, match="Windows-1252, which has no 'Ж'"):
        rewrite("t,label\nä,cat\nb,dog\n".encode("cp1252"), changes={0: "Ж"}, rows=2)


def test_a_label_that_unquoted_cells_cannot_hold_is_refused():
    with pytest.raises(InputError, match="no quotes"):
        rewrite(b'text\tlabel\nthe 5" one\tcat\n"open\tdog\n', changes={0: "a\tb"}, rows=2, path=TSV)


def again(tmp_path, content, tags):
    path = tmp_path / "again.csv"
    path.write_bytes(content)
    matrix = read_tagged(path, tags=tags, need_content=False).tags
    return [{name for name, has in zip(matrix.names, row, strict=True) if has} for row in matrix.given]


@pytest.mark.parametrize(
    ("cells", "row", "change", "expected"),
    [
        (["a|b", "b", "c|a"], 0, {"a": False}, "b"),
        (["a|b", "b", "c|a"], 1, {"a": True}, "b|a"),
        (["a | b", "b", "c | a"], 0, {"c": True}, "a | b | c"),
        (["a|b", "", "c|a"], 1, {"c": True, "b": True}, "c|b"),
        (["a|b", "b", "c|a"], 1, {"b": False}, ""),
        (["['a', 'b']", "['b']", "['c', 'a']"], 1, {"a": True}, "['b', 'a']"),
        (["['a', 'b']", "[]", "['c', 'a']"], 1, {"a": True}, "['a']"),
        (["['a', 'b']", "['b']", "['c', 'a']"], 0, {"a": False, "b": False}, "[]"),
        (['["a", "b"]', '["b"]', '["c"]'], 1, {"new": True}, '["b", "new"]'),
        (["[0 3]", "[3]", "[0 1]"], 1, {"0": True}, "[3 0]"),
        (["0,3", "3", "0,1"], 0, {"1": True, "0": False}, "3,1"),
        (["a;b", "b", "c;a"], 1, {"x|y": True}, '["b", "x|y"]'),
    ],
)
def test_tags_in_one_cell_are_taken_out_and_put_in(tmp_path, cells, row, change, expected):
    content = written([["text", "tags"], *([f"t{i}", cell] for i, cell in enumerate(cells))], **MINIMAL).encode()
    before = again(tmp_path, content, ["tags"])
    names = tuple(sorted(set().union(*before)))
    actual = rewrite(content, changes={row: change}, columns=("tags",), tags=names, rows=len(cells)).content
    cells[row] = expected
    assert actual == written([["text", "tags"], *([f"t{i}", cell] for i, cell in enumerate(cells))], **MINIMAL).encode()
    before[row] = (before[row] | {tag for tag, has in change.items() if has}) - {
        t for t, has in change.items() if not has
    }
    assert again(tmp_path, actual, ["tags"]) == before


MINIMAL = {"quoting": csv.QUOTE_MINIMAL, "delimiter": ",", "end": "\n"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"t,x,y\na,0,1\nb,1,0\n", b"t,x,y\na,1,0\nb,1,0\n"),
        (b"t,x,y\na,False,True\nb,True,False\n", b"t,x,y\na,True,False\nb,True,False\n"),
        (b't,x,y\na,"0.0",1.0\nb,1.0,0.0\n', b't,x,y\na,"1.0",0.0\nb,1.0,0.0\n'),
        (b"t,x,y\na,-1, 1\nb, 1,-1\n", b"t,x,y\na,1, -1\nb, 1,-1\n"),
    ],
)
def test_columns_of_0_and_1_keep_their_words(before, after):
    change = {0: {"x": True, "y": False}}
    assert rewrite(before, changes=change, columns=("x", "y"), tags=("x", "y"), rows=2).content == after


def test_a_tag_without_a_column_is_refused():
    with pytest.raises(InputError, match="one column for each of the old tags"):
        rewrite(b"t,x,y\na,0,1\n", changes={0: {"z": True}}, columns=("x", "y"), tags=("x", "y"), rows=1)


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes(
        b"text,label\n" + b"".join(b"words of row %d,%s\n" % (i, (b"cat", b"dog")[i % 2]) for i in range(20))
    )
    made = rewrite(path.read_bytes(), changes={0: "dog", 3: "bird", 4: DROPPED}, rows=20)
    expected = ["cat", "dog"] * 10
    expected[0], expected[3] = "dog", "bird"
    del expected[4]
    path.write_bytes(made.content)
    assert read(path, label="label").labels.tolist() == expected
