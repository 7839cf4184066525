"""Files that are missing, damaged or of another kind, and which array of a file is meant."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from labelproof._blocks import open_source, read_all, read_labels
from sources import SOURCES

PROBS = np.random.default_rng(0).dirichlet(np.ones(5), 60)
FILES = ("npy", "npz", "npz compressed", "feather", "parquet columns", "parquet lists", "hdf5", "hdf5 chunks")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"There is no file '.*absent.npy'. Check the path; it is relative to"):
        open_source(str(tmp_path / "absent.npy"))


def test_an_unknown_kind_of_file_is_named_with_the_known_ones(tmp_path):
    (tmp_path / "probs.parqet").write_text("")
    with pytest.raises(ValueError, match=r"no kind of file .* Did you mean '.parquet'\? Legal: '.npy', '.npz'"):
        open_source(tmp_path / "probs.parqet")


def test_an_empty_folder_holds_no_probabilities(tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    with pytest.raises(ValueError, match="there is no Parquet file in the folder"):
        open_source(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"no array at all" * 9], ids=["empty", "cut", "text"])
@pytest.mark.parametrize("suffix", [".npy", ".npz", ".parquet", ".feather", ".h5", ".zarr"])
def test_a_file_of_something_else_is_refused(suffix, content, tmp_path):
    needs = {".parquet": "pyarrow", ".feather": "pyarrow", ".h5": "h5py", ".zarr": "zarr"}
    pytest.importorskip(needs.get(suffix, "numpy"), reason="its package is not installed")
    path = tmp_path / f"probs{suffix}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"is not a plain .npy array|is no readable"):
        open_source(path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_off_is_refused_when_it_is_read(name, tmp_path):
    whole = Path(SOURCES[name](PROBS, tmp_path))
    path = tmp_path / f"cut{whole.suffix}"
    content = whole.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=r"is not a plain .npy array|is no readable"):
        read_all(open_source(path))


def test_a_compressed_member_with_a_wrong_byte_is_refused_when_it_is_read(tmp_path):
    path = SOURCES["npz compressed"](PROBS, tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is no readable npz file"):
        read_all(open_source(path))


def test_a_damaged_chunk_of_zarr_is_refused_when_it_is_read(tmp_path):
    path = SOURCES["zarr"](PROBS, tmp_path)
    chunk = next(file for file in path.rglob("*") if file.name == "1.0")
    chunk.write_bytes(b"\xff" * chunk.stat().st_size)
    with pytest.raises(ValueError, match=r"'.*rows.zarr' is no readable Zarr file"):
        read_all(open_source(path))


def test_a_damaged_chunk_of_hdf5_is_refused_when_it_is_read(tmp_path):
    path = SOURCES["hdf5 chunks"](PROBS, tmp_path)
    with pytest.importorskip("h5py", reason="h5py is not installed").File(path, "r") as file:
        chunk = file["model/probabilities"].id.get_chunk_info(1)
    content = bytearray(path.read_bytes())
    content[chunk.byte_offset : chunk.byte_offset + chunk.size] = b"\xff" * chunk.size
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"'.*chunks.hdf5' is no readable HDF5 file"):
        read_all(open_source(path))


def test_objects_are_never_unpickled(tmp_path):
    np.save(tmp_path / "evil.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"not a plain .npy array"):
        open_source(tmp_path / "evil.npy")
    np.savez(tmp_path / "evil.npz", pred_probs=np.full((2, 2), {}, object))
    with pytest.raises(TypeError, match="`pred_probs` must hold numbers"):
        open_source(tmp_path / "evil.npz")


def test_the_only_array_with_two_dimensions_is_meant(tmp_path):
    np.savez(tmp_path / "a.npz", labels=np.arange(3), probabilities=PROBS, ids=np.arange(60))
    np.testing.assert_array_equal(read_all(open_source(tmp_path / "a.npz")), PROBS)
    np.savez(tmp_path / "b.npz", embeddings=PROBS * 2, pred_probs=PROBS)
    np.testing.assert_array_equal(read_all(open_source(tmp_path / "b.npz")), PROBS)


def test_two_arrays_with_two_dimensions_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", train=PROBS, test=PROBS)
    with pytest.raises(ValueError, match=r"one called 'pred_probs': got 'train' \(60, 5\), 'test' \(60, 5\)"):
        open_source(tmp_path / "a.npz")


@pytest.mark.parametrize("shape", [(60,), (3, 4, 5)])
@pytest.mark.parametrize("suffix", [".npy", ".npz", ".h5", ".zarr"])
def test_arrays_of_other_dimensions_are_refused(suffix, shape, tmp_path):
    array = np.zeros(shape)
    path = tmp_path / f"probs{suffix}"
    if suffix == ".npy":
        np.save(path, array)
    elif suffix == ".npz":
        np.savez(path, pred_probs=array)
    elif suffix == ".h5":
        with pytest.importorskip("h5py", reason="h5py is not installed").File(path, "w") as file:
            file["pred_probs"] = array
    else:
        zarr = pytest.importorskip("zarr", reason="zarr is not installed")
        zarr.open(str(path), mode="w", shape=shape, chunks=shape, dtype="f8")
    with pytest.raises(ValueError, match="`pred_probs` must be 2-D"):
        open_source(path)


def test_a_stored_member_is_mapped_not_read(tmp_path):
    source = open_source(SOURCES["npz"](PROBS, tmp_path))
    assert isinstance(source.array.base, np.memmap) or isinstance(source.array, np.memmap)
    with zipfile.ZipFile(tmp_path / "stored.npz") as archive:
        assert archive.namelist() == ["pred_probs.npy", "labels.npy"]


def test_labels_of_a_file_are_mapped_in_their_own_number_type(tmp_path):
    np.save(tmp_path / "labels.npy", np.arange(7, dtype=np.int8))
    for path in (tmp_path / "labels.npy", str(tmp_path / "labels.npy")):
        labels = read_labels(path)
        assert labels.dtype == np.int8
        assert isinstance(labels.base, np.memmap)
        assert labels.tolist() == list(range(7))


def test_labels_of_a_missing_file_are_refused(tmp_path):
    with pytest.raises(ValueError, match="There is no file"):
        read_labels(tmp_path / "labels.npy")


@pytest.mark.parametrize("value", [[1, 2], "cat", None, np.arange(3)], ids=["list", "text", "None", "array"])
def test_labels_of_another_kind_are_left_alone(value):
    assert read_labels(value) is value


def test_labels_of_a_tensor_and_of_a_column_are_arrays():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    assert read_labels(torch.tensor([0, 2], dtype=torch.int16)).dtype == np.int16
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    column = arrow.chunked_array([[0, 1], [2]], arrow.int32())
    assert read_labels(column).dtype == np.int32
    assert read_labels(column).tolist() == [0, 1, 2]
    assert read_labels(arrow.array([3, 1, 2], arrow.uint8()).slice(1)).tolist() == [1, 2]
    assert read_labels(arrow.chunked_array([], arrow.int8())).tolist() == []
    gaps = arrow.array([0, None])
    assert read_labels(gaps) is gaps
    names = arrow.array(["a", "b"])
    assert read_labels(names) is names


def test_labels_of_a_data_set_are_an_array():
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    column = datasets.Dataset.from_dict({"label": [0, 2, 1]})["label"]
    assert np.asarray(read_labels(column)).tolist() == [0, 2, 1]
