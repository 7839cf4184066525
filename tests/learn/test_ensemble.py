"""Several sets of probabilities become one."""

import numpy as np
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof.learn import Ensemble

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 3, 600)


def _model(skill, seed):
    scores = skill * np.eye(3)[LABELS] + np.random.default_rng(seed).normal(size=(600, 3))
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def _likelihood(weights, members):
    given = np.column_stack([probs[np.arange(600), LABELS] for probs in members])
    return np.log(given @ weights).mean()


def test_no_other_weights_are_likelier():
    members = [_model(2, 1), _model(1, 2), _model(0, 3)]
    weights = Ensemble(LABELS, members).weights
    grid = [np.array([a, b, 100 - a - b]) / 100 for a in range(0, 101, 2) for b in range(0, 101 - a, 2)]
    assert weights.sum() == pytest.approx(1)
    assert _likelihood(weights, members) > max(_likelihood(other, members) for other in grid) - 1e-3


def test_a_second_opinion_counts_and_a_blind_one_does_not():
    weights = Ensemble(LABELS, [_model(2, 1), _model(2, 2), np.full((600, 3), 1 / 3)]).weights
    assert weights[:2].min() > 0.3
    assert weights[2] < 0.1


def test_the_pool_is_the_weighted_mean_of_these_and_of_other_examples():
    members = [_model(2, 1), _model(1, 2)]
    ensemble = Ensemble(LABELS, members)
    expected = ensemble.weights[0] * members[0] + ensemble.weights[1] * members[1]
    assert ensemble.pred_probs == pytest.approx(expected, abs=1e-6)
    np.testing.assert_array_equal(ensemble.pool([probs[:7] for probs in members]), ensemble.pred_probs[:7])
    assert ensemble.pred_probs.dtype == np.float32


def test_names_stand_for_columns_in_sorted_order():
    members = [_model(2, 1), _model(1, 2)]
    named = Ensemble(np.array(["a", "b", "c"])[LABELS], members)
    np.testing.assert_array_equal(named.weights, Ensemble(LABELS, members).weights)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([], "at least one set"),
        ([np.full((600, 3), 1 / 3), np.full((600, 2), 0.5)], r"one shape \(N, K\): got \(600, 3\) and, at position 1"),
        ([np.full((5, 3), 1 / 3)], "got 5 rows and 600 labels"),
        ([np.full((600, 3), np.nan)], "numbers from 0 to 1"),
        ([np.full((600, 2), 0.5)], "0..1|2 columns"),
    ],
)
def test_what_does_not_fit_is_refused(members, message):
    with pytest.raises(InputError, match=message):
        Ensemble(LABELS, members)


@pytest.mark.parametrize("members", [None, 5, iter([])])
def test_what_holds_no_models_is_refused(members):
    with pytest.raises(InputTypeError, match=r"must hold one \(N, K\) array per model: got"):
        Ensemble(LABELS, members)


def test_other_models_are_refused():
    ensemble = Ensemble(LABELS, [_model(2, 1), _model(1, 2)])
    with pytest.raises(InputError, match="must hold 2 sets of probabilities of 3 classes: got 1 of 3"):
        ensemble.pool([_model(2, 1)])
