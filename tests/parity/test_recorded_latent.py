"""Latent estimates against numbers that the peer computed once."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from labelproof._core.latent import estimate_latent

CASES = json.loads((Path(__file__).parent / "recorded" / "latent.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['method']}-{case['converge']}")
def test_latent_estimates_equal_the_recorded_ones(case):
    latent = estimate_latent(
        np.array(case["confident_joint"]),
        np.array(case["class_counts"]),
        method=case["method"],
        converge=case["converge"],
    )
    assert_allclose(latent.true_prior, case["true_prior"], rtol=1e-9)
    assert_allclose(latent.noise_matrix, case["noise_matrix"], rtol=1e-9)
    assert_allclose(latent.inverse_noise_matrix, case["inverse_noise_matrix"], rtol=1e-9)
