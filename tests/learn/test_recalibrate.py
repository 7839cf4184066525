"""The recalibrated probability of the given label."""

import numpy as np
import pytest

from labelproof._learn.recalibrate import _capped, recalibrated_given


def _blurred(size, num_classes, wrong=0.1, seed=0):
    """Return given labels, probabilities that know the true class, and which labels are wrong."""
    rng = np.random.default_rng(seed)
    true = rng.integers(0, num_classes, size)
    given = np.where(rng.random(size) < wrong, rng.integers(0, num_classes, size), true)
    scores = rng.normal(size=(size, num_classes))
    scores[np.arange(size), true] += 4
    probs = np.exp(scores)
    return given.astype(np.int64), probs / probs.sum(axis=1, keepdims=True), given != true


@pytest.mark.parametrize(("size", "num_classes"), [(600, 4), (3000, 150)])
def test_wrong_labels_get_low_probabilities(size, num_classes):
    labels, pred_probs, wrong = _blurred(size, num_classes)
    given = recalibrated_given(labels, pred_probs)
    assert np.median(given[wrong]) < 0.05 < 0.5 < np.median(given[~wrong])


def test_a_shifted_model_is_corrected():
    # The model calls class 0 "1" and the other way round: the map learns to read it.
    labels, pred_probs, wrong = _blurred(600, 3)
    given = recalibrated_given(labels, pred_probs[:, [1, 0, 2]])
    assert np.median(given[~wrong]) > 0.5


def test_a_class_with_one_row_gets_the_floor():
    labels, pred_probs, _ = _blurred(60, 3)
    labels[labels == 2] = 0
    labels[5] = 2
    assert recalibrated_given(labels, pred_probs)[5] == 1e-7


def test_one_class_in_a_training_part_is_certain():
    labels = np.array([0, 0, 0, 0, 1])
    given = recalibrated_given(labels, np.full((5, 2), 0.5), folds=2)
    assert given[4] == 1e-7
    assert given[:4].min() > 0.1


def test_two_runs_agree_and_the_input_stays_untouched():
    labels, pred_probs, _ = _blurred(300, 4)
    before = pred_probs.copy()
    first, second = recalibrated_given(labels, pred_probs), recalibrated_given(labels, pred_probs)
    assert first.tobytes() == second.tobytes()
    assert np.array_equal(pred_probs, before)


def test_zero_probabilities_and_float32_are_fine():
    labels, pred_probs, _ = _blurred(300, 3)
    hard = (pred_probs == pred_probs.max(axis=1, keepdims=True)).astype(np.float32)
    given = recalibrated_given(labels, hard)
    assert given.dtype == np.float64
    assert np.all((given >= 1e-7) & (given <= 1))


def test_capped_rows_keep_the_share_of_each_class_and_every_class():
    labels = np.array([0] * 900 + [1] * 90 + [2])
    kept = _capped(np.arange(labels.size), labels, 100, np.random.default_rng(0))
    assert np.bincount(labels[kept]).tolist() == [90, 9, 1]


def test_more_than_twenty_folds_are_twenty():
    rng = np.random.default_rng(0)
    labels, probs = rng.integers(0, 3, 300), rng.dirichlet(np.ones(3), 300)
    many, twenty = (recalibrated_given(labels, probs, folds=folds) for folds in (300, 20))
    assert many.tolist() == twenty.tolist()
