"""Settings of a cross-validation that make no sense are refused in one sentence."""

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._learn.plan import Plan, check_plan, checked_weights


@pytest.mark.parametrize("name", ["folds", "repeats", "seed", "n_jobs"])
@pytest.mark.parametrize("value", [2.0, "2", True, -2])
def test_what_is_no_whole_number_is_refused_by_name(name, value):
    with pytest.raises(InputError, match=f"`{name}` must be a whole number, at least"):
        check_plan(Plan(**{name: value}), 10)


@pytest.mark.parametrize(("name", "value"), [("folds", 1), ("repeats", 0), ("seed", None), ("n_jobs", 0)])
def test_too_low_a_number_is_refused_by_name(name, value):
    with pytest.raises(InputError, match=f"`{name}` must be a whole number, at least .*: got {value}"):
        check_plan(Plan(**{name: value}), 10)


def test_numbers_of_numpy_are_whole_numbers():
    check_plan(Plan(folds=np.int64(10), repeats=np.int32(1), seed=np.uint8(0), n_jobs=-1), 10)


def test_more_folds_than_examples_are_refused():
    with pytest.raises(InputError, match="at most the number of examples, 4: got 5"):
        check_plan(Plan(), 4)


@pytest.mark.parametrize("weights", [["a", "b"], [None, {}], [1.0, -1.0], [1.0, np.nan], [1.0]])
def test_weights_that_cannot_be_used_are_refused(weights):
    with pytest.raises(InputError, match="`sample_weight` must have one finite number >= 0 per example"):
        checked_weights(weights, 2)
