"""Our functions for tags give what was recorded from the reference package (see benchmarks/parity/record_tags.py)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from labelproof import count
from labelproof.multilabel_classification import dataset, filter, get_label_quality_scores, rank

RECORDED = json.loads((Path(__file__).parent / "recorded" / "multilabel.json").read_text(encoding="utf-8"))["cases"]
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*tags are given to at most:labelproof._base.warnings.LabelproofWarning"),
    pytest.mark.filterwarnings("ignore:.*has no effect:labelproof._base.warnings.LabelproofWarning"),
]


@pytest.fixture(params=range(len(RECORDED)))
def case(request):
    recorded = dict(RECORDED[request.param])
    recorded["given"] = (recorded["labels"], np.array(recorded["pred_probs"]))
    recorded["calibrated"] = np.array(recorded["calibrated"])
    return recorded


def test_thresholds(case):
    actual = count.get_confident_thresholds(*case["given"], multi_label=True)
    np.testing.assert_allclose(actual, case["thresholds"], rtol=1e-9)


def test_joint(case):
    actual = count.compute_confident_joint(*case["given"], calibrate=False, multi_label=True)
    np.testing.assert_array_equal(actual, case["joint"])


def test_calibrated_joint_is_within_one_and_keeps_row_sums(case):
    actual = count.calibrate_confident_joint(case["joint"], case["labels"], multi_label=True)
    assert np.abs(actual - case["calibrated"]).max() <= 1
    np.testing.assert_array_equal(actual.sum(axis=2), case["calibrated"].sum(axis=2))


def test_number_of_issues(case):
    assert count.num_label_issues(*case["given"], multi_label=True) == case["num_label_issues"]


def test_filters(case):
    for name, expected in case["tags"].items():
        options = {"filter_by": name, "confident_joint": case["calibrated"]}
        actual = filter.find_multilabel_issues_per_class(*case["given"], **options)
        assert np.argwhere(actual).tolist() == expected, name
        actual = filter.find_label_issues(*case["given"], **options)
        assert np.flatnonzero(actual).tolist() == case["examples"][name], name


def test_ranking(case):
    options = {"return_indices_ranked_by": "self_confidence", "confident_joint": case["calibrated"]}
    assert filter.find_label_issues(*case["given"], **options).tolist() == case["ranked"]


def test_scores(case):
    for name, expected in case["scores"].items():
        actual = get_label_quality_scores(*case["given"], method=name)
        np.testing.assert_allclose(actual, expected, rtol=1e-9)
        actual = rank.get_label_quality_scores_per_class(*case["given"], method=name)
        np.testing.assert_allclose(actual, case["scores_per_tag"][name], rtol=1e-9)
    adjusted = get_label_quality_scores(*case["given"], adjust_pred_probs=True)
    np.testing.assert_allclose(adjusted, case["adjusted"], rtol=1e-9)
    softmin = get_label_quality_scores(*case["given"], aggregator_kwargs={"method": "softmin"})
    np.testing.assert_allclose(softmin, case["softmin"], rtol=1e-9)


def test_summaries(case):
    table = dataset.rank_classes_by_multilabel_quality(*case["given"], joint=case["calibrated"])
    np.testing.assert_allclose(table.sort_values("Class Index").to_numpy(), case["classes"])
    health = dataset.overall_multilabel_health_score(*case["given"], confident_joint=case["calibrated"])
    assert health == pytest.approx(case["health"])
