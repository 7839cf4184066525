"""Laws of the filter and the scores: what may never change the result, over every source, engine and number type."""

from __future__ import annotations

import numpy as np
import pytest

import naive
from labelproof._blocks import open_source
from labelproof._core.joint import JointPass
from labelproof._core.passes import Block
from labelproof._core.selection import MarginSelection, margin_capacities, prune_counts
from labelproof._core.thresholds import SumsPass
from labelproof._engines import run_pass
from labelproof._kernels.top_cells import Kept
from labelproof._tasks.multiclass.counts import class_thresholds, confident_joint
from labelproof._tasks.multiclass.inputs import prepare
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores
from problems import problem

FILTERS = (
    "prune_by_noise_rate",
    "prune_by_class",
    "both",
    "confident_learning",
    "predicted_neq_given",
    "low_normalized_margin",
    "low_self_confidence",
)
SCORES = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")
pytestmark = pytest.mark.filterwarnings("ignore:.*classes have at most:labelproof._base.warnings.LabelproofWarning")


def in_memory(probs, folder):
    return probs


def fortran_order(probs, folder):
    return np.asfortranarray(probs)


def column_slice(probs, folder):
    wide = np.zeros((len(probs), probs.shape[1] * 2 + 1), probs.dtype)
    wide[:, 1::2] = probs
    return wide[:, 1::2]


def reversed_rows(probs, folder):
    return probs[::-1].copy()[::-1]


def mapped_file(probs, folder):
    np.save(folder / "pred_probs.npy", probs)
    return folder / "pred_probs.npy"


SOURCES = (in_memory, fortran_order, column_slice, reversed_rows, mapped_file)


@pytest.mark.parametrize("coarse", [False, True], ids=["distinct", "ties"])
@pytest.mark.parametrize("filter_by", FILTERS)
def test_every_filter_equals_its_slow_twin(filter_by, coarse):
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


