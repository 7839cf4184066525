"""The torch twin of the row facts: first most likely class, and agreement with the label."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import naive
from labelproof._kernels.row_facts import row_agrees, row_argmax
from labelproof._kernels.scan import row_facts
from tensors import BLOCKS, block, strided, torch

twin = importlib.import_module("labelproof._kernels.row_facts_torch")
scan = importlib.import_module("labelproof._kernels.scan_torch")


@pytest.mark.parametrize("bonus", [0.0, 1e-6, 0.125])
@pytest.mark.parametrize(("classes", "dtype", "coarse"), BLOCKS)
def test_agreement_is_equal(classes, dtype, coarse, bonus):
    tensor_labels, tensor, labels, array = block(classes, dtype, coarse)
    actual = twin.row_agrees(tensor, tensor_labels, scan.row_facts(tensor, tensor_labels), bonus=bonus)
    expected = row_agrees(array, labels, row_facts(array, labels), bonus=bonus)
    np.testing.assert_array_equal(actual.numpy(), expected)


@pytest.mark.parametrize(("classes", "dtype", "coarse"), BLOCKS)
def test_the_most_likely_class_is_equal(classes, dtype, coarse):
    _, tensor, _, array = block(classes, dtype, coarse)
    for view in (tensor, *strided(tensor)):
        np.testing.assert_array_equal(twin.row_argmax(view).numpy(), row_argmax(array))


def test_agreement_is_that_of_a_plain_loop():
    tensor_labels, tensor, labels, array = block(5, "float64", True)
    actual = twin.row_agrees(tensor, tensor_labels, scan.row_facts(tensor, tensor_labels), bonus=1e-6)
    assert actual.tolist() == [naive.agrees(label, row) for label, row in zip(labels, array.tolist(), strict=True)]


def test_a_tie_goes_to_the_first_class():
    tensor = torch.tensor([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.25, 0.5, 0.25], [0.0, 0.5, 0.5]])
    labels = torch.tensor([0, 1, 0, 1])
    facts = scan.row_facts(tensor, labels)
    assert twin.row_agrees(tensor, labels, facts, bonus=0.0).tolist() == [True, False, False, True]
    assert twin.row_agrees(tensor, labels, facts, bonus=0.25).tolist() == [True, True, True, True]


def test_blocks_without_rows_work():
    tensor, labels = torch.empty(0, 3), torch.empty(0, dtype=torch.int64)
    assert twin.row_argmax(tensor).shape == (0,)
    assert twin.row_agrees(tensor, labels, scan.row_facts(tensor, labels), bonus=0.0).shape == (0,)
