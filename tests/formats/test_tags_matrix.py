"""Lists of tags to a matrix, and everything that cannot be meant."""

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.tags.cells import tag_cells
from labelproof._formats.tags.matrix import matrix_of_cells, matrix_of_values


def matrix(values, **options):
    found, notes = matrix_of_cells(tag_cells(values, "The tags"), "The tags", **options)
    return found.names, found.given.tolist(), [note.code for note in notes]


def test_names_are_sorted_and_rows_may_be_empty():
    assert matrix([["b", "a"], [], ["b"]]) == (("a", "b"), [[1, 1], [0, 0], [0, 1]], [])


def test_numbers_without_names_are_sorted_as_numbers():
    assert matrix([[10, 2], [2]]) == (("2", "10"), [[1, 1], [1, 0]], [])


def test_numbers_number_the_names():
    assert matrix(["0,2", "1"], names=["x", "y", "z"])[:2] == (("x", "y", "z"), [[1, 0, 1], [0, 1, 0]])


def test_numbers_that_are_names_are_names():
    assert matrix([["2020"], ["2021"]], names=["2020", "2021"])[1] == [[1, 0], [0, 1]]


def test_numbers_number_the_columns_of_the_probabilities():
    assert matrix([[0, 2], []], width=4)[:2] == (("0", "1", "2", "3"), [[1, 0, 1, 0], [0, 0, 0, 0]])


def test_rows_of_zeros_and_ones_are_told_from_lists():
    assert matrix([[1, 0, 0], [0, 1, 1]]) == (("0", "1", "2"), [[1, 0, 0], [0, 1, 1]], [])


@pytest.mark.parametrize("known", [{}, {"width": 2}, {"names": ["cat", "dog"]}])
def test_rows_that_may_be_either_are_refused(known):
    with pytest.raises(InputError, match="rows of 0 and 1 or the numbers of two tags"):
        matrix([[0, 1], [1, 0], [1, 0]], **known)
    assert matrix([[0, 1], [0, 1]], **known)[1] == [[1, 1], [1, 1]]
    assert matrix([[0, 1], [1, 0], []], **known)[1] == [[1, 1], [1, 1], [0, 0]]


def test_a_tag_that_comes_twice_counts_once_and_is_stated():
    assert matrix([["a", "a"], ["b"]]) == (("a", "b"), [[1, 0], [0, 1]], ["repeated_tags"])


@pytest.mark.parametrize("tag", [3, -1, "28"])
def test_a_number_out_of_range_is_refused(tag):
    message = rf"The tags, row 1: tag {tag} is out of range: there are 3 tags, numbered 0 to 2"
    with pytest.raises(InputError, match=message):
        matrix([[0], [tag]], names=["x", "y", "z"])


def test_a_number_beyond_the_probabilities_is_refused():
    with pytest.raises(InputError, match="row 0: tag 4 is out of range: there are 4 tags, numbered 0 to 3"):
        matrix([[4], [0]], width=4)


def test_a_negative_number_is_refused():
    with pytest.raises(InputError, match="tag -1 is out of range: tags are numbered from 0"):
        matrix([[-1], [0]])


def test_rows_of_zeros_and_ones_of_different_lengths_are_refused():
    with pytest.raises(InputError, match="row 1: 2 values of 0 and 1, but the first row has 3"):
        matrix([[1, 0, 0], [0, 1]])


def test_rows_of_zeros_and_ones_that_are_not_one_per_tag_are_refused():
    with pytest.raises(InputError, match="row 0: 3 values of 0 and 1, but there are 4"):
        matrix([[1, 0, 0], [0, 1, 1]], width=4)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"row 1: there is no tag 'bech'\. Did you mean 'beach'\?"):
        matrix([["beach"], ["bech"]], names=["beach", "urban"])


def test_names_that_do_not_fill_the_probabilities_are_refused():
    with pytest.raises(InputError, match="2 different tags occur and `pred_probs` has 3 columns"):
        matrix([["a"], ["b"]], width=3)


@pytest.mark.parametrize(
    "values", [range(50), [f"row-{i}" for i in range(50)], [f"well, number {i} is here, as said" for i in range(200)]]
)
def test_tags_that_nearly_all_occur_once_are_refused_as_text_or_ids(values):
    once = len(values)
    with pytest.raises(InputError, match=rf"different tags, {once} of which occur once.*text or an id.*--tags"):
        matrix(list(values))


def test_a_few_tags_that_occur_once_and_a_long_tail_are_tags():
    assert len(matrix([[str(i)] for i in range(10)])[0]) == 10
    tail = [[f"rare {i}", f"usual {i % 20}"] for i in range(50)]
    assert len(matrix(tail)[0]) == 70


def test_ids_beside_probabilities_are_a_question_of_names():
    assert matrix([[f"t{i:02}"] for i in range(50)], width=50)[0][:2] == ("t00", "t01")


def test_no_tag_at_all_is_refused():
    with pytest.raises(InputError, match="holds no tag at all: all 2 rows are empty"):
        matrix([[], ""])


def test_columns_of_zeros_and_ones_make_a_matrix():
    found, _ = matrix_of_values([["1", "0"], [True, False], [-1, 1]], ["a", "b", "c"], "The tag column")
    assert found.given.tolist() == [[1, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize("value", ["2", "", "yes", "0.5"])
def test_a_value_that_is_neither_is_refused(value):
    with pytest.raises(InputError, match=rf"The tag column 'b', row 1: 0 or 1 was expected, got '{value}'"):
        matrix_of_values([["1", "0"], ["1", value]], ["a", "b"], "The tag column")
