"""Counts without the examples that could not be judged."""

import numpy as np
from numpy.testing import assert_array_equal

from labelproof._learn.judged import joint_of_judged, judged_part
from labelproof._tasks.multiclass.counts import confident_joint
from labelproof._tasks.multiclass.inputs import prepare

PRED_PROBS = np.array([[0.9, 0.09, 0.01], [0.6, 0.39, 0.01], [0.3, 0.69, 0.01], [0.45, 0.54, 0.01], [0.6, 0.4, 0.0]])
LABELS = [0, 0, 1, 1, 2]
ALONE = np.array([False, False, True])


def test_the_zero_of_a_class_that_is_alone_is_no_threshold():
    inputs = prepare(LABELS, PRED_PROBS)
    naive = confident_joint(inputs, calibrated=False)
    assert naive[:, 2].sum() > 1  # unsure rows would be guessed to be the class that nobody learned
    assert_array_equal(joint_of_judged(inputs, ALONE, calibrated=False), np.diag([1, 1, 1]))


def test_the_calibrated_joint_keeps_every_example():
    actual = joint_of_judged(prepare(LABELS, PRED_PROBS), ALONE)
    assert_array_equal(actual, np.diag([2, 2, 1]))


def test_all_judged_is_the_whole():
    inputs = prepare(LABELS, PRED_PROBS)
    part, rows = judged_part(inputs, np.zeros(3, bool))
    assert part is inputs
    assert_array_equal(rows, np.arange(5))


def test_the_part_keeps_positions():
    part, rows = judged_part(prepare([2, 0, 1, 0, 1], PRED_PROBS), ALONE)
    assert_array_equal(rows, [1, 2, 3, 4])
    assert_array_equal(part.labels, [0, 1, 0, 1])
