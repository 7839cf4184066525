"""The scores of rows against their slow twin, on the rows where rounding or reading past the end would show."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

import naive
from labelproof._kernels.row_scores import row_scores

SIZES = [*range(2, 41), 63, 64, 65, 100, 1000]
ENTROPY = "confidence_weighted_entropy"


def rows_that_differ(size):
    """Rows and labels: certain, uniform, sparse, nearly certain, with tiny values, not summing to 1, random."""
    rng = np.random.default_rng(size)
    certain = np.eye(size)[[0, 0, size - 1]]
    uniform = np.full((1, size), 1 / size)
    sparse = np.where(np.arange(size) < 2, 0.5, 0.0)[None]
    near = np.full((4, size), 0.0)
    near[:, -1] = [1 - 2.0**-53, 1 - 2.0**-24, 0.999, 0.7071067811865476]
    near[:, 0] = 1 - near[:, -1]
    tiny = np.full((4, size), [[5e-324], [1e-310], [3e-42], [6e-8]])
    tiny[:, 1] = 0.75
    loose = np.array([np.full(size, 0.9), np.full(size, 1e-7), np.zeros(size), np.full(size, -0.0)])
    flat, peaked = rng.dirichlet(np.ones(size), 20), rng.dirichlet(np.full(size, 0.05), 20)
    probs = np.concatenate([certain, uniform, sparse, near, tiny, loose, flat, peaked])
    labels = rng.integers(0, size, len(probs))
    labels[:3] = [0, 1, size - 1]
    return probs, labels


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("size", SIZES)
def test_weighted_entropy_equals_its_twin(size, dtype):
    probs, labels = rows_that_differ(size)
    probs = probs.astype(dtype)
    actual = row_scores(probs, labels, method=ENTROPY)
    expected = list(map(naive.confidence_weighted_entropy, labels, probs.tolist()))
    np.testing.assert_allclose(actual, expected, rtol=1e-14, atol=0)


def test_certain_rows_score_one_or_zero_and_uniform_rows_by_their_size():
    probs = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0.25, 0.25, 0.25, 0.25]], np.float32)
    assert row_scores(probs, np.array([0, 0, 3]), method=ENTROPY).tolist() == [1, 0, pytest.approx(np.log(5) / 4)]


@pytest.mark.parametrize("size", [2, 9, 32, 33, 100])
def test_a_row_scores_the_same_bits_alone_in_any_company_and_with_any_strides(size):
    probs, labels = rows_that_differ(size)
    expected = row_scores(probs, labels, method=ENTROPY)
    wide = np.full((2 * len(probs), 2 * size + 3), np.nan)
    wide[::2, 1:-2:2] = probs
    gaps = np.full((len(probs), size + 5), np.nan)
    gaps[:, 2:-3] = probs
    for same in (np.asfortranarray(probs), wide[::2, 1:-2:2], gaps[:, 2:-3], probs[::-1].copy()[::-1]):
        assert row_scores(same, labels, method=ENTROPY).tolist() == expected.tolist()
    for count in (0, 1, 15, 16, 17, 33):
        part = row_scores(probs[7 : 7 + count], labels[7 : 7 + count], method=ENTROPY)
        assert part.tolist() == expected[7 : 7 + count].tolist()


PROGRAM = """
import hashlib
import numpy as np
from labelproof._kernels._load import native
from labelproof._kernels.row_scores import row_scores
digest = hashlib.sha256()
for size in (2, 7, 16, 31, 32, 33, 64, 129, 1000):
    rng = np.random.default_rng(size)
    probs, labels = rng.dirichlet(np.full(size, 0.3), 300), rng.integers(0, size, 300)
    for dtype in (np.float16, np.float32, np.float64):
        for array in (probs.astype(dtype), np.asfortranarray(probs.astype(dtype))):
            digest.update(row_scores(array, labels, method="confidence_weighted_entropy").tobytes())
print(native.vector_unit(), digest.hexdigest())
"""


def test_every_vector_unit_gives_the_same_bits():
    def run(unit):
        environment = {**os.environ, "LABELPROOF_VECTOR_UNIT": unit}
        command = [sys.executable, "-c", PROGRAM]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()

    base = run("base")
    assert base[0] == "base"
    for unit in ("avx2", ""):
        assert run(unit)[1] == base[1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("method", ["self_confidence", "normalized_margin"])
@pytest.mark.parametrize("size", [2, 3, 7, 8, 9, 17, 129])
def test_shifted_scores_equal_their_twin(size, method, dtype):
    rng = np.random.default_rng(size)
    probs = rng.dirichlet(np.full(size, 0.3), 40).astype(dtype)
    labels, bounds = rng.integers(0, size, 40), rng.random(size)
    twin = getattr(naive, method)
    expected = [twin(label, naive.adjusted(row, bounds)) for label, row in zip(labels, probs.tolist(), strict=True)]
    actual = row_scores(probs, labels, method=method, shift=bounds.max() - bounds)
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-15)


def test_a_shifted_row_without_mass_counts_as_uniform():
    probs, labels, shift = np.zeros((1, 4)), np.array([1]), np.zeros(4)
    assert row_scores(probs, labels, method="self_confidence", shift=shift).tolist() == [0.25]
    assert row_scores(probs, labels, method="normalized_margin", shift=shift).tolist() == [0.5]


@pytest.mark.parametrize("method", ["self_confidence", "normalized_margin"])
def test_scores_without_a_shift_are_exact(method):
    probs, labels = rows_that_differ(11)
    expected = list(map(getattr(naive, method), labels, probs.tolist()))
    assert row_scores(probs, labels, method=method).tolist() == expected


def test_the_entropy_takes_no_shift():
    with pytest.raises(ValueError, match="entropy takes no shift"):
        row_scores(np.full((1, 2), 0.5), np.array([0]), method=ENTROPY, shift=np.zeros(2))
