"""The torch twin of the scan finds the facts, sums, range and first NaN that the compiled scan finds."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from labelproof._kernels.scan import ClassSums, row_facts, scan_rows
from tensors import BLOCKS, block, strided, torch

twin = importlib.import_module("labelproof._kernels.scan_torch")


def assert_same_scan(tensor, tensor_labels, array, labels):
    expected_sums, actual_sums = ClassSums.empty(array.shape[1]), ClassSums.empty(array.shape[1])
    expected_range, expected = scan_rows(array, labels, expected_sums)
    actual_range, actual = twin.scan_rows(tensor, tensor_labels, actual_sums)
    assert actual_range == expected_range
    np.testing.assert_array_equal(actual.own.numpy(), expected.own)
    np.testing.assert_array_equal(actual.other.numpy(), expected.other)
    np.testing.assert_array_equal(actual_sums.sums, expected_sums.sums)
    np.testing.assert_array_equal(actual_sums.counts, expected_sums.counts)
    assert actual.own.numpy().dtype == expected.own.dtype


@pytest.mark.parametrize(("classes", "dtype", "coarse"), BLOCKS)
def test_scans_are_equal(classes, dtype, coarse):
    tensor_labels, tensor, labels, array = block(classes, dtype, coarse)
    assert_same_scan(tensor, tensor_labels, array, labels)


def test_facts_are_those_of_a_plain_loop():
    tensor_labels, tensor, labels, array = block(7, "float32", True)
    facts = twin.row_facts(tensor, tensor_labels)
    assert facts.own.tolist() == [row[label] for label, row in zip(labels, array.tolist(), strict=True)]
    others = [max(row[:label] + row[label + 1 :]) for label, row in zip(labels, array.tolist(), strict=True)]
    assert facts.other.tolist() == others


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_strides_do_not_matter(dtype):
    tensor_labels, tensor, labels, array = block(5, dtype, False)
    before = tensor.clone()
    for view in strided(tensor):
        assert_same_scan(view, tensor_labels, array, labels)
        assert torch.equal(view, before)


def test_a_second_block_adds_to_the_first():
    tensor_labels, tensor, labels, array = block(4, "float64", False)
    parts, whole = ClassSums.empty(4), ClassSums.empty(4)
    for rows in (slice(0, 1), slice(1, 1), slice(1, 300)):
        twin.scan_rows(tensor[rows], tensor_labels[rows], parts)
    scan_rows(array, labels, whole)
    np.testing.assert_array_equal(parts.sums, whole.sums)
    np.testing.assert_array_equal(parts.counts, whole.counts)


def test_facts_are_written_where_they_are_kept():
    tensor_labels, tensor, labels, array = block(4, "float16", False)
    room = twin.empty_facts(300, tensor)
    twin.scan_rows(tensor[100:200], tensor_labels[100:200], ClassSums.empty(4), room.part(100, 200))
    expected = row_facts(array, labels)
    np.testing.assert_array_equal(room.own[100:200].numpy(), expected.own[100:200])
    np.testing.assert_array_equal(room.other[100:200].numpy(), expected.other[100:200])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_values_at_the_edges_are_summed_exactly(dtype):
    values = [-1e-6, -5e-324, -0.0, 5e-324, 2**-61, 3 * 2**-61, 2**-60, 0.5 + 2**-53, 1.0, 1 + 1e-6, 2**-40 / 3]
    array = np.array(values, dtype)[:, None]
    labels = np.zeros(len(array), np.int64)
    assert_same_scan(torch.from_numpy(array), torch.from_numpy(labels), array, labels)


@pytest.mark.parametrize("label", [0, 1, 2])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_the_first_nan_is_found(label, column):
    tensor = torch.full((5, 3), 0.25)
    tensor[3, column] = torch.nan
    tensor[3, 2] = torch.nan
    tensor[4, 0] = torch.nan
    labels = torch.full((5,), label)
    found = twin.scan_rows(tensor, labels, ClassSums.empty(3))[0]
    assert found[2:] == (3, column)
    assert twin.scan_rows(tensor[:3], labels[:3], ClassSums.empty(3))[0] == (0.25, 0.25, -1, -1)


def test_a_nan_in_a_single_column_is_found():
    tensor = torch.tensor([[0.5], [torch.nan]])
    assert twin.scan_rows(tensor, torch.zeros(2, dtype=torch.int64), ClassSums.empty(1))[0][2:] == (1, 0)


def test_sums_do_not_depend_on_how_they_are_spread(monkeypatch):
    tensor_labels, tensor, labels, array = block(3, "float32", False)
    rows = importlib.import_module("labelproof._kernels.rows_torch")
    for spread in (1, 21, 1000):
        monkeypatch.setattr(rows, "_SPREAD", spread)
        assert_same_scan(tensor, tensor_labels, array, labels)
