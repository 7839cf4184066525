from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from labelproof._formats.ids import identifies
from labelproof._formats.profile import profile

SHUFFLED = np.random.default_rng(0).permutation(200)


def found(values, name: str = "case", origin=None) -> bool:
    column = pd.Series(list(values), dtype=object)
    files = None if origin is None else pd.Series(origin, dtype=object)
    return identifies(column, name, profile(column), files)


def with_value(values, row: int, value) -> list:
    return [value if number == row else each for number, each in enumerate(values)]


@pytest.mark.parametrize(
    "values",
    [
        [f"img_{n:05d}" for n in range(200)],
        with_value([f"img_{n:05d}" for n in range(200)], 5, "img_00004"),
        [f"Patient {n}" for n in range(200)],
        [f"{n * n % 99991:x}-{n}" for n in range(200)],
    ],
)
def test_distinct_single_words_are_ids_whatever_their_name(values):
    assert found(values)


@pytest.mark.parametrize(
    "values",
    [
        [f"a sentence of several words {n}" for n in range(200)],
        [f"{a} {b}" for a in ("red", "blue", "grey") for b in ("shirt", "shoe", "hat", "bag")],
        [f"img_{n % 100}" for n in range(200)],
        ["u1", *[""] * 198, "u2"],
    ],
)
def test_running_text_repeated_and_rare_strings_are_no_ids(values):
    assert not found(values)


@pytest.mark.parametrize("blank", ["", None, float("nan"), "NA"])
def test_one_blank_hides_no_id(blank):
    assert found(with_value([str(1000 + n) for n in range(200)], 5, blank))


def test_one_duplicate_hides_no_id():
    assert found(with_value([str(1000 + n) for n in range(200)], 5, "1004"))


def test_shuffled_numbers_that_fill_a_range_are_ids():
    assert found([str(1000 + n) for n in SHUFFLED])
    assert found([1000.0 + n for n in SHUFFLED])


def test_numbers_that_grow_or_shrink_down_the_rows_are_ids():
    assert found([n * n for n in range(200)])
    assert found([-n * n for n in range(200)])


def test_numbers_that_start_again_in_each_file_are_ids():
    assert found([*range(100), *range(100)], origin=["train"] * 100 + ["test"] * 100)
    assert not found([*range(100), *range(100)])


def test_one_range_shuffled_over_several_files_is_ids():
    assert found(SHUFFLED.tolist(), origin=["train"] * 150 + ["test"] * 50)


@pytest.mark.parametrize("name", ["id", "ID", "idx", "user_id", "userId", "customerid", "key", "row_number", " Nr "])
def test_scattered_distinct_numbers_are_ids_when_their_name_says_so(name):
    assert found([n * 37 % 100_003 for n in SHUFFLED], name)


@pytest.mark.parametrize("name", ["salary", "amount_paid", "bid", "population", "humid", "c0", "2019"])
def test_scattered_distinct_numbers_measure_otherwise(name):
    assert not found([n * 37 * 37 for n in SHUFFLED], name)


@pytest.mark.parametrize("values", [[n + 0.5 for n in range(200)], [float(2**60 + n * 2**20) for n in range(200)]])
def test_floats_that_are_no_exact_integers_are_no_ids(values):
    assert not found(values, "id")


def test_numbers_without_decimals_beside_half_of_the_rows_are_no_ids():
    assert not found([n if n < 50 else None for n in range(200)], "id")


def test_integers_of_any_length_are_compared_exactly():
    assert found([str(10**19 + n) for n in range(200)])
    assert found([10**19 + n for n in SHUFFLED.tolist()])
    assert not found([str(10**25 + n * 37 * 37) for n in SHUFFLED.tolist()])
