import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics import log_loss as peer_log_loss

import naive_core
from labelproof._base.errors import InputError
from labelproof._core.ensemble import combine_scores, ensemble_weights, log_loss

LABELS = np.array([0, 1, 1, 0])
GOOD = np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.6, 0.4]])
FAIR = np.array([[0.6, 0.4], [0.4, 0.6], [0.7, 0.3], [0.4, 0.6]])


def test_uniform_weights_are_equal():
    assert_array_equal(ensemble_weights(LABELS, [GOOD, FAIR], by="uniform"), [0.5, 0.5])


def test_accuracy_weights_are_proportional_to_agreement():
    assert_allclose(ensemble_weights(LABELS, [GOOD, FAIR], by="accuracy"), [2 / 3, 1 / 3])


def test_members_that_never_agree_get_equal_weights():
    assert_array_equal(ensemble_weights(LABELS, [1 - GOOD, 1 - GOOD], by="accuracy"), [0.5, 0.5])


def test_custom_weights_are_not_normalised():
    assert_array_equal(ensemble_weights(LABELS, [GOOD, FAIR], by="custom", custom_weights=[2, 3]), [2.0, 3.0])


def test_missing_custom_weights_are_asked_for():
    with pytest.raises(InputError, match="Pass 2 numbers"):
        ensemble_weights(LABELS, [GOOD, FAIR], by="custom")


def test_wrong_number_of_custom_weights_is_refused():
    with pytest.raises(InputError, match=r"got shape \(1,\) for 2 models"):
        ensemble_weights(LABELS, [GOOD, FAIR], by="custom", custom_weights=[1.0])


def test_unknown_rule_gets_the_nearest_name():
    with pytest.raises(InputError, match="Did you mean 'accuracy'"):
        ensemble_weights(LABELS, [GOOD, FAIR], by="acuracy")


def test_log_loss_search_prefers_the_better_model():
    weights = ensemble_weights(LABELS, [GOOD, FAIR], by="log_loss_search")
    assert weights[0] > 0.99
    assert_allclose(weights.sum(), 1.0)


def test_log_loss_search_by_hand():
    losses = np.array([log_loss(LABELS, GOOD), log_loss(LABELS, FAIR)])
    expected = np.exp(-1.0 * losses) / np.exp(-1.0 * losses).sum()
    actual = ensemble_weights(LABELS, [GOOD, FAIR], by="log_loss_search", temperatures=[1.0])
    assert_allclose(actual, expected)


def test_log_loss_search_works_when_a_class_is_absent_from_the_labels():
    padded = [np.column_stack([probs * 0.99, np.full(4, 0.01)]) for probs in (GOOD, FAIR)]
    weights = ensemble_weights(LABELS, padded, by="log_loss_search")
    assert weights[0] > weights[1]


def test_log_loss_search_survives_hopeless_models():
    wrong = np.eye(2)[1 - LABELS]
    assert_allclose(ensemble_weights(LABELS, [wrong, wrong], by="log_loss_search"), [0.5, 0.5])


def test_equal_losses_keep_the_first_temperature():
    weights = ensemble_weights(LABELS, [GOOD, GOOD], by="log_loss_search")
    assert_allclose(weights, [0.5, 0.5])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_log_loss_equals_that_of_scikit_learn(dtype):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 200)
    probs = rng.dirichlet(np.ones(3) * 0.1, 200).astype(dtype)
    probs[0] = [1, 0, 0]
    tolerance = 1e-12 if dtype == np.float64 else 1e-6
    assert_allclose(log_loss(labels, probs), peer_log_loss(labels, probs), rtol=tolerance)


def test_log_loss_equals_the_naive_twin_across_blocks():
    rng = np.random.default_rng(1)
    labels, probs = rng.integers(0, 2, 9000), rng.dirichlet([1, 1], 9000)
    assert_allclose(log_loss(labels, probs), naive_core.log_loss(labels.tolist(), probs.tolist()))


def test_scores_are_summed_with_their_weights():
    actual = combine_scores([np.array([0.5, 1.0]), np.array([0.1, 0.0])], np.array([0.8, 2.0]))
    assert_allclose(actual, [0.6, 0.8])


def test_scores_may_come_as_one_matrix():
    actual = combine_scores(np.array([[0.5, 1.0], [0.1, 0.0]]), np.array([0.5, 0.5]))
    assert_allclose(actual, [0.3, 0.5])
