"""What may never change an answer: block size, threads, number types, strides, storage and engine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelproof._blocks.tensors import TensorSource
from labelproof.filter import find_label_issues
from laws.answers import SCORES, answers, assert_same, cases, cut
from sources import SOURCES

pytestmark = pytest.mark.filterwarnings("ignore:.*classes have at most:labelproof._base.warnings.LabelproofWarning")
LABEL_TYPES = (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64)


@given(
    case=cases(),
    block_values=st.sampled_from([1, 3, 40, 1000]),
    threads=st.sampled_from([1, 2, 4, 7]),
    kept=st.booleans(),
)
@settings(max_examples=40)
def test_blocks_threads_and_what_is_kept_do_not_matter(case, block_values, threads, kept):
    expected = answers(case.labels, case.probs)
    with cut(block_values, threads, kept=kept):
        actual = answers(case.labels, case.probs)
    assert_same(actual, expected)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_thousand_blocks_in_seven_threads_do_not_matter(dtype):
    rng = np.random.default_rng(5)
    probs = (rng.integers(0, 9, (3000, 12)) / 8).astype(dtype)
    labels = rng.integers(0, 12, 3000)
    expected = answers(labels, probs)
    for kept in (True, False):
        with cut(36, 7, kept=kept):
            assert_same(answers(labels, probs), expected)


@given(case=cases(), dtype=st.sampled_from([np.float16, np.float32, ">f4", ">f8"]))
@settings(max_examples=60)
def test_the_number_type_does_not_matter(case, dtype):
    assert_same(answers(case.labels, case.probs.astype(dtype)), answers(case.labels, case.probs))


@given(case=cases(), dtype=st.sampled_from(LABEL_TYPES))
@settings(max_examples=40)
def test_the_integer_type_of_labels_does_not_matter(case, dtype):
    assert_same(answers(case.labels.astype(dtype), case.probs), answers(case.labels, case.probs))


@pytest.mark.parametrize("dtype", LABEL_TYPES)
def test_integers_are_columns_even_where_other_columns_fit_better(dtype):
    labels = np.repeat([0, 1, 2], 20)
    probs = np.eye(3)[(labels + 1) % 3]
    assert_same(answers(labels.astype(dtype), probs), answers(labels, probs))
    assert find_label_issues(labels.astype(dtype), probs, filter_by="predicted_neq_given").all()


def read_only(array):
    array = array.copy()
    array.setflags(write=False)
    return array


def padded(array):
    wide = np.full((len(array), array.shape[1] + 3), 9, array.dtype)
    wide[:, 2:-1] = array
    return wide[:, 2:-1]


def every_other_column(array):
    wide = np.full((len(array), array.shape[1] * 2 + 1), 9, array.dtype)
    wide[:, 1::2] = array
    return wide[:, 1::2]


def every_third_row(array):
    tall = np.full((len(array) * 3, array.shape[1]), 9, array.dtype)
    tall[::3] = array
    return tall[::3]


def unaligned(array):
    room = np.zeros(array.nbytes + 1, np.uint8)
    shifted = room[1:].view(array.dtype).reshape(array.shape)
    shifted[...] = array
    return shifted


STRIDES = {
    "fortran": np.asfortranarray,
    "padded rows": padded,
    "column slice": every_other_column,
    "row slice": every_third_row,
    "reversed rows": lambda array: array[::-1].copy()[::-1],
    "reversed columns": lambda array: array[:, ::-1].copy()[:, ::-1],
    "reversed both": lambda array: array[::-1, ::-1].copy()[::-1, ::-1],
    "read-only": read_only,
    "unaligned": unaligned,
}


@pytest.mark.parametrize("strides", STRIDES.values(), ids=STRIDES)
@given(case=cases(), dtype=st.sampled_from([np.float16, np.float32, np.float64]), tiny=st.booleans())
@settings(max_examples=12)
def test_strides_do_not_matter(strides, case, dtype, tiny):
    probs = case.probs.astype(dtype)
    expected = answers(case.labels, probs)
    with cut(8 if tiny else None, 3):
        assert_same(answers(case.labels, strides(probs)), expected)


@pytest.mark.parametrize(
    "strides", [lambda labels: np.repeat(labels, 2)[::2], lambda labels: labels[::-1].copy()[::-1]]
)
@given(case=cases(), dtype=st.sampled_from([np.int8, np.int64]))
@settings(max_examples=10)
def test_strides_of_labels_do_not_matter(strides, case, dtype):
    labels = read_only(case.labels.astype(dtype))
    assert_same(answers(strides(labels), case.probs), answers(case.labels, case.probs))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("shape", ["one row", "one value", "one column of one value"])
def test_zero_strides_do_not_matter(shape, dtype):
    row = np.array([0.5, 0.25, 0.25], dtype)
    labels = np.array([0, 1, 2, 0, 1] * 8)
    if shape == "one row":
        probs = np.broadcast_to(row, (40, 3))
    elif shape == "one value":
        probs = np.broadcast_to(dtype(0.25), (40, 3))
    else:
        probs, labels = np.broadcast_to(dtype(0.25), (40, 1)), labels * 0
    expected = answers(labels, probs.copy())
    with cut(10, 4):
        assert_same(answers(labels, probs), expected)


def stored(source, probs, folder):
    """A function that gives the probabilities as they are stored, and an iterator anew each time."""
    whole = source(probs, folder)
    return (lambda: source(probs, folder)) if isinstance(whole, Iterator) else (lambda: whole)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_storage_does_not_matter(source, dtype, tmp_path):
    rng = np.random.default_rng(7)
    probs = np.concatenate([rng.random((40, 9)), rng.integers(0, 9, (60, 9)) / 8]).astype(dtype)
    labels = rng.integers(0, 8, 100)
    expected = answers(labels, probs.copy())
    given = stored(source, probs, tmp_path)
    assert_same(answers(labels, given), expected)
    with cut(150, 3):
        assert_same(answers(labels, given), expected)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_storage_of_two_rows_does_not_matter(source, tmp_path):
    probs, labels = np.array([[0.25, 0.75], [0.5, 0.5]], np.float32), np.array([0, 1])
    assert_same(answers(labels, stored(source, probs, tmp_path)), answers(labels, probs))


@given(case=cases(), dtype=st.sampled_from(["float16", "float32", "float64"]), threads=st.sampled_from([1, 3]))
@settings(max_examples=15)
def test_the_engine_does_not_matter(case, dtype, threads):
    torch = pytest.importorskip("torch")
    probs = case.probs.astype(dtype)
    expected = answers(case.labels, probs)
    with cut(40, threads, kept=bool(len(case.labels) % 2)):
        actual = answers(case.labels, TensorSource(torch.from_numpy(probs)))  # as if on a device
    assert_close(actual, expected)


def assert_close(actual, expected):
    """Flags, orders and counts are the same; scores made with logarithms may differ in their last digits."""
    for name in (SCORES[2],):
        one, other = actual.pop(name), expected.pop(name)
        np.testing.assert_allclose(
            *((one, other) if isinstance(other, np.ndarray) else (one == other, True)), rtol=1e-12
        )
    assert_same(actual, expected)
