"""A table in memory as a new file: CSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import IO, Any

import numpy as np
import pandas as pd

from labelproof._base.formulas import disarmed
from labelproof._base.optional import require

__all__ = ["write_table"]

_BLOCK = 10_000
_PLAIN = frozenset({str, int, bool})


def write_table(frame: pd.DataFrame, file: IO[bytes], code: str) -> None:
    """Write a table as `csv`, `jsonl` or `parquet`; in CSV, text that a spreadsheet would run is made harmless."""
    if code == "parquet":
        _write_parquet(frame, file)
        return
    write = _csv_lines if code == "csv" else _json_lines
    names = [str(name) for name in frame.columns]
    if code == "csv":
        file.write(write(names, [names]))
    for start in range(0, len(frame), _BLOCK):
        columns = [frame[name].iloc[start : start + _BLOCK].tolist() for name in frame.columns]
        file.write(write(names, list(zip(*columns, strict=True))))


def _csv_lines(_names: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows([[_cell(value) for value in row] for row in rows])
    return target.getvalue().encode("utf-8", "replace")


def _json_lines(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    made = [json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False) for row in rows]
    return "".join(line + "\n" for line in made).encode("utf-8", "replace")


def _write_parquet(frame: pd.DataFrame, file: IO[bytes]) -> None:
    arrow = require("pyarrow", extra="parquet", purpose="Writing Parquet files")
    parquet = require("pyarrow.parquet", extra="parquet", purpose="Writing Parquet files")
    columns = {str(name): [_plain(value) for value in frame[name].tolist()] for name in frame.columns}
    made = {}
    for name, values in columns.items():
        try:
            made[name] = arrow.array(values)
        except arrow.ArrowException:  # Values of several kinds: as the text they show.
            made[name] = arrow.array([None if value is None else str(value) for value in values])
    parquet.write_table(arrow.table(made), file)


def _cell(value: Any) -> str:
    """Return a value as the text of a CSV cell."""
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, (list, dict)):
        return json.dumps(plain, ensure_ascii=False)
    return disarmed(plain) if isinstance(plain, str) else str(plain)


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; None for a missing one."""
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN
        return None
    return value if isinstance(value, (str, bool, int, float, list, dict)) else str(value)
