"""Noise generation against draws that the peer made once, from the same global seed."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from labelproof.benchmarking import noise_generation

CASES = json.loads((Path(__file__).parent / "recorded" / "noise_generation.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["function"])
def test_noise_equals_the_recorded_draws(case):
    state = np.random.get_state()  # noqa: NPY002 - the peer drew from the global generator
    try:
        np.random.seed(case["global_seed"])  # noqa: NPY002 - the recorded start
        actual = getattr(noise_generation, case["function"])(*case["args"], **case["kwargs"])
        after = np.random.random()  # noqa: NPY002 - the recorded end
    finally:
        np.random.set_state(state)  # noqa: NPY002 - puts back what was used
    if case["result"] is None:
        assert actual is None
    else:
        assert_allclose(actual, case["result"], rtol=1e-12, atol=1e-15)
    assert after == case["next_uniform"]
