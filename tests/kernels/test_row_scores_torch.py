"""The torch twin of the scores: equal to the last bit, but for sums over a row and logarithms."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import naive
from labelproof._kernels.row_scores import row_scores
from tensors import BLOCKS, block, strided, torch

twin = importlib.import_module("labelproof._kernels.row_scores_torch")
METHODS = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("classes", "dtype", "coarse"), [case for case in BLOCKS if case.values[0] > 1])
def test_scores_are_equal(classes, dtype, coarse, method):
    tensor_labels, tensor, labels, array = block(classes, dtype, coarse)
    actual = twin.row_scores(tensor, tensor_labels, method=method).numpy()
    expected = row_scores(array, labels, method=method)
    if method == "confidence_weighted_entropy":
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-15)
    else:
        np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize("method", METHODS[:2])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_shifted_scores_are_equal(dtype, method):
    tensor_labels, tensor, labels, array = block(7, dtype, True)
    array[0] = 0
    shift = np.linspace(0, 0.5, 7)
    for view in (tensor, *strided(tensor)):
        actual = twin.row_scores(view, tensor_labels, method=method, shift=shift).numpy()
        np.testing.assert_allclose(actual, row_scores(array, labels, method=method, shift=shift), rtol=1e-12)


def test_a_shifted_row_without_mass_is_even():
    tensor, labels = torch.zeros(1, 4), torch.tensor([2])
    assert twin.row_scores(tensor, labels, method="self_confidence", shift=np.zeros(4)).tolist() == [0.25]


@pytest.mark.parametrize("method", METHODS)
def test_scores_are_those_of_a_plain_loop(method):
    tensor_labels, tensor, labels, array = block(5, "float64", True)
    expected = [getattr(naive, method)(label, row) for label, row in zip(labels, array.tolist(), strict=True)]
    actual = twin.row_scores(tensor, tensor_labels, method=method)
    np.testing.assert_allclose(actual.numpy(), expected, rtol=1e-12, atol=1e-15)


def test_certain_rows_have_the_limit_of_the_entropy_score():
    tensor, labels = torch.eye(3), torch.tensor([0, 2, 2])
    assert twin.row_scores(tensor, labels, method=METHODS[2]).tolist() == [1.0, 0.0, 1.0]


def test_the_size_of_pieces_does_not_matter(monkeypatch):
    tensor_labels, tensor, _, _ = block(9, "float32", False)
    expected = twin.row_scores(tensor, tensor_labels, method=METHODS[2])
    monkeypatch.setattr(twin, "PIECE_VALUES", 31)
    assert torch.equal(twin.row_scores(tensor, tensor_labels, method=METHODS[2]), expected)
