"""Our public functions give the numbers recorded from the reference package (see benchmarks/parity/record.py)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from labelproof import count, dataset, rank
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues

RECORDED = json.loads((Path(__file__).parent / "recorded" / "multiclass.json").read_text(encoding="utf-8"))["cases"]
pytestmark = pytest.mark.filterwarnings("ignore:.*classes have at most:labelproof._base.warnings.LabelproofWarning")


@pytest.fixture(params=range(len(RECORDED)))
def case(request):
    recorded = dict(RECORDED[request.param])
    recorded["given"] = (np.array(recorded["labels"]), np.array(recorded["pred_probs"]))
    return recorded


def test_thresholds(case):
    np.testing.assert_allclose(count.get_confident_thresholds(*case["given"]), case["thresholds"], rtol=1e-9)


def test_joint_and_off_diagonal_rows(case):
    joint, rows = count.compute_confident_joint(*case["given"], calibrate=False, return_indices_of_off_diagonals=True)
    np.testing.assert_array_equal(joint, case["joint"])
    np.testing.assert_array_equal(rows, case["off_diagonal"])


def test_calibrated_joint_is_within_one_and_keeps_row_sums(case):
    actual = count.calibrate_confident_joint(case["joint"], case["labels"])
    expected = np.array(case["calibrated"])
    assert np.abs(actual - expected).max() <= 1
    np.testing.assert_array_equal(actual.sum(axis=1), expected.sum(axis=1))


def test_number_of_issues(case):
    assert count.num_label_issues(*case["given"]) == case["num_label_issues"]


def test_filters_that_need_no_calibrated_joint(case):
    for name, expected in case["filters"].items():
        np.testing.assert_array_equal(np.flatnonzero(find_label_issues(*case["given"], filter_by=name)), expected)


def test_pruning_filters_with_the_same_joint(case):
    for name, expected in case["pruned"].items():
        mask = find_label_issues(*case["given"], filter_by=name, confident_joint=case["calibrated"])
        np.testing.assert_array_equal(np.flatnonzero(mask), expected)


def test_scores(case):
    for name, expected in case["scores"].items():
        actual = rank.get_label_quality_scores(*case["given"], method=name)
        np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-12)
    actual = rank.get_label_quality_scores(*case["given"], adjust_pred_probs=True)
    np.testing.assert_allclose(actual, case["adjusted"], rtol=1e-9)


def test_class_table_and_health(case):
    options = {"confident_joint": case["calibrated"]}
    table = dataset.rank_classes_by_label_quality(*case["given"], **options).sort_values("Class Index")
    np.testing.assert_allclose(table.to_numpy(float), case["classes"], rtol=1e-9, atol=1e-12)
    assert dataset.overall_label_health_score(*case["given"]) == pytest.approx(case["health"], rel=1e-9)


def test_batched_rule(case):
    labels, probs = case["given"]
    if len(set(labels.tolist())) < probs.shape[1]:
        return  # absent classes have another threshold: docs/differences.md
    np.testing.assert_array_equal(find_label_issues_batched(labels, probs), case["batched"])
