"""Tags of every container to one form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof._tasks.multilabel import labels as module
from labelproof._tasks.multilabel.labels import read_tags

LISTS = [[0, 2], [], [1]]
MATRIX = np.array([[1, 0, 1], [0, 0, 0], [0, 1, 0]])


def _containers() -> dict[str, Any]:
    return {
        "lists": LISTS,
        "tuples": [(2, 0), (), (1,)],
        "sets": [{0, 2}, set(), {1}],
        "arrays": [np.array([0, 2]), np.array([], int), np.array([1])],
        "object array": np.array(LISTS, object),
        "series": pd.Series(LISTS),
        "matrix": MATRIX,
        "boolean matrix": MATRIX.astype(bool),
        "float matrix": MATRIX.astype(np.float32),
        "strided matrix": np.asfortranarray(MATRIX.astype(np.uint8)),
        "texts of numbers": ["0,2", "", "1"],
    }


@pytest.mark.parametrize("kind", list(_containers()))
def test_every_container_gives_the_same_tags(kind: str) -> None:
    tags = read_tags(_containers()[kind], num_tags=3)
    assert (tags.num_rows, tags.num_tags) == (3, 3)
    assert tags.lists() == LISTS
    assert tags.dense(0, 3).tolist() == MATRIX.tolist()
    assert tags.dense(1, 3).tolist() == MATRIX[1:].tolist()
    assert tags.dense(1, 3).dtype == np.uint8


@pytest.mark.parametrize("container", ["csr_matrix", "csr_array", "coo_array", "csc_matrix"])
def test_sparse_matrices_are_read(container: str) -> None:
    assert read_tags(getattr(sparse, container)(MATRIX), num_tags=3).lists() == LISTS


def test_zeros_that_a_sparse_matrix_stores_are_no_tags() -> None:
    matrix = sparse.csr_matrix((np.array([1, 0, 1]), np.array([0, 1, 1]), np.array([0, 2, 3])), shape=(2, 2))
    assert read_tags(matrix).lists() == [[0], [1]]


def test_columns_of_arrow_and_polars_are_read() -> None:
    arrow = pytest.importorskip("pyarrow")
    polars = pytest.importorskip("polars")
    for column in (arrow.array(LISTS), arrow.chunked_array([LISTS]), arrow.table({"t": LISTS}), polars.Series(LISTS)):
        assert read_tags(column, num_tags=3).lists() == LISTS


def test_a_frame_names_its_tags() -> None:
    tags = read_tags(pd.DataFrame(MATRIX, columns=["cat", "dog", "owl"]))
    assert tags.class_names == ("cat", "dog", "owl")
    assert tags.lists() == LISTS


def test_columns_of_a_frame_follow_the_names() -> None:
    frame = pd.DataFrame(MATRIX, columns=["cat", "dog", "owl"])
    assert read_tags(frame, class_names=["owl", "cat", "dog"]).lists() == [[0, 1], [], [2]]
    assert read_tags(frame, class_names=["a", "b", "c"]).lists() == LISTS


def test_a_frame_that_knows_only_some_of_the_names_is_refused() -> None:
    frame = pd.DataFrame(MATRIX, columns=["cat", "dgo", "owl"])
    with pytest.raises(InputError, match=r"the column 'dgo', which is not one of .*Did you mean 'dog'"):
        read_tags(frame, class_names=["cat", "dog", "owl"])


def test_a_frame_of_one_column_may_hold_texts() -> None:
    assert read_tags(pd.DataFrame({"tags": ["a|c", "", "b"]})).lists() == LISTS


@pytest.mark.parametrize("labels", [["a,c", "", "b"], ["c | a", " ", "b"], ["a;c", "", "b"]])
def test_texts_of_names_are_split(labels: list[str]) -> None:
    tags = read_tags(labels, num_tags=3)
    assert tags.class_names == ("a", "b", "c")
    assert tags.lists() == LISTS


@pytest.mark.parametrize("labels", [["[0, 2]", "[]", "[1]"], ['["a", "c"]', "[]", "['b']"], ["[a, c]", "", "b"]])
def test_lists_that_are_written_as_text_are_read_and_stated(labels: list[str]) -> None:
    with pytest.warns(LabelproofWarning, match="`labels` hold lists that are written as text, such as .*read as lists"):
        assert read_tags(labels, num_tags=3).lists() == LISTS


def test_one_separator_serves_all_texts() -> None:
    assert read_tags(["New York, NY|b", "c, d"]).class_names == ("New York, NY", "b", "c, d")


def test_names_map_in_the_order_of_class_names() -> None:
    assert read_tags([["b"], ["a", "b"]], class_names=["b", "a"]).lists() == [[0], [0, 1]]
    assert read_tags([[7], [3, 7]], class_names=[7, 3]).lists() == [[0], [0, 1]]


def test_numbers_that_may_be_names_or_columns_are_stated() -> None:
    with pytest.warns(LabelproofWarning, match="such as 1, the name of column 0: pass a 0/1 matrix"):
        assert read_tags([[1], [2]], class_names=["1", "2", "3"]).lists() == [[0], [1]]
    assert read_tags([[1], [0]], class_names=["1", "2", "3"]).lists() == [[1], [0]]  # 0 is no name


@pytest.mark.parametrize(("labels", "names"), [([[0], [1]], ["0", "1"]), ([[2020], [2021]], ["2020", "2021"])])
def test_numbers_of_one_reading_are_not_stated(labels: Any, names: list[str]) -> None:
    assert read_tags(labels, class_names=names).lists() == [[0], [1]]


def test_a_matrix_in_a_file_is_mapped(tmp_path: Path) -> None:
    np.save(tmp_path / "tags.npy", MATRIX.astype(np.uint8))
    tags = read_tags(tmp_path / "tags.npy")
    assert tags.lists() == LISTS


@pytest.mark.parametrize("as_text", [False, True])
def test_a_parquet_file_of_lists_is_read(tmp_path: Path, as_text: bool) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "tags.parquet"
    parquet.write_table(arrow.table({"id": [7, 8, 9], "tags": LISTS}), path)
    assert read_tags(str(path) if as_text else path, num_tags=3).lists() == LISTS


def test_a_parquet_file_of_zeros_and_ones_names_its_tags(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table(dict(zip("abc", MATRIX.T, strict=True))), tmp_path / "tags.parquet")
    tags = read_tags(tmp_path / "tags.parquet")
    assert (tags.class_names, tags.lists()) == (("a", "b", "c"), LISTS)


def test_a_parquet_file_that_is_missing_or_damaged_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"There is no file .*none\.parquet"):
        read_tags(tmp_path / "none.parquet")
    with pytest.raises(InputError, match=r"^.*bad\.parquet' is no readable Parquet file"):
        read_tags(tmp_path / "bad.parquet")


def test_nobody_has_a_tag() -> None:
    tags = read_tags([[], []], num_tags=2)
    assert tags.dense(0, 2).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([[0], [3]], "at most 2, because there are 3 tags: got 3 at position 1"),
        ([[0], [-1]], "0 or more: got -1 at position 1"),
        ([[0.5]], "got 0.5 at position 0"),
        ([[0, [1]]], r"got \[0, \[1\]\] at position 0"),
        ([[0], None], "got None at position 1"),
        ([0, 1, 2], "got 0 at position 0"),
        (["a", None], "got None at position 1"),
        (["[0, 1", "[0"], "distinct tags"),
        ([["a"], ["b"]], "have 2 distinct tags and `pred_probs` has 3 columns"),
        (
            [[0, 1, 0], [1, 1, 0]],
            r"zeros and ones: got \[0, 1, 0\] at position 0.*asarray\(labels\), with 3",
        ),
        ([[0, 1], [1, 1, 0]], r"like rows of zeros and ones: got \[1, 1, 0\] at position 1"),
        ([[0], [2, 1, 2]], "every tag of an example once: got tag 2 twice at position 1"),
        ([[True, False, True]], r"got \[True, False, True\] at position 0"),
        (MATRIX * 2, "got 2 in row 0, column 0"),
        (MATRIX * 2 - 1, "pass labels > 0"),
        (np.full((2, 3), np.nan), "got nan"),
        (MATRIX[:, :2], "got 2 columns and 3 columns of `pred_probs`"),
        (MATRIX.astype(str), "dtype <U"),
        (np.zeros((2, 3, 1)), "got shape"),
        (np.zeros((0, 3)), "is empty"),
        ([], "is empty"),
    ],
)
def test_bad_tags_are_refused(labels: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_tags(labels, num_tags=3)


@pytest.mark.parametrize("labels", ["a,b", None, 3, {"a": 1}])
def test_what_holds_no_tags_is_refused(labels: Any) -> None:
    with pytest.raises(InputTypeError, match="must hold the tags"):
        read_tags(labels, num_tags=3)


def test_unknown_names_are_refused_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match=r"'dgo' at position 1.*Did you mean 'dog'"):
        read_tags([["cat"], ["dgo"]], class_names=["cat", "dog"])


def test_a_tag_that_comes_twice_is_found_in_any_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHECKED_ROWS", 2)
    assert read_tags([[2, 0], [], [1], [0, 1, 2], []], num_tags=3).lists() == [[0, 2], [], [1], [0, 1, 2], []]
    with pytest.raises(InputError, match="got tag 2 twice at position 4"):
        read_tags([[2, 0], [], [1], [0, 1], [2, 1, 2]], num_tags=3)


def test_lists_of_two_tags_that_may_be_rows_of_a_matrix_are_refused() -> None:
    assert read_tags([[0, 1], [0, 1]], num_tags=2).lists() == [[0, 1], [0, 1]]
    for labels in ([[0, 1], [1, 0]], [[0, 0], [0, 1]]):
        with pytest.raises(InputError, match="look like rows of zeros and ones"):
            read_tags(labels, num_tags=2)


@pytest.mark.parametrize(
    "labels", [[], [[0], [-1]], [[0.5]], [["a"], [["b"]]], MATRIX * 2, np.zeros((2, 0)), "a", ["a", 1]]
)
def test_messages_name_the_argument_of_the_caller(labels: Any) -> None:
    with pytest.raises((InputError, InputTypeError), match=r"^`tags` ") as caught:
        read_tags(labels, argument="tags")
    assert "labels" not in str(caught.value)


def test_class_names_must_fit() -> None:
    with pytest.raises(InputError, match="distinct"):
        read_tags(LISTS, class_names=["a", "a", "b"])
    with pytest.raises(InputError, match="got 2 names and 3"):
        read_tags(LISTS, num_tags=3, class_names=["a", "b"])
    with pytest.raises(InputError, match="got 2 names and 3 columns"):
        read_tags(MATRIX, class_names=["a", "b"])
