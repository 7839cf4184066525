"""Blocks that are hard on the torch twins, as the tensor that a twin gets and the array that a compiled kernel gets."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from problems import problem

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

DTYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32, "float64": torch.float64}
BLOCKS = [
    pytest.param(classes, dtype, coarse, id=f"{classes}-{dtype}-{'ties' if coarse else 'distinct'}")
    for classes, dtype, coarse in itertools.product((1, 2, 3, 40), DTYPES, (False, True))
]


def block(classes, dtype, coarse, *, rows=300, seed=0):
    """Labels and probabilities as tensors, and as arrays of the same values; class 0 has no rows where K > 2."""
    labels, probs = problem(seed + classes, rows=rows, classes=max(classes, 2), coarse=coarse)
    labels, probs = np.minimum(labels, classes - 1), probs[:, :classes]
    if classes > 2:
        labels = np.maximum(labels, 1)
    tensor = torch.from_numpy(np.ascontiguousarray(probs)).to(DTYPES[dtype])
    array = tensor.float().numpy() if dtype == "bfloat16" else tensor.numpy()
    return torch.from_numpy(labels), tensor, labels, array


def strided(tensor):
    """The same values by columns, and as every second column of a wider tensor."""
    wide = torch.zeros(len(tensor), 2 * tensor.shape[1] + 1, dtype=tensor.dtype)
    wide[:, 1::2] = tensor
    return [tensor.T.contiguous().T, wide[:, 1::2]]
