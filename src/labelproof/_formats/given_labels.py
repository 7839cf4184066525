"""Labels and class names that come as a file or an array of their own, beside given probabilities."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import InputFile, Note
from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.arrays import is_path, load_named, load_npy
from labelproof._formats.columns import Need, Wanted, find_roles
from labelproof._formats.jsonlines import decode_json
from labelproof._formats.labels import label_strings
from labelproof._formats.npz import LABEL_KEYS
from labelproof._formats.sources import TABLE_SUFFIXES, existing, read_table, unknown_kind
from labelproof._formats.textfile import read_text

__all__ = ["GivenLabels", "class_list", "given_labels"]


@dataclass(frozen=True)
class GivenLabels:
    """Labels as strings or None, and the table they came from when it holds more than they."""

    labels: NDArray[np.object_]
    name: str = "data"
    frame: pd.DataFrame | None = None
    column: str | None = None
    notes: tuple[Note, ...] = ()
    inputs: tuple[InputFile, ...] = ()


def given_labels(labels: Any) -> GivenLabels:
    """Return the labels of a file (.npy, .npz, .csv, .tsv, .jsonl, .parquet, .txt) or of an array-like."""
    if not is_path(labels):
        values, notes = label_strings(_flat(labels, "`labels`"), "`labels`")
        return GivenLabels(values, notes=notes)
    path = existing(Path(labels))
    suffix = path.suffix.lower()
    if suffix == ".txt":
        return _of_lines(path)
    if suffix in TABLE_SUFFIXES:
        return _of_table(path)
    if suffix in {".npy", ".npz"}:
        array, record = load_npy(path) if suffix == ".npy" else load_named(path, LABEL_KEYS, "labels")
        values, notes = label_strings(_flat(array, f"`labels` in `{path}`"), f"`labels` in `{path}`")
        return GivenLabels(values, path.stem, notes=notes, inputs=(record,))
    raise unknown_kind(path) or InputError(
        f"`labels`: `{path}` is no kind of file that labels can be read from. "
        "Pass an .npy, .npz, .csv, .tsv, .jsonl, .parquet or .txt file, or an array."
    )


def _flat(labels: Any, origin: str) -> list[Any]:
    """Return an array-like of labels as a list; a column of shape (N, 1) is accepted."""
    if isinstance(labels, (str, bytes, dict)) or not hasattr(labels, "__len__"):
        raise InputTypeError(f"{origin} must be a sequence or a file with one label per row: got {labels!r:.60}.")
    shape: tuple[int, ...] = tuple(getattr(labels, "shape", (len(labels),)))
    if len(shape) == 2 and shape[1] == 1:
        labels = np.asarray(labels).reshape(-1)
    elif len(shape) != 1:
        raise InputError(
            f"{origin} must be one-dimensional, one label per row: got shape {shape}. "
            "If they are one-hot, pass labels.argmax(axis=1)."
        )
    to_list = getattr(labels, "to_pylist", None) or getattr(labels, "tolist", None)
    return list(to_list()) if to_list else list(labels)


def _of_lines(path: Path) -> GivenLabels:
    """Return the labels of a text file with one per line; an empty line is a missing label."""
    lines, notes, record = _lines(path)
    values, more = label_strings(lines, f"`labels` in `{path}`")
    return GivenLabels(values, path.stem, notes=notes + more, inputs=(record,))


def _lines(path: Path) -> tuple[list[str], tuple[Note, ...], InputFile]:
    text, notes, record = read_text(path)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return (lines[:-1] if lines[-1] == "" else lines), notes, record


def _of_table(path: Path) -> GivenLabels:
    """Return the labels of a table: of its only column, or of the one that looks like labels."""
    table = read_table(path)
    names, notes = list(table.frame.columns), table.notes
    column = str(names[0])
    if len(names) > 1:
        roles = find_roles(table.frame, Wanted(), need=Need(content=False))
        column = str(roles.label)
        message = f"`labels`: using column {column!r} of `{path}` (guessed; a file of one column leaves no doubt)."
        notes += (Note("guessed_columns", message, 1),)
    values, more = label_strings(table.frame[column], f"Column {column!r} of `{path}`")
    return GivenLabels(values, table.name, table.frame, column, notes + more, table.inputs)


def class_list(classes: Any) -> tuple[tuple[str, ...] | None, tuple[InputFile, ...]]:
    """Return the class names of a file (.txt, .json, .csv) or a sequence, in the order of the columns."""
    if classes is None:
        return None, ()
    if not is_path(classes):
        return _names(list(classes), "`classes`"), ()
    path = existing(Path(classes))
    suffix = path.suffix.lower()
    if suffix == ".json":
        text, _, record = read_text(path)
        return _names(_of_json(text, path), f"`classes` in `{path}`"), (record,)
    if suffix in {".txt", ".names", ""}:
        lines, _, record = _lines(path)
        return _names([line for line in lines if line.strip()], f"`classes` in `{path}`"), (record,)
    table = read_table(path)
    if table.frame.shape[1] != 1:
        raise InputError(
            f"`classes`: `{path}` must have one column, the class names in order: got {table.frame.shape[1]} columns. "
            "Pass a text file with one name per line."
        )
    return _names(list(table.frame.iloc[:, 0]), f"`classes` in `{path}`"), table.inputs


def _of_json(text: str, path: Path) -> list[Any]:
    """Return the names of a JSON list, or of an object that maps positions to names or names to positions."""
    try:
        value = decode_json(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"`classes`: `{path}` is no valid JSON ({error}). Pass a list of names.") from None
    if isinstance(value, dict) and value:
        swapped = {str(position): name for name, position in value.items()}
        for mapping in (value, swapped):
            if {str(position) for position in range(len(mapping))} == set(mapping):
                return [mapping[str(position)] for position in range(len(mapping))]
    if not isinstance(value, list):
        raise InputError(
            f"`classes`: `{path}` must hold a list of names, in the order of the columns: got "
            f'{type(value).__name__}. Write for example ["cat", "dog"].'
        )
    return value


def _names(values: Sequence[Any], origin: str) -> tuple[str, ...]:
    """Return class names as stripped strings, unique and not empty."""
    names, _ = label_strings(values, origin)
    for position, name in enumerate(names):
        if name is None:
            raise InputError(f"{origin}: name {position} is empty. Every class needs a name.")
        if name in names[:position]:
            raise InputError(f"{origin}: {name!r} comes twice. Every class needs a name of its own.")
    return tuple(names.tolist())
