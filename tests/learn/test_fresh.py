"""Untrained copies with their own random numbers."""

import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from labelproof._base.errors import InputError
from labelproof._learn.fresh import fresh_copy, unfitted_copy


def test_open_random_states_are_set_from_the_seed():
    first, again, other = (
        fresh_copy(RandomForestClassifier(), seed=5, stream=stream).random_state for stream in (0, 0, 1)
    )
    assert isinstance(first, int)
    assert first == again
    assert first != other


def test_nested_random_states_are_set_too():
    pipeline = fresh_copy(make_pipeline(RandomForestClassifier()), seed=5, stream=0)
    assert pipeline.steps[0][1].random_state is not None


def test_a_chosen_random_state_stays():
    assert fresh_copy(RandomForestClassifier(random_state=3), seed=5, stream=0).random_state == 3


def test_without_a_seed_nothing_is_set():
    assert fresh_copy(RandomForestClassifier(), seed=None, stream=0).random_state is None


def test_the_original_is_left_alone():
    original = RandomForestClassifier()
    fresh_copy(original, seed=5, stream=0)
    assert original.random_state is None


def test_a_classifier_without_parameters_cannot_be_cross_validated():
    with pytest.raises(InputError, match="_Bare has no get_params method"):
        fresh_copy(_Bare(), seed=None, stream=0)


def test_a_classifier_without_parameters_is_copied_deeply():
    original = _Bare()
    copy = unfitted_copy(original, seed=1, stream=0)
    copy.memory.append(1)
    assert original.memory == []


def test_a_copy_is_not_trained():
    trained = LogisticRegression().fit([[0], [1]], [0, 1])
    assert not hasattr(fresh_copy(trained, seed=None, stream=0), "classes_")


class _Bare:
    def __init__(self):
        self.memory = []
