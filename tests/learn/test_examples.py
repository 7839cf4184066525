"""Picking examples out of any container."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelproof._base.errors import InputError, InputTypeError
from labelproof._learn.examples import as_container, check_length, num_examples, take

ROWS = np.array([2, 0])


def test_arrays_give_arrays():
    np.testing.assert_array_equal(take(np.array([10, 11, 12]), ROWS), [12, 10])


def test_frames_give_rows_by_position_not_by_index():
    frame = pd.DataFrame({"a": [10, 11, 12]}, index=[2, 1, 0])
    assert take(frame, ROWS)["a"].tolist() == [12, 10]


@pytest.mark.parametrize("container", [list, tuple])
def test_sequences_give_lists(container):
    assert take(container(["x", "y", "z"]), ROWS) == ["z", "x"]


def test_sparse_matrices_of_any_format_give_rows():
    matrix = sparse.coo_matrix(np.array([[1, 0], [0, 0], [0, 3]]))
    np.testing.assert_array_equal(take(matrix, ROWS).toarray(), [[0, 3], [1, 0]])
    assert num_examples(matrix) == 3


def test_polars_frames_give_rows():
    polars = pytest.importorskip("polars", exc_type=ImportError)
    frame = polars.DataFrame({"a": [10, 11, 12]})
    assert take(frame, ROWS)["a"].to_list() == [12, 10]


def test_arrow_tables_give_rows():
    arrow = pytest.importorskip("pyarrow", exc_type=ImportError)
    table = arrow.table({"a": [10, 11, 12], "b": [0, 0, 0]})
    assert take(table, ROWS).column("a").to_pylist() == [12, 10]


def test_a_data_set_with_select_gives_rows():
    class Dataset:
        column_names = ("text",)

        def __getitem__(self, item):
            raise AssertionError("indexing means something else here")

        def select(self, positions):
            return [f"row {position}" for position in positions]

    assert take(Dataset(), ROWS) == ["row 2", "row 0"]


def test_anything_indexed_by_a_list_works():
    class Indexed:
        def __getitem__(self, item):
            return [item[0] + 1, item[1] + 1]

        def __len__(self):
            return 3

    assert take(Indexed(), ROWS) == [3, 1]
    assert num_examples(Indexed()) == 3


def test_a_container_that_cannot_be_indexed_is_refused():
    with pytest.raises(InputTypeError, match="dict is not"):
        take({"a": [1, 2, 3]}, ROWS)


def test_a_generator_has_no_length():
    with pytest.raises(InputTypeError, match="generator"):
        num_examples(x for x in "abc")


def test_something_that_can_only_become_an_array_becomes_one():
    class Convertible:
        def __array__(self, dtype=None, copy=None):
            return np.array([[1.0], [2.0]])

    np.testing.assert_array_equal(as_container(Convertible()), [[1.0], [2.0]])


def test_lengths_must_agree():
    with pytest.raises(InputError, match="got 3 examples and 2 labels"):
        check_length(["a", "b", "c"], 2)


@pytest.mark.parametrize("examples", [{1, 2}, frozenset("ab"), {"a": 1, "b": 2}])
def test_examples_without_an_order_are_refused(examples):
    with pytest.raises(InputTypeError, match="`X` must hold the examples in order: got"):
        check_length(examples, 2)
