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
    monkeypatch.setattr("labelproof._workspace.folder._BLOCK", 2)
    assert folder.keys(rows) == [KEYS[row] for row in rows]
    monkeypatch.setattr("labelproof._workspace.folder._SPARSE", 0)
    assert folder.keys(rows) == [KEYS[row] for row in rows]


def test_many_digests_are_those_read_one_by_one(folder):
    assert folder.contents(np.array([1, 4])) == [folder.content(1), folder.content(4)]


def test_vectors_read_in_blocks_are_the_mapped_ones(folder):
    blocks = list(folder.vector_blocks(4))
    assert [len(block) for block in blocks] == [4, 2]
    assert (np.concatenate(blocks) == folder.vectors).all()


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
