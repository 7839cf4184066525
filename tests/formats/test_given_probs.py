from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.given_probs import check_pred_probs, given_array

PROBS = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]])


def test_column_names_of_tables_are_class_names(write):
    given = given_array(write("p.csv", "cat,dog\n0.9,0.1\n0.2,0.8\n0.5,0.5\n"), "pred_probs")
    assert (given.values.tolist(), given.names) == (PROBS.tolist(), ("cat", "dog"))
    frame = given_array(pd.DataFrame(PROBS, columns=["cat", "dog"]), "pred_probs")
    assert (frame.values.tolist(), frame.names) == (PROBS.tolist(), ("cat", "dog"))


def test_column_names_that_only_count_are_no_class_names(write):
    assert given_array(pd.DataFrame(PROBS), "pred_probs").names is None
    assert given_array(write("p.csv", "0.9,0.1\n0.2,0.8\n0.5,0.5\n"), "pred_probs").names is None
    assert given_array(write("q.csv", "0,1,2\n0.5,0.2,0.3\n0.2,0.7,0.1\n"), "pred_probs").names is None


def test_an_index_that_was_written_along_is_left_out_and_said(write):
    given = given_array(write("p.csv", ",cat,dog\n0,0.9,0.1\n1,0.2,0.8\n2,0.5,0.5\n"), "pred_probs")
    assert (given.values.tolist(), given.names) == (PROBS.tolist(), ("cat", "dog"))
    assert [note.code for note in given.notes] == ["index_column"]


def test_an_npy_file_stays_mapped(tmp_path):
    np.save(tmp_path / "p.npy", PROBS.astype(np.float32))
    given = given_array(tmp_path / "p.npy", "pred_probs")
    assert (type(given.values), given.values.dtype) == (np.memmap, np.float32)
    assert check_pred_probs(given.values, 3) is given.values


def test_parquet_and_npz_files_are_read(tmp_path):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table({"cat": PROBS[:, 0], "dog": PROBS[:, 1]}), tmp_path / "p.parquet")
    np.savez(tmp_path / "p.npz", pred_probs=PROBS)
    assert given_array(tmp_path / "p.parquet", "pred_probs").names == ("cat", "dog")
    assert given_array(tmp_path / "p.npz", "pred_probs").values.tolist() == PROBS.tolist()


def test_a_tensor_is_read():
    torch = pytest.importorskip("torch")
    assert given_array(torch.tensor([[0.5, 0.5]], requires_grad=True), "pred_probs").values.tolist() == [[0.5, 0.5]]


def test_whole_numbers_become_floats():
    assert given_array([[1, 0], [0, 1]], "pred_probs").values.dtype == np.float64


def test_a_column_that_is_no_number_is_named(write):
    message = "column 'id' must hold numbers: got 'u1' in row 0. Remove columns that are no class."
    with pytest.raises(InputError, match=re.escape(message)):
        given_array(write("p.csv", "id,cat,dog\nu1,0.9,0.1\nu2,0.2,0.8\n"), "pred_probs")


@pytest.mark.parametrize("values", [[["a", "b"]], np.array([[None, 1]], dtype=object)])
def test_what_holds_no_numbers_is_refused(values):
    with pytest.raises(InputTypeError, match="`pred_probs` must hold numbers"):
        given_array(values, "pred_probs")


def test_ragged_lists_are_refused():
    with pytest.raises((InputError, InputTypeError), match="`pred_probs`"):
        given_array([[0.5, 0.5], [1.0]], "pred_probs")


def test_pickled_probabilities_are_refused(tmp_path):
    np.save(tmp_path / "p.npy", np.array([[{}]], dtype=object))
    with pytest.raises(InputError, match="holds pickled Python objects"):
        given_array(tmp_path / "p.npy", "pred_probs")


def test_an_unknown_ending_is_refused(write):
    with pytest.raises(InputError, match="is no kind of file that numbers can be read from"):
        given_array(write("p.xyz", "a"), "pred_probs")


@pytest.mark.parametrize(
    ("values", "count", "message"),
    [
        ([0.5, 0.5], 2, "must have two dimensions, one row per label and one column per class: got shape (2,)"),
        (PROBS, 200, "`pred_probs` must have one row per label: got 3 rows and 200 labels. Pass the probabilities"),
        ([[1.0], [1.0]], 2, "must have one column per class, at least two: got 1"),
        ([[0.5, 0.5], [0.5, np.nan]], 2, "must not hold NaN: first at row 1, column 1."),
        ([[0.5, 0.5], [1.2, -0.2]], 2, "must lie between 0 and 1: got 1.2 first at row 1, column 0. If these are"),
        ([[0.5, 0.5], [np.inf, 0]], 2, "must lie between 0 and 1: got inf first at row 1, column 0."),
        (
            [[0.5, 0.5], [0.5, 0.48]],
            2,
            "Every row of `pred_probs` must sum to 1: row 1 sums to 0.9800. "
            "Normalise with pred_probs / pred_probs.sum(axis=1, keepdims=True).",
        ),
    ],
)
def test_probabilities_that_cannot_be_are_refused_at_the_first_bad_position(values, count, message):
    with pytest.raises(InputError, match=re.escape(message)):
        check_pred_probs(np.array(values), count)


def test_the_first_bad_row_is_right_beyond_the_first_block():
    values = np.full((70_000, 2), 0.5)
    values[66_000] = [0.9, 0.9]
    with pytest.raises(InputError, match=r"row 66000 sums to 1.8000"):
        check_pred_probs(values, 70_000)


def test_sums_within_a_hundredth_are_accepted_as_they_are():
    values = np.array([[0.5, 0.495], [0.3, 0.705]])
    assert check_pred_probs(values, 2) is values


def test_rounding_errors_of_small_floats_are_clipped_in_a_copy():
    values = np.array([[1.000001, -0.000001], [0.5, 0.5]], dtype=np.float32)
    before = values.copy()
    assert check_pred_probs(values, 2).tolist() == [[1.0, 0.0], [0.5, 0.5]]
    assert values.tolist() == before.tolist()


def test_decimal_commas_between_semicolons_are_read_and_said(write):
    given = given_array(write("p.csv", "cat;dog\n0,900;0,100\n0,2;0,8\n0,5;0,5\n"), "pred_probs")
    assert (given.values.tolist(), given.names) == (PROBS.tolist(), ("cat", "dog"))
    assert [note.code for note in given.notes] == ["decimal_comma"]
    headless = given_array(write("q.csv", "0,900;0,100\n0,200;0,800\n0,500;0,500\n"), "pred_probs")
    assert (headless.values.tolist(), headless.names) == (PROBS.tolist(), None)


def test_a_decimal_comma_beside_a_decimal_point_is_refused(write):
    path = write("p.csv", "cat;dog\n0,9;0.1\n0,2;0.8\n")
    with pytest.raises(InputError, match=r"column 'cat' must hold numbers: got '0,9' in row 0"):
        given_array(path, "pred_probs")
