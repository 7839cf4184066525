"""The torch twin of the joint counts guesses what the compiled kernel and the plain loop guess."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import naive
from labelproof._kernels.joint_counts import add_joint_counts, row_guesses
from labelproof._kernels.scan import row_facts
from tensors import BLOCKS, block, strided, torch

twin = importlib.import_module("labelproof._kernels.joint_counts_torch")
scan = importlib.import_module("labelproof._kernels.scan_torch")
COLLISIONS = ("all", "paper")


def thresholds(array, labels, *, at):
    """Thresholds around the mean, or exactly at values of the block."""
    if at == "values":
        return np.sort(array, axis=0)[-len(array) // 3].astype(np.float64)
    bounds = np.array(naive.thresholds(labels.tolist(), array.tolist()))
    return bounds - 1e-6 if at == "means" else bounds * 0.2


@pytest.mark.parametrize("at", ["means", "values", "low"])
@pytest.mark.parametrize("collisions", COLLISIONS)
@pytest.mark.parametrize(("classes", "dtype", "coarse"), BLOCKS)
def test_guesses_and_counts_are_equal(classes, dtype, coarse, collisions, at):
    tensor_labels, tensor, labels, array = block(classes, dtype, coarse)
    bounds = thresholds(array, labels, at=at)
    facts = scan.row_facts(tensor, tensor_labels)
    expected = row_guesses(array, labels, bounds, row_facts(array, labels), collisions=collisions)
    actual = twin.row_guesses(tensor, tensor_labels, bounds, facts, collisions=collisions)
    np.testing.assert_array_equal(actual.numpy(), expected)
    counts, counted = np.zeros((2, classes, classes), np.int64)
    add_joint_counts(counts, array, labels, bounds, row_facts(array, labels), collisions=collisions)
    twin.add_joint_counts(counted, tensor, tensor_labels, bounds, facts, collisions=collisions)
    np.testing.assert_array_equal(counted, counts)


@pytest.mark.parametrize("collisions", COLLISIONS)
@pytest.mark.parametrize("coarse", [False, True])
def test_guesses_are_those_of_a_plain_loop(collisions, coarse):
    tensor_labels, tensor, labels, array = block(6, "float64", coarse)
    bounds = np.array(naive.thresholds(labels.tolist(), array.tolist()))
    facts = scan.row_facts(tensor, tensor_labels)
    actual = twin.row_guesses(tensor, tensor_labels, bounds - 1e-6, facts, collisions=collisions)
    assert actual.tolist() == [naive.guess(row, bounds, collisions) for row in array.tolist()]


def test_a_threshold_between_two_numbers_is_reached_by_the_upper_one():
    upper = np.float32(0.3)
    lower = np.nextafter(upper, np.float32(0))
    tensor = torch.tensor([[lower, 0.0], [upper, 0.0]])
    labels = torch.tensor([1, 1])
    bounds = np.array([0.75 * float(lower) + 0.25 * float(upper), 2.0])
    assert twin.row_guesses(tensor, labels, bounds, scan.row_facts(tensor, labels)).tolist() == [-1, 0]


def test_many_cells_are_counted_as_few_are(monkeypatch):
    tensor_labels, tensor, labels, array = block(40, "float32", False)
    bounds, facts = thresholds(array, labels, at="low"), scan.row_facts(tensor, tensor_labels)
    counts = []
    for limit in (0, 1 << 16):
        monkeypatch.setattr(twin, "_MANY_CELLS", limit)
        counts.append(np.ones((40, 40), np.int64))
        twin.add_joint_counts(counts[-1], tensor, tensor_labels, bounds, facts)
    np.testing.assert_array_equal(*counts)
    assert counts[0].sum() > 40 * 40


def test_the_size_of_pieces_does_not_matter(monkeypatch):
    tensor_labels, tensor, labels, array = block(9, "float32", True)
    bounds, facts = thresholds(array, labels, at="values"), scan.row_facts(tensor, tensor_labels)
    expected = twin.row_guesses(tensor, tensor_labels, bounds, facts)
    rows = importlib.import_module("labelproof._kernels.rows_torch")
    monkeypatch.setattr(rows, "PIECE_VALUES", 30)
    for view in (tensor, *strided(tensor)):
        assert torch.equal(twin.row_guesses(view, tensor_labels, bounds, facts), expected)


def test_a_block_without_rows_adds_nothing():
    tensor, labels = torch.empty(0, 3), torch.empty(0, dtype=torch.int64)
    joint = np.zeros((3, 3), np.int64)
    twin.add_joint_counts(joint, tensor, labels, np.full(3, 0.5), scan.row_facts(tensor, labels))
    assert not joint.any()
