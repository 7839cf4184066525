"""Every variant of the inner loops that runs here gives the same result to the last bit."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from labelproof._kernels._load import native

PROGRAM = """
import hashlib, warnings
import numpy as np
from labelproof._kernels._load import native
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores
warnings.simplefilter("ignore")
digest = hashlib.sha256()
for classes in (2, 7, 16, 31, 32, 33, 64, 129):
    rng = np.random.default_rng(classes)
    labels = rng.integers(0, classes, 600)
    probs = rng.dirichlet(np.ones(classes), 600)
    probs[np.arange(600), labels] += 0.2
    probs = np.round(probs / probs.sum(axis=1, keepdims=True) * 64) / 64
    for dtype in (np.float16, np.float32, np.float64):
        for name in ("both", "confident_learning", "predicted_neq_given"):
            digest.update(find_label_issues(labels, probs.astype(dtype), filter_by=name).tobytes())
        digest.update(get_label_quality_scores(labels, probs.astype(dtype), method="normalized_margin").tobytes())
print(native.vector_unit(), digest.hexdigest())
"""


def run(unit):
    environment = {**os.environ, "LABELPROOF_VECTOR_UNIT": unit}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_vector_units_agree():
    widest = run("")
    assert widest[0] == native.vector_unit()
    for unit in ("base", "avx2"):
        name, digest = run(unit)
        assert name in {unit, "base"}
        assert digest == widest[1]


@pytest.mark.parametrize("unit", ["base"])
def test_a_narrower_unit_can_be_chosen(unit):
    assert run(unit)[0] == unit
