"""Parquet files, through pyarrow (extra `parquet`)."""

from __future__ import annotations

from pathlib import Path

from labelproof._base.dataset import InputFile
from labelproof._base.errors import InputError
from labelproof._base.files import sha256_file
from labelproof._base.optional import require
from labelproof._formats.frames import frame_of_arrow
from labelproof._formats.table import Table, renamed_note

__all__ = ["read_parquet"]


def read_parquet(path: Path, *, header: bool | None = None) -> Table:  # noqa: ARG001 - one shape for all readers
    """Return the table of a Parquet file, without the index that pandas may have stored beside it."""
    parquet = require("pyarrow.parquet", extra="parquet", purpose="Reading Parquet files")
    if path.stat().st_size == 0:
        raise InputError(f"`{path}` is empty: a table with rows was expected. Pass a file with rows.")
    try:
        frame, renamed = frame_of_arrow(parquet.ParquetFile(path).read())
    except (OSError, ValueError, LookupError, ArithmeticError, RuntimeError, MemoryError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise InputError(f"`{path}` is no readable Parquet file ({reason}). Write it again, or pass a CSV.") from error
    record = InputFile(str(path), sha256_file(path))
    return Table(frame, path.stem, renamed_note(renamed, path.name), (record,), path.parent)
