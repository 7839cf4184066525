"""Arrow tables, record batches and columns in memory; Arrow IPC (Feather) files, memory-mapped; Arrow data sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputTypeError
from labelproof._base.optional import require
from labelproof._blocks.columns import Layout, layout_of, parts_of
from labelproof._blocks.damage import readable
from labelproof._blocks.parquet import open_parquet_files
from labelproof._blocks.reader import PIECE_BYTES, ReaderSource, between
from labelproof._blocks.scratch import spooled
from labelproof._blocks.source import BlockSource

__all__ = ["open_arrow", "open_ipc"]


def open_arrow(value: Any) -> BlockSource | None:
    """Return the source of an Arrow table, batch, column or data set; None for what gives its rows once."""
    arrow = _arrow()
    if hasattr(value, "get_fragments"):
        return _open_dataset(value)
    if isinstance(value, (arrow.Array, arrow.ChunkedArray)):
        value = arrow.table({"pred_probs": value})
    if isinstance(value, arrow.RecordBatch):
        value = arrow.Table.from_batches([value])
    return open_table(value) if isinstance(value, arrow.Table) else None


def open_table(table: Any) -> BlockSource:
    """Return the source of a table in memory; a column of lists is read without a copy."""
    layout = layout_of(table.schema, lambda name: table.column(name)[0] if table.num_rows else None)
    chosen = table.select(list(layout.columns))

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        for batch in chosen.slice(first, last - first).to_batches():
            yield from parts_of(batch, layout)

    return ReaderSource(read, table.num_rows, layout.num_classes, layout.dtype, layout.class_names)


def open_ipc(path: Path) -> BlockSource:
    """Return the source of an Arrow IPC file or stream."""
    arrow, ipc = _arrow(), require("pyarrow.ipc", extra="parquet", purpose="Reading Arrow files")
    with readable(path, "Arrow"):
        mapped = arrow.memory_map(str(path)).read_buffer()
        try:
            file = _IpcFile(ipc, mapped)
        except arrow.ArrowInvalid:
            return open_table(ipc.open_stream(mapped).read_all())
        counts = file.counts()
        layout = layout_of(file.reader.schema, lambda name: file.first_value(name, counts))
    edges = np.cumsum([0, *counts])

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        number = int(np.searchsorted(edges, first, side="right")) - 1
        start = int(edges[number])
        with readable(path, "Arrow"):
            yield from between(file.parts(number, layout), first - start, last - start)

    return ReaderSource(read, int(edges[-1]), layout.num_classes, layout.dtype, layout.class_names, edges[:-1])


class _IpcFile:
    """A mapped file of record batches; a compressed one is decoded as a whole, by one thread at a time."""

    def __init__(self, ipc: Any, mapped: Any) -> None:
        self.ipc = ipc
        self.mapped = mapped
        self.reader = ipc.open_file(mapped, options=ipc.IpcReadOptions(use_threads=False))
        self.lock = Lock()

    def counts(self) -> list[int]:
        """Return the number of rows of each batch."""
        narrow = self.ipc.open_file(self.mapped, options=self.ipc.IpcReadOptions(included_fields=[0]))
        return [narrow.get_batch(number).num_rows for number in range(narrow.num_record_batches)]

    def first_value(self, name: str, counts: Sequence[int]) -> Any:
        """Return the first value of a column, from the first batch that has rows; None when none has."""
        number = next((number for number, count in enumerate(counts) if count), None)
        return None if number is None else self.reader.get_batch(number).column(name)[0]

    def parts(self, number: int, layout: Layout) -> Iterator[NDArray[Any]]:
        """Yield the rows of a batch in parts; what is too large to hold goes through a temporary file."""
        with self.lock:
            batch = self.reader.get_batch(number)
            parts = parts_of(batch, layout)
            if batch.nbytes > PIECE_BYTES and not all(self._is_mapped(batch.column(name)) for name in layout.columns):
                parts = iter([spooled(parts, layout.num_classes, layout.dtype)])
            del batch
        yield from parts

    def _is_mapped(self, column: Any) -> bool:
        """Tell whether a column lies in the mapped file, rather than decoded beside it."""
        values = column.buffers()[-1]
        return values is None or 0 <= values.address - self.mapped.address < self.mapped.size


def _open_dataset(dataset: Any) -> BlockSource:
    """Return the source of an Arrow data set: its files where they are local Parquet, else a scan for every walk."""
    local = type(getattr(dataset, "filesystem", None)).__name__ == "LocalFileSystem"
    if local and getattr(getattr(dataset, "format", None), "default_extname", "") == "parquet":
        return open_parquet_files([Path(file) for file in dataset.files])
    if not hasattr(dataset, "count_rows"):
        raise InputTypeError(f"`pred_probs`: Arrow's {type(dataset).__name__} cannot be read. Pass a table.")
    rows = dataset.count_rows()
    layout = layout_of(dataset.schema, lambda name: dataset.head(1, columns=[name]).column(name)[0] if rows else None)

    def read(first: int, last: int) -> Iterator[NDArray[Any]]:
        batches = dataset.to_batches(columns=list(layout.columns), use_threads=False, batch_readahead=1)
        parts = (part for batch in batches for part in parts_of(batch, layout))
        return between(parts, first, last)

    return ReaderSource(read, rows, layout.num_classes, layout.dtype, layout.class_names, np.zeros(1, np.int64))


def _arrow() -> Any:
    return require("pyarrow", extra="parquet", purpose="Reading Arrow tables")
