from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof._base.errors import InputError
from labelproof._formats import read_given

TWO = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]])
THREE = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.4, 0.3, 0.3]])


def test_names_map_to_columns_by_their_sorted_order():
    dataset, probs, names = read_given(["dog", "cat", "dog"], TWO)
    assert (names, dataset.labels.tolist(), dataset.modality) == (("cat", "dog"), ["dog", "cat", "dog"], "given")
    assert probs is TWO


def test_whole_numbers_are_column_numbers_even_when_some_are_missing():
    dataset, _, names = read_given([0, 2, 2, 0], THREE)
    assert (names, dataset.labels.tolist()) == (("0", "1", "2"), ["0", "2", "2", "0"])


def test_other_whole_numbers_map_by_their_sorted_order():
    assert read_given([10, 9, 10], TWO)[2] == ("9", "10")
    assert read_given([1, 2, 3, 1], THREE)[2] == ("1", "2", "3")


def test_minus_one_and_one_are_two_classes():
    dataset, _, names = read_given(["+1", "-1", "+1"], TWO)
    assert (names, dataset.labels.tolist(), dataset.notes) == (("-1", "+1"), ["+1", "-1", "+1"], ())


def test_negative_and_missing_labels_are_unlabelled(note):
    dataset, _, names = read_given([0, -1, 2, 1], THREE)
    assert (names, dataset.labels.tolist()) == (("0", "1", "2"), ["0", None, "2", "1"])
    assert note(dataset, "null_labels").rows == (1,)
    dataset = read_given(["cat", None, "dog"], TWO)[0]
    assert (dataset.labels.tolist(), note(dataset, "null_labels").count) == (["cat", None, "dog"], 1)


def test_booleans_map_false_first():
    assert read_given([True, False, True], TWO)[2] == ("False", "True")


def test_column_names_of_a_table_give_the_order():
    frame = pd.DataFrame(TWO, columns=["dog", "cat"])
    assert read_given(["cat", "dog", "cat"], frame)[2] == ("dog", "cat")


def test_class_names_allow_classes_that_no_label_has():
    dataset, _, names = read_given(["cat", "owl", "cat", "owl"], THREE, classes=["owl", "dog", "cat"])
    assert (names, dataset.labels.tolist()) == (("owl", "dog", "cat"), ["cat", "owl", "cat", "owl"])


def test_whole_numbers_go_with_a_list_of_names():
    dataset, _, names = read_given([0, 2, -1, 1], THREE, classes=["owl", "dog", "cat"])
    assert (names, dataset.labels.tolist()) == (("owl", "dog", "cat"), ["owl", "cat", None, "dog"])


def test_the_classes_argument_wins_over_column_names():
    frame = pd.DataFrame(TWO, columns=["p_cat", "p_dog"])
    assert read_given(["cat", "dog", "cat"], frame, classes=["cat", "dog"])[2] == ("cat", "dog")


def test_lengths_that_differ_name_both_counts():
    with pytest.raises(
        InputError, match=re.escape("`pred_probs` must have one row per label: got 3 rows and 2 labels.")
    ):
        read_given([0, 1], TWO)


def test_a_number_without_a_column_is_named():
    with pytest.raises(
        InputError, match=re.escape("Label 5 (row 2) has no column: `pred_probs` has 2, for labels 0 to 1")
    ):
        read_given([0, 1, 5], TWO)


def test_a_name_without_a_column_is_named():
    message = "Label 'cow' (row 1) has no column in `pred_probs`: the classes are 'cat', 'dog'."
    with pytest.raises(InputError, match="^" + re.escape(message)):
        read_given(["cat", "cow", "dog"], TWO, classes=["cat", "dog"])


def test_names_that_are_not_as_many_as_columns_name_both_counts():
    message = "The labels hold 2 distinct values and `pred_probs` has 3 columns, so labels cannot be matched"
    with pytest.raises(InputError, match="^" + re.escape(message)):
        read_given(["cat", "dog", "cat", "dog"], THREE)


def test_class_names_that_are_not_as_many_as_columns_name_both_counts():
    with pytest.raises(InputError, match="There are 2 class names and `pred_probs` has 3 columns"):
        read_given(["cat", "dog", "cat", "dog"], THREE, classes=["cat", "dog"])


def test_one_class_only_is_refused():
    with pytest.raises(InputError, match="`labels` holds one class only, '1' in all 3 labelled rows"):
        read_given([1, 1, 1], TWO)


def test_no_labels_at_all_are_refused():
    with pytest.raises(InputError, match="`labels` is empty"):
        read_given([], np.zeros((0, 2)))


def test_features_come_along_and_must_be_as_many():
    assert read_given([0, 1, 0], TWO, features=[[1.0], [2.0], [3.0]])[0].arrays.tolist() == [[1.0], [2.0], [3.0]]
    with pytest.raises(InputError, match=re.escape("got shape (2, 1) and 3 labels")):
        read_given([0, 1, 0], TWO, features=[[1.0], [2.0]])


def test_files_are_recorded_once_and_name_the_data(tmp_path):
    np.savez(tmp_path / "both.npz", labels=np.array([0, 1, 0]), pred_probs=TWO)
    dataset = read_given(tmp_path / "both.npz", tmp_path / "both.npz")[0]
    assert (dataset.name, [record.path for record in dataset.inputs]) == ("both", [str(tmp_path / "both.npz")])


