from __future__ import annotations

import numpy as np
import pytest

from labelproof._base.errors import InputError, InputTypeError
from labelproof._blocks import open_source, read_all
from labelproof._blocks.memory import MemorySource
from labelproof._blocks.tensors import CopiedTensor, TensorSource
from labelproof.filter import find_label_issues
from problems import problem
from tensors import DTYPES, torch

PROBS = torch.rand(50, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_a_tensor_in_main_memory_is_read_as_a_view(dtype):
    tensor = PROBS.to(dtype)
    source = open_source(tensor)
    assert isinstance(source, MemorySource)
    assert np.shares_memory(read_all(source), tensor.numpy())


def test_a_parameter_is_read_without_its_gradient():
    source = open_source(torch.nn.Parameter(PROBS.clone()))
    np.testing.assert_array_equal(read_all(source), PROBS.numpy())


def test_bfloat16_is_widened_block_by_block():
    tensor = PROBS.to(torch.bfloat16)
    source = open_source(tensor)
    blocks = list(source.blocks(3, 50, 20))
    assert source.dtype == np.float32
    assert [block.dtype for block in blocks] == [np.float32] * 3
    np.testing.assert_array_equal(np.vstack(blocks), tensor[3:].float().numpy())


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64])
@pytest.mark.parametrize("kind", [TensorSource, CopiedTensor, open_source])
def test_other_numbers_become_float64_block_by_block(kind, dtype):
    source = kind(torch.eye(4).to(dtype))
    assert source.dtype == np.float64
    blocks = [np.asarray(block) for block in source.blocks(0, 4, 3)]
    assert [block.dtype for block in blocks] == [np.float64] * 2
    np.testing.assert_array_equal(np.vstack(blocks), np.eye(4))


@pytest.mark.parametrize("dtype", DTYPES)
def test_blocks_on_a_device_are_views(dtype):
    tensor = PROBS.to(DTYPES[dtype])
    source = TensorSource(tensor)
    blocks = list(source.blocks(3, 50, 20))
    assert [len(block) for block in blocks] == [20, 20, 7]
    assert all(block.untyped_storage().data_ptr() == tensor.untyped_storage().data_ptr() for block in blocks)
    assert torch.equal(torch.cat(blocks), tensor[3:])
    assert source.dtype == (np.float32 if dtype == "bfloat16" else np.dtype(dtype))
    np.testing.assert_array_equal(read_all(source), tensor.double().numpy())


def test_large_blocks_stay_within_their_bounds():
    assert TensorSource(torch.empty(1, 1000)).block_rows * 1000 <= 1 << 27
    assert TensorSource(torch.empty(1, 2)).block_rows == 1 << 22


@pytest.mark.parametrize(
    ("tensor", "error", "message"),
    [
        (PROBS[0], InputError, "must be 2-D"),
        (PROBS[:, :0], InputError, "has no columns"),
        (PROBS.to_sparse(), InputTypeError, r"got torch.sparse_coo of torch.float64"),
        (PROBS.to(torch.complex64), InputTypeError, "got torch.strided of torch.complex64"),
        (PROBS.to("meta"), InputError, "without values"),
    ],
)
def test_tensors_that_hold_no_table_of_numbers_are_refused(tensor, error, message):
    with pytest.raises(error, match=message):
        open_source(tensor)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64])
def test_labels_of_every_integer_type_are_placed(dtype):
    labels = np.arange(50).astype(dtype)
    labels.setflags(write=False)
    placed = TensorSource(PROBS).placed(labels)
    assert placed.dtype == torch.int64
    assert placed.tolist() == list(range(50))


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
@pytest.mark.parametrize("dtype", [torch.int64, torch.int8, torch.float32])
def test_labels_may_be_a_tensor(dtype, shape):
    labels, probs = problem(3, rows=300, classes=5)
    given, tensor = torch.from_numpy(labels).to(dtype).reshape(shape), torch.from_numpy(probs)
    expected = find_label_issues(labels, probs)
    np.testing.assert_array_equal(find_label_issues(given, tensor), expected)
    np.testing.assert_array_equal(find_label_issues(given, TensorSource(tensor)), expected)
    np.testing.assert_array_equal(find_label_issues(given, probs), expected)


def test_given_labels_are_not_copied_to_the_device_again():
    labels, probs = problem(3, rows=300, classes=5)
    given, source = torch.from_numpy(labels), TensorSource(torch.from_numpy(probs))
    find_label_issues(given, source)
    assert source.placed(source._placed[0]).data_ptr() == given.data_ptr()


def test_labels_that_are_names_are_placed_as_columns():
    labels, probs = problem(3, rows=300, classes=5)
    names = ["4", "3", "2", "1", "0"]
    expected = find_label_issues(labels, probs, class_names=names)
    source = TensorSource(torch.from_numpy(probs))
    np.testing.assert_array_equal(find_label_issues(torch.from_numpy(labels), source, class_names=names), expected)
