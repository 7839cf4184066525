"""What an engine must know of tensors on a device: labels lie beside them, and blocks are large.

One thread drives a device, because its source has no place to cut but the first row. Results of a row function come
back to main memory block by block; everything else that a pass keeps is K x K numbers, or the rows that it selects.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._blocks import BlockSource
from labelproof._blocks.source import evenly_spaced
from labelproof._blocks.tensors import TensorSource
from labelproof._core.passes import Facts
from labelproof._kernels.twins import is_tensor, twin_module

__all__ = ["adopt_labels", "as_int64", "best_rows", "on_device", "placed_labels", "room_for_facts"]


def on_device(source: BlockSource) -> bool:
    """Return whether the blocks of a source are tensors that stay on a device."""
    return isinstance(source, TensorSource)


def best_rows(source: BlockSource) -> int | None:
    """Return how many rows a source on a device wants in a block; None where the engine may choose."""
    return source.block_rows if isinstance(source, TensorSource) else None


def adopt_labels(source: BlockSource, labels: NDArray[np.integer], given: Any) -> None:
    """Use the tensor of labels that a user gave, whose values are those of `labels`, rather than copy them back."""
    if isinstance(source, TensorSource) and is_tensor(given):
        source.adopt(labels, given.reshape(-1))


def placed_labels(source: BlockSource, labels: NDArray[np.integer]) -> Any:
    """Return the labels where the blocks of the source are."""
    return source.placed(labels) if isinstance(source, TensorSource) else labels


def as_int64(labels: Any) -> Any:
    """Return a block's labels as int64 that a kernel can read; those of a device are already."""
    return evenly_spaced(labels.astype(np.int64, copy=False)) if isinstance(labels, np.ndarray) else labels


def room_for_facts(source: BlockSource) -> Facts:
    """Return room for the facts of all rows of a source, where its blocks are."""
    if not isinstance(source, TensorSource):
        return Facts.empty(source.num_rows, source.dtype)
    room: Facts = twin_module("labelproof._kernels.scan").empty_facts(source.num_rows, source.tensor)
    return room
