"""The fast paths for several tags per example give what their slow, obvious twins give."""

from __future__ import annotations

import numpy as np
import pytest

import naive_multilabel as naive
from labelproof import count
from labelproof.internal.multilabel_utils import onehot2int
from labelproof.multilabel_classification import rank
from labelproof.multilabel_classification.filter import find_label_issues, find_multilabel_issues_per_class
from laws.answers import FILTERS, SCORES
from naive import batched
from tag_problems import tag_problem

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*tags are given to at most:labelproof._base.warnings.LabelproofWarning"
)
SEEDS = range(12)
DTYPES = {"float64": np.float64, "float32": np.float32, "float16": np.float16}


def rows_of(mask):
    return [np.flatnonzero(column).tolist() for column in np.asarray(mask).T]


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
@pytest.mark.parametrize("coarse", [False, True], ids=["distinct", "ties"])
@pytest.mark.parametrize("filter_by", FILTERS)
def test_every_filter_equals_its_slow_twin(filter_by, coarse, dtype):
    for seed in SEEDS:
        tags, probs = tag_problem(seed, coarse=coarse, dtype=dtype)
        actual = find_multilabel_issues_per_class(onehot2int(tags), probs, filter_by=filter_by)
        assert rows_of(actual) == naive.issues_per_tag(tags, probs, filter_by=filter_by), f"seed {seed}"
        anywhere = find_label_issues(onehot2int(tags), probs, filter_by=filter_by)
        assert np.flatnonzero(anywhere).tolist() == naive.issues(tags, probs, filter_by=filter_by), f"seed {seed}"


@pytest.mark.parametrize("filter_by", FILTERS[:3])
@pytest.mark.parametrize(("frac_noise", "min_examples"), [(0.5, 1), (1.0, 5), (0.25, 3), (0.0, 1)])
def test_pruning_options_equal_the_slow_twin(filter_by, frac_noise, min_examples):
    for seed in SEEDS:
        tags, probs = tag_problem(seed)
        options = {"filter_by": filter_by, "frac_noise": frac_noise}
        actual = find_multilabel_issues_per_class(tags, probs, min_examples_per_class=min_examples, **options)
        assert rows_of(actual) == naive.issues_per_tag(tags, probs, min_examples=min_examples, **options), (
            f"seed {seed}"
        )


@pytest.mark.parametrize("filter_by", FILTERS[:3])
def test_many_rows_in_one_bin_are_selected_like_few(filter_by):
    tags, probs = tag_problem(3, rows=400, tags=3)
    probs = np.where(tags == 1, 0.25 + probs * 1e-5, 0.75 + probs * 1e-5)
    actual = find_multilabel_issues_per_class(tags, probs, filter_by=filter_by)
    assert rows_of(actual) == naive.issues_per_tag(tags, probs, filter_by=filter_by)


def test_the_rule_of_batches_equals_its_slow_twin():
    for seed in SEEDS:
        tags, probs = tag_problem(seed, coarse=seed % 2 == 0)
        actual = rows_of(find_multilabel_issues_per_class(tags, probs, low_memory=True))
        assert actual == [batched(*one) for one in naive.problems(tags, probs)], f"seed {seed}"


@pytest.mark.parametrize("coarse", [False, True], ids=["distinct", "ties"])
def test_counts_equal_their_slow_twins(coarse):
    for seed in SEEDS:
        tags, probs = tag_problem(seed, coarse=coarse)
        joint, rows = count.compute_confident_joint(
            tags, probs, multi_label=True, calibrate=False, return_indices_of_off_diagonals=True
        )
        assert joint.tolist() == naive.joint(tags, probs)
        assert [found.tolist() for found in rows] == naive.off_diagonal(tags, probs)
        assert count.compute_confident_joint(tags, probs, multi_label=True).tolist() == naive.calibrated(tags, probs)
        assert count.num_label_issues(tags, probs, multi_label=True) == len(
            naive.issues(tags, probs, filter_by="confident_learning")
        )
        thresholds = count.get_confident_thresholds(tags, probs, multi_label=True)
        np.testing.assert_allclose(thresholds, naive.thresholds(tags, probs), rtol=1e-15)


@pytest.mark.parametrize("adjusted", [False, True])
@pytest.mark.parametrize("method", SCORES)
def test_every_score_equals_its_slow_twin(method, adjusted):
    if adjusted and method == "confidence_weighted_entropy":
        return
    for seed in SEEDS:
        tags, probs = tag_problem(seed, tags=(1, 3, 40)[seed % 3])
        options = {"method": method, "adjust_pred_probs": adjusted}
        actual = rank.get_label_quality_scores_per_class(tags, probs, **options)
        expected = naive.tag_scores(tags, probs, method, adjusted)
        np.testing.assert_allclose(actual.T, expected, rtol=1e-12, atol=1e-15)
        actual = rank.get_label_quality_scores(tags, probs, **options)
        expected = naive.example_scores(tags, probs, method, adjusted)
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("alpha", [0.0, 0.01, 0.5, 1.0, None])
def test_every_weight_of_the_lowest_score_equals_the_plain_definition(alpha):
    tags, probs = tag_problem(0, rows=37, tags=90)
    aggregator = {"method": "exponential_moving_average", "alpha": alpha}
    actual = rank.get_label_quality_scores(tags, probs, aggregator_kwargs=aggregator)
    expected = naive.example_scores(tags, probs, alpha=2 / 91 if alpha is None else alpha)
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-12)
