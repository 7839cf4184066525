"""Tags that come on their own beside given probabilities: a matrix of 0 and 1, lists, or a file of either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, InputFile, Note, TagMatrix
from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.arrays import is_path, load_named, load_npy
from labelproof._formats.frames import is_frame, table_of_frame
from labelproof._formats.given_labels import class_list
from labelproof._formats.given_probs import GivenArray, given_array
from labelproof._formats.paths import common_name
from labelproof._formats.sources import TABLE_SUFFIXES, existing, read_table, unknown_kind
from labelproof._formats.table import Table
from labelproof._formats.tags.arrays import TAG_KEYS
from labelproof._formats.tags.cells import is_listed, looks_listed, tag_cells
from labelproof._formats.tags.columns import tags_of_table
from labelproof._formats.tags.matrix import matrix_of_array, matrix_of_cells
from labelproof._formats.textfile import read_text

__all__ = ["TagProbs", "given_tag_probs", "labels_hold_tags", "read_given_tags"]

_BLOCK_ROWS = 65_536
_ROUNDING = {2: 2e-3, 4: 1e-5}
_GENERIC_NAMES = frozenset({"labels", "label", "y", "tags", "given_labels", "targets"})


@dataclass(frozen=True)
class TagProbs:
    """Probabilities of every tag, checked; `names` are those of the tags when something names them."""

    values: NDArray[Any]
    names: tuple[str, ...] | None
    notes: tuple[Note, ...] = ()
    inputs: tuple[InputFile, ...] = ()


def labels_hold_tags(labels: Any) -> bool:
    """Tell whether given labels are several per example: two dimensions, a sparse matrix, or lists."""
    if is_path(labels):
        path = Path(labels)
        if not path.is_file():
            return False
        if path.suffix.lower() == ".npy":
            array, _ = load_npy(path)
            return array.ndim == 2 and array.shape[1] > 1
        if path.suffix.lower() == ".npz":
            array, _ = load_named(path, TAG_KEYS, "labels")
            return array.ndim == 2 and array.shape[1] > 1
        if path.suffix.lower() not in TABLE_SUFFIXES or path.suffix.lower() == ".txt":
            return False
        frame = read_table(path).frame
        return frame.shape[1] == 1 and looks_listed(frame.iloc[:, 0])
    shape = tuple(getattr(labels, "shape", ()))
    if len(shape) == 2:
        return bool(shape[1] > 1)
    lists = getattr(labels, "to_pylist", None) or (str(getattr(labels, "dtype", "")) == "object" and labels.tolist)
    if lists:
        labels = lists()
    return isinstance(labels, Sequence) and not isinstance(labels, str) and any(map(is_listed, labels))


def given_tag_probs(pred_probs: Any, classes: Any = None) -> TagProbs:
    """Return the probabilities of every tag, refused unless they are (N, K) values in [0, 1].

    Parameters
    ----------
    pred_probs : path, table, (N, K) array-like or GivenArray
        Out-of-sample; rows need not sum to 1.
    classes : path or sequence of str, optional
        The tags in the order of the columns. Default: the column names of a table.

    Raises
    ------
    InputError
        If shape, values or names do not fit; the message names the first bad position.
    """
    probs = given_array(pred_probs, "pred_probs")
    named, inputs = class_list(classes)
    values = probs.values
    if values.ndim != 2 or not values.shape[1]:
        raise InputError(
            f"`pred_probs` must have two dimensions, one row per example and one column per tag: got shape "
            f"{values.shape}. For lists of per-tag arrays pass numpy.column_stack([p[:, 1] for p in pred_probs])."
        )
    names = named or probs.names
    if names is not None and len(names) != values.shape[1]:
        raise InputError(
            f"There are {len(names)} tag names and `pred_probs` has {values.shape[1]} columns. "
            "Pass one name per column, in the order of the columns."
        )
    return TagProbs(_checked(values), names, probs.notes, tuple(dict.fromkeys((*probs.inputs, *inputs))))


def read_given_tags(labels: Any, probs: TagProbs, *, features: Any = None) -> Dataset:
    """Return given tags as a `Dataset`.

    Parameters
    ----------
    labels : path, (N, K) array of 0 and 1, sparse matrix, table, or sequence of N lists
        Lists hold numbers of columns, or names of tags. Files: .npy, .npz, or a table with one column of lists, or
        with K columns of 0 and 1.
    probs : TagProbs
        What the tags belong to.
    features : path, table or (N, D) array-like, optional
        Numbers that describe the examples.

    Returns
    -------
    Dataset
        Modality "given".

    Raises
    ------
    InputError
        If lengths, widths, numbers or names do not fit.
    """
    count, width = probs.values.shape
    matrix, notes, inputs = _matrix(labels, probs)
    if len(matrix.given) != count:
        raise InputError(
            f"`pred_probs` must have one row per example: got {count:,} rows and tags of {len(matrix.given):,} "
            "examples. Pass the probabilities of all examples, in the same order."
        )
    if matrix.given.shape[1] != width:
        raise InputError(
            f"`pred_probs` must have one column per tag: got {width} columns and {matrix.given.shape[1]} tags. "
            "Pass tags and probabilities with the same columns, in the same order."
        )
    arrays = GivenArray(np.empty((count, 0))) if features is None else given_array(features, "features")
    if arrays.values.ndim != 2 or len(arrays.values) != count:
        raise InputError(
            f"`features` must have two dimensions and one row per example: got shape {arrays.values.shape} and "
            f"{count:,} examples. Pass the features of all examples, in the same order."
        )
    names = matrix.names if probs.names is None else probs.names
    return Dataset(
        name=_name(labels),
        frame=pd.DataFrame(index=pd.RangeIndex(count)),
        labels=np.full(count, None, dtype=object),
        modality="given",
        arrays=None if features is None else arrays.values,
        notes=(*notes, *probs.notes, *arrays.notes),
        inputs=tuple(dict.fromkeys((*inputs, *probs.inputs, *arrays.inputs))),
        tags=TagMatrix(names, matrix.given),
    )


def _matrix(labels: Any, probs: TagProbs) -> tuple[TagMatrix, tuple[Note, ...], tuple[InputFile, ...]]:
    """Return the tags of a file or an object in memory."""
    if not is_path(labels):
        return (*_of_object(labels, probs, "`labels`"), ())
    path = existing(Path(labels))
    suffix, origin = path.suffix.lower(), f"`labels` in `{path}`"
    if suffix == ".txt":
        text, notes, record = read_text(path)
        cells = tag_cells(text.rstrip("\n").split("\n"), origin)
        matrix, more = matrix_of_cells(cells, origin, names=probs.names, width=probs.values.shape[1])
        return matrix, notes + more, (record,)
    if suffix in TABLE_SUFFIXES:
        table = read_table(path)
        matrix, notes = _of_table(table, probs)
        return matrix, table.notes + notes, table.inputs
    if suffix not in {".npy", ".npz"}:
        raise unknown_kind(path) or InputError(
            f"`labels`: `{path}` is no kind of file that tags can be read from. "
            "Pass an .npy, .npz, .csv, .tsv, .jsonl or .parquet file, or an array."
        )
    array, record = load_npy(path) if suffix == ".npy" else load_named(path, TAG_KEYS, "labels")
    return (*_of_object(array, probs, origin), (record,))


def _of_table(table: Table, probs: TagProbs) -> tuple[TagMatrix, tuple[Note, ...]]:
    """Return the tags of a table: of its only column, or of all its columns of 0 and 1."""
    tagging = tags_of_table(table, list(table.frame.columns), names=probs.names, width=probs.values.shape[1])
    return tagging.matrix, tagging.notes


def _of_object(labels: Any, probs: TagProbs, origin: str) -> tuple[TagMatrix, tuple[Note, ...]]:
    """Return the tags of a matrix, a table, or a sequence of lists or texts."""
    if is_frame(labels):
        return _of_table(table_of_frame(labels), probs)
    if hasattr(labels, "toarray"):
        labels = labels.toarray()
    if hasattr(labels, "detach") and hasattr(labels, "cpu"):
        labels = labels.detach().cpu().numpy()
    if getattr(labels, "ndim", 1) == 2:
        return matrix_of_array(np.asarray(labels), origin), ()
    if isinstance(labels, (str, bytes)) or not hasattr(labels, "__len__"):
        raise InputTypeError(f"{origin} must hold the tags of every example: got {type(labels).__name__}.")
    to_list = getattr(labels, "to_pylist", None) or getattr(labels, "tolist", None)
    cells = tag_cells(list(to_list()) if to_list else list(labels), origin)
    return matrix_of_cells(cells, origin, names=probs.names, width=probs.values.shape[1])


def _checked(values: NDArray[Any]) -> NDArray[Any]:
    """Return probabilities in [0, 1], refused at the first NaN or value outside; a copy only when values overshoot."""
    slack = _ROUNDING.get(values.dtype.itemsize, 1e-9)
    overshoots = False
    for start in range(0, len(values), _BLOCK_ROWS):
        block = np.asarray(values[start : start + _BLOCK_ROWS])
        bad = ~((block >= -slack) & (block <= 1 + slack))
        if bad.any():
            row, column = (int(place) for place in np.argwhere(bad)[0])
            value = block[row, column]
            what = "must not hold NaN" if np.isnan(value) else f"must lie between 0 and 1: got {value:.6g}"
            raise InputError(
                f"`pred_probs` {what}, first at row {start + row}, column {column}. "
                "Pass the probability of every tag; if these are logits, apply the logistic function first."
            )
        overshoots = overshoots or bool((block < 0).any() or (block > 1).any())
    return np.clip(values, 0, 1) if overshoots else values


def _name(labels: Any) -> str:
    if not is_path(labels):
        return "data"
    path = Path(labels)
    return common_name([path]) if path.stem.lower() in _GENERIC_NAMES else path.stem
