"""Every container gives the rows of the array that was put into it, however it is walked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from labelproof._blocks import open_source, read_all
from sources import CLASS_NAME, SOURCES

ROWS, CLASSES = 101, 6
WALKS = [(0, ROWS, ROWS), (0, ROWS, 10), (0, ROWS, 1), (7, 93, 4), (50, 51, 3), (100, ROWS, 50), (25, 25, 5)]
NAMED = {"arrow columns", "arrow dataset", "feather", "parquet columns", "parquet groups", "parquet folder"}
NAMED |= {"hugging face columns", "polars", "polars lazy"}


def probabilities(dtype):
    return np.random.default_rng(0).dirichlet(np.ones(CLASSES), ROWS).astype(dtype)


def walked(source, start, stop, rows):
    blocks = [np.array(block) for block in source.blocks(start, stop, rows)]
    assert all(0 < len(block) <= rows for block in blocks)
    assert all(block.dtype == source.dtype for block in blocks)
    return np.concatenate([np.empty((0, source.num_classes), source.dtype), *blocks])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("name", SOURCES)
def test_any_walk_gives_the_rows_of_the_array(name, dtype, tmp_path):
    array = probabilities(dtype)
    source = open_source(SOURCES[name](array, tmp_path), num_rows=ROWS)
    assert (source.num_rows, source.num_classes) == array.shape
    assert source.dtype == (np.float64 if name == "pandas columns" else dtype)
    for walk in WALKS:
        np.testing.assert_array_equal(walked(source, *walk), array[walk[0] : walk[1]], err_msg=str(walk))
    np.testing.assert_array_equal(read_all(source), array)


@pytest.mark.parametrize("name", SOURCES)
def test_columns_that_have_names_give_them(name, tmp_path):
    source = open_source(SOURCES[name](probabilities(np.float32), tmp_path))
    assert source.class_names == (tuple(map(CLASS_NAME, range(CLASSES))) if name in NAMED else None)


@pytest.mark.parametrize("name", SOURCES)
def test_several_threads_walk_at_once(name, tmp_path):
    array = probabilities(np.float64)
    source = open_source(SOURCES[name](array, tmp_path))
    shares = [(0, 40), (40, 77), (77, ROWS), (0, ROWS)] * 3
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda share: walked(source, *share, 9), shares))
    for share, actual in zip(shares, found, strict=True):
        np.testing.assert_array_equal(actual, array[slice(*share)])


@pytest.mark.parametrize("name", SOURCES)
def test_cuts_are_rows_in_ascending_order_from_the_first(name, tmp_path):
    source = open_source(SOURCES[name](probabilities(np.float64), tmp_path))
    if source.cuts is not None:
        assert source.cuts[0] == 0
        assert (np.diff(source.cuts) > 0).all()
        assert source.cuts[-1] < ROWS


@pytest.mark.parametrize("name", SOURCES)
def test_one_row_is_enough(name, tmp_path):
    array = probabilities(np.float64)[:1]
    np.testing.assert_array_equal(read_all(open_source(SOURCES[name](array, tmp_path))), array)
