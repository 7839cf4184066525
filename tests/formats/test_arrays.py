from __future__ import annotations

import re

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._formats.arrays import load_named, load_npy


def test_an_npy_file_is_mapped_not_loaded(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.arange(6.0).reshape(3, 2))
    array, record = load_npy(path)
    assert (type(array), array.tolist()) == (np.memmap, [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    assert (record.path, len(record.sha256)) == (str(path), 64)


def test_pickled_objects_are_refused(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.array([{"a": 1}], dtype=object))
    with pytest.raises(
        InputError,
        match=r"holds pickled Python objects, which could run code and are therefore never read\. Save numbers or",
    ):
        load_npy(path)


@pytest.mark.parametrize("content", ["", "text", b"\x93NUMPY\x01\x00short", b"\x80\x04pickle"])
def test_a_file_that_is_no_array_is_refused(write, content):
    path = write("a.npy", content)
    with pytest.raises(InputError, match=re.escape(f"`{path}`")):
        load_npy(path)


def test_an_npz_under_the_name_npy_is_refused(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros(2))
    (tmp_path / "a.npz").rename(tmp_path / "a.npy")
    with pytest.raises(InputError, match="holds several arrays"):
        load_npy(tmp_path / "a.npy")


def test_a_named_array_is_found_by_its_usual_names(tmp_path):
    np.savez(tmp_path / "a.npz", given_labels=np.array([1, 0]), other=np.zeros(3))
    array, _ = load_named(tmp_path / "a.npz", ("labels", "given_labels"), "labels")
    assert array.tolist() == [1, 0]
