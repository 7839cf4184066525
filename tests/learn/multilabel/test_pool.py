"""Scores become probabilities tag by tag, and better models get more say."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import log_loss

from labelproof._base.progress import SILENT
from labelproof._learn.multilabel.pool import pooled_tags

RNG = np.random.default_rng(0)
ODDS = RNG.normal(size=(2000, 2)) * 2
TAGS = (RNG.random((2000, 2)) < 1 / (1 + np.exp(-ODDS))).astype(np.uint8)


@dataclass
class Told:
    """A model that knows its scores beforehand."""

    values: np.ndarray

    def scores(self, train, tags, target, seed):
        assert tags.max() <= 255
        return self.values[target][:, : tags.shape[1]]


def pool(members, tags=TAGS, **options):
    settings = {"groups": np.arange(len(tags)), "folds": 4, "rounds": 1, "seed": 0, "progress": SILENT, **options}
    return pooled_tags(members, tags, **settings)


def test_scores_of_any_scale_become_calibrated_probabilities():
    found = pool([Told(ODDS * 0.01 + 5)]).pred_probs
    np.testing.assert_allclose(found, 1 / (1 + np.exp(-ODDS)), atol=0.06)


def test_a_model_that_knows_nothing_gets_hardly_any_say():
    noise = RNG.normal(size=ODDS.shape)
    both = pool([Told(ODDS), Told(noise)]).pred_probs
    alone = pool([Told(ODDS)]).pred_probs
    assert log_loss(TAGS[:, 0], both[:, 0]) < log_loss(TAGS[:, 0], alone[:, 0]) + 0.02
    shares = pool([Told(noise)]).pred_probs
    np.testing.assert_allclose(shares.mean(axis=0), TAGS.mean(axis=0), atol=0.01)


def test_a_model_that_is_wrong_all_the_time_is_not_turned_round():
    found = pool([Told(-ODDS)]).pred_probs
    assert found.std(axis=0).max() < 0.01


def test_faultless_scores_stay_short_of_certain():
    tags = np.tile(np.array([[0], [1]], dtype=np.uint8), (50, 1))
    found = pool([Told(tags * 2.0 - 1)], tags).pred_probs
    assert 0.9 < found[1, 0] < 1
    assert 0 < found[0, 0] < 0.1


def test_a_tag_with_a_single_row_is_reported_as_constant_in_one_fold():
    tags = np.zeros((40, 1), np.uint8)
    tags[3] = 1
    found = pool([Told(RNG.normal(size=(40, 1)))], tags)
    assert found.constant == (0,)
    assert found.pred_probs[3, 0] == 1 / 32
    assert (found.pred_probs < 0.1).all()


def test_every_fold_is_told():
    told = []

    class Listening:
        def say(self, message):
            raise AssertionError(message)

        def task(self, what, total):
            told.append((what, total))
            return self

        def __enter__(self):
            return self

        def __exit__(self, *problem):
            return None

        def advance(self, steps=1, note=""):
            told.append(note)

    pool([Told(ODDS)], rounds=2, folds=2, progress=Listening())
    assert told == [
        ("Training", 4),
        "fold 1 of 2, round 1 of 2",
        "fold 2 of 2, round 1 of 2",
        "fold 1 of 2, round 2 of 2",
        "fold 2 of 2, round 2 of 2",
    ]
