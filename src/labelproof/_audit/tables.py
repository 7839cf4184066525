"""How the table of issues is written: CSV that a spreadsheet opens without running anything, and Parquet."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import IO, Any

import numpy as np
import pandas as pd

from labelproof._base.formulas import disarmed
from labelproof._base.optional import require

__all__ = ["write_csv", "write_parquet"]

_QUOTED = re.compile(r'[,;\t"\r\n]')
_PROBABILITIES = ("label_quality", "error_probability", "pred_prob")
_CHUNK = 5000


def write_csv(table: pd.DataFrame, file: IO[bytes], *, raw: bool = False) -> int:
    r"""Write a table as UTF-8 CSV with ``\n`` line ends, and return how many cells got a ``'`` in front.

    Parameters
    ----------
    table : DataFrame
        The table of issues.
    file : binary file
        Where to write.
    raw : bool, default False
        Keep cells that a spreadsheet would run as a formula; else they get a ``'`` in front.

    Returns
    -------
    int
        Number of cells with a ``'`` in front.

    Notes
    -----
    A text cell is a formula when it starts with one of ``= + - @`` (or a full-width form of them), tab or carriage
    return and is not a number. Every cell with a comma, semicolon, tab, quote or line end is quoted, so a lone
    carriage return in a text survives, and a spreadsheet that splits at semicolons or tabs finds no new cell to run.
    Time O(cells), memory O(one chunk of rows).
    """
    guard = _Guard(raw)
    file.write((",".join(guard.text(str(name)) for name in table.columns) + "\n").encode("utf-8", "backslashreplace"))
    writers = [_writer(table.iloc[:, i], name, guard) for i, name in enumerate(table.columns)]
    for start in range(0, len(table), _CHUNK):
        part = table.iloc[start : start + _CHUNK]
        cells = [[writer(value) for value in part.iloc[:, i].tolist()] for i, writer in enumerate(writers)]
        lines = "".join(",".join(row) + "\n" for row in zip(*cells, strict=True))
        file.write(lines.encode("utf-8", "backslashreplace"))
    return guard.changed


def write_parquet(table: pd.DataFrame, file: IO[bytes]) -> None:
    """Write a table as Parquet; a column of mixed kinds becomes text.

    Parameters
    ----------
    table : DataFrame
        The table of issues.
    file : binary file
        Where to write.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    pyarrow = require("pyarrow", extra="parquet", purpose="writing issues.parquet")
    parquet = require("pyarrow.parquet", extra="parquet", purpose="writing issues.parquet")
    arrays = [_arrow(pyarrow, table.iloc[:, i]) for i in range(table.shape[1])]
    parquet.write_table(pyarrow.Table.from_arrays(arrays, names=[str(name) for name in table.columns]), file)


def _arrow(pyarrow: Any, column: pd.Series[Any]) -> Any:
    """Return a column as an Arrow array, as text where its kinds are mixed."""
    try:
        return pyarrow.Array.from_pandas(column)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError, UnicodeError):
        values = [None if _missing(value) else _plain(value) for value in column.tolist()]
        return pyarrow.array([v if v is None else v.encode("utf-8", "backslashreplace").decode() for v in values])


class _Guard:
    """Turns text into a CSV cell, and counts the formulas that it disarmed."""

    def __init__(self, raw: bool) -> None:
        self.raw = raw
        self.changed = 0

    def text(self, value: str) -> str:
        harmless = value if self.raw else disarmed(value)
        self.changed += harmless != value
        value = harmless
        return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value

    def any(self, value: object) -> str:
        if _missing(value):
            return ""
        return str(value) if isinstance(value, (int, float)) else self.text(_plain(value))


def _writer(column: pd.Series[Any], name: object, guard: _Guard) -> Callable[[Any], str]:
    """Return the function that writes one value of a column."""
    if name in _PROBABILITIES:
        return _probability
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_integer_dtype(column.dtype):
        return _number
    return guard.any


def _probability(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6f}"


def _number(value: object) -> str:
    return "" if value is pd.NA else str(value)


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _plain(value: object) -> str:
    """Return a value as text; nested values as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, np.ndarray):
        return json.dumps(value.tolist(), ensure_ascii=False, default=str)
    return str(value)
