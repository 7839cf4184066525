from __future__ import annotations

import io
import re
import zipfile

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._formats import read


def save(tmp_path, **arrays):
    path = tmp_path / "set.npz"
    np.savez(path, **arrays)
    return path


def test_images_and_labels(tmp_path, note):
    images = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)
    dataset = read(save(tmp_path, images=images, labels=np.array([7, 2, 7])))
    assert (dataset.name, dataset.modality, dataset.labels.tolist()) == ("set", "image", ["7", "2", "7"])
    assert [ref.array.tolist() for ref in dataset.images] == images.tolist()
    assert "Using `labels` as the label and `images` as the examples" in note(dataset, "guessed_columns").message


def test_features_and_targets(tmp_path):
    x = np.array([[0.5, 1.0], [2.0, 3.0], [4.0, 5.0]])
    dataset = read(save(tmp_path, X=x, y=np.array(["u", "v", "u"])))
    assert (dataset.modality, dataset.arrays.tolist(), dataset.frame.shape) == ("table", x.tolist(), (3, 0))


@pytest.mark.parametrize("shape", [(2, 4, 4), (2, 4, 4, 1), (2, 4, 4, 3)])
def test_x_of_more_dimensions_is_pictures(tmp_path, shape):
    dataset = read(save(tmp_path, X=np.zeros(shape, dtype=np.uint8), y=np.array([0, 1])))
    assert (dataset.modality, dataset.images[0].array.shape) == ("image", shape[1:])


def test_channels_first_are_moved_last_and_said(tmp_path, note):
    dataset = read(save(tmp_path, images=np.zeros((2, 3, 8, 8), dtype=np.uint8), labels=np.array([0, 1])))
    assert dataset.images[0].array.shape == (8, 8, 3)
    assert note(dataset, "channels_first").message


@pytest.mark.parametrize(("high", "expected"), [(1.0, 0.5), (255.0, 0.5), (1000.0, 0.5)])
def test_float_pictures_are_scaled_to_0_to_1(tmp_path, high, expected):
    images = np.array([[[0.0, high / 2]], [[0.0, high]]])
    dataset = read(save(tmp_path, images=images, labels=np.array([0, 1])))
    assert float(dataset.images[0].array[0, 1]) == pytest.approx(expected)


def test_arrays_may_be_named(tmp_path):
    path = save(tmp_path, train=np.zeros((2, 3)), noisy=np.array([0, 1]), labels=np.array([1, 0]))
    assert read(path, label="noisy", features=["train"]).labels.tolist() == ["0", "1"]


def test_pickled_objects_are_refused_and_not_run(tmp_path):
    path = save(tmp_path, X=np.zeros((2, 3)), y=np.array([{"a": 1}, None], dtype=object))
    with pytest.raises(InputError, match=re.escape(f"`y` in `{path}` holds pickled Python objects")):
        read(path)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"X": np.zeros((2, 3))}, "has no array named like labels"),
        ({"y": np.array([0, 1])}, "has no array named like images or features"),
        ({"X": np.zeros((3, 2)), "y": np.array([0, 1])}, "must have one row per label: got shape (3, 2) and 2 labels"),
        ({"X": np.zeros((2, 2)), "y": np.eye(2)}, "must hold one label per example: got shape (2, 2)"),
        ({"X": np.zeros((2, 1, 1, 1, 1)), "y": np.array([0, 1])}, "must have shape (N, D), (N, H, W) or (N, H, W, C)"),
        ({"X": np.zeros((2, 5, 5, 5)), "y": np.array([0, 1])}, "must have 1, 3 or 4 colour channels"),
        ({"X": np.array([["a"], ["b"]]), "y": np.array([0, 1])}, "must hold numbers: got dtype <U1"),
        ({"X": np.zeros((2, 2)), "y": np.array([1, 1])}, "holds one class only, '1'"),
        ({"X": np.zeros((0, 2)), "y": np.zeros(0)}, "is empty: at least two classes were expected"),
        ({"X": np.zeros((99, 2)), "y": np.linspace(0, 1, 99)}, "looks like regression (99 distinct numbers"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path, arrays, message):
    with pytest.raises(InputError, match=re.escape(message)):
        read(save(tmp_path, **arrays))


def test_an_unknown_array_names_the_nearest(tmp_path):
    path = save(tmp_path, X=np.zeros((2, 3)), labels=np.array([0, 1]))
    with pytest.raises(InputError, match=re.escape("has no array 'label' for the labels. Did you mean 'labels'?")):
        read(path, label="label")


def test_a_header_that_promises_more_than_there_is_is_refused(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (2, 1 << 20, 1 << 24)}
    )
    labels = io.BytesIO()
    np.save(labels, np.array([0, 1]))
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("images.npy", header.getvalue() + b"short")
        archive.writestr("labels.npy", labels.getvalue())
    with pytest.raises(InputError, match=re.escape(f"`images` in `{path}` cannot be read as a NumPy array")):
        read(path)


def test_a_file_that_is_no_npz_is_refused(write):
    with pytest.raises(InputError, match=re.escape("is no readable .npz file")):
        read(write("set.npz", "text"))


def test_text_columns_make_no_sense_for_arrays(tmp_path):
    with pytest.raises(InputError, match="holds arrays, not columns"):
        read(save(tmp_path, X=np.zeros((2, 3)), y=np.array([0, 1])), text=["a"])


def test_mnist_is_read(test_data):
    dataset = read(test_data / "mnist" / "mnist-test.npz")
    assert (len(dataset.images), dataset.images[0].array.shape, len(set(dataset.labels))) == (10000, (28, 28), 10)
