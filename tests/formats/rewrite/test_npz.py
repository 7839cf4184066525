"""Arrays with other labels: the other arrays keep their bytes, the labels their dtype and shape."""

import io
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.npz import rewrite_npy, rewrite_npz
from labelproof._formats.rewrite.plan import DROPPED, Plan


def stored(save=np.savez, **arrays):
    target = io.BytesIO()
    save(target, **arrays)
    return target.getvalue()


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: (archive.read(info), info.compress_type) for info in archive.infolist()}


def rewrite(content, *, rows, changes=None, **more):
    return rewrite_npz(content, "data.npz", Plan(columns=("y",), rows=rows, changes=changes or {}, **more))


def arrays(content):
    return dict(np.load(io.BytesIO(content), allow_pickle=False))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize(
    ("labels", "label", "new"),
    [
        (np.array([0, 1, 2], np.int8), "1", 1),
        (np.array([0, 1, 2], np.int8), "7", 7),
        (np.array([0, 1, 2], ">i4"), "2", 2),
        (np.array([0.0, 1.0, 2.0], np.float32), "2", 2.0),
        (np.array([[0], [1], [2]], np.uint8), "2", 2),
        (np.array(["cat", "dog", "ox"]), "dog", "dog"),
        (np.array(["cat", "dog", "ox"]), "a longer name", "a longer name"),
        (np.array([b"cat", b"dog", b"ox"]), "dog", b"dog"),
        (np.array([True, False, True]), "False", False),
    ],
)
def test_only_the_label_changes(save, labels, label, new):
    content = stored(save, X=np.arange(6.0).reshape(3, 2), y=labels, about=np.array("made up"))
    actual = rewrite(content, rows=3, changes={0: label}).content
    expected = labels.astype(object)
    expected.reshape(-1)[0] = new
    assert_array_equal(arrays(actual)["y"].astype(object), expected)
    assert arrays(actual)["y"].dtype.kind == labels.dtype.kind
    before, after = members(content), members(actual)
    assert {name: after[name] for name in after if name != "y.npy"} == {n: before[n] for n in before if n != "y.npy"}


def test_no_change_gives_the_same_bytes():
    content = stored(X=np.zeros((2, 2)), y=np.array([0, 1]))
    assert rewrite(content, rows=2).content == content


@pytest.mark.parametrize("label", ["cat", "300", "-1"])
def test_a_label_that_the_dtype_cannot_hold_is_refused(label):
    with pytest.raises(InputError, match="cannot hold the label"):
        rewrite(stored(X=np.zeros((2, 2)), y=np.array([0, 1], np.uint8)), rows=2, changes={0: label})


def test_dropped_rows_leave_every_array_of_that_length():
    content = stored(X=np.arange(6).reshape(3, 2), y=np.array([0, 1, 2]), names=np.array(["a", "b"]))
    actual = arrays(rewrite(content, rows=3, changes={1: DROPPED}).content)
    assert {name: array.tolist() for name, array in actual.items()} == {
        "X": [[0, 1], [4, 5]],
        "y": [0, 2],
        "names": ["a", "b"],
    }


def test_a_matrix_of_tags_changes_in_its_column():
    content = stored(X=np.zeros((2, 2)), y=np.array([[0, 1], [1, 0]], np.uint8))
    actual = arrays(rewrite(content, rows=2, changes={0: {"0": True, "1": False}}, tags=("0", "1")).content)["y"]
    assert actual.tolist() == [[1, 0], [1, 0]]
    assert actual.dtype == np.uint8
    with pytest.raises(InputError, match="one column for each of the old tags"):
        rewrite(content, rows=2, changes={0: {"new": True}}, tags=("0", "1"))


def test_added_columns_become_arrays():
    content = stored(X=np.zeros((2, 2)), y=np.array([0, 1]))
    added = {"y": ["a", None], "score": [0.5, None], "ok": [True, False]}
    actual = arrays(rewrite(content, rows=2, added=added).content)
    assert actual["y_2"].tolist() == ["a", ""]
    assert_array_equal(actual["score"], [0.5, np.nan])
    assert actual["ok"].tolist() == [True, False]


def test_a_single_array_of_labels_changes():
    target = io.BytesIO()
    np.save(target, np.array([0, 1, 2], np.int16))
    plan = Plan(columns=(), rows=3, changes={0: "2", 1: DROPPED})
    actual = np.load(io.BytesIO(rewrite_npy(target.getvalue(), "y.npy", plan).content), allow_pickle=False)
    assert actual.tolist() == [2, 2]
    assert actual.dtype == np.int16
    with pytest.raises(InputError, match="no columns can be added"):
        rewrite_npy(target.getvalue(), "y.npy", Plan(columns=(), rows=3, added={"a": [1, 2, 3]}))
