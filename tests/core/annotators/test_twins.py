"""Votes, pooled probabilities, annotators and scores equal their slow twins, whatever the problem."""

from __future__ import annotations

import numpy as np
import pytest

import naive
import naive_annotators
from annotator_problems import annotator_problem, votes_of
from labelproof import multiannotator
from labelproof._core.annotators.temperature import best_temperature, scaled
from labelproof._learn.dawid_skene import vote_posterior
from labelproof._tasks.annotators.reading import read_annotations

SEEDS = range(24)
pytestmark = pytest.mark.filterwarnings("ignore::labelproof._base.warnings.LabelproofWarning")


def _models(probs):
    other = probs[::-1] ** 2
    return [probs, other / other.sum(axis=1, keepdims=True)]


@pytest.mark.parametrize("seed", SEEDS)
def test_majority_votes(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    votes, classes = votes_of(labels), probs.shape[1]
    coarse = np.round(probs * 4) / 4
    for given in (probs, coarse):
        actual = multiannotator.get_majority_vote_label(labels, given)
        assert actual.tolist() == naive_annotators.majority(votes, classes, given.tolist())
    actual = multiannotator.get_majority_vote_label(labels)
    assert actual.tolist() == naive_annotators.majority(votes, int(np.nanmax(labels)) + 1)


@pytest.mark.parametrize("consensus_method", ["best_quality", "majority_vote"])
@pytest.mark.parametrize("method", ["self_confidence", "normalized_margin", "confidence_weighted_entropy"])
@pytest.mark.parametrize("seed", range(8))
def test_label_quality(seed: int, method: str, consensus_method: str) -> None:
    labels, probs = annotator_problem(seed)
    expected = naive_annotators.crowdlab(
        votes_of(labels),
        [probs.tolist()],
        labels.shape[1],
        probs.shape[1],
        consensus_method=consensus_method,
        score=getattr(naive, method),
    )
    actual = multiannotator.get_label_quality_multiannotator(
        labels,
        probs,
        consensus_method=consensus_method,
        label_quality_score_kwargs={"method": method},
        return_weights=True,
    )
    _compare(actual, expected, labels)


@pytest.mark.parametrize("seed", SEEDS)
def test_label_quality_of_several_models(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    models = _models(probs)
    expected = naive_annotators.crowdlab(
        votes_of(labels), [model.tolist() for model in models], labels.shape[1], probs.shape[1]
    )
    actual = multiannotator.get_label_quality_multiannotator_ensemble(labels, np.stack(models), return_weights=True)
    _compare(actual, expected, labels)


def _compare(actual, expected, labels):
    quality, stats = actual["label_quality"], actual["annotator_stats"].sort_index()
    assert quality["consensus_label"].tolist() == expected["consensus"]
    assert stats["worst_class"].tolist() == expected["worst_class"]
    assert quality["num_annotations"].tolist() == (~np.isnan(labels)).sum(axis=1).tolist()
    assert stats["num_examples_labeled"].tolist() == (~np.isnan(labels)).sum(axis=0).tolist()
    for column, name in (("consensus_quality_score", "quality"), ("annotator_agreement", "agreement")):
        np.testing.assert_allclose(quality[column], expected[name], rtol=1e-9)
    for name in ("annotator_quality", "agreement_with_consensus"):
        np.testing.assert_allclose(stats[name], expected[name], rtol=1e-9)
    for name in ("model_weight", "annotator_weight"):
        np.testing.assert_allclose(np.atleast_1d(actual[name]), expected[name], rtol=1e-9)
    detail = np.full(labels.shape, np.nan)
    for row, scores in enumerate(expected["detail"]):
        detail[row, list(scores)] = list(scores.values())
    np.testing.assert_allclose(actual["detailed_label_quality"].to_numpy(), detail, rtol=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_active_learning_scores(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    models, votes = _models(probs), votes_of(labels)
    for chosen, score in (
        (models[:1], lambda a, b: multiannotator.get_active_learning_scores(labels, a[0], b[0])),
        (models, lambda a, b: multiannotator.get_active_learning_scores_ensemble(labels, a, b)),
    ):
        parts = [model[:7] for model in chosen]
        lists = [model.tolist() for model in chosen], [part.tolist() for part in parts]
        expected = naive_annotators.active(votes, *lists, labels.shape[1], probs.shape[1])
        actual = score(chosen, parts)
        np.testing.assert_allclose(actual[0], expected[0], rtol=1e-9)
        np.testing.assert_allclose(actual[1], expected[1], rtol=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_temperatures(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    annotations = read_annotations(labels, num_classes=probs.shape[1]).annotations
    actual = best_temperature(annotations, probs)
    assert actual == pytest.approx(naive_annotators.temperature(votes_of(labels), probs.tolist(), probs.shape[1]))
    expected = [naive_annotators.scaled(row, actual) for row in probs.tolist()]
    np.testing.assert_allclose(scaled(probs, actual), expected, rtol=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_posteriors_of_votes(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    annotations = read_annotations(labels, num_classes=probs.shape[1]).annotations
    expected = naive_annotators.dawid_skene(votes_of(labels), *labels.shape[1:], probs.shape[1])
    np.testing.assert_allclose(vote_posterior(annotations), expected, atol=1e-8)
