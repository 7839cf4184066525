"""The torch twin of the selection keeps the rows that the compiled one and a sort keep."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import naive
from labelproof._kernels.scan import row_facts
from labelproof._kernels.top_cells import Cells, TopCells
from tensors import BLOCKS, block, strided, torch

twin = importlib.import_module("labelproof._kernels.top_cells_torch")
scan = importlib.import_module("labelproof._kernels.scan_torch")
BONUS = 1e-6


def margin_cells(classes, *, seed=0, most=9):
    """Some of the K*K cells, wanting one to `most` rows each."""
    rng = np.random.default_rng(seed)
    wanted = rng.integers(1, most + 1, (classes, classes)) * (rng.random((classes, classes)) < 0.7)
    np.fill_diagonal(wanted, 0)
    given, others = np.nonzero(wanted)
    return Cells.of(given, others, wanted[given, others], classes)


def self_cells(classes, *, most=9):
    given = np.arange(classes)[:: 2 if classes > 2 else 1]
    return Cells.of(given, given, np.random.default_rng(classes).integers(1, most + 1, len(given)), classes)


def marked(state, rows):
    mask = np.zeros(rows, np.bool_)
    state.mark(mask)
    return mask


def push(state, name, probs, labels, facts, first_row=0, **choice):
    getattr(state, name)(probs, labels, facts, bonus=BONUS, first_row=first_row, **choice)


def assert_same(cells, calls, tensors, arrays, *, steps=(300,)):
    """Offer the same rows to both in blocks of different sizes, and compare what is kept."""
    compiled = TopCells(cells)
    facts = row_facts(*arrays)
    for name, choice in calls:
        push(compiled, name, *arrays, facts, **choice)
    for step in steps:
        state, tensor_facts = TopCells(cells), scan.row_facts(*tensors)
        for name, choice in calls:
            for first in range(0, len(arrays[0]), step):
                rows = slice(first, first + step)
                part = tensor_facts.part(first, first + step)
                push(state, name, tensors[0][rows], tensors[1][rows], part, first, **choice)
        np.testing.assert_array_equal(state.largest(), compiled.largest())
        np.testing.assert_array_equal(marked(state, len(arrays[0])), marked(compiled, len(arrays[0])))


@pytest.mark.parametrize("agreeing", [False, True])
@pytest.mark.parametrize(("classes", "dtype", "coarse"), BLOCKS)
def test_margins_are_equal(classes, dtype, coarse, agreeing):
    tensor_labels, tensor, labels, array = block(classes, dtype, coarse)
    call = [("push_margins", {"agreeing": agreeing})]
    assert_same(margin_cells(classes), call, (tensor, tensor_labels), (array, labels), steps=(300, 64, 1))


@pytest.mark.parametrize(("classes", "dtype", "coarse"), BLOCKS)
def test_self_confidences_are_equal(classes, dtype, coarse):
    tensor_labels, tensor, labels, array = block(classes, dtype, coarse)
    call = [("push_self", {})]
    assert_same(self_cells(classes), call, (tensor, tensor_labels), (array, labels), steps=(300, 64, 1))


@pytest.mark.parametrize("few", [0, 5, 1000])
@pytest.mark.parametrize("coarse", [False, True])
def test_how_often_entries_are_sorted_does_not_matter(coarse, few, monkeypatch):
    monkeypatch.setattr(twin, "_FEW", few)
    monkeypatch.setattr(twin, "PIECE_VALUES", 100)
    tensor_labels, tensor, labels, array = block(3, "float32", coarse, rows=3000)
    for most in (1, 4, 60):
        call = [("push_margins", {"agreeing": False})]
        assert_same(margin_cells(3, most=most), call, (tensor, tensor_labels), (array, labels), steps=(3000, 300))
        assert_same(
            self_cells(3, most=most), [("push_self", {})], (tensor, tensor_labels), (array, labels), steps=(300,)
        )


def test_strides_do_not_matter():
    tensor_labels, tensor, labels, array = block(5, "float16", True)
    for view in strided(tensor):
        call = [("push_margins", {"agreeing": False})]
        assert_same(margin_cells(5), call, (view, tensor_labels), (array, labels), steps=(300, 50))


def test_margins_are_those_of_a_sort():
    tensor_labels, tensor, labels, array = block(4, "float64", True)
    cells, facts = margin_cells(4, most=20), scan.row_facts(tensor, tensor_labels)
    state = TopCells(cells)
    push(state, "push_margins", tensor, tensor_labels, facts, agreeing=False)
    kept = set()
    for given in range(4):
        for cell in range(cells.starts[given], cells.starts[given + 1]):
            rows = [i for i in range(300) if labels[i] == given and not naive.agrees(labels[i], array[i].tolist())]
            ranked = sorted((array[i, given] - array[i, cells.others[cell]], i) for i in rows)
            kept.update(i for _, i in ranked[: cells.capacities[cell]])
    assert np.flatnonzero(marked(state, 300)).tolist() == sorted(kept)


def test_agreeing_rows_take_places_but_are_not_marked():
    tensor = torch.tensor([[0.6, 0.4], [0.4, 0.6], [0.6, 0.4]])
    labels = torch.tensor([0, 0, 1])
    cells = Cells.of(np.array([0]), np.array([1]), np.array([2]), 2)
    state = TopCells(cells)
    push(state, "push_margins", tensor, labels, scan.row_facts(tensor, labels), agreeing=False)
    np.testing.assert_allclose(state.largest(), [-0.2], atol=1e-7)
    push(state, "push_margins", tensor, labels, scan.row_facts(tensor, labels), agreeing=True)
    np.testing.assert_allclose(state.largest(), [0.2], atol=1e-7)
    assert marked(state, 3).tolist() == [False, True, False]


def test_initial_bounds_are_beaten_or_not():
    tensor_labels, tensor, labels, array = block(5, "float64", True)
    cells = margin_cells(5)
    cells = cells.below(np.where(np.arange(len(cells.others)) % 2, 0.125, -np.inf))
    for agreeing in (False, True):
        call = [("push_margins", {"agreeing": agreeing})]
        assert_same(cells, call, (tensor, tensor_labels), (array, labels), steps=(300, 50))


def test_merging_does_not_depend_on_the_order():
    tensor_labels, tensor, labels, array = block(4, "float32", True)
    cells, facts = margin_cells(4, most=5), scan.row_facts(tensor, tensor_labels)
    expected = TopCells(cells)
    push(expected, "push_margins", array, labels, row_facts(array, labels), agreeing=False)
    for order in ((0, 100, 200), (200, 0, 100)):
        states = [TopCells(cells) for _ in order]
        for state, first in zip(states, order, strict=True):
            rows = slice(first, first + 100)
            part = facts.part(first, first + 100)
            push(state, "push_margins", tensor[rows], tensor_labels[rows], part, first, agreeing=False)
        for other in states[1:]:
            states[0].merge(other)
            assert not marked(other, 300).any()
        np.testing.assert_array_equal(marked(states[0], 300), marked(expected, 300))


def test_states_without_cells_or_rows_work():
    tensor_labels, tensor, _, _ = block(3, "float32", False)
    none = Cells.of(*np.empty((3, 0), np.int64), 3)
    state, facts = TopCells(none), scan.row_facts(tensor, tensor_labels)
    push(state, "push_margins", tensor, tensor_labels, facts, agreeing=False)
    push(state, "push_self", tensor, tensor_labels, facts)
    assert not marked(state, 300).any()
    cells = margin_cells(3)
    state = TopCells(cells)
    push(state, "push_margins", tensor[:0], tensor_labels[:0], facts.part(0, 0), agreeing=False)
    assert np.isneginf(state.largest()).all()


def test_negative_zero_ties_with_zero():
    tensor = torch.tensor([[0.0, 1.0], [-0.0, 1.0]])
    cells = Cells.of(np.array([0]), np.array([0]), np.array([1]), 2)
    labels = torch.tensor([0, 0])
    state = TopCells(cells)
    push(state, "push_self", tensor, labels, scan.row_facts(tensor, labels))
    assert marked(state, 2).tolist() == [True, False]
