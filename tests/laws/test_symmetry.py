"""Another order of the rows only permutes the answers, and other names of the classes only rename them.

Where rows tie, pruning filters prefer the first, so that which of them are flagged may follow the order; what is
decided row by row may not. Where classes tie, argmax and rounding go by number, so classes are renamed without ties.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof import count
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores
from laws.answers import FILTERS, SCORES, Case, answer, answers, cases
from problems import problem

pytestmark = pytest.mark.filterwarnings("ignore:.*classes have at most:labelproof._base.warnings.LabelproofWarning")
PER_ROW = ("confident_learning", "predicted_neq_given", "predicted", *SCORES, "adjusted self_confidence")
COUNTS = ("thresholds", "joint", "raw joint", "issues")
LOWEST = {"low_self_confidence": SCORES[0], "low_normalized_margin": SCORES[1]}


@given(case=cases(), seed=st.integers(0, 1000))
@settings(max_examples=50)
def test_the_order_of_rows_only_permutes_what_is_decided_row_by_row(case, seed):
    order = np.random.default_rng(seed).permutation(len(case.labels))
    before, after = answers(case.labels, case.probs), answers(case.labels[order], case.probs[order])
    for name in PER_ROW:
        expected = before[name] if isinstance(before[name], str) else before[name][order]
        np.testing.assert_array_equal(after[name], expected, err_msg=name)
    for name in COUNTS:
        np.testing.assert_array_equal(after[name], before[name], err_msg=name)
    for name, score in LOWEST.items():
        if not isinstance(before[name], str):
            flagged = [np.sort(found[score][found[name]]) for found in (after, before)]
            np.testing.assert_array_equal(*flagged, err_msg=name)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_rows_only_permutes_when_none_tie(seed):
    labels, probs = problem(seed, rows=150, classes=2 + seed)
    order = np.random.default_rng(seed).permutation(len(labels))
    before, after = answers(labels, probs), answers(labels[order], probs[order])
    for name in (*FILTERS, "half of the noise", "argmax confusion"):
        np.testing.assert_array_equal(after[name], before[name][order], err_msg=name)
    for score in SCORES:
        np.testing.assert_array_equal(order[after[f"ranked by {score}"]], before[f"ranked by {score}"], err_msg=score)
    np.testing.assert_array_equal(np.sort(order[after["batched"]]), before["batched"])


def renamed(case: Case, seed: int) -> tuple[Case, np.ndarray]:
    """The case with its classes in another order, and the new number of each class."""
    new = np.random.default_rng(seed).permutation(case.probs.shape[1])
    probs = np.empty_like(case.probs)
    probs[:, new] = case.probs
    return Case(new[case.labels], probs), new


@pytest.mark.parametrize("seed", range(12))
def test_renaming_classes_only_renames(seed):
    labels, probs = problem(seed, rows=150, classes=2 + seed)
    case = Case(labels, probs)
    other, new = renamed(case, seed)
    for name in ("confident_learning", "predicted_neq_given", "low_self_confidence", "low_normalized_margin"):
        flags = [find_label_issues(each.labels, each.probs, filter_by=name) for each in (other, case)]
        np.testing.assert_array_equal(*flags, err_msg=name)
    for name in SCORES[:2]:
        scores = [get_label_quality_scores(each.labels, each.probs, method=name) for each in (other, case)]
        np.testing.assert_array_equal(*scores, err_msg=name)
    batched = [find_label_issues_batched(each.labels, each.probs) for each in (other, case)]
    np.testing.assert_array_equal(*batched)
    thresholds = [count.get_confident_thresholds(each.labels, each.probs) for each in (other, case)]
    np.testing.assert_array_equal(thresholds[0][new], thresholds[1])
    for collisions in ("all", "paper"):
        joints = [
            count.compute_confident_joint(each.labels, each.probs, calibrate=False, collisions=collisions)
            for each in (other, case)
        ]
        np.testing.assert_array_equal(joints[0][np.ix_(new, new)], joints[1])


@given(case=cases(max_classes=12), seed=st.integers(0, 1000))
@settings(max_examples=40)
def test_renaming_classes_keeps_scores_thresholds_and_chosen_rows_even_where_classes_tie(case, seed):
    other, new = renamed(case, seed)
    for name in SCORES[:2]:
        asked = [
            answer(lambda each=each, name=name: get_label_quality_scores(each.labels, each.probs, method=name))
            for each in (other, case)
        ]
        np.testing.assert_array_equal(*asked, err_msg=name)
    thresholds = [
        answer(lambda each=each: count.get_confident_thresholds(each.labels, each.probs)) for each in (other, case)
    ]
    if isinstance(thresholds[1], str):
        assert isinstance(thresholds[0], str)
    else:
        np.testing.assert_array_equal(thresholds[0][new], thresholds[1])
