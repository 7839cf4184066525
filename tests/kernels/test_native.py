"""The compiled primitives refuse what would read or write outside their arrays, and widen half precision exactly."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from labelproof._kernels.joint_counts import add_joint_counts
from labelproof._kernels.row_facts import row_agrees, row_argmax
from labelproof._kernels.row_scores import row_scores
from labelproof._kernels.scan import ClassSums, Facts, row_facts, scan_rows
from labelproof._kernels.top_cells import Cells, TopCells

PROBS = np.array([[0.75, 0.25], [0.5, 0.5]])
FACTS = Facts(np.array([0.75, 0.5]), np.array([0.25, 0.5]))
BOTH = np.array([0, 1], np.int64)


def cells(*capacities):
    """Return a selection with one cell per class, of that class itself."""
    classes = np.arange(len(capacities))
    return TopCells(Cells.of(classes, classes, np.array(capacities, np.int64), len(classes)))


def kept(found, rows):
    """Return the rows that a selection keeps and that disagree with their label."""
    mask = np.zeros(rows, bool)
    found.mark(mask)
    return np.flatnonzero(mask).tolist()


@pytest.mark.parametrize("label", [-1, 2, 1 << 40])
def test_labels_outside_the_columns_are_refused(label):
    labels = np.array([0, label], np.int64)
    for call in (
        lambda: scan_rows(PROBS, labels, ClassSums.empty(2)),
        lambda: add_joint_counts(np.zeros((2, 2), np.int64), PROBS, labels, np.ones(2), FACTS),
        lambda: row_scores(PROBS, labels, method="self_confidence"),
        lambda: row_agrees(PROBS, labels, FACTS, bonus=0.0),
        lambda: cells(1, 1).push_margins(PROBS, labels, FACTS, bonus=0.0, agreeing=False, first_row=0),
        lambda: cells(1, 1).push_self(PROBS, labels, FACTS, bonus=0.0, first_row=0),
    ):
        with pytest.raises(IndexError):
            call()


def test_arrays_of_the_wrong_length_are_refused():
    short = np.zeros(1, np.int64)
    for call in (
        lambda: scan_rows(PROBS, short, ClassSums.empty(2)),
        lambda: scan_rows(PROBS, BOTH, ClassSums.empty(3)),
        lambda: scan_rows(PROBS, BOTH, ClassSums.empty(2), FACTS.part(0, 1)),
        lambda: add_joint_counts(np.zeros((3, 3), np.int64), PROBS, BOTH, np.ones(2), FACTS),
        lambda: add_joint_counts(np.zeros((2, 2), np.int64), PROBS, BOTH, np.ones(2), FACTS.part(0, 1)),
        lambda: row_agrees(PROBS, BOTH, FACTS.part(0, 1), bonus=0.0),
        lambda: cells(1, 1, 1).push_margins(PROBS, BOTH, FACTS, bonus=0.0, agreeing=False, first_row=0),
        lambda: cells(1, 1).push_self(PROBS, BOTH, FACTS.part(0, 1), bonus=0.0, first_row=0),
        lambda: cells(1, 1).merge(cells(1)),
        lambda: TopCells(Cells(np.array([0, 2]), np.array([0]), np.array([1]), np.array([0.0]))),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            call()


def test_facts_of_another_precision_are_refused():
    with pytest.raises(TypeError, match="precise"):
        row_agrees(PROBS.astype(np.float32), BOTH, FACTS, bonus=0.0)


@pytest.mark.parametrize(("other", "capacity"), [(2, 1), (-1, 1), (0, 0)])
def test_damaged_cells_are_refused(other, capacity):
    with pytest.raises(IndexError):
        TopCells(Cells(np.array([0, 1, 1]), np.array([other]), np.array([capacity]), np.array([np.inf])))


def test_a_mask_that_is_too_short_is_refused():
    found = cells(1, 1)
    found.push_self(PROBS, np.array([1, 1], np.int64), row_facts(PROBS, np.array([1, 1])), bonus=0.0, first_row=5)
    with pytest.raises(IndexError):
        found.mark(np.zeros(5, bool))


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
    scan_rows(probs, np.zeros(len(probs), np.int64), sums)
    exact = sum((Fraction(float(value)) for value in probs[:, 0]), Fraction(0)) / len(probs)
    assert math.isclose(sums.means()[0], float(exact), rel_tol=3e-16)


def test_slightly_negative_values_are_summed():
    sums = ClassSums.empty(1)
    scan_rows(np.array([[-1e-7], [0.5]]), np.zeros(2, np.int64), sums)
    assert sums.means()[0] == pytest.approx((0.5 - 1e-7) / 2, rel=1e-15)


@pytest.mark.parametrize("classes", [1, 2, 7, 8, 9, 16, 17, 31, 32, 33, 40, 47, 64, 100])
@pytest.mark.parametrize("rows", [0, 1, 15, 16, 17, 1025])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_facts_are_the_given_entry_and_the_largest_other_one(classes, rows, dtype):
    rng = np.random.default_rng(classes + rows)
    probs = (rng.integers(0, 9, (rows, classes)) / 8).astype(dtype)
    labels = rng.integers(0, classes, rows)
    sums = ClassSums.empty(classes)
    found, facts = scan_rows(probs, labels, sums)
    others = np.where(np.arange(classes) == labels[:, None], -np.inf, probs.astype(np.float64))
    assert facts.own.tolist() == probs[np.arange(rows), labels].tolist()
    assert facts.other.tolist() == (others.max(axis=1).tolist() if rows else [])
    assert sums.counts.tolist() == np.bincount(labels, minlength=classes).tolist()
    if rows:
        assert found == (probs.min(), probs.max(), -1, -1)


@pytest.mark.parametrize("classes", [2, 17, 31, 32, 33, 100])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_argmax_takes_the_first_of_equal_entries(classes, dtype):
    probs = np.random.default_rng(classes).integers(0, 4, (200, classes)).astype(dtype)
    np.testing.assert_array_equal(row_argmax(probs), probs.argmax(axis=1))


@pytest.mark.parametrize("classes", [2, 16, 37])
def test_the_first_nan_is_found(classes):
    probs = np.full((5, classes), 0.5, np.float32)
    labels = np.zeros(5, np.int64)
    probs[3, classes - 1] = np.nan
    probs[4, 0] = np.nan
    assert scan_rows(probs, labels, ClassSums.empty(classes))[0][2:] == (3, classes - 1)
    assert scan_rows(probs[:3], labels[:3], ClassSums.empty(classes))[0] == (0.5, 0.5, -1, -1)


def test_cells_keep_the_smallest_keys_and_break_ties_by_row():
    probs = np.array([[0.5, 0.9], [0.3, 0.9], [0.3, 0.9], [0.3, 0.9], [0.1, 1]])
    labels = np.array([0, 0, 0, 0, 1], np.int64)
    found = TopCells(Cells.of(np.array([0]), np.array([0]), np.array([2]), 2))
    found.push_self(probs, labels, row_facts(probs, labels), bonus=0.0, first_row=10)
    assert kept(found, 15) == [11, 12]


def test_agreeing_rows_take_places_but_are_not_marked():
    probs = np.array([[0.3, 0.2], [0.4, 0.6], [0.5, 0.9]])
    labels = np.zeros(3, np.int64)
    found = TopCells(Cells.of(np.array([0]), np.array([0]), np.array([2]), 2))
    found.push_self(probs, labels, row_facts(probs, labels), bonus=0.0, first_row=0)
    assert kept(found, 3) == [1]


def test_margins_offer_the_rows_that_disagree_or_the_others():
    probs = np.array([[0.6, 0.4], [0.2, 0.8], [0.4, 0.6]])
    labels = np.zeros(3, np.int64)
    spec = Cells.of(np.array([0]), np.array([1]), np.array([3]), 2)
    disagreeing, agreeing = TopCells(spec), TopCells(spec)
    facts = row_facts(probs, labels)
    disagreeing.push_margins(probs, labels, facts, bonus=0.0, agreeing=False, first_row=0)
    agreeing.push_margins(probs, labels, facts, bonus=0.0, agreeing=True, first_row=0)
    assert disagreeing.largest() == pytest.approx([-0.2])
    assert agreeing.largest() == pytest.approx([0.2])
    disagreeing.merge(agreeing)
    assert disagreeing.largest() == pytest.approx([0.2])
    assert kept(disagreeing, 3) == [1, 2]


@pytest.mark.parametrize("capacity", [1, 2, 7, 50])
def test_cells_hold_what_a_sort_selects_whatever_is_merged(capacity):
    rng = np.random.default_rng(capacity)
    probs = rng.integers(0, 5, (400, 3)) / 4
    labels = np.zeros(400, np.int64)
    spec = Cells.of(np.array([0, 0]), np.array([1, 2]), np.array([capacity, capacity]), 3)
    parts = []
    for start in range(0, 400, 100):
        part = TopCells(spec)
        rows = slice(start, start + 100)
        facts = row_facts(probs[rows], labels[rows])
        part.push_margins(probs[rows], labels[rows], facts, bonus=0.0, agreeing=False, first_row=start)
        parts.append(part)
    while len(parts) > 1:
        parts[-2].merge(parts.pop())
    disagrees = probs.argmax(axis=1) != 0
    expected = set()
    for other in (1, 2):
        key = np.where(disagrees, probs[:, 0] - probs[:, other], np.inf)
        order = np.argsort(key, kind="stable")[:capacity]
        expected |= set(order[np.isfinite(key[order])].tolist())
    assert kept(parts[0], 400) == sorted(expected)
