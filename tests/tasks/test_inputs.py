from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from labelproof._blocks import read_all
from labelproof._tasks.multiclass.inputs import prepare
from labelproof.filter import find_label_issues

PROBS = np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])


@pytest.mark.parametrize("container", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "arrow"])
def test_column_names_of_a_frame_name_the_classes(container):
    frame = container({"dog": PROBS[:, 0], "cat": PROBS[:, 1]})
    inputs = prepare(["dog", "cat", "dog"], frame)
    assert inputs.labels.tolist() == [0, 1, 0]
    assert inputs.class_names == ("dog", "cat")


def test_numbered_columns_are_no_names():
    assert prepare([0, 1, 0], pd.DataFrame(PROBS)).class_names is None
    inputs = prepare(["a", "b", "a"], pl.DataFrame(PROBS))
    assert inputs.class_names == ("a", "b")


def test_sorted_names_that_plainly_do_not_fit_the_columns_are_refused():
    labels = ["no", "maybe"] * 50
    probs = np.array([[0.9, 0.1], [0.1, 0.9]] * 50)
    with pytest.raises(ValueError, match="examples labelled 'maybe' are mostly predicted as column 1, not 0"):
        prepare(labels, probs)
    assert prepare(labels, probs, class_names=["no", "maybe"]).labels[:2].tolist() == [0, 1]


def test_probabilities_are_not_copied():
    assert np.shares_memory(read_all(prepare([0, 1, 0], PROBS).source), PROBS)


def test_integer_probabilities_work():
    assert find_label_issues([0, 1, 0, 1], np.array([[1, 0], [0, 1], [0, 1], [0, 1]])).tolist() == [False] * 2 + [
        True,
        False,
    ]


def test_torch_tensors_work():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    tensor = torch.tensor(np.vstack([PROBS, PROBS]))
    assert find_label_issues([0, 1, 0, 0, 1, 0], tensor).tolist() == [False, False, True] * 2


@pytest.mark.parametrize(
    ("labels", "probs", "message"),
    [
        ([0, 1], PROBS, "one row per label: got 3 rows and 2 labels"),
        ([0, 1, 0], PROBS[:, 0], "must be 2-D, one row per example and one column per class: got shape"),
        ([0, 1, 0], PROBS * 2, r"must lie in \[0, 1\]: got values from 0.2 to 1.8"),
        ([0, 1, 0], PROBS[:, :0], "`pred_probs` has no columns"),
        ([0, 1, 0], -PROBS, r"must lie in \[0, 1\]"),
        ([0, 0, 0], PROBS[:, ::-1], None),
        ([1, 1, 1], PROBS, "at least 2 distinct classes: all 3 are 1"),
    ],
)
def test_bad_inputs_are_refused(labels, probs, message):
    if message is None:  # the filter accepts labels that are all of the first class
        assert find_label_issues(labels, probs).dtype == bool
        return
    with pytest.raises(ValueError, match=message):
        find_label_issues(labels, probs)


@pytest.mark.parametrize(
    "probs", [PROBS.tolist(), None, 3, PROBS.astype(object)], ids=["list", "None", "int", "objects"]
)
def test_other_kinds_of_probabilities_are_type_errors(probs):
    with pytest.raises(TypeError, match="`pred_probs` must"):
        prepare([0, 1, 0], probs)


def test_values_outside_by_rounding_are_accepted():
    assert prepare([0, 1, 0], PROBS * (1 + 1e-7)).num_classes == 2


def test_rows_need_not_sum_to_one():
    assert prepare([0, 1, 0], PROBS * 0.5).num_classes == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match="There is no file"):
        find_label_issues([0, 1, 0], str(tmp_path / "absent.npy"))


def test_a_file_of_objects_is_never_unpickled(tmp_path):
    np.save(tmp_path / "evil.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"not a plain .npy array"):
        find_label_issues([0, 1, 0], str(tmp_path / "evil.npy"))
