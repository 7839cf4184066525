from __future__ import annotations

import numpy as np
import pytest

from labelproof._blocks import open_source, read_all
from labelproof.count import compute_confident_joint
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores

PROBS = np.random.default_rng(0).dirichlet(np.ones(4), 50)


def test_blocks_are_views():
    assert all(np.shares_memory(block, PROBS) for block in open_source(PROBS).blocks(3, 40, 7))
    assert np.shares_memory(read_all(open_source(PROBS)), PROBS)


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint16, bool])
def test_other_numbers_become_float64_block_by_block(dtype):
    array = np.eye(4, dtype=dtype)
    source = open_source(array)
    assert source.dtype == np.float64
    blocks = list(source.blocks(0, 4, 3))
    assert [block.dtype for block in blocks] == [np.float64] * 2
    np.testing.assert_array_equal(np.vstack(blocks), np.eye(4))


def test_foreign_byte_order_keeps_its_width():
    source = open_source(PROBS.astype(">f4"))
    assert source.dtype == np.float32
    assert source.dtype.isnative
    np.testing.assert_array_equal(read_all(source), PROBS.astype(np.float32))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (PROBS[:, 0], r"must be 2-D, one row per example and one column per class: got shape \(50,\)"),
        (PROBS[None], r"got shape \(1, 50, 4\)"),
        (PROBS[:, :0], "`pred_probs` has no columns"),
    ],
)
def test_other_shapes_are_refused(value, message):
    with pytest.raises(ValueError, match=message):
        open_source(value)


@pytest.mark.parametrize(
    "value",
    [PROBS.tolist(), tuple(PROBS), None, 3, PROBS.astype(object), PROBS.astype(str), PROBS.astype(complex)],
    ids=["list", "tuple", "None", "int", "objects", "strings", "complex"],
)
def test_other_kinds_are_type_errors(value):
    with pytest.raises(TypeError, match="`pred_probs` must"):
        open_source(value)


def test_no_rows_are_no_blocks():
    source = open_source(PROBS[:0])
    assert list(source.blocks(0, 0, 5)) == []
    assert read_all(source).shape == (0, 4)


@pytest.mark.parametrize(
    "fields",
    [[("id", "i4"), ("p", "f8", (4,))], [("id", "i1"), ("p", "f4", (4,))], [("id", "i1"), ("p", "f2", (4,))]],
    ids=["float64", "float32", "float16"],
)
def test_a_field_of_packed_records_gives_the_answers_of_an_array(fields):
    records = np.zeros(50, fields)
    records["p"] = PROBS
    labels = np.zeros(50, [("y", "i8"), ("z", "i4")])
    labels["y"] = np.arange(50) % 4
    plain = np.ascontiguousarray(records["p"])
    assert records["p"].strides[0] % plain.itemsize
    for ask in (find_label_issues, get_label_quality_scores, compute_confident_joint):
        expected = ask(np.arange(50) % 4, plain)
        np.testing.assert_array_equal(ask(labels["y"], plain), expected)
        np.testing.assert_array_equal(ask(np.arange(50) % 4, records["p"]), expected)


def test_misaligned_numbers_give_the_answers_of_an_array():
    whole = np.frombuffer(b"\0" + PROBS.tobytes(), np.uint8)
    shifted = np.ndarray(PROBS.shape, np.float64, whole.data, offset=1)
    assert not shifted.flags.aligned
    labels = np.arange(50) % 4
    np.testing.assert_array_equal(find_label_issues(labels, shifted), find_label_issues(labels, PROBS))
