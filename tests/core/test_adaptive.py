import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import naive_core
from labelproof._core.adaptive import noise_adaptive


def make_problem(seed, size=120, classes=4, wrong=0.15):
    rng = np.random.default_rng(seed)
    true = rng.integers(0, classes, size)
    labels = np.where(rng.random(size) < wrong, rng.integers(0, classes, size), true)
    logits = 1.2 * rng.normal(size=(size, classes)) + 2.5 * (true[:, None] == np.arange(classes))
    probs = np.exp(logits)
    return labels, probs / probs.sum(axis=1, keepdims=True)


def check_consistent(result, size):
    """Order, flag and probability tell one story, also after rounding to six digits."""
    probability = np.round(result.error_probability[result.order], 6)
    assert_array_equal(np.sort(result.order), np.arange(size))
    assert np.all(np.diff(probability) <= 0)
    assert_array_equal(np.flatnonzero(probability > 0.5), np.arange(result.num_issues))
    assert_array_equal(np.flatnonzero(1 - probability < 0.5), np.arange(result.num_issues))
    assert_array_equal(np.sort(result.order[: result.num_issues]), np.flatnonzero(result.is_issue))
    assert np.all(np.diff(result.rank_score[result.order]) >= 0)
    assert np.all((probability >= 0) & (probability <= 1))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("with_recalibrated", [False, True])
def test_equals_the_naive_twin(seed, with_recalibrated):
    labels, pred_probs = make_problem(seed, classes=2 + seed % 3)
    recalibrated = np.random.default_rng(seed).random(labels.size) if with_recalibrated else None
    score, count, rho = naive_core.noise_adaptive(labels, pred_probs.tolist(), recalibrated)
    actual = noise_adaptive(labels, pred_probs, recalibrated=recalibrated)
    assert_allclose(actual.rank_score, score, rtol=1e-9)
    assert actual.num_issues == count
    assert_allclose(actual.class_conditionality, rho)
    check_consistent(actual, labels.size)


def test_two_classes_by_hand():
    labels = np.array([0, 0, 0, 1, 1, 1])
    pred_probs = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.65, 0.35]])
    result = noise_adaptive(labels, pred_probs)
    assert_allclose(result.thresholds, [0.6, 1.85 / 3])
    # Confident: rows 0, 1 as 0/0; row 2 as 0/1; rows 3, 4 as 1/1; row 5 as 1/0. A third lies off the diagonal.
    row = np.array([2 + 5 * 2 / 3, 1 + 5 / 3]) / 8 / 2
    assert_allclose(result.joint, [row, row[::-1]])
    # The most confident row of each predicted class: row 0 agrees; row 2 disagrees. Half over a third, clipped.
    assert result.class_conditionality == 1.0
    assert result.order[0] == 2
    check_consistent(result, 6)


@pytest.mark.parametrize("seed", range(20))
def test_order_flag_and_probability_never_contradict_each_other(seed):
    labels, pred_probs = make_problem(seed, size=[1, 2, 7, 400][seed % 4], classes=2 + seed % 5, wrong=seed / 20)
    recalibrated = np.random.default_rng(seed).random(labels.size)
    check_consistent(noise_adaptive(labels, pred_probs, recalibrated=recalibrated), labels.size)


def test_labels_that_all_agree_give_no_flags():
    labels = np.repeat(np.arange(3), 5)
    pred_probs = np.where(labels[:, None] == np.arange(3), 0.8, 0.1)
    result = noise_adaptive(labels, pred_probs)
    assert result.num_issues == 0
    assert result.class_conditionality == 0.0
    assert result.error_probability.max() < 0.5


@pytest.mark.parametrize("value", [0.6, 0.7, 0.95])
def test_rows_that_all_hold_one_probability_reach_their_threshold(value):
    labels = np.repeat([0, 1], 33)
    pred_probs = np.where(labels[:, None] == np.arange(2), value, 1 - value)
    assert_allclose(noise_adaptive(labels, pred_probs).joint, np.eye(2) / 2)


def test_labels_that_all_disagree_are_handled():
    labels = np.array([0, 0, 1, 1, 2, 2])
    pred_probs = np.eye(3)[(labels + 1) % 3]
    check_consistent(noise_adaptive(labels, pred_probs), 6)


def test_missing_class_gets_no_threshold_and_no_given_mass():
    labels, pred_probs = make_problem(3, classes=4)
    labels[labels == 2] = 1
    result = noise_adaptive(labels, pred_probs)
    assert result.thresholds[2] > 1
    assert_array_equal(result.joint[2], np.zeros(4))
    check_consistent(result, labels.size)


