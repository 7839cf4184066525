"""Parquet with other labels: types, metadata, row groups and all other values stay."""

import io
import json

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.parquet import rewrite_parquet
from labelproof._formats.rewrite.plan import DROPPED, Plan

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def stored(columns, *, schema=None, **options):
    target = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), target, **options)
    return target.getvalue()


def loaded(content):
    return pq.ParquetFile(io.BytesIO(content))


def rewrite(content, *, rows, changes=None, columns=("label",), **more):
    return rewrite_parquet(content, "data.parquet", Plan(columns=columns, rows=rows, changes=changes or {}, **more))


def test_no_change_gives_the_same_bytes():
    content = stored({"label": ["a", "b"]})
    assert rewrite(content, rows=2).content == content


@pytest.mark.parametrize(
    ("values", "kind", "label", "new"),
    [
        (["a", "b", None], pa.string(), "b", "b"),
        (["a", "b", None], pa.large_string(), "new", "new"),
        ([" a", "b", None], pa.string(), "b", " b"),
        ([0, 1, None], pa.int8(), "1", 1),
        ([0, 1, None], pa.int64(), "7", 7),
        ([0.0, 1.0, None], pa.float32(), "7", 7.0),
        ([True, False, None], pa.bool_(), "False", False),
        (["a", "b", None], pa.dictionary(pa.int8(), pa.string()), "new", "new"),
        ([b"a", b"b", None], pa.binary(), "b", b"b"),
    ],
)
def test_labels_keep_their_type(values, kind, label, new):
    content = stored({"label": pa.array(values, type=kind), "x": [1, 2, 3]})
    actual = loaded(rewrite(content, rows=3, changes={0: label}).content).read()
    # As it is read without a change: old releases of pyarrow number all categories by int32.
    assert actual.column("label").type == loaded(content).schema_arrow.field("label").type
    assert actual.column("label").to_pylist() == [new, *values[1:]]
    assert actual.column("x").to_pylist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("values", "kind", "label"),
    [([0, 1], pa.int8(), "cat"), ([0, 1], pa.int8(), "999"), ([True, False], pa.bool_(), "cat")],
)
def test_a_label_that_the_type_cannot_hold_is_refused(values, kind, label):
    with pytest.raises(InputError, match="cannot hold the label"):
        rewrite(stored({"label": pa.array(values, type=kind)}), rows=2, changes={0: label})


def test_metadata_row_groups_and_compression_stay():
    schema = pa.schema([("label", pa.string()), ("x", pa.list_(pa.int64()))], metadata={"who": "me"})
    content = stored(
        {"label": ["a", "b", "a", "b"], "x": [[1], [], None, [2]]}, schema=schema, row_group_size=2, compression="gzip"
    )
    actual = loaded(rewrite(content, rows=4, changes={0: "b", 1: DROPPED}).content)
    assert actual.schema_arrow.metadata == {b"who": b"me"}
    assert [actual.metadata.row_group(i).num_rows for i in range(actual.num_row_groups)] == [1, 2]
    assert {actual.metadata.row_group(0).column(i).compression for i in range(2)} == {"GZIP"}
    assert actual.read().to_pydict() == {"label": ["b", "a", "b"], "x": [[1], None, [2]]}


def test_categories_keep_their_order():
    column = pa.DictionaryArray.from_arrays(pa.array([1, 0]), pa.array(["z", "a", "unused"]))
    actual = loaded(rewrite(stored({"label": column}), rows=2, changes={0: "new"}).content).read().column("label")
    assert actual.to_pylist() == ["new", "z"]
    assert actual.combine_chunks().dictionary.to_pylist()[0] == "z"


def test_a_new_class_is_added_to_the_names_that_the_metadata_keep():
    about = {"info": {"features": {"label": {"names": ["neg", "pos"], "_type": "ClassLabel"}}}}
    schema = pa.schema([("label", pa.int64())], metadata={"huggingface": json.dumps(about)})
    content = stored({"label": [0, 1, 0]}, schema=schema)
    actual = loaded(rewrite(content, rows=3, changes={0: "mixed", 1: "pos", 2: "1"}).content)
    told = json.loads(actual.schema_arrow.metadata[b"huggingface"])
    assert told["info"]["features"]["label"]["names"] == ["neg", "pos", "mixed"]
    assert actual.read().to_pydict() == {"label": [2, 1, 1]}


def test_lists_of_tags_keep_their_items():
    content = stored({"l": [["a", "b"], [], None], "x": [1, 2, 3]})
    changes = {0: {"a": False}, 1: {"b": True}, 2: {"new": True}}
    actual = loaded(rewrite(content, rows=3, changes=changes, columns=("l",), tags=("a", "b")).content).read()
    assert actual.to_pydict() == {"l": [["b"], ["b"], ["new"]], "x": [1, 2, 3]}


def test_columns_of_0_and_1_keep_their_type():
    content = stored({"x": pa.array([0, 1], pa.int8()), "y": [True, False]})
    actual = loaded(
        rewrite(content, rows=2, changes={0: {"x": True, "y": False}}, columns=("x", "y"), tags=("x", "y")).content
    ).read()
    assert actual.to_pydict() == {"x": [1, 1], "y": [False, False]}
    assert actual.column("x").type == pa.int8()


def test_added_columns_come_last():
    actual = loaded(rewrite(stored({"label": ["a", "b"]}), rows=2, added={"label": ["x", None]}).content).read()
    assert actual.to_pydict() == {"label": ["a", "b"], "label_2": ["x", None]}


def test_shown_values_are_before_and_after():
    shown = rewrite(stored({"label": ["a", "b"]}), rows=2, changes={0: "b", 1: DROPPED}, shown=5).shown
    assert [(one.place, one.before, one.after) for one in shown] == [
        ("row 0", "label: a", "label: b"),
        ("row 1", "label: b", None),
    ]


def test_the_beginning_alone_shows_its_changes():
    shown = rewrite(stored({"label": ["a", "b", "b"]}), rows=3, changes={0: "b"}, shown=5, limit=2).shown
    assert [(one.before, one.after) for one in shown] == [("label: a", "label: b")]
