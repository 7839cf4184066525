"""Out-of-sample probabilities of a pool of models."""

from contextlib import contextmanager

import numpy as np
import pytest

from labelproof._base.progress import SILENT
from labelproof._learn.cross_val import cross_validated


class Centres:
    """Scores rows of a line by their distance to the class means; remembers what it was trained on."""

    def __init__(self, rows, scale=1.0):
        self.rows, self.scale, self.trained = rows, scale, []

    def scores(self, train, codes, target, seed):
        self.trained.append(set(train.tolist()))
        means = np.array([self.rows[train[codes == k]].mean() for k in range(codes.max() + 1)])
        return -self.scale * (self.rows[target, None] - means) ** 2


class Noise:
    """Knows nothing."""

    def scores(self, train, codes, target, seed):
        return np.random.default_rng(seed).normal(size=(target.size, codes.max() + 1))


def _line(size=60, num_classes=3):
    codes = np.arange(size) % num_classes
    return codes, codes + np.random.default_rng(0).normal(scale=0.4, size=size)


def _run(members, codes, num_classes=3, *, groups=None, folds=5, rounds=1, seed=0, progress=SILENT):
    groups = np.arange(codes.size) if groups is None else groups
    return cross_validated(
        members, codes, num_classes, groups=groups, folds=folds, rounds=rounds, seed=seed, progress=progress
    )


def test_no_row_is_scored_by_a_model_that_saw_it_or_its_copies():
    codes, rows = _line()
    groups = np.arange(60) // 2
    member = Centres(rows)
    found = _run([member], codes, groups=groups)
    for fold in range(5):
        held = np.flatnonzero(found.fold == fold)
        assert not member.trained[fold] & set(np.flatnonzero(np.isin(groups, groups[held])).tolist())


def test_probabilities_follow_the_classes_and_sum_to_one():
    codes, rows = _line()
    found = _run([Centres(rows)], codes)
    assert np.mean(found.pred_probs.argmax(axis=1) == codes) > 0.8
    assert found.pred_probs.sum(axis=1) == pytest.approx(1, abs=1e-12)


def test_the_scale_of_the_scores_does_not_matter():
    codes, rows = _line()
    small, large = (_run([Centres(rows, scale)], codes).pred_probs for scale in (0.5, 5.0))
    assert small == pytest.approx(large, abs=0.02)


def test_a_member_that_knows_nothing_gets_no_weight():
    codes, rows = _line()
    alone, pooled = (_run(members, codes).pred_probs for members in ([Centres(rows)], [Noise(), Centres(rows)]))
    assert pooled == pytest.approx(alone, abs=0.05)


def test_unlabelled_rows_are_predicted_by_all_models_and_trained_on_by_none():
    codes, rows = _line()
    codes[:6] = -1
    member = Centres(rows)
    found = _run([member], codes)
    assert found.fold[:6].tolist() == [-1] * 6
    assert found.pred_probs[:6].argmax(axis=1).tolist() == [0, 1, 2, 0, 1, 2]
    assert not set.union(*member.trained) & set(range(6))


def test_a_class_of_one_row_gets_next_to_no_probability_from_models_that_never_saw_it():
    codes, rows = _line()
    codes[7] = 3
    found = _run([Centres(rows)], codes, 4)
    trained_on = np.count_nonzero(found.fold != found.fold[7])
    assert found.absent == (3,)
    assert found.pred_probs[7, 3] == pytest.approx(1 / (trained_on + 4))
    assert found.pred_probs[7].sum() == pytest.approx(1)


def test_a_training_part_of_one_class_is_no_error():
    codes = np.array([0, 0, 0, 0, 1])
    found = _run([Centres(np.zeros(5))], codes, 2, folds=2)
    assert found.pred_probs[4, 0] > 0.7
    assert found.pred_probs.sum(axis=1) == pytest.approx(1)


def test_more_folds_than_rows_is_no_error():
    found = _run([Centres(np.array([0.0, 1.0, 0.1]))], np.array([0, 1, 0]), 2, folds=5)
    assert found.pred_probs.shape == (3, 2)
    assert np.isfinite(found.pred_probs).all()


def test_rounds_are_averaged_over_other_folds():
    codes, rows = _line()
    one, two, three = (_run([Centres(rows)], codes, rounds=rounds, seed=4) for rounds in (1, 2, 3))
    assert np.array_equal(one.fold, three.fold)
    second = 2 * two.pred_probs - one.pred_probs
    assert not np.allclose(second, one.pred_probs)
    assert 3 * three.pred_probs - 2 * two.pred_probs != pytest.approx(second)


def test_neighbouring_seeds_share_no_round():
    codes, rows = _line()
    one, two = (_run([Centres(rows)], codes, rounds=rounds, seed=4).pred_probs for rounds in (1, 2))
    assert 2 * two - one != pytest.approx(_run([Centres(rows)], codes, seed=5).pred_probs)


def test_the_largest_seed_of_all_serves_several_rounds():
    codes, rows = _line()
    seen = []

    class Remembers(Centres):
        def scores(self, train, codes, target, seed):
            seen.append(seed)
            return super().scores(train, codes, target, seed)

    _run([Remembers(rows)], codes, rounds=3, seed=2**32 - 1)
    assert max(seen) < 2**32
    assert np.unique(seen).size == 3


def test_every_fold_is_reported():
    told = []

    class Recorder:
        @contextmanager
        def task(self, what, total):
            told.append((what, total))
            yield self

        def advance(self, steps=1, note=""):
            told.append(note)

        def say(self, message):
            told.append(message)

    codes, rows = _line()
    _run([Centres(rows)], codes, folds=2, progress=Recorder())
    assert told == [("Training", 2), "fold 1 of 2", "fold 2 of 2"]


def test_an_interrupt_passes_through():
    class Stopped:
        def scores(self, train, codes, target, seed):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _run([Stopped()], _line()[0])
