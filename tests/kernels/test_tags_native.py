"""The compiled primitives for tags refuse what would read or write outside their arrays."""

from __future__ import annotations

import numpy as np
import pytest

from labelproof._kernels.scan import ClassSums
from labelproof._kernels.tag_cells import Cuts, TagCells, Wanted, mark_tags
from labelproof._kernels.tag_joint import add_tag_joint, tag_off_diagonal
from labelproof._kernels.tag_scan import scan_tags
from labelproof._kernels.tag_scores import tag_scores, weighted_tag_scores

PROBS = np.array([[0.75, 0.25], [0.5, 0.5]])
TAGS = np.array([[1, 0], [0, 1]], np.uint8)
CUTS = Cuts(np.full(4, np.inf), np.full(4, -1))


def cells(cell=(0, 0, 0, 0), bins=(0,), capacities=(1,)):
    return TagCells(Wanted(np.array(cell), np.array(bins), np.array(capacities), 16))


def calls(probs, tags):
    return (
        lambda: scan_tags(probs, tags, ClassSums.empty(4), np.zeros((4, 16), np.int64)),
        lambda: add_tag_joint(np.zeros((2, 2, 2), np.int64), probs, tags, np.ones((2, 2))),
        lambda: tag_off_diagonal(probs, tags, np.ones((2, 2))),
        lambda: tag_scores(probs, tags, method="self_confidence"),
        lambda: weighted_tag_scores(probs, tags, np.ones(1), method="self_confidence"),
        lambda: cells().push(probs, tags, bonus=0.0, first_row=0),
        lambda: mark_tags(probs, tags, CUTS, bonus=0.0, first_row=0, per_tag=True),
    )


def test_good_arrays_are_accepted():
    for call in calls(PROBS, TAGS):
        call()


def test_tags_other_than_zero_and_one_are_refused():
    for call in calls(PROBS, TAGS * 2):
        with pytest.raises(IndexError):
            call()


def test_arrays_of_the_wrong_shape_are_refused():
    for probs, tags in ((PROBS, TAGS[:1]), (PROBS[:, :1], TAGS), (PROBS[:, :1], TAGS[:, :1])):
        for number, call in enumerate(calls(probs, tags)):
            if probs.shape != tags.shape or number not in (3, 4):  # scores of one tag alone are fine
                with pytest.raises(ValueError, match=r"differ|must"):
                    call()


def test_weights_must_fit():
    for count in (0, 3):
        with pytest.raises(ValueError, match="weights"):
            weighted_tag_scores(PROBS, TAGS, np.ones(count), method="self_confidence")


def test_cells_must_exist_and_want_rows():
    with pytest.raises(IndexError):
        cells(cell=(0, 1, 0, 0))
    with pytest.raises(IndexError):
        cells(capacities=(0,))
    with pytest.raises(ValueError, match="bins"):
        cells(bins=(0, 1))


def test_entropy_takes_no_shift():
    with pytest.raises(ValueError, match="shift"):
        tag_scores(PROBS, TAGS, method="confidence_weighted_entropy", shift=np.ones((2, 2)))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_first_nan_is_found(dtype, order):
    probs = np.full((40, 9), 0.5)
    probs[17, 3] = probs[17, 8] = probs[30, 0] = np.nan
    probs[0, 0], probs[1, 1] = 0.25, 0.75
    found = scan_tags(np.asarray(probs, dtype, order=order), np.zeros(probs.shape, np.uint8))
    assert (found.nan_row, found.nan_col) == (17, 3)
    found = scan_tags(np.asarray(probs[:17], dtype, order=order), np.zeros((17, 9), np.uint8))
    assert found == (0.25, 0.75, -1, -1)
