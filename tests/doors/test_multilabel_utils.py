import numpy as np
import pytest
from numpy.testing import assert_array_equal

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof.internal.multilabel_utils import int2onehot, onehot2int


def test_lists_become_a_matrix():
    actual = int2onehot([[0, 2], [1], [], [1, 1]], K=3)
    expected = [[1, 0, 1], [0, 1, 0], [0, 0, 0], [0, 1, 0]]
    assert_array_equal(actual, expected)
    assert actual.dtype == np.int64


def test_arrays_are_lists_too():
    assert_array_equal(int2onehot([np.array([1]), (0,)], K=2), [[0, 1], [1, 0]])


def test_no_examples_give_no_rows():
    assert int2onehot([], K=3).shape == (0, 3)


def test_unknown_classes_are_left_out_with_a_warning():
    with pytest.warns(LabelproofWarning, match=r"outside 0\.\.2.*\[-1, 5\]"):
        actual = int2onehot([[0, 5], [-1]], K=3)
    assert_array_equal(actual, [[1, 0, 0], [0, 0, 0]])


@pytest.mark.parametrize("labels", [[0, 1], ["01"], [["a"]], [[0.5]]])
def test_what_is_not_a_list_of_class_numbers_is_refused(labels):
    with pytest.raises(InputTypeError, match="at position 0"):
        int2onehot(labels, K=3)


def test_matrix_becomes_lists():
    assert onehot2int(np.array([[1, 0, 1], [0, 0, 0]])) == [[0, 2], []]


def test_boolean_matrix_becomes_lists():
    assert onehot2int(np.array([[True, False]])) == [[0]]


def test_vector_is_refused():
    with pytest.raises(InputError, match=r"got shape \(2,\)"):
        onehot2int(np.array([0, 1]))


def test_round_trip_gives_the_lists_back():
    labels = [[0, 3], [], [2], [0, 1, 2, 3]]
    assert onehot2int(int2onehot(labels, K=4)) == labels
