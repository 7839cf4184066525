"""Tags and probabilities that come on their own: every container, and every way in which they do not fit."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.tags.given import given_tag_probs, labels_hold_tags, read_given_tags

MATRIX = np.array([[1, 0, 1], [0, 0, 0], [0, 1, 1]])
PROBS = np.array([[0.9, 0.1, 0.8], [0.2, 0.1, 0.3], [0.1, 0.7, 0.6]])


def given(labels, probs=PROBS, classes=None):
    return read_given_tags(labels, given_tag_probs(probs, classes)).tags


@pytest.mark.parametrize(
    "labels",
    [
        MATRIX,
        MATRIX.astype(bool),
        MATRIX.astype(float),
        [[0, 2], [], [1, 2]],
        ["0,2", "", "1,2"],
        ["[0, 2]", "[]", "[1, 2]"],
        [[1, 0, 1], [0, 0, 0], [0, 1, 1]],
        pd.DataFrame(MATRIX, columns=list("abc")),
        pd.Series([[0, 2], [], [1, 2]]),
    ],
    ids=["int", "bool", "float", "lists", "texts", "brackets", "rows", "frame", "series"],
)
def test_tags_come_in_every_container(labels):
    assert given(labels).given.tolist() == MATRIX.tolist()


def test_sparse_matrices_are_read():
    assert given(sparse.csr_matrix(MATRIX)).given.tolist() == MATRIX.tolist()


def test_names_come_from_the_columns_of_the_probabilities():
    probs = pd.DataFrame(PROBS, columns=["x", "y", "z"])
    assert given([["x", "z"], [], ["y", "z"]], probs).names == ("x", "y", "z")
    assert given(MATRIX, probs).names == ("x", "y", "z")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("zyx", "in another order than the names of the probabilities"),
        ("xyw", "The tag column 'w' is none of the names"),
    ],
)
def test_columns_that_are_not_those_of_the_probabilities_are_refused(columns, message):
    probs = pd.DataFrame(PROBS, columns=["x", "y", "z"])
    with pytest.raises(InputError, match=message):
        given(pd.DataFrame(MATRIX, columns=list(columns)), probs)
    assert given(pd.DataFrame(MATRIX, columns=list("abc")), probs).names == ("x", "y", "z")


def test_names_come_from_classes():
    found = given([["x", "z"], [], ["y", "z"]], classes=["z", "y", "x"])
    assert (found.names, found.given.tolist()) == (("z", "y", "x"), [[1, 0, 1], [0, 0, 0], [1, 1, 0]])


def test_files_are_read(write, tmp_path):
    np.save(tmp_path / "tags.npy", MATRIX)
    np.save(tmp_path / "probs.npy", PROBS)
    write("tags.csv", 'tags\na|c\n""\nb|c\n')
    write("wide.csv", "a,b,c\n1,0,1\n0,0,0\n0,1,1\n")
    write("lines.txt", "0,2\n\n1,2\n")
    for name in ("tags.npy", "tags.csv", "wide.csv", "lines.txt"):
        dataset = read_given_tags(tmp_path / name, given_tag_probs(tmp_path / "probs.npy"))
        assert dataset.tags.given.tolist() == MATRIX.tolist(), name
        assert [file.path.rsplit("/", 1)[-1] for file in dataset.inputs] == [name, "probs.npy"]


def test_labels_that_are_tags_are_told_apart(tmp_path):
    np.save(tmp_path / "tags.npy", MATRIX)
    np.save(tmp_path / "labels.npy", MATRIX[:, 0])
    assert labels_hold_tags(tmp_path / "tags.npy")
    assert not labels_hold_tags(tmp_path / "labels.npy")
    assert labels_hold_tags(MATRIX)
    assert labels_hold_tags([[0], [], [1, 2]])
    assert not labels_hold_tags([0, 1, 2])
    assert not labels_hold_tags(["a,b", "c"])
    assert not labels_hold_tags(MATRIX[:, :1])


def test_rows_of_probabilities_need_not_sum_to_one():
    assert given_tag_probs([[0.9, 0.9], [0.0, 0.1]]).values.shape == (2, 2)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (MATRIX[:2], "got 3 rows and tags of 2 examples"),
        (MATRIX[:, :2], "got 3 columns and 2 tags"),
        (MATRIX * 2, r"`labels` must hold 0 and 1: got 2 at row 0, column 0"),
        ([[0, 3], [], [1]], "`labels`, row 0: tag 3 is out of range: there are 3 tags, numbered 0 to 2"),
        ([[0], [-1], [1]], "`labels`, row 1: tag -1 is out of range"),
        ([[1, 0, 0], [0, 1], [0, 1, 1]], "`labels`, row 1: 2 values of 0 and 1, but there are 3"),
        ([["a"], ["b"], []], "2 different tags occur and `pred_probs` has 3 columns"),
    ],
)
def test_tags_that_do_not_fit_are_refused(labels, message):
    with pytest.raises(InputError, match=message):
        given(labels)


def test_an_unknown_name_is_refused():
    with pytest.raises(InputError, match=r"`labels`, row 0: there is no tag 'w'\. Legal: 'x', 'y', 'z'"):
        given([["w"], [], ["x"]], classes=["x", "y", "z"])


def test_a_matrix_of_words_is_refused():
    with pytest.raises(InputTypeError, match="must hold 0 and 1: got dtype"):
        given(MATRIX.astype(str))


@pytest.mark.parametrize(
    ("probs", "message"),
    [
        (PROBS[:, 0], r"must have two dimensions, one row per example and one column per tag: got shape \(3,\)"),
        (np.where(PROBS == 0.7, np.nan, PROBS), "must not hold NaN, first at row 2, column 1"),
        (PROBS * 2, r"must lie between 0 and 1: got 1\.8, first at row 0, column 0"),
    ],
)
def test_probabilities_that_cannot_be_meant_are_refused(probs, message):
    with pytest.raises(InputError, match=message):
        given_tag_probs(probs)


def test_ragged_probabilities_are_refused():
    with pytest.raises(InputError, match="is no rectangular array"):
        given_tag_probs([[0.1, 0.2], [0.3]])


def test_names_of_another_number_of_tags_are_refused():
    with pytest.raises(InputError, match="There are 2 tag names and `pred_probs` has 3 columns"):
        given_tag_probs(PROBS, ["x", "y"])


def test_values_a_rounding_beyond_the_ends_are_clipped():
    assert given_tag_probs(np.array([[1 + 1e-10, -1e-10]])).values.tolist() == [[1.0, 0.0]]
