"""Predicted probabilities and feature arrays that come as a file or an array of their own, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import InputFile, Note
from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.numbers import with_points
from labelproof._formats.arrays import is_path, load_named, load_npy
from labelproof._formats.frames import is_frame, table_of_frame
from labelproof._formats.profile import stripped
from labelproof._formats.sources import TABLE_SUFFIXES, existing, read_table, unknown_kind

__all__ = ["GivenArray", "check_pred_probs", "given_array"]

_KEYS = {"pred_probs": ("pred_probs", "probs", "probabilities", "psx"), "features": ("features", "X", "embeddings")}
_ABOUT_COLUMNS = frozenset({"no_header", "renamed_columns", "index_column"})
_UNNAMED = re.compile(r"column_\d+|c\d+|\d+")
_BLOCK_ROWS = 65_536
_SUM_TOLERANCE = 0.01
# Softmax in half precision may end a little above 1.
_ROUNDING = {2: 2e-3, 4: 1e-5}


@dataclass(frozen=True)
class GivenArray:
    """Numbers from a file or an array; `names` are the names of its columns when they have real ones."""

    values: NDArray[Any]
    names: tuple[str, ...] | None = None
    notes: tuple[Note, ...] = ()
    inputs: tuple[InputFile, ...] = ()


def given_array(given: Any, role: str) -> GivenArray:
    """Return the numbers of a file (.npy, .npz, .csv, .tsv, .jsonl, .parquet), a table or an array-like."""
    if isinstance(given, GivenArray):
        return given
    if is_path(given):
        return _of_file(existing(Path(given)), role)
    if is_frame(given):
        return _of_frame(table_of_frame(given).frame, f"`{role}`")
    if hasattr(given, "detach") and hasattr(given, "cpu"):
        given = given.detach().cpu().numpy()  # a torch tensor, maybe on a device or with a graph behind it
    try:
        array = np.asarray(given)
    except (ValueError, TypeError) as error:
        raise InputError(f"`{role}` is no rectangular array ({error}). Give every row the same length.") from error
    return GivenArray(_numeric(array, f"`{role}`"))


def _of_file(path: Path, role: str) -> GivenArray:
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES:
        table = read_table(path)
        given = _of_frame(table.frame, f"`{role}` in `{path}`")
        notes = tuple(note for note in table.notes if note.code not in _ABOUT_COLUMNS)
        return GivenArray(given.values, given.names, notes + given.notes, table.inputs)
    if suffix not in {".npy", ".npz"}:
        raise unknown_kind(path) or InputError(
            f"`{role}`: `{path}` is no kind of file that numbers can be read from. "
            "Pass an .npy, .npz, .csv, .tsv, .jsonl or .parquet file, or an array."
        )
    array, record = load_npy(path) if suffix == ".npy" else load_named(path, _KEYS[role], role)
    return GivenArray(_numeric(array, f"`{role}` in `{path}`"), None, (), (record,))


def _numeric(array: NDArray[Any], origin: str) -> NDArray[Any]:
    """Return the array, refused unless it holds real numbers."""
    if array.dtype.kind not in "buif":
        raise InputTypeError(f"{origin} must hold numbers: got dtype {array.dtype}. Convert it with astype(float).")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _of_frame(frame: pd.DataFrame, origin: str) -> GivenArray:
    """Return the numbers of a table, and its column names unless they only count."""
    notes: tuple[Note, ...] = ()
    if _leads_with_index(frame):
        frame = frame.iloc[:, 1:]
        notes = (Note("index_column", f"{origin}: the first column only numbers the rows and was left out.", 1),)
    rewritten = _without_commas(frame)
    if rewritten is not None:
        frame = rewritten
        notes += (Note("decimal_comma", f"{origin}: the numbers were read with a decimal comma.", frame.shape[1]),)
    columns = [_column(frame[name], f"{origin}, column {name!r}") for name in frame.columns]
    values = np.column_stack(columns) if columns else np.empty((len(frame), 0))
    names = tuple(str(name).strip() for name in frame.columns)
    return GivenArray(values, None if all(map(_UNNAMED.fullmatch, names)) and _counts(names) else names, notes)


def _without_commas(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return a table of numbers with decimal commas with points instead; None when it is no such table."""
    if not any(isinstance(value, str) and "," in value for name in frame.columns for value in frame[name]):
        return None
    cells = np.concatenate([stripped(frame[name]) for name in frame.columns])
    present = ~pd.Series(cells, dtype=object).str.lower().isin(["", "nan"]).to_numpy(dtype=bool)
    rewritten = with_points(cells[present])
    if rewritten is None:
        return None
    cells[present] = rewritten
    columns = zip(frame.columns, np.split(cells, frame.shape[1]), strict=True)
    return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in columns})