def test_class_of_one_row_is_handled():
    labels, pred_probs = make_problem(4, classes=4)
    labels[labels == 3] = 0
    labels[10] = 3
    check_consistent(noise_adaptive(labels, pred_probs), labels.size)


def test_one_hot_probabilities_are_handled():
    labels, pred_probs = make_problem(5)
    pred_probs = np.eye(4)[pred_probs.argmax(axis=1)]
    result = noise_adaptive(labels, pred_probs)
    assert np.all(np.isfinite(result.rank_score))
    check_consistent(result, labels.size)


def test_rows_that_do_not_sum_to_one_are_normalised():
    labels, pred_probs = make_problem(6)
    expected = noise_adaptive(labels, pred_probs)
    actual = noise_adaptive(labels, pred_probs * np.linspace(0.5, 2, labels.size)[:, None])
    assert_allclose(actual.rank_score, expected.rank_score)
    assert_allclose(actual.error_probability, expected.error_probability)


def test_row_of_zeros_counts_as_knowing_nothing():
    labels, pred_probs = make_problem(7)
    pred_probs[3] = 0.0
    check_consistent(noise_adaptive(labels, pred_probs), labels.size)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_floats_give_nearly_the_same_order(dtype):
    labels, pred_probs = make_problem(8)
    narrow = pred_probs.astype(dtype)
    expected = noise_adaptive(labels, narrow.astype(np.float64))
    actual = noise_adaptive(labels, narrow)
    assert_array_equal(actual.order, expected.order)
    assert actual.rank_score.dtype == np.float64


def test_memory_mapped_probabilities_give_the_same_result(tmp_path):
    labels, pred_probs = make_problem(9, size=9000, classes=3)
    np.save(tmp_path / "p.npy", pred_probs)
    expected = noise_adaptive(labels, pred_probs)
    actual = noise_adaptive(labels, np.load(tmp_path / "p.npy", mmap_mode="r"))
    assert_array_equal(actual.order, expected.order)
    assert_array_equal(actual.error_probability, expected.error_probability)


def test_row_order_only_permutes():
    labels, pred_probs = make_problem(10)
    pred_probs = np.round(pred_probs, 1)
    pred_probs[pred_probs.sum(axis=1) == 0] = 0.25
    shuffle = np.random.default_rng(0).permutation(labels.size)
    expected = noise_adaptive(labels, pred_probs)
    actual = noise_adaptive(labels[shuffle], pred_probs[shuffle])
    assert_allclose(actual.rank_score, expected.rank_score[shuffle], rtol=1e-9)
    assert actual.num_issues == expected.num_issues


def test_renaming_classes_only_renames():
    labels, pred_probs = make_problem(11)
    new = np.array([2, 0, 3, 1])
    expected = noise_adaptive(labels, pred_probs)
    actual = noise_adaptive(new[labels], pred_probs[:, np.argsort(new)])
    assert_allclose(actual.rank_score, expected.rank_score)
    assert_allclose(actual.joint[np.ix_(new, new)], expected.joint)


def test_equal_rows_come_in_row_order():
    labels = np.zeros(6, dtype=np.int64)
    labels[5] = 1
    pred_probs = np.tile([0.7, 0.3], (6, 1))
    order = noise_adaptive(labels, pred_probs).order
    assert_array_equal(order[order != 5], np.arange(5))


def test_inputs_stay_untouched():
    labels, pred_probs = make_problem(12)
    before = labels.copy(), pred_probs.copy()
    noise_adaptive(labels, pred_probs, recalibrated=pred_probs[:, 0])
    assert_array_equal(labels, before[0])
    assert_array_equal(pred_probs, before[1])


def test_two_runs_agree():
    labels, pred_probs = make_problem(13)
    first, second = noise_adaptive(labels, pred_probs), noise_adaptive(labels, pred_probs)
    assert_array_equal(first.order, second.order)
    assert_array_equal(first.error_probability, second.error_probability)


def test_equal_rows_rank_equal_whatever_the_matrix_product_does() -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        distinct = rng.dirichlet(np.ones(30), 40)
        which = rng.integers(0, 40, 4000)
        score = noise_adaptive((which % 30).astype(np.int64), distinct[which]).rank_score
        assert all(len(np.unique(score[which == row])) == 1 for row in range(40))


def test_thresholds_do_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(5)
    pred_probs, labels = rng.dirichlet(np.ones(4), 3000), rng.integers(0, 4, 3000)
    order = rng.permutation(3000)
    expected = noise_adaptive(labels, pred_probs).thresholds
    np.testing.assert_array_equal(noise_adaptive(labels[order], pred_probs[order]).thresholds, expected)
