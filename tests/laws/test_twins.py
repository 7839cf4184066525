"""The fast paths give what their slow, obvious twins give, bit for bit where numbers are counted or compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

import naive
from labelproof._tasks.multiclass.counts import class_thresholds, confident_joint
from labelproof._tasks.multiclass.inputs import prepare
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores
from laws.answers import FILTERS, SCORES, cases
from problems import problem

pytestmark = pytest.mark.filterwarnings("ignore:.*classes have at most:labelproof._base.warnings.LabelproofWarning")


def comparable(case):
    """Whether every filter accepts the case."""
    return case.probs.shape[1] > 1 and (len(np.unique(case.labels)) > 1 or not case.labels.any())


@pytest.mark.parametrize("filter_by", FILTERS)
@given(case=cases())
@settings(max_examples=60)
def test_every_filter_equals_its_slow_twin(filter_by, case):
    if comparable(case):
        actual = np.flatnonzero(find_label_issues(case.labels, case.probs, filter_by=filter_by)).tolist()
        assert actual == naive.find_label_issues(case.labels.tolist(), case.probs.tolist(), filter_by)


@pytest.mark.parametrize("coarse", [False, True], ids=["distinct", "ties"])
@pytest.mark.parametrize("filter_by", FILTERS)
def test_every_filter_equals_its_slow_twin_on_likely_data(filter_by, coarse):
    for seed in range(25):
        labels, probs = problem(seed, coarse=coarse)
        actual = np.flatnonzero(find_label_issues(labels, probs, filter_by=filter_by)).tolist()
        expected = naive.find_label_issues(labels.tolist(), probs.tolist(), filter_by)
        assert actual == expected, f"seed {seed}"


@pytest.mark.parametrize("filter_by", FILTERS[:3])
@pytest.mark.parametrize(("frac_noise", "min_examples"), [(0.5, 1), (1.0, 5), (0.25, 3), (0.0, 1)])
def test_pruning_options_equal_the_slow_twin(filter_by, frac_noise, min_examples):
    for seed in range(10):
        labels, probs = problem(seed)
        options = {"filter_by": filter_by, "frac_noise": frac_noise, "min_examples_per_class": min_examples}
        actual = np.flatnonzero(find_label_issues(labels, probs, **options)).tolist()
        expected = naive.find_label_issues(labels.tolist(), probs.tolist(), filter_by, min_examples, frac_noise)
        assert actual == expected, f"seed {seed}"


@given(case=cases())
@settings(max_examples=60)
def test_the_batched_rule_equals_its_slow_twin(case):
    if len(np.unique(case.labels)) > 1:
        actual = find_label_issues_batched(case.labels, case.probs).tolist()
        assert actual == naive.batched(case.labels.tolist(), case.probs.tolist())


@pytest.mark.parametrize("method", SCORES)
def test_every_score_equals_its_slow_twin(method):
    for seed in range(10):
        labels, probs = problem(seed)
        actual = get_label_quality_scores(labels, probs, method=method)
        expected = [getattr(naive, method)(label, row) for label, row in zip(labels, probs, strict=True)]
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-15)


@given(case=cases())
@settings(max_examples=60)
def test_scores_without_logarithms_equal_their_slow_twins_exactly(case):
    for method in SCORES[:2]:
        if case.probs.shape[1] > 1:
            actual = get_label_quality_scores(case.labels, case.probs, method=method).tolist()
            twin = getattr(naive, method)
            assert actual == [twin(label, row) for label, row in zip(case.labels, case.probs, strict=True)]


@pytest.mark.parametrize("method", SCORES[:2])
def test_adjusted_scores_equal_their_slow_twin(method):
    labels, probs = problem(4)
    bounds = naive.thresholds(labels, probs)
    actual = get_label_quality_scores(labels, probs, method=method, adjust_pred_probs=True)
    expected = [
        getattr(naive, method)(label, naive.adjusted(row, bounds)) for label, row in zip(labels, probs, strict=True)
    ]
    np.testing.assert_allclose(actual, expected, rtol=1e-12)


@given(case=cases())
@settings(max_examples=60)
def test_thresholds_and_joint_equal_their_slow_twins(case):
    inputs = prepare(case.labels, case.probs, one_class=True)
    np.testing.assert_allclose(class_thresholds(inputs), naive.thresholds(case.labels, case.probs), rtol=1e-15)
    for collisions in ("all", "paper"):
        actual = confident_joint(inputs, calibrated=False, collisions=collisions)
        np.testing.assert_array_equal(actual, naive.joint(case.labels, case.probs, collisions))
    numbers = naive.class_counts(case.labels, case.probs.shape[1])
    np.testing.assert_array_equal(
        confident_joint(inputs), naive.calibrate(naive.joint(case.labels, case.probs), numbers)
    )


def test_inputs_stay_untouched():
    labels, probs = problem(2)
    before = labels.copy(), probs.copy()
    labels.setflags(write=False)
    probs.setflags(write=False)
    for filter_by in FILTERS:
        find_label_issues(labels, probs, filter_by=filter_by)
    np.testing.assert_array_equal(labels, before[0])
    np.testing.assert_array_equal(probs, before[1])
