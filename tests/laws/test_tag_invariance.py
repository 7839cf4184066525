"""Blocks, threads, number types, strides and containers do not change an answer about tags."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from labelproof import count
from labelproof._engines import run
from labelproof._kernels._load import native
from labelproof.internal.multilabel_utils import onehot2int
from labelproof.multilabel_classification import filter as filters
from labelproof.multilabel_classification import rank
from laws.answers import FILTERS, SCORES
from tag_problems import tag_problem

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*tags are given to at most:labelproof._base.warnings.LabelproofWarning"
)


def answers(tags, probs, n_jobs=None):
    """Everything that is computed block by block."""
    found = [filters.find_multilabel_issues_per_class(tags, probs, filter_by=name, n_jobs=n_jobs) for name in FILTERS]
    found += [filters.find_label_issues(tags, probs, filter_by=name, n_jobs=n_jobs) for name in FILTERS]
    found += [filters.find_label_issues(tags, probs, return_indices_ranked_by=name, n_jobs=n_jobs) for name in SCORES]
    found += [rank.get_label_quality_scores(tags, probs, method=name) for name in SCORES]
    found.append(rank.get_label_quality_scores(tags, probs, aggregator_kwargs={"method": "softmin"}))
    found.append(filters.find_label_issues(tags, probs, low_memory=True, n_jobs=n_jobs))
    found.append(count.compute_confident_joint(tags, probs, multi_label=True))
    found.append(count.get_confident_thresholds(tags, probs, multi_label=True))
    return found


def same(first, second):
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b, strict=True)


@pytest.mark.parametrize("block", [1, 7, 64])
@pytest.mark.parametrize("n_jobs", [1, 3])
def test_blocks_and_threads_do_not_matter(monkeypatch, block, n_jobs):
    for seed in range(3):
        tags, probs = tag_problem(seed, coarse=True)
        expected = answers(tags, probs)
        with monkeypatch.context() as patch:
            patch.setattr(run, "_BLOCK_VALUES", block)
            patch.setattr(run, "_MIN_SHARE", 1)
            same(answers(tags, probs, n_jobs), expected)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_the_number_type_does_not_matter(dtype):
    tags, probs = tag_problem(5, coarse=True)  # eighths are exact in every type
    same(answers(tags, probs.astype(dtype)), answers(tags, probs))


def test_strides_do_not_matter():
    tags, probs = tag_problem(6, tags=5)
    wide = np.zeros((len(probs), 15))
    wide[:, 1::3] = probs
    for view in (wide[:, 1::3], np.asfortranarray(probs), np.repeat(probs, 2, axis=0)[::2]):
        same(answers(np.asfortranarray(tags), view), answers(tags, probs))


def test_containers_do_not_matter():
    tags, probs = tag_problem(7, tags=3)
    expected = answers(tags, probs)
    for container in (onehot2int(tags), tags.astype(bool), sparse.csr_matrix(tags), pd.DataFrame(tags)):
        same(answers(container, probs), expected)
    same(answers(tags, pd.DataFrame(probs)), expected)
    same(answers(tags, lambda: iter(np.array_split(probs, 5))), expected)


def test_lists_are_read_alike_when_they_are_too_many_for_a_matrix(monkeypatch):
    tags, probs = tag_problem(8, tags=4)
    expected = answers(tags, probs)
    monkeypatch.setattr("labelproof._tasks.multilabel.inputs._SMALL", 0)
    monkeypatch.setattr(run, "_BLOCK_VALUES", 32)
    same(answers(onehot2int(tags), probs), expected)


def test_tensors_are_read():
    torch = pytest.importorskip("torch")
    tags, probs = tag_problem(9, tags=3)
    same(answers(tags, torch.from_numpy(probs)), answers(tags, probs))


def test_arguments_are_never_changed():
    tags, probs = tag_problem(10)
    before = tags.copy(), probs.copy()
    answers(tags, probs)
    same(before, (tags, probs))


PROGRAM = """
import hashlib
import numpy as np
from labelproof._kernels._load import native
from labelproof.multilabel_classification import filter, rank
digest = hashlib.sha256()
for size in (1, 5, 30, 70):
    rng = np.random.default_rng(size)
    tags = rng.integers(0, 2, (301, size))
    probs = np.round(rng.random((301, size)) * 64) / 64
    for dtype in (np.float16, np.float32, np.float64):
        values = probs.astype(dtype)
        digest.update(filter.find_multilabel_issues_per_class(tags, values).tobytes())
        for alpha in (0.8, 0.1):
            how = {"method": "exponential_moving_average", "alpha": alpha}
            digest.update(rank.get_label_quality_scores(tags, values, aggregator_kwargs=how).tobytes())
print(native.vector_unit(), digest.hexdigest())
"""


def test_vector_units_agree():
    found = {}
    for unit in ("", "base", "avx2"):
        environment = {**os.environ, "LABELPROOF_VECTOR_UNIT": unit}
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        name, digest = done.stdout.split()
        found[name] = digest
    assert native.vector_unit() in found
    assert len(set(found.values())) == 1