def _leads_with_index(frame: pd.DataFrame) -> bool:
    """Tell whether the first column is an index that was written along: no name beside names, values 0, 1, 2, ..."""
    names = list(frame.columns)
    if len(names) < 3 or names[0] not in {"c0", "Unnamed: 0", "index"} or names[1] == "c1":
        return False
    return stripped(frame[names[0]]).tolist() == [str(row) for row in range(len(frame))]


def _counts(names: Sequence[str]) -> bool:
    """Tell whether column names are only numbers from 0 up, as tables without a header get."""
    return [int(re.sub(r"\D", "", name)) for name in names] == list(range(len(names)))


def _column(column: pd.Series, origin: str) -> NDArray[np.float64]:
    """Return one column as floats; an empty cell is NaN, anything else that is no number is refused."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    text = stripped(column)
    numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    wrong = np.isnan(numbers) & ~text.str.lower().isin(["", "nan"]).to_numpy(dtype=bool)
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f"{origin} must hold numbers: got {text.iloc[row]!r} in row {row}. Remove columns that are no class."
        )
    return numbers


def check_pred_probs(pred_probs: NDArray[Any], count: int) -> NDArray[Any]:
    """Return the probabilities, refused unless they are `count` rows that sum to 1; a copy only when values overshoot.

    Values a rounding error outside [0, 1] are clipped. The first bad position is named.
    """
    if pred_probs.ndim != 2:
        raise InputError(
            f"`pred_probs` must have two dimensions, one row per label and one column per class: got shape "
            f"{pred_probs.shape}. For two classes pass numpy.column_stack([1 - p, p])."
        )
    if len(pred_probs) != count:
        raise InputError(
            f"`pred_probs` must have one row per label: got {len(pred_probs):,} rows and {count:,} labels. "
            "Pass the probabilities of all examples, in the same order."
        )
    if pred_probs.shape[1] < 2:
        raise InputError(
            f"`pred_probs` must have one column per class, at least two: got {pred_probs.shape[1]}. "
            "For two classes pass numpy.column_stack([1 - p, p])."
        )
    slack = _ROUNDING.get(pred_probs.dtype.itemsize, 1e-9)
    overshoots = False
    for start in range(0, len(pred_probs), _BLOCK_ROWS):
        block = np.asarray(pred_probs[start : start + _BLOCK_ROWS], dtype=np.float64)
        _check_block(block, start, slack)
        overshoots = overshoots or bool((block < 0).any() or (block > 1).any())
    return np.clip(pred_probs, 0, 1) if overshoots else pred_probs


def _check_block(block: NDArray[np.float64], start: int, slack: float) -> None:
    """Refuse the first NaN, the first value outside [0, 1], or the first row that does not sum to 1."""
    for bad, what, fix in (
        (
            np.isnan(block),
            "must not hold NaN",
            "Predict these rows again, or leave them out together with their labels",
        ),
        (
            (block < -slack) | (block > 1 + slack),
            "must lie between 0 and 1",
            "If these are scores or logits, apply softmax first",
        ),
    ):
        if bad.any():
            row, column = (int(index) for index in np.argwhere(bad)[0])
            value = "" if np.isnan(block[row, column]) else f" got {block[row, column]:.6g}"
            raise InputError(f"`pred_probs` {what}:{value} first at row {start + row}, column {column}. {fix}.")
    sums = block.sum(axis=1)
    off = np.abs(sums - 1) > _SUM_TOLERANCE
    if off.any():
        row = int(off.argmax())
        raise InputError(
            f"Every row of `pred_probs` must sum to 1: row {start + row} sums to {sums[row]:.4f}. "
            "Normalise with pred_probs / pred_probs.sum(axis=1, keepdims=True)."
        )
