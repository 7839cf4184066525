"""Hugging Face data sets: slices of them as Arrow tables, memory-mapped by that library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputTypeError
from labelproof._blocks.columns import layout_of, parts_of
from labelproof._blocks.reader import ReaderSource
from labelproof._blocks.shape import checked_shape
from labelproof._blocks.source import BlockSource

__all__ = ["open_huggingface"]


def open_huggingface(value: Any) -> BlockSource:
    """Return the source of a data set, or of one of its columns."""
    kinds = {kind.__name__ for kind in type(value).__mro__ if kind.__module__.startswith("datasets.")}
    if "Dataset" in kinds:
        return _open_dataset(value)
    if "Column" in kinds and len(value):
        return _open_column(value)
    raise InputTypeError(
        f"`pred_probs` must be a datasets.Dataset: got {type(value).__name__}. Pass one of its splits, downloaded."
    )


def _open_dataset(dataset: Any) -> BlockSource:
    layout = layout_of(
        dataset.features.arrow_schema,
        lambda name: dataset.with_format("arrow")[:1].column(name)[0] if len(dataset) else None,
    )
    chosen = dataset.select_columns(list(layout.columns)).with_format("arrow")

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        for batch in chosen[first:last].to_batches():
            yield from parts_of(batch, layout)

    return ReaderSource(read, len(dataset), layout.num_classes, layout.dtype, layout.class_names)


def _open_column(column: Any) -> BlockSource:
    """Return the source of a column of lists, as ``dataset["pred_probs"]`` gives it."""
    num_rows, num_classes = checked_shape((len(column), *np.shape(column[0])))

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        yield np.asarray(column[first:last], np.float64)

    return ReaderSource(read, num_rows, num_classes, np.dtype(np.float64))