@pytest.mark.parametrize("method", SCORES)
def test_every_score_equals_its_slow_twin(method):
    for seed in range(10):
        labels, probs = problem(seed)
        actual = get_label_quality_scores(labels, probs, method=method)
        expected = [getattr(naive, method)(label, row) for label, row in zip(labels, probs, strict=True)]
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("method", SCORES[:2])
def test_adjusted_scores_equal_their_slow_twin(method):
    labels, probs = problem(4)
    bounds = naive.thresholds(labels, probs)
    actual = get_label_quality_scores(labels, probs, method=method, adjust_pred_probs=True)
    expected = [
        getattr(naive, method)(label, naive.adjusted(row, bounds)) for label, row in zip(labels, probs, strict=True)
    ]
    np.testing.assert_allclose(actual, expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
@pytest.mark.parametrize("filter_by", FILTERS)
def test_storage_does_not_matter(filter_by, source, dtype, tmp_path):
    labels, probs = problem(7, rows=300, classes=40, dtype=dtype)
    expected = find_label_issues(labels, probs.copy(), filter_by=filter_by, return_indices_ranked_by="self_confidence")
    stored = source(probs, tmp_path)
    actual = find_label_issues(labels, stored, filter_by=filter_by, return_indices_ranked_by="self_confidence")
    np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize("narrow", [np.float16, np.float32])
@pytest.mark.parametrize("filter_by", FILTERS)
def test_the_same_values_in_a_wider_type_give_the_same_flags(filter_by, narrow):
    labels, probs = problem(11, rows=400, classes=5, dtype=narrow)
    actual = find_label_issues(labels, probs, filter_by=filter_by)
    expected = find_label_issues(labels, probs.astype(np.float64), filter_by=filter_by)
    np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize("n_jobs", [1, 2, 4, 7])
@pytest.mark.parametrize("filter_by", FILTERS)
def test_the_number_of_threads_does_not_matter(filter_by, n_jobs):
    labels, probs = problem(3, rows=40_000, classes=12, dtype=np.float32)
    expected = find_label_issues(labels, probs, filter_by=filter_by, n_jobs=1)
    np.testing.assert_array_equal(find_label_issues(labels, probs, filter_by=filter_by, n_jobs=n_jobs), expected)


@pytest.mark.parametrize("block_rows", [1, 7, 64, 10_000])
def test_the_block_size_does_not_matter(block_rows):
    labels, probs = problem(5, rows=500, classes=6)
    source = open_source(probs)
    sums = run_pass(SumsPass(6), source, labels)
    again = run_pass(SumsPass(6), source, labels, block_rows=block_rows, n_jobs=3)
    np.testing.assert_array_equal(again.sums, sums.sums)
    bounds = np.asarray(naive.thresholds(labels, probs))
    counts = run_pass(JointPass(bounds), source, labels, block_rows=block_rows)
    np.testing.assert_array_equal(counts, naive.joint(labels, probs))


def test_the_order_of_rows_only_permutes():
    labels, probs = problem(9, rows=400, classes=5)
    order = np.random.default_rng(0).permutation(len(labels))
    for filter_by in FILTERS:
        mask = find_label_issues(labels, probs, filter_by=filter_by)
        np.testing.assert_array_equal(find_label_issues(labels[order], probs[order], filter_by=filter_by), mask[order])


def test_renaming_classes_only_renames():
    labels, probs = problem(10, rows=400, classes=5)
    new = np.array([3, 0, 4, 1, 2])
    renamed = np.empty_like(probs)
    renamed[:, new] = probs
    for filter_by in ("confident_learning", "predicted_neq_given", "low_self_confidence"):
        mask = find_label_issues(labels, probs, filter_by=filter_by)
        np.testing.assert_array_equal(find_label_issues(new[labels], renamed, filter_by=filter_by), mask)


def test_merging_is_associative():
    labels, probs = problem(12, rows=90, classes=4)
    pruned = prune_counts(naive.joint(labels, probs), min_examples=1, frac_noise=1.0)
    capacities = margin_capacities(pruned, np.bincount(labels, minlength=4), min_examples=1)
    for what in (SumsPass(4), JointPass(np.full(4, 0.3)), MarginSelection(capacities, np.ones(len(labels), bool))):
        results = []
        for left_first in (True, False):
            states = []
            for start in (0, 30, 60):
                states.append(what.init())
                what.update(states[-1], Block(probs[start : start + 30], labels[start : start + 30], start))
            a, b, c = states
            merged = what.merge(what.merge(a, b), c) if left_first else what.merge(a, what.merge(b, c))
            found = what.finish(merged)
            results.append(np.sort(found.rows) if isinstance(found, Kept) else getattr(found, "sums", found))
        np.testing.assert_array_equal(*results)


def test_empty_and_one_row_blocks_work():
    labels, probs = problem(1, rows=20, classes=3)
    what = JointPass(np.asarray(naive.thresholds(labels, probs)))
    state = what.init()
    for start, stop in ((0, 0), (0, 1), (1, 20), (20, 20)):
        what.update(state, Block(probs[start:stop], labels[start:stop], start))
    np.testing.assert_array_equal(what.finish(state), naive.joint(labels, probs))


def test_inputs_stay_untouched():
    labels, probs = problem(2)
    before = labels.copy(), probs.copy()
    labels.setflags(write=False)
    probs.setflags(write=False)
    for filter_by in FILTERS:
        find_label_issues(labels, probs, filter_by=filter_by)
    np.testing.assert_array_equal(labels, before[0])
    np.testing.assert_array_equal(probs, before[1])


def test_thresholds_and_joint_equal_their_slow_twins():
    for seed in range(10):
        labels, probs = problem(seed, coarse=seed % 2 == 0)
        inputs = prepare(labels, probs)
        np.testing.assert_allclose(class_thresholds(inputs), naive.thresholds(labels, probs), rtol=1e-15)
        for collisions in ("all", "paper"):
            actual = confident_joint(inputs, calibrated=False, collisions=collisions)
            np.testing.assert_array_equal(actual, naive.joint(labels, probs, collisions))
        numbers = naive.class_counts(labels, probs.shape[1])
        np.testing.assert_array_equal(confident_joint(inputs), naive.calibrate(naive.joint(labels, probs), numbers))
