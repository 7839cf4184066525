"""What must not matter does not: the order of examples and annotators, the names of classes, the number type."""

from __future__ import annotations

import numpy as np
import pytest

from annotator_problems import annotator_problem
from labelproof.multiannotator import dawid_skene, get_active_learning_scores, get_label_quality_multiannotator

SEEDS = range(6)
pytestmark = pytest.mark.filterwarnings("ignore::labelproof._base.warnings.LabelproofWarning")


def _said(labels: np.ndarray, probs: np.ndarray) -> tuple[np.ndarray, ...]:
    """Of each example, of each label, of each annotator; active scores; the posterior of the votes."""
    found = get_label_quality_multiannotator(labels, probs)
    stats = found["annotator_stats"].sort_index().drop(columns="worst_class")
    active = get_active_learning_scores(labels, probs)[0]
    posterior = dawid_skene(labels, num_classes=probs.shape[1])
    return (
        found["label_quality"].to_numpy(),
        found["detailed_label_quality"].to_numpy(),
        stats.to_numpy(),
        active,
        posterior,
    )


def _equal(actual: tuple[np.ndarray, ...], expected: tuple[np.ndarray, ...], tolerance: float = 1e-9) -> None:
    for one, other in zip(actual, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_examples_only_permutes(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    order = np.random.default_rng(seed).permutation(len(labels))
    quality, detail, stats, active, posterior = _said(labels, probs)
    _equal(_said(labels[order], probs[order]), (quality[order], detail[order], stats, active[order], posterior[order]))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_annotators_only_permutes(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    order = np.random.default_rng(seed).permutation(labels.shape[1])
    quality, detail, stats, active, posterior = _said(labels, probs)
    _equal(_said(labels[:, order], probs), (quality, detail[:, order], stats[order], active, posterior))


@pytest.mark.parametrize("seed", SEEDS)
def test_renaming_classes_only_renames(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    order = np.random.default_rng(seed).permutation(probs.shape[1])  # the new class k is the old class order[k]
    given = np.nan_to_num(labels, nan=0).astype(int)
    renamed = np.where(np.isnan(labels), np.nan, np.argsort(order)[given])
    quality, detail, stats, active, posterior = _said(labels, probs)
    quality[:, 0] = np.argsort(order)[quality[:, 0].astype(int)]
    _equal(_said(renamed, probs[:, order]), (quality, detail, stats, active, posterior[:, order]))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_the_number_type_hardly_matters(dtype: type) -> None:
    labels, probs = annotator_problem(1)
    narrow = probs.astype(dtype)
    _equal(_said(labels, narrow), _said(labels, narrow.astype(np.float64)), 1e-6)
