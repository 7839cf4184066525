"""Which columns of an Arrow table are the probabilities, and how a batch of them becomes a block.

Either one column holds the whole row, as a list of K numbers, or K columns hold one class each. A column that is called
pred_probs is meant; else the only column of lists; else all columns must be numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.optional import require
from labelproof._blocks.shape import NAME, checked_shape, column_names, uneven_lists
from labelproof._blocks.source import block_dtype

__all__ = ["INDEX", "Layout", "integers_of", "is_list", "layout_of", "numbers_of", "parts_of"]

_BLOCK_VALUES = 1 << 18
"""Values of a block that is put together from columns."""
INDEX = "__index_level_"


@dataclass(frozen=True)
class Layout:
    """The columns to read, K, the number type of blocks, and the names of the classes."""

    columns: tuple[str, ...]
    num_classes: int
    dtype: np.dtype[Any]
    class_names: tuple[Any, ...] | None = None
    lists: bool = False


def layout_of(schema: Any, first_list: Callable[[str], Any]) -> Layout:
    """Return where the probabilities are in a table of this schema.

    Parameters
    ----------
    schema : pyarrow.Schema
        The columns of the table.
    first_list : callable
        Returns the first value of a column of lists, as a list scalar; None when there are no rows.

    Returns
    -------
    Layout
        What to read.

    Raises
    ------
    InputError, InputTypeError
        If no columns, or several columns of lists, or other things than numbers are found.
    """
    names = [name for name in schema.names if not name.startswith(INDEX)]
    lists = [name for name in names if is_list(schema.field(name).type)]
    if NAME in lists or len(lists) == 1:
        return _list_layout(schema, NAME if NAME in lists else lists[0], first_list)
    if lists:
        shown = ", ".join(repr(name) for name in lists)
        raise InputError(f"`pred_probs` must be one column of lists: got {shown}. Select one, or call it {NAME!r}.")
    checked_shape((0, len(names)))
    dtypes = [_number_type(schema.field(name).type, f"column {name!r}") for name in names]
    return Layout(tuple(names), len(names), np.result_type(*dtypes), column_names(names))


def _list_layout(schema: Any, name: str, first_list: Callable[[str], Any]) -> Layout:
    kind = schema.field(name).type
    dtype = _number_type(kind.value_type, f"column {name!r}")
    size = getattr(kind, "list_size", None)
    if size is None:
        first = first_list(name)
        size = 0 if first is None or not first.is_valid else len(first)
    if size == 0:
        raise InputError(
            f"`pred_probs`: the first list of column {name!r} is empty or missing. "
            "Give every example a list with one probability per class."
        )
    return Layout((name,), size, dtype, lists=True)


def is_list(kind: Any) -> bool:
    """Return whether a type of Arrow is one of lists."""
    types = _types()
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _number_type(kind: Any, where: str) -> np.dtype[Any]:
    types = _types()
    if not (types.is_floating(kind) or types.is_integer(kind) or types.is_boolean(kind)):
        raise InputTypeError(
            f"`pred_probs` must hold numbers: {where} has the type {kind}. "
            f"Select the columns of the classes, or call a column of lists {NAME!r}."
        )
    return block_dtype(np.dtype(kind.to_pandas_dtype()))


def _types() -> Any:
    return require("pyarrow.types", extra="parquet", purpose="Reading Arrow tables")


def parts_of(batch: Any, layout: Layout) -> Iterator[NDArray[Any]]:
    """Yield the rows of a record batch as arrays (n, K): views of a column of lists, or columns put side by side."""
    if layout.lists:
        yield _rows_of_lists(batch.column(layout.columns[0]), layout)
        return
    columns = [numbers_of(batch.column(name)) for name in layout.columns]
    step = max(1, _BLOCK_VALUES // layout.num_classes)
    for first in range(0, batch.num_rows, step):
        block = np.empty((min(step, batch.num_rows - first), layout.num_classes), layout.dtype)
        for number, column in enumerate(columns):
            block[:, number] = column[first : first + step]
        yield block


def _rows_of_lists(column: Any, layout: Layout) -> NDArray[Any]:
    if hasattr(column.type, "list_size"):
        uneven, first = False, column.offset * layout.num_classes
    else:
        offsets = numbers_of(column.offsets)
        uneven, first = bool((np.diff(offsets) != layout.num_classes).any()), int(offsets[0])
    if uneven or column.null_count:
        raise uneven_lists(layout.num_classes)
    values = column.values.slice(first, len(column) * layout.num_classes)
    return numbers_of(values).reshape(-1, layout.num_classes)


def numbers_of(array: Any) -> NDArray[Any]:
    """Return an Arrow array of numbers as it lies in memory, or the chunks of a column one after the other.

    Arrow's own conversion loads pandas, tens of megabytes; it is left to arrays with gaps, which become NaN, and bits.
    """
    if hasattr(array, "combine_chunks"):
        array = array.combine_chunks()
    if array.null_count or _types().is_boolean(array.type):
        return np.asarray(array.to_numpy(zero_copy_only=False))
    if len(array) == 0:
        return np.empty(0, array.type.to_pandas_dtype())
    return np.frombuffer(
        array.buffers()[1], array.type.to_pandas_dtype(), len(array), array.offset * array.type.bit_width // 8
    )


def integers_of(column: Any) -> Any:
    """Return an Arrow column of integers without gaps as an array, any other value as it is."""
    whole = hasattr(column, "null_count") and not column.null_count and _types().is_integer(column.type)
    return numbers_of(column) if whole else column
