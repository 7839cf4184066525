import numpy as np
import pytest
from numpy.testing import assert_array_equal

from labelproof._base.errors import InputError
from labelproof.benchmarking import noise_generation
from labelproof.benchmarking.noise_generation import (
    generate_n_rand_probabilities_that_sum_to_m,
    generate_noise_matrix_from_trace,
    generate_noisy_labels,
    noise_matrix_is_valid,
    randomly_distribute_N_balls_into_K_bins,
)

NOISE = [[0.8, 0.3], [0.2, 0.7]]


@pytest.fixture
def global_state():
    state = np.random.get_state()  # noqa: NPY002 - these functions are meant to use it
    yield
    np.random.set_state(state)  # noqa: NPY002 - puts back what the test used


@pytest.mark.usefixtures("global_state")
def test_generate_noisy_labels_follows_the_global_seed():
    results = []
    for _ in range(2):
        np.random.seed(3)  # noqa: NPY002 - the behaviour under test
        results.append(generate_noisy_labels(np.arange(40) % 2, NOISE))
    assert_array_equal(results[0], results[1])


@pytest.mark.usefixtures("global_state")
def test_rng_leaves_the_global_generator_alone():
    before = np.random.get_state()[2]  # noqa: NPY002 - the behaviour under test
    rng = np.random.default_rng(0)
    generate_noisy_labels([0, 1] * 10, NOISE, rng=rng)
    generate_noise_matrix_from_trace(3, 2.2, py=[0.3, 0.3, 0.4], rng=rng)
    generate_n_rand_probabilities_that_sum_to_m(3, 1.0, rng=rng)
    randomly_distribute_N_balls_into_K_bins(9, 3, rng=rng)
    assert np.random.get_state()[2] == before  # noqa: NPY002 - the behaviour under test


def test_equal_rng_seeds_give_equal_matrices():
    first, second = (
        generate_noise_matrix_from_trace(4, 3.0, py=[0.25] * 4, rng=np.random.RandomState(1)) for _ in range(2)
    )
    assert_array_equal(first, second)


def test_matrix_from_trace_is_valid_for_its_prior():
    prior = [0.2, 0.3, 0.5]
    matrix = generate_noise_matrix_from_trace(3, 2.0, py=prior, rng=np.random.default_rng(0))
    assert noise_matrix_is_valid(matrix, prior)


def test_no_valid_matrix_within_the_tries_gives_none():
    prior = [0.98, 0.01, 0.01]
    assert generate_noise_matrix_from_trace(3, 1.01, py=prior, max_iter=1, rng=np.random.default_rng(0)) is None


def test_generate_noisy_labels_accepts_a_class_absent_from_the_labels():
    noisy = generate_noisy_labels([0, 0, 1, 1], np.eye(3), rng=np.random.default_rng(0))
    assert_array_equal(noisy, [0, 0, 1, 1])


def test_verbose_prints_nothing(capsys):
    noise_matrix_is_valid(NOISE, [0.5, 0.5], verbose=True)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: noise_matrix_is_valid([[0.5, 0.5]], [1.0]), r"must be square.*\(1, 2\)"),
        (lambda: noise_matrix_is_valid(NOISE, [0.3, 0.3, 0.4]), r"got shape \(3,\) for 2 classes"),
        (lambda: generate_noisy_labels(["a", "b"], NOISE), "class numbers"),
        (lambda: generate_noisy_labels([0, 2], NOISE), "got 2 at position 1"),
        (lambda: generate_noisy_labels([0, -1], NOISE), "got -1 at position 1"),
        (lambda: generate_noisy_labels([0.5, 1], NOISE), "class numbers"),
        (lambda: generate_noise_matrix_from_trace(3, 1.0, py=[0.3, 0.3, 0.4]), "`trace` must be above 1"),
        (lambda: generate_noise_matrix_from_trace(3, 2.0), "`py` is missing"),
        (lambda: generate_noise_matrix_from_trace(1, 1.0, valid_noise_matrix=False), "`K` must be at least 2"),
        (lambda: randomly_distribute_N_balls_into_K_bins(3, 0), "`K` must be at least 1"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_public_names_are_the_five_functions():
    assert len(noise_generation.__all__) == 5
