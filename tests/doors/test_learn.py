"""The door to training: its own part of the work. The rest is tested where it is done (tests/learn)."""

import numpy as np
import pytest

import labelproof
from labelproof._base.errors import InputError
from labelproof.learn import multilabel_folds

TAGS = [[0], [0], [0, 1], [0, 1], [], []]


def test_the_module_loads_on_first_use():
    assert labelproof.learn.multilabel_folds is multilabel_folds


def test_folds_are_the_same_for_every_container_of_tags():
    matrix = np.array([[1, 0], [1, 0], [1, 1], [1, 1], [0, 0], [0, 0]])
    assert multilabel_folds(matrix, folds=2).tolist() == multilabel_folds(TAGS, folds=2).tolist()


def test_groups_may_have_names():
    fold = multilabel_folds(TAGS, folds=2, groups=["a", "a", "b", "b", "c", "c"])
    assert [fold[0] == fold[1], fold[2] == fold[3], fold[4] == fold[5]] == [True] * 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"folds": 1}, "`folds` must be from 2 to the number of examples, 6: got 1"),
        ({"folds": 7}, "got 7"),
        ({"groups": [0]}, r"`groups` must have one group per example: got shape \(1,\) for 6 examples"),
    ],
)
def test_what_makes_no_folds_is_refused(options, message):
    with pytest.raises(InputError, match=message):
        multilabel_folds(TAGS, **options)
