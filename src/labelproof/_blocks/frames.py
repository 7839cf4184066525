"""Frames of pandas and polars: K columns of numbers, or one column with a list of K numbers per row.

Columns are put side by side block by block, never all at once; a pandas frame that holds its numbers as one array is
read where they are. A lazy frame of polars runs once, into a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._blocks.memory import MemorySource
from labelproof._blocks.reader import ReaderSource
from labelproof._blocks.scratch import spooled
from labelproof._blocks.shape import checked_shape, column_names, uneven_lists
from labelproof._blocks.source import BlockSource, block_dtype, read_all

__all__ = ["open_pandas", "open_polars"]

_Column = Callable[[int, int], NDArray[Any]]
"""Returns rows first..last-1 of a column."""


def open_pandas(frame: Any) -> BlockSource | None:
    """Return the source of a pandas frame or of a series of lists; None for a series of anything else."""
    series = frame if not hasattr(frame, "columns") else frame.iloc[:, 0] if frame.shape[1] == 1 else None
    if series is not None and _holds_lists(series):
        return _of_lists(series)
    if not hasattr(frame, "columns"):
        return None
    names = column_names(frame.columns)
    if frame.size and _is_one_array(frame):
        array = frame.to_numpy()
        block_dtype(array.dtype)
        return MemorySource(array, names)
    columns = [_pandas_column(frame.iloc[:, number]) for number in range(frame.shape[1])]
    return _side_by_side(columns, len(frame), names)


def _is_one_array(frame: Any) -> bool:
    """Tell whether a pandas frame holds its numbers as one array, so that none need to be copied."""
    return bool(np.shares_memory(frame.iloc[:1].to_numpy(), frame.iloc[:, 0].to_numpy()))


def _pandas_column(series: Any) -> _Column:
    if isinstance(series.dtype, np.dtype) or series.dtype.kind not in "fiub":
        values = np.asarray(series)
        return lambda first, last: values[first:last]
    return lambda first, last: np.asarray(series.iloc[first:last].to_numpy(np.float64, na_value=np.nan))


def _holds_lists(series: Any) -> bool:
    return series.dtype.kind == "O" and len(series) > 0 and isinstance(series.iloc[0], (list, tuple, np.ndarray))


def _of_lists(series: Any) -> BlockSource:
    num_rows, num_classes = checked_shape((len(series), *np.shape(series.iloc[0])))
    dtype = block_dtype(np.asarray(series.iloc[0]).dtype)

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        rows = series.iloc[first:last].tolist()
        if any(np.shape(row) != (num_classes,) for row in rows):
            raise uneven_lists(num_classes)
        yield np.asarray(rows)

    return ReaderSource(read, num_rows, num_classes, dtype)


def open_polars(frame: Any) -> BlockSource | None:
    """Return the source of a polars frame, lazy frame or series of lists; None for a series of anything else."""
    if hasattr(frame, "collect_schema") and hasattr(frame, "collect"):
        return _of_lazy(frame)
    whole = hasattr(frame, "get_columns")
    columns = frame.get_columns() if whole else [frame]
    if len(columns) == 1 and type(columns[0].dtype).__name__ in {"List", "Array"} and len(frame):
        return _of_polars_lists(columns[0])
    if not whole:
        return None
    return _side_by_side([_polars_column(column) for column in columns], len(frame), column_names(frame.columns))


def _polars_column(column: Any) -> _Column:
    return lambda first, last: np.asarray(column[first:last].to_numpy())


def _of_polars_lists(column: Any) -> BlockSource:
    size = len(column[:1].explode())
    ragged = type(column.dtype).__name__ == "List" and bool((column.list.len() != size).any())
    if column.null_count() or ragged:
        raise uneven_lists(size)

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        yield column[first:last].explode().to_numpy().reshape(-1, size)

    return ReaderSource(read, len(column), size, block_dtype(column[:1].explode().to_numpy().dtype))


def _of_lazy(frame: Any) -> BlockSource | None:
    """Return the source of a lazy frame's rows, once they are in a temporary file (in memory before polars 1.34)."""
    if not hasattr(frame, "collect_batches"):
        return open_polars(frame.collect())
    first = open_polars(frame.head(1).collect())
    if first is None or not first.num_rows:
        return first
    batches = (open_polars(batch) for batch in frame.collect_batches(maintain_order=True))
    rows = spooled((read_all(batch) for batch in batches if batch), first.num_classes, first.dtype)
    return MemorySource(rows, first.class_names)


def _side_by_side(columns: Sequence[_Column], num_rows: int, names: tuple[Any, ...] | None) -> BlockSource:
    """Return the source that puts columns side by side, block by block."""
    checked_shape((num_rows, len(columns)))
    dtype = np.result_type(*(block_dtype(column(0, 0).dtype) for column in columns))

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        block = np.empty((last - first, len(columns)), dtype)
        for number, column in enumerate(columns):
            block[:, number] = column(first, last)
        yield block

    return ReaderSource(read, num_rows, len(columns), dtype, names)
