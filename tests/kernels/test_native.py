"""The compiled primitives refuse what would read or write outside their arrays, and widen half precision exactly."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from labelproof._kernels.class_sums import ClassSums, add_class_sums
from labelproof._kernels.joint_counts import add_joint_counts
from labelproof._kernels.row_facts import row_agrees, row_argmax, value_range
from labelproof._kernels.row_scores import row_scores
from labelproof._kernels.top_cells import TopCells, push_margins, push_self

PROBS = np.array([[0.75, 0.25], [0.5, 0.5]])


@pytest.mark.parametrize("label", [-1, 2, 1 << 40])
def test_labels_outside_the_columns_are_refused(label):
    labels = np.array([0, label], np.int64)
    cells = TopCells.empty(np.ones(4, np.int64))
    for call in (
        lambda: add_class_sums(ClassSums.empty(2), PROBS, labels),
        lambda: add_joint_counts(np.zeros((2, 2), np.int64), PROBS, labels, np.ones(2)),
        lambda: row_scores(PROBS, labels, method="self_confidence"),
        lambda: row_agrees(PROBS, labels, bonus=0.0),
        lambda: push_margins(cells, PROBS, labels, np.ones(2, bool), first_row=0),
        lambda: push_self(TopCells.empty(np.ones(2, np.int64)), PROBS, labels, first_row=0),
    ):
        with pytest.raises(IndexError):
            call()


def test_arrays_of_the_wrong_length_are_refused():
    short = np.zeros(1, np.int64)
    for call in (
        lambda: add_class_sums(ClassSums.empty(2), PROBS, short),
        lambda: add_class_sums(ClassSums.empty(3), PROBS, np.zeros(2, np.int64)),
        lambda: add_joint_counts(np.zeros((3, 3), np.int64), PROBS, np.zeros(2, np.int64), np.ones(2)),
        lambda: push_self(TopCells.empty(np.ones(3, np.int64)), PROBS, np.zeros(2, np.int64), first_row=0),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            call()


def test_damaged_selections_are_refused():
    cells = TopCells.empty(np.ones(2, np.int64))
    cells.sizes[:] = (10**9, 0)
    with pytest.raises(IndexError):
        cells.kept()


def test_probabilities_without_columns_are_refused():
    with pytest.raises(ValueError, match="at least one column"):
        row_argmax(np.empty((3, 0)))


def test_other_number_types_are_refused():
    with pytest.raises(TypeError):
        row_argmax(np.eye(2, dtype=np.int64))


def test_every_half_precision_value_is_widened_exactly():
    bits = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = bits[np.isfinite(bits)].reshape(-1, 1)
    actual = row_scores(finite, np.zeros(len(finite), np.int64), method="self_confidence")
    np.testing.assert_array_equal(actual, finite[:, 0].astype(np.float64))


def test_class_means_are_correctly_rounded():
    rng = np.random.default_rng(0)
    probs = rng.random((10_001, 1))
    sums = ClassSums.empty(1)
    add_class_sums(sums, probs, np.zeros(len(probs), np.int64))
    exact = sum((Fraction(float(value)) for value in probs[:, 0]), Fraction(0)) / len(probs)
    assert math.isclose(sums.means()[0], float(exact), rel_tol=3e-16)


def test_slightly_negative_values_are_summed():
    sums = ClassSums.empty(1)
    add_class_sums(sums, np.array([[-1e-7], [0.5]]), np.zeros(2, np.int64))
    assert sums.means()[0] == pytest.approx((0.5 - 1e-7) / 2, rel=1e-15)


@pytest.mark.parametrize("classes", [2, 17, 31, 32, 33, 100])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_argmax_takes_the_first_of_equal_entries(classes, dtype):
    probs = np.random.default_rng(classes).integers(0, 4, (200, classes)).astype(dtype)
    np.testing.assert_array_equal(row_argmax(probs), probs.argmax(axis=1))


@pytest.mark.parametrize("classes", [2, 16, 37])
def test_the_first_nan_is_found(classes):
    probs = np.full((5, classes), 0.5, np.float32)
    probs[3, classes - 1] = np.nan
    probs[4, 0] = np.nan
    assert value_range(probs)[2:] == (3, classes - 1)
    assert value_range(probs[:3]) == (0.5, 0.5, -1, -1)


def test_cells_keep_the_smallest_keys_and_break_ties_by_row():
    cells = TopCells.empty(np.array([2, 0], np.int64))
    probs = np.array([[0.5, 0], [0.3, 0], [0.3, 0], [0.3, 0], [0.1, 1]])
    push_self(cells, probs, np.array([0, 0, 0, 0, 1], np.int64), first_row=10)
    assert sorted(cells.kept().rows.tolist()) == [11, 12]
