"""The audit's files: keys read without the rest, blocks read at once, columns that are missing."""

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._workspace.folder import Folder
from workspace.folders import write_folder

KEYS = ["plain", 'with "quotes"', "with \\ stroke", "ünïcode", "row#2", ""]


@pytest.fixture
def folder(tmp_path):
    """Six rows with awkward keys."""
    found = Folder(write_folder(tmp_path / "w", [0] * 6, [1] * 6, keys=KEYS))
    yield found
    found.close()


def test_keys_are_read_whatever_is_in_them(folder):
    assert [folder.key(row) for row in range(6)] == KEYS
    assert [folder.payload(row)["key"] for row in range(6)] == KEYS


def test_many_keys_are_those_read_one_by_one(folder, monkeypatch):
    rows = np.array([0, 1, 3, 5])
    assert folder.keys(rows) == [KEYS[row] for row in rows]
    monkeypatch.setattr("labelproof._workspace.folder.BLOCK", 2)
    assert folder.keys(rows) == [KEYS[row] for row in rows]
    monkeypatch.setattr("labelproof._workspace.folder._SPARSE", 0)
    assert folder.keys(rows) == [KEYS[row] for row in rows]


def test_many_digests_are_those_read_one_by_one(folder):
    assert folder.contents(np.array([4, 1])) == [folder.content(4), folder.content(1)]


def test_rows_are_taken_in_any_order_whether_few_or_many(folder, monkeypatch):
    stored = np.load(folder.review / "vectors.npy")
    monkeypatch.setattr("labelproof._workspace.records.BLOCK", 2)
    for sparse in (0, 512):
        monkeypatch.setattr("labelproof._workspace.records._SPARSE", sparse)
        assert np.array_equal(folder.vectors.take(np.array([5, 0, 3, 0])), stored[[5, 0, 3, 0]])


def test_vectors_read_in_blocks_are_those_stored(folder):
    blocks = list(folder.vector_blocks(4))
    assert [len(block) for block in blocks] == [4, 2]
    assert np.array_equal(np.concatenate(blocks), np.load(folder.review / "vectors.npy").astype(np.float32))


def test_an_open_audit_is_read_on_when_another_lies_under_its_name(folder, tmp_path):
    assert not folder.is_replaced
    vectors = np.concatenate(list(folder.vector_blocks()))
    folder.path.rename(tmp_path / "old")
    assert not folder.is_replaced, "in the instant between, nothing lies there"
    write_folder(folder.path, [0, 1, 2, 0, 1, 2], [2, 2, 1, 1, 0, 0])

    assert folder.is_replaced
    assert np.array_equal(np.concatenate(list(folder.vector_blocks())), vectors)
    assert [folder.key(row) for row in range(6)] == KEYS


def test_a_column_that_is_cut_off_is_refused(folder):
    column = folder.review / "hash.npy"
    column.write_bytes(column.read_bytes()[:-1])
    with pytest.raises(OSError, match="cannot be read: it is cut off"):
        Folder(folder.path)


def test_a_missing_column_is_named(folder):
    (folder.review / "order.npy").unlink()
    with pytest.raises(InputError, match=r"lacks the file order\.npy"):
        Folder(folder.path)


def test_a_column_that_would_run_code_is_refused(folder):
    np.save(folder.review / "given.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(OSError, match="cannot be read"):
        Folder(folder.path)


@pytest.mark.parametrize("order", ["C", "F"])
def test_probabilities_are_read_as_they_are_stored(tmp_path, order):
    path = write_folder(tmp_path / "made.labelproof", [0, 1, 2], [1, 1, 2])
    stored = np.asarray(np.load(path / "pred_probs.npy"), order=order)
    np.save(path / "pred_probs.npy", stored)
    folder = Folder(path)

    assert np.array_equal(np.stack([folder.probabilities_of(row) for row in range(3)]), stored)
    folder.close()