def test_a_file_called_labels_is_named_after_its_folder(write):
    assert read_given(write("pets/labels.txt", "cat\ndog\ncat\n"), TWO)[0].name == "pets"


def test_arguments_stay_untouched():
    labels, probs = np.array([0, -1, 1]), TWO.copy()
    read_given(labels, probs)
    assert (labels.tolist(), probs.tolist()) == ([0, -1, 1], TWO.tolist())


@given(st.lists(st.integers(0, 3), min_size=2, max_size=20).filter(lambda values: len(set(values)) > 1))
def test_renaming_classes_only_renames(values):
    probs = np.full((len(values), 4), 0.25)
    names = ("d", "b", "a", "c")
    by_number = read_given(values, probs, classes=names)[0].labels.tolist()
    by_name = read_given([names[value] for value in values], probs, classes=names)[0].labels.tolist()
    assert by_number == by_name


@pytest.mark.parametrize(("name", "rows", "width"), [("mnist", 10000, 10), ("20news", 7532, 20)])
def test_recorded_probabilities_are_read(test_data, name, rows, width):
    folder = test_data / "label-errors"
    dataset, probs, names = read_given(
        folder / f"{name}_test_set_original_labels.npy", folder / f"{name}_test_set_pyx.npy"
    )
    assert (len(dataset.labels), probs.shape) == (rows, (rows, width))
    assert names == tuple(str(column) for column in range(width))


def test_an_assumed_order_that_does_not_fit_is_refused():
    labels = ["i", "v", "ix"] * 10
    probs = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]] * 10)
    message = "rows labelled 'ix' are mostly predicted as column 2, not 1. Pass `classes` (--classes FILE)"
    with pytest.raises(InputError, match=re.escape(message)):
        read_given(labels, probs)
    assert read_given(labels, probs, classes=["i", "v", "ix"])[2] == ("i", "v", "ix")


def test_many_label_errors_do_not_make_an_order_doubtful():
    labels = ["cat"] * 6 + ["dog"] * 6
    probs = np.array([[0.9, 0.1]] * 4 + [[0.1, 0.9]] * 2 + [[0.1, 0.9]] * 3 + [[0.9, 0.1]] * 3)
    assert read_given(labels, probs)[2] == ("cat", "dog")


def test_roman_labels_by_name_need_the_order_of_the_columns(test_data):
    folder = test_data / "roman-numeral"
    numbers = read_given(folder / "roman_labels.npy", folder / "pred_probs_resnet18.npy")[0].labels
    with pytest.raises(InputError, match="Nothing says which column of `pred_probs` is which class"):
        read_given(folder / "files.csv", folder / "pred_probs_resnet18.npy")
    order = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
    dataset, _, names = read_given(folder / "files.csv", folder / "pred_probs_resnet18.npy", classes=order)
    assert [names[int(number)] for number in numbers] == dataset.labels.tolist()


def test_cifar_npz_files_hold_both(test_data):
    path = test_data / "cifar10n" / "worst_resnet50d_00000-24999.npz"
    dataset, probs, _ = read_given(path, path)
    assert (len(dataset.labels), probs.dtype) == (25000, np.float32)


def test_minus_one_zero_and_one_are_three_classes():
    dataset, _, names = read_given([-1, 0, 1, -1], THREE)
    assert (names, dataset.labels.tolist(), dataset.notes) == (("-1", "0", "1"), ["-1", "0", "1", "-1"], ())


def test_minus_one_is_unlabelled_when_the_other_labels_fit_alone(note):
    dataset, _, names = read_given([-1, 0, 1], TWO)
    assert (names, dataset.labels.tolist()) == (("0", "1"), [None, "0", "1"])
    assert note(dataset, "null_labels").rows == (0,)


def test_minus_one_for_unlabelled_beside_an_absent_class_is_asked_for_by_class_names():
    labels = [-1] * 10 + [0] * 20 + [1] * 20
    probs = np.full((50, 3), 0.05)
    probs[np.arange(50), [2] * 10 + [0] * 20 + [1] * 20] = 0.9
    with pytest.raises(InputError, match="Pass `classes`"):
        read_given(labels, probs)
    dataset = read_given(labels, probs, classes=["0", "1", "2"])[0]
    assert dataset.labels.tolist() == [None] * 10 + ["0"] * 20 + ["1"] * 20


def test_labels_of_thousands_of_digits_are_names():
    one, two = "1" * 5000, "2" * 5000
    assert read_given([one, two, one], TWO)[2] == (one, two)


def test_class_names_with_a_number_of_thousands_of_digits_are_read(write):
    path = write("classes.json", '["a", ' + "1" * 5000 + "]")
    assert read_given(["a", "a", "1" * 5000], TWO, classes=path)[2] == ("a", "1" * 5000)


def test_the_name_comes_from_a_file_and_never_from_the_current_folder(write, monkeypatch):
    path = write("pets/labels.txt", "cat\ndog\ncat\n")
    probs = write("pets/mine.csv", "0.9,0.1\n0.2,0.8\n0.6,0.4\n")
    assert read_given(["cat", "dog", "cat"], probs)[0].name == "mine"
    assert read_given(path, probs)[0].name == "pets"
    monkeypatch.chdir(path.parent)
    assert read_given("labels.txt", probs)[0].name == "labels"
