"""Counting pairs, calibrating and rounding equal slower ways, also in the joint's own memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import naive
from labelproof._core.joint import JointPass, calibrate, calibrate_exactly, pair_counts, round_rows
from labelproof._engines import run_pass
from labelproof._tasks.multiclass.counts import class_thresholds, confident_joint
from labelproof._tasks.multiclass.inputs import prepare
from problems import problem


@st.composite
def joints(draw):
    """A joint as it is counted, and class counts; many entries are 0."""
    size = draw(st.integers(1, 12))
    joint = draw(arrays.arrays(np.int64, (size, size), elements=st.integers(0, 9) | st.just(0)))
    np.fill_diagonal(joint, np.maximum(joint.diagonal(), 1))
    return joint, draw(arrays.arrays(np.int64, size, elements=st.integers(1, 40)))


@given(joints())
def test_a_joint_may_be_overwritten(case):
    joint, counts = case
    expected, exactly = calibrate(joint, counts), calibrate_exactly(joint, counts)
    np.testing.assert_array_equal(calibrate_exactly(joint.copy(), counts, overwrite=True), exactly)
    actual = calibrate(joint, counts, overwrite=True)
    np.testing.assert_array_equal(actual, expected)
    assert np.shares_memory(actual, joint)


@pytest.mark.parametrize("coarse", [2, 4, 1024], ids=["halves", "quarters", "few ties"])
@pytest.mark.parametrize("seed", range(5))
def test_rounding_equals_the_slow_twin(seed, coarse):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 3 * coarse, size=(60, 20)) / coarse * (rng.random((60, 20)) < 0.6)
    expected = [naive.round_row(row) for row in matrix.tolist()]
    np.testing.assert_array_equal(round_rows(matrix), expected)
    np.testing.assert_array_equal(round_rows(matrix, out=matrix.view(np.int64)), expected)


def test_pairs_without_a_column_are_not_counted():
    counts = pair_counts(np.array([0, 1, 1, 2]), np.array([2, -1, 0, 0], np.int32), 3)
    np.testing.assert_array_equal(counts, [[0, 0, 1], [1, 0, 0], [1, 0, 0]])


@pytest.mark.parametrize("rows", [20, 90], ids=["fewer rows than pairs", "more rows than pairs"])
def test_counting_guesses_equals_counting_in_one_joint(rows):
    for seed in range(20):
        labels, probs = problem(seed, rows=rows, classes=7)
        inputs = prepare(labels, probs)
        what = JointPass(class_thresholds(inputs))
        expected = run_pass(what, inputs.source, inputs.labels)
        np.testing.assert_array_equal(confident_joint(inputs, calibrated=False), expected)
