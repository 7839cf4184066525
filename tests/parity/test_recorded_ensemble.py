"""Ensemble scores against numbers that the peer computed once."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from labelproof._core.ensemble import combine_scores, ensemble_weights

CASES = json.loads((Path(__file__).parent / "recorded" / "ensemble.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["by"])
def test_ensemble_scores_equal_the_recorded_ones(case):
    labels = np.array(case["labels"])
    models = [np.array(probs) for probs in case["pred_probs_list"]]
    weights = ensemble_weights(labels, models, by=case["by"], custom_weights=case["custom_weights"])
    actual = combine_scores([probs[np.arange(labels.size), labels] for probs in models], weights)
    assert_allclose(actual, case["scores"], rtol=1e-9)
