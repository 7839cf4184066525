"""Tables in memory: pandas, polars, Arrow, dicts of columns, lists of rows; copied, never changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.table import Table, check_digits, frame_of_columns, renamed_note, unique_names

# Arrow types that NumPy holds as they are; the others go through Python values.
_INTEGER_TYPE = re.compile(r"u?int(8|16|32|64)")
_NUMERIC_TYPES = ("int", "uint", "float", "double", "timestamp")

__all__ = ["frame_of_arrow", "is_frame", "table_of_frame"]


def is_frame(data: object) -> bool:
    """Tell whether the object is a table in memory of a kind that `table_of_frame` reads."""
    if isinstance(data, (pd.DataFrame, Mapping)) or _is_rows(data):
        return True
    return type(data).__module__.partition(".")[0] == "polars" or hasattr(data, "to_pandas")


def table_of_frame(data: Any) -> Table:
    """Return the table of an object in memory; image paths in it start in the current folder."""
    if isinstance(data, pd.DataFrame):
        frame, renamed = _named(data.copy())
        check_digits(frame)
    elif isinstance(data, Mapping):
        frame, renamed = _of_mapping(data)
    elif _is_rows(data):
        keys = list(dict.fromkeys(key for row in data for key in row))
        frame, renamed = _of_mapping({key: [row.get(key) for row in data] for key in keys})
    elif type(data).__module__.partition(".")[0] == "polars":
        frame, renamed = _of_polars(data)
    elif hasattr(data, "to_pydict") and hasattr(data, "schema"):
        frame, renamed = frame_of_arrow(data)
    else:
        frame, renamed = _named(data.to_pandas())
    return Table(frame, "data", renamed_note(renamed, "The table"), folder=Path())


def frame_of_arrow(arrow: Any) -> tuple[pd.DataFrame, list[str]]:
    """Return an Arrow table as a frame, and the columns that had to be renamed."""
    names, renamed = unique_names([str(name) for name in arrow.column_names])
    made = {}
    for name, column in zip(names, arrow.columns, strict=True):
        if column.null_count and _INTEGER_TYPE.fullmatch(str(column.type)):
            made[name] = pd.Series(pd.arrays.IntegerArray(*_integers(column)))
        elif str(column.type).startswith(_NUMERIC_TYPES):
            made[name] = pd.Series(column.to_numpy())
        else:
            made[name] = frame_of_columns({name: column.to_pylist()}, arrow.num_rows)[name]
    return pd.DataFrame(made, index=pd.RangeIndex(arrow.num_rows)), renamed


def _integers(column: Any) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the values of an Arrow column of integers, 0 where one is missing, and where one is missing."""
    missing = np.array(column.is_null().to_numpy(), dtype=bool)
    return np.array(column.fill_null(0).to_numpy()), missing


def _is_rows(data: object) -> bool:
    """Tell whether the object is a list of dicts."""
    return isinstance(data, (list, tuple)) and bool(data) and all(isinstance(row, Mapping) for row in data)


def _named(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with rows 0..N-1 and unique string names."""
    names, renamed = unique_names([str(name) for name in frame.columns])
    frame.columns = pd.Index(names, dtype=object)
    return frame.reset_index(drop=True), renamed


def _of_polars(data: Any) -> tuple[pd.DataFrame, list[str]]:
    """Return a polars frame; by columns, because its own way to pandas needs pyarrow."""
    if hasattr(data, "collect"):
        data = data.collect()
    if not hasattr(data, "get_columns"):
        raise InputTypeError(f"A polars DataFrame was expected, got {type(data).__name__}. Put it into a frame.")
    columns = {column.name: column.to_list() for column in data.get_columns()}
    return frame_of_columns(columns, data.height), []


def _of_mapping(data: Mapping[Any, Any]) -> tuple[pd.DataFrame, list[str]]:
    """Return a dict of columns; they must be one-dimensional and equally long."""
    columns: dict[str, Sequence[Any]] = {}
    names, renamed = unique_names([str(key) for key in data])
    for name, values in zip(names, data.values(), strict=True):
        if isinstance(values, (str, bytes)) or not hasattr(values, "__len__") or getattr(values, "ndim", 1) != 1:
            raise InputTypeError(
                f"Column {name!r} must be a list or an array with one value per row, got {type(values).__name__}. "
                "Pass a dict of columns."
            )
        columns[name] = list(values)
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name!r} has {length}" for name, length in list(lengths.items())[:6])
        raise InputError(f"Columns must be equally long: {shown} rows. Give every column one value per row.")
    return frame_of_columns(columns, next(iter(lengths.values()), 0)), renamed
