"""Our functions for several annotators give what was recorded from the reference package.

See benchmarks/parity/record_annotators.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from labelproof import multiannotator

RECORDED = json.loads((Path(__file__).parent / "recorded" / "multiannotator.json").read_text(encoding="utf-8"))["cases"]
pytestmark = pytest.mark.filterwarnings("ignore::labelproof._base.warnings.LabelproofWarning")


@pytest.fixture(params=range(len(RECORDED)))
def case(request):
    recorded = dict(RECORDED[request.param])
    recorded["labels"] = np.array(recorded["labels"], float)  # None becomes NaN
    recorded["models"] = np.array(recorded["models"])
    return recorded


def _same(actual, expected):
    assert list(actual) == list(expected)
    for name, part in expected.items():
        if not isinstance(part, dict):
            np.testing.assert_allclose(actual[name], part, rtol=1e-9)
            continue
        frame = actual[name].sort_index()
        assert frame.columns.tolist() == list(part)
        for column, values in part.items():
            np.testing.assert_allclose(frame[column].to_numpy(), np.array(values, float), rtol=1e-9)


def test_majority_votes(case):
    assert multiannotator.get_majority_vote_label(case["labels"], case["models"][0]).tolist() == case["vote"]


@pytest.mark.parametrize("method", ["best_quality", "majority_vote"])
def test_label_quality(case, method):
    actual = multiannotator.get_label_quality_multiannotator(
        case["labels"], case["models"][0], consensus_method=method, return_weights=True
    )
    _same(actual, case[method])


def test_label_quality_of_several_models(case):
    actual = multiannotator.get_label_quality_multiannotator_ensemble(
        case["labels"], case["models"], return_weights=True
    )
    _same(actual, case["ensemble"])


def test_what_depends_on_counted_votes():
    full = [dict(case) for case in RECORDED if "active" in case]
    assert len(full) == 2
    for recorded in full:
        labels, models = np.array(recorded["labels"]), np.array(recorded["models"])
        score = multiannotator.get_label_quality_multiannotator
        _same(score(labels, models[0], calibrate_probs=True, return_weights=True), recorded["calibrated"])
        _same(score(labels, models[0], quality_method="agreement"), recorded["agreement"])
        found = multiannotator.get_active_learning_scores(labels, models[0], models[1, :5])
        several = multiannotator.get_active_learning_scores_ensemble(labels, models, models[:, :5])
        for actual, expected in ((found, recorded["active"]), (several, recorded["active_ensemble"])):
            for mine, theirs in zip(actual, expected, strict=True):
                np.testing.assert_allclose(mine, theirs, rtol=1e-9)
