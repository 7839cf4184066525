"""Where the files of class folders go."""

import pytest

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.folder import moves_of
from labelproof._formats.rewrite.plan import DROPPED

FILES = ["cat/1.png", "cat/2.png", "dog/1.png", "dog/x/3.png"]
LABELS = ["cat", "cat", "dog", "dog"]


def moved(changes, files=FILES, labels=LABELS, **more):
    return [(move.source, move.target) for move in moves_of(files, labels, changes, **more)]


def test_a_file_goes_to_the_folder_of_its_new_class():
    assert moved({1: "dog", 3: "cat"}) == [("cat/2.png", "dog/2.png"), ("dog/x/3.png", "cat/x/3.png")]


def test_a_taken_name_gets_a_number():
    assert moved({0: "dog"}) == [("cat/1.png", "dog/1-2.png")]
    assert moved({1: "dog"}, others=["dog/2.png", "dog/2-2.png"]) == [("cat/2.png", "dog/2-3.png")]


def test_two_files_change_places():
    assert moved({0: "dog", 2: "cat"}) == [("cat/1.png", "dog/1.png"), ("dog/1.png", "cat/1.png")]


def test_a_dropped_file_goes_nowhere():
    assert moved({0: DROPPED}) == [("cat/1.png", None)]


def test_folders_above_the_classes_stay():
    files = ["all/train/cat/1.png", "all/test/dog/1.png"]
    assert moved({0: "new"}, files=files, labels=["cat", "dog"]) == [("all/train/cat/1.png", "all/train/new/1.png")]


@pytest.mark.parametrize("label", ["", "..", "a/b", ".hidden", "__MACOSX", "a\\b"])
def test_a_class_that_can_be_no_folder_is_refused(label):
    with pytest.raises(InputError, match="cannot be the name of a folder"):
        moved({0: label})


def test_labels_that_are_no_folders_are_refused():
    with pytest.raises(InputError, match="no longer the names of the folders"):
        moved({0: "dog"}, labels=["a", "b", "c", "d"])
