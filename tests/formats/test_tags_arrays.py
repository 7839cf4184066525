"""`.npz` files with a matrix of tags: read, told from one-hot labels, and refused where they do not fit."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.tags.given import given_tag_probs, labels_hold_tags, read_given_tags
from labelproof._formats.tags.reading import holds_tags, read_tagged

MATRIX = np.array([[1, 0, 1], [0, 0, 0], [0, 1, 1]])
X = np.arange(6.0).reshape(3, 2)


def saved(folder: Path, **arrays: Any) -> Path:
    np.savez(folder / "data.npz", **arrays)
    return folder / "data.npz"


@pytest.mark.parametrize("key", ["y", "labels", "tags"])
def test_a_matrix_beside_examples_is_read(tmp_path: Path, key: str) -> None:
    path = saved(tmp_path, X=X, **{key: MATRIX})
    dataset = read_tagged(path)
    assert dataset.tags is not None
    assert dataset.tags.given.tolist() == MATRIX.tolist()
    assert dataset.tags.names == ("0", "1", "2")
    assert dataset.arrays is not None
    assert dataset.arrays.tolist() == X.tolist()
    assert (dataset.modality, dataset.label_column) == ("table", key)
    assert [note.message for note in dataset.notes] == [
        f"Using `{key}` as the tags and `X` as the examples (guessed; name them with --tags and --feature)."
    ]


def test_arrays_are_named_and_so_are_tags(tmp_path: Path) -> None:
    path = saved(tmp_path, pixels=np.zeros((3, 4, 4)), attributes=MATRIX)
    dataset = read_tagged(path, tags=["attributes"], image="pixels", names=["cat", "dog", "owl"])
    assert dataset.tags is not None
    assert (dataset.modality, dataset.tags.names, dataset.notes) == ("image", ("cat", "dog", "owl"), ())


def test_examples_are_read_alone_when_the_tags_come_from_elsewhere(tmp_path: Path) -> None:
    dataset = read_tagged(saved(tmp_path, X=X), tags=None)
    assert dataset.tags is None
    assert dataset.labels.tolist() == [None] * 3


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(MATRIX, True), (np.eye(3, dtype=int), False), (MATRIX[:, 0], False), (np.eye(3).astype(str), False)],
)
def test_matrices_are_told_from_one_label_per_example(tmp_path: Path, labels: Any, expected: bool) -> None:
    assert holds_tags(saved(tmp_path, X=X, y=labels)) is expected


def test_a_file_without_labels_holds_no_tags(tmp_path: Path) -> None:
    assert not holds_tags(saved(tmp_path, X=X))


def test_a_matrix_in_a_file_of_its_own_belongs_to_probabilities(tmp_path: Path) -> None:
    path = saved(tmp_path, labels=MATRIX)
    assert labels_hold_tags(path)
    tags = read_given_tags(path, given_tag_probs(np.full((3, 3), 0.5))).tags
    assert tags is not None
    assert tags.given.tolist() == MATRIX.tolist()
    assert not labels_hold_tags(saved(tmp_path, labels=MATRIX[:, 0]))


@pytest.mark.parametrize(
    ("arrays", "more", "message"),
    [
        ({"y": MATRIX * 2}, {}, r"`y` in .* must hold 0 and 1: got 2 at row 0, column 0"),
        ({"y": MATRIX.astype(str)}, {}, "must hold 0 and 1: got dtype <U"),
        ({"y": MATRIX[:, 0]}, {}, r"`y` in .* must have two dimensions, one column per tag: got shape \(3,\)"),
        ({"y": MATRIX[:2]}, {}, r"`X` in .* must have one row per label: got shape \(3, 2\) and 2 labels"),
        ({"y": MATRIX}, {"names": ["a"]}, "There are 1 tag names and `y` in .* has 3 columns"),
        ({"y": MATRIX}, {"tags": ["t"]}, "has no array 't' for the tags"),
        ({"y": MATRIX}, {"tags": ["y", "X"]}, "`tags` must name one array"),
        ({"y": MATRIX}, {"text": ["t"]}, "holds arrays, not columns"),
        ({"z": MATRIX}, {}, "has no array named like tags"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, arrays: Any, more: Any, message: str) -> None:
    path = saved(tmp_path, X=X, **arrays)
    with pytest.raises((InputError, InputTypeError), match=message):
        read_tagged(path, **more)
