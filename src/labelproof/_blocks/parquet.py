"""Parquet files: row groups are walked in order, and streamed inside.

Files that pandas and Arrow write hold up to a million rows in one row group. A column of lists is decoded page by page.
Columns side by side each need their own dictionary and page, some megabytes each; when that is too much for all of them
together, a row group is decoded a few columns at a time into a temporary file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.optional import require
from labelproof._blocks.columns import INDEX, Layout, is_list, layout_of, numbers_of, parts_of
from labelproof._blocks.damage import readable
from labelproof._blocks.reader import PIECE_BYTES, ReaderSource, between
from labelproof._blocks.scratch import Part, gathered
from labelproof._blocks.source import BlockSource

__all__ = ["open_parquet", "open_parquet_files", "read_label_column"]

_COLUMN_BYTES = 5 << 19
"""What decoding a column holds at most: dictionary, page and tables, measured at 2.5 MB."""
_BATCH_VALUES = 1 << 16
_LIST_VALUES = 1 << 14
"""Values of a batch: what Arrow's allocator keeps of those that grow, as lists do, is several times as much."""


def open_parquet(path: Path) -> BlockSource:
    """Return the source of a Parquet file, or of a folder of them, in the order of their names."""
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"`pred_probs`: there is no Parquet file in the folder {str(path)!r}. Check the path.")
    return open_parquet_files(files)


def open_parquet_files(files: Sequence[Path]) -> BlockSource:
    """Return the source of Parquet files, one after the other; the first with rows says which columns to read."""
    layout: Layout | None = None
    counts: list[int] = []
    groups: list[_Group] = []
    for file in files:
        with readable(file, "Parquet"):
            opened = _open(file)
            if opened.metadata.num_rows == 0 and (layout is not None or file != files[-1]):
                continue  # its columns may be of any type, or of none
            found = layout_of(opened.schema_arrow, partial(_first_value, opened))
            counts += [opened.metadata.row_group(group).num_rows for group in range(opened.num_row_groups)]
        if layout not in {None, found}:
            raise InputError(
                f"`pred_probs`: {str(file)!r} has other columns than {str(groups[0].file)!r}. Write all files alike."
            )
        layout = found
        groups += [_Group(file, opened.metadata, group) for group in range(opened.num_row_groups)]
    if layout is None:
        raise InputError("`pred_probs`: the data set has no files. Check its path.")
    return _source(layout, groups, np.cumsum([0, *counts]))


def read_label_column(path: Path) -> Any:
    """Return the only column of a Parquet file, or the only one of lists, as Arrow holds it; else its table."""
    if not path.exists():
        raise InputError(f"There is no file {str(path)!r}. Check the path; it is relative to {str(Path.cwd())!r}.")
    with readable(path, "Parquet", "labels"):
        opened = _open(path)
        schema = opened.schema_arrow
        names = [name for name in schema.names if not name.startswith(INDEX)]
        lists = [name for name in names if is_list(schema.field(name).type)]
        columns = lists if len(lists) == 1 else names
        table = opened.read(columns=columns, use_threads=False)
    return table.column(0) if len(columns) == 1 else table


class _Group(NamedTuple):
    """A row group: its file, what the file's footer says, and its number."""

    file: Path
    metadata: Any
    number: int


def _source(layout: Layout, groups: list[_Group], edges: NDArray[np.int64]) -> BlockSource:
    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        number = int(np.searchsorted(edges, first, side="right")) - 1
        start = int(edges[number])
        with readable(groups[number].file, "Parquet"):
            yield from between(_group_parts(groups[number], layout), first - start, last - start)

    return ReaderSource(read, int(edges[-1]), layout.num_classes, layout.dtype, layout.class_names, edges[:-1])


def _group_parts(group: _Group, layout: Layout) -> Iterator[NDArray[Any]]:
    """Yield the rows of a row group in parts."""
    opened = _open(group.file, group.metadata)
    facts = group.metadata.row_group(group.number)
    together = layout.num_classes if layout.lists else _columns_at_once(facts)
    if together >= layout.num_classes:
        values = _LIST_VALUES if layout.lists else _BATCH_VALUES
        for batch in _batches(opened, group.number, layout.columns, values // layout.num_classes):
            yield from parts_of(batch, layout)
        return
    parts = _column_parts(opened, group.number, layout, together)
    yield gathered(parts, (facts.num_rows, layout.num_classes), layout.dtype)


def _columns_at_once(group: Any) -> int:
    """Return how many columns of a row group can be decoded side by side in little memory."""
    sizes = [int(group.column(number).total_uncompressed_size) for number in range(group.num_columns)]
    return max(1, PIECE_BYTES // min(max(sizes), _COLUMN_BYTES))


def _column_parts(opened: Any, group: int, layout: Layout, together: int) -> Iterator[Part]:
    """Yield a row group a few columns at a time."""
    for column in range(0, layout.num_classes, together):
        names = layout.columns[column : column + together]
        row = 0
        for batch in _batches(opened, group, names, _BATCH_VALUES):
            for offset, name in enumerate(names):
                yield row, column + offset, numbers_of(batch.column(name))[:, None]
            row += batch.num_rows


def _batches(opened: Any, group: int, names: Sequence[str], rows: int) -> Iterator[Any]:
    yield from opened.iter_batches(batch_size=max(rows, 1), row_groups=[group], columns=list(names), use_threads=False)


def _first_value(opened: Any, name: str) -> Any:
    batch = next(opened.iter_batches(batch_size=1, columns=[name], use_threads=False), None)
    return batch.column(name)[0] if batch is not None and batch.num_rows else None


def _open(file: Path, metadata: Any = None) -> Any:
    parquet = require("pyarrow.parquet", extra="parquet", purpose="Reading Parquet files")
    return parquet.ParquetFile(file, metadata=metadata, memory_map=True, pre_buffer=False)
