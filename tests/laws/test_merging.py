"""However the rows are cut into blocks and the states of the blocks are merged, a pass finds the same."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import naive
from labelproof._core.joint import JointPass, calibrate
from labelproof._core.passes import Block
from labelproof._core.pruning import margin_cells, prune_counts, self_cells
from labelproof._core.scan import ScanPass
from labelproof._core.selection import MarginSelection, SelfSelection, contested
from laws.answers import cases

CUTS = st.lists(st.integers(0, 60), max_size=8)


def states(what, case, dtype, cuts):
    """One state for each piece of the rows, some of them of no rows or one."""
    edges = sorted(min(cut, len(case.labels)) for cut in (0, *cuts, len(case.labels)))
    found = []
    for start, stop in pairwise(edges):
        found.append(what.init())
        what.update(found[-1], Block(case.probs[start:stop].astype(dtype), case.labels[start:stop], start))
    return found


def merged(what, case, dtype, cuts, choices):
    """The states merged two at a time, any two of them and either way round."""
    left = states(what, case, dtype, cuts)
    for choice in choices:
        if len(left) > 1:
            first = left.pop(choice % len(left))
            second = left.pop(choice // 7 % len(left))
            left.append(what.merge(first, second))
    while len(left) > 1:
        left.append(what.merge(left.pop(), left.pop()))
    return what.finish(left[0])


def whole(what, case, dtype):
    state = what.init()
    what.update(state, Block(case.probs.astype(dtype), case.labels, 0))
    return what.finish(state)


def flags(found, case):
    mask = np.zeros(len(case.labels), np.bool_)
    found.mark(mask)
    return mask


def pruned(case):
    """Prune counts, and class counts, of any case."""
    size = case.probs.shape[1]
    counts = np.bincount(case.labels, minlength=size)
    return prune_counts(
        calibrate(np.array(naive.joint(case.labels, case.probs)), counts), min_examples=1, frac_noise=1.0
    ), counts


MERGES = {
    "case": cases(max_classes=9),
    "dtype": st.sampled_from([np.float16, np.float32, np.float64]),
    "cuts": CUTS,
    "choices": st.lists(st.integers(0, 100), max_size=9),
}


@given(**MERGES)
@settings(max_examples=80)
def test_sums_and_range(case, dtype, cuts, choices):
    what = ScanPass(case.probs.shape[1])
    actual, expected = merged(what, case, dtype, cuts, choices), whole(what, case, dtype)
    np.testing.assert_array_equal(actual.sums.sums, expected.sums.sums)
    np.testing.assert_array_equal(actual.sums.counts, expected.sums.counts)
    assert actual.value_range == expected.value_range
    np.testing.assert_array_equal(actual.sums.counts, np.bincount(case.labels, minlength=case.probs.shape[1]))
    assert actual.value_range[:2] == (case.probs.min(), case.probs.max())


@given(**MERGES, collisions=st.sampled_from(["all", "paper"]))
@settings(max_examples=80)
def test_the_joint(case, dtype, cuts, choices, collisions):
    what = JointPass(np.asarray(naive.thresholds(case.labels, case.probs)), collisions)
    actual = merged(what, case, dtype, cuts, choices)
    np.testing.assert_array_equal(actual, whole(what, case, dtype))
    np.testing.assert_array_equal(actual, naive.joint(case.labels, case.probs, collisions))


@given(**MERGES)
@settings(max_examples=80)
def test_the_selection_by_self_confidence(case, dtype, cuts, choices):
    what = SelfSelection(self_cells(*pruned(case), min_examples=1))
    actual = flags(merged(what, case, dtype, cuts, choices), case)
    np.testing.assert_array_equal(actual, flags(whole(what, case, dtype), case))


@given(**MERGES)
@settings(max_examples=80)
def test_the_selection_by_margin(case, dtype, cuts, choices):
    what = MarginSelection(margin_cells(*pruned(case), min_examples=1))
    actual, expected = merged(what, case, dtype, cuts, choices), whole(what, case, dtype)
    again, others = contested(actual), contested(expected)
    assert (again is None) == (others is None)
    if again is not None:
        actual.merge(merged(again, case, dtype, cuts, choices))
        expected.merge(whole(others, case, dtype))
    np.testing.assert_array_equal(flags(actual, case), flags(expected, case))


def test_a_nan_is_reported_where_it_comes_first():
    probs = np.full((6, 3), 0.25)
    probs[4, 2] = probs[2, 1] = np.nan
    what = ScanPass(3)
    found = []
    for start, stop in ((0, 0), (0, 1), (1, 3), (3, 6)):
        found.append(what.init())
        what.update(found[-1], Block(probs[start:stop], np.zeros(stop - start, np.int64), start))
    nothing, one, second, third = found
    actual = what.merge(what.merge(nothing, one), what.merge(second, third))
    assert what.finish(actual).value_range[2:] == (2, 1)
