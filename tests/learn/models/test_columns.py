"""Columns of any kind as numbers."""

import numpy as np
import pandas as pd
import pytest

from labelproof._learn.models.columns import encode_array, encode_columns


def _encode(values, dtype=None):
    return encode_columns([pd.Series(values, dtype=dtype)], seed=0)


def test_strings_that_look_like_numbers_are_numbers():
    found = _encode(["1", " 2.5", "?", "10", ""])
    assert found.trees[:, 0] == pytest.approx([1, 2.5, np.nan, 10, np.nan], nan_ok=True)
    assert found.categorical == (False,)


def test_missing_numbers_are_marked_and_centred_for_smooth_models():
    found = _encode([1.0, np.nan, 3.0, np.inf])
    assert found.smooth[[1, 3], 0].tolist() == [0, 0]
    assert (found.smooth[:, 1] > 0).tolist() == [False, True, False, True]


def test_few_strings_are_categories_with_missing_ones_apart():
    found = _encode(["red", "blue", None, " red", "blue"])
    assert found.categorical == (True,)
    assert found.trees[:, 0] == pytest.approx([0, 1, np.nan, 0, 1], nan_ok=True)
    assert np.linalg.norm(found.smooth[0] - found.smooth[1]) == pytest.approx(1)


def test_many_strings_are_read_by_their_characters():
    streets = [f"{name} street {number}" for number in range(40) for name in ("north", "south")]
    found = _encode(streets)
    assert found.categorical == (False,) * found.trees.shape[1]
    assert found.smooth.shape[1] <= 17
    assert np.isfinite(found.smooth).all()


@pytest.mark.parametrize("dates", [["2024-01-05", "2024-03-01", None], ["05.01.2024", "01.03.2024", ""]])
def test_dates_become_days_since_the_first(dates):
    assert _encode(dates).trees[:, 0] == pytest.approx([0, 56, np.nan], nan_ok=True)


def test_date_columns_keep_their_hours():
    found = encode_columns([pd.Series(pd.to_datetime(["2024-01-05 06:00", "2024-01-05 18:00", None]))], seed=0)
    assert found.trees[:2, 0].tolist() == [0, 0.5]
    assert found.trees[:2, -1].tolist() == [6, 18]


@pytest.mark.parametrize("dtype", ["boolean", "Int64", "category", bool, "float32"])
def test_every_dtype_of_pandas_is_read(dtype):
    found = _encode([True, False, True], dtype=dtype)
    assert found.keys[0] == found.keys[2] != found.keys[1]


def test_mixed_kinds_of_values_are_strings():
    assert _encode([1, "a", 2.5, "a"]).categorical == (True,)


def test_a_column_without_any_value_is_no_error():
    found = _encode([None, None])
    assert np.isfinite(found.smooth).all()


def test_equal_rows_have_equal_keys():
    frame = pd.DataFrame({"a": [1, 1, 1, np.nan, np.nan], "b": ["x", "x", "y", "x", "x"]})
    keys = encode_columns([frame["a"], frame["b"]], seed=0).keys
    assert keys[0] == keys[1]
    assert keys[3] == keys[4]
    assert np.unique(keys).size == 3


def test_an_outlier_does_not_flatten_the_rest():
    values = [*np.linspace(0, 1, 50), 1e9]
    smooth = _encode(values).smooth[:, 0]
    assert smooth[49] - smooth[0] > 1


def test_arrays_are_standardised_and_flattened():
    values = np.arange(24, dtype=np.int64).reshape(6, 2, 2)
    found = encode_array(values)
    assert found.smooth.shape == (6, 4)
    assert found.smooth.std(axis=0) == pytest.approx(1)


def test_missing_values_of_arrays_stay_missing_for_trees():
    found = encode_array(np.array([[1.0, np.nan], [3.0, 2.0], [5.0, np.inf]]))
    assert np.isnan(found.trees[[0, 2], 1]).all()
    assert found.smooth[:, 1].tolist() == [0, 0, 0]


def _times(size=400):
    codes = np.random.default_rng(0).integers(0, 2, size)
    return codes, 1.7e9 + 10.0 * codes


def test_large_numbers_that_differ_little_stay_apart_in_arrays():
    codes, times = _times()
    found = encode_array(times[:, None])
    assert np.unique(found.keys).size == 2
    for rows in (found.trees, found.smooth):
        assert rows[codes == 1].min() > rows[codes == 0].max()


def test_large_numbers_that_differ_little_stay_apart_in_columns():
    codes, times = _times()
    times[7] = 0.0
    codes[7] = -1
    found = _encode(times)
    assert np.unique(found.keys).size == 3
    assert found.trees[codes == 1].min() > found.trees[codes == 0].max()


@pytest.mark.parametrize("size", [1e60, 1e300, 1e-300])
def test_numbers_beyond_single_precision_are_read(size):
    values = np.array([1.0, -1.0, 3.0, np.nan]) * size
    with np.errstate(all="raise", under="ignore"):
        array, column = encode_array(values[:, None]), _encode(values)
    for rows in (array.trees, column.trees, array.smooth, column.smooth):
        assert rows[1, 0] < rows[0, 0] < rows[2, 0]
        assert np.isfinite(rows[:3]).all()


def test_a_constant_column_of_an_array_is_zero():
    assert not encode_array(np.full((30, 1), 0.1)).smooth.any()


def test_missing_is_not_zero_in_the_keys_of_arrays():
    keys = encode_array(np.array([[0.0], [-0.0], [np.nan], [np.inf]])).keys
    assert (keys[0] == keys[1]) == (keys[2] == keys[3]) == (keys[0] != keys[2])


def test_wide_precision_is_not_lost_in_keys():
    assert np.unique(encode_array(np.array([[1.0], [1.0 + 1e-12], [1.0]])).keys).size == 2


def test_durations_become_seconds():
    column = pd.Series(pd.to_timedelta(["1min", "2h", None]))
    assert encode_columns([column], seed=0).trees[:, 0] == pytest.approx([60, 7200, np.nan], nan_ok=True)


def test_weekdays_of_dates_are_read():
    column = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-09"]))
    assert encode_columns([column], seed=0).trees[:, 1].tolist() == [0, 1, 1]


def test_numbers_with_decimal_commas_are_learned_as_numbers():
    commas = encode_columns([pd.Series(["-1,6030", "3.463,26", None, "-", "12"], dtype=object)], seed=0)
    points = encode_columns([pd.Series([-1.6030, 3463.26, None, None, 12.0])], seed=0)
    np.testing.assert_array_equal(commas.trees, points.trees)
    assert commas.categorical == (False,)
