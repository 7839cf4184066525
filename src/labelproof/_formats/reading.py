"""`read`: any supported data to one `Dataset`. Each format is in its own file; here they meet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, Modality, Note
from labelproof._base.errors import InputError, InputTypeError
from labelproof._formats.columns import Need, Roles, Wanted, find_roles
from labelproof._formats.folder import metadata_table, read_class_folders, read_class_zip, with_files
from labelproof._formats.frames import is_frame, table_of_frame
from labelproof._formats.join import read_tables
from labelproof._formats.kinds import KINDS
from labelproof._formats.labels import check_classes, label_strings
from labelproof._formats.media import files_of_column
from labelproof._formats.npz import holds_arrays, read_arrays, read_npz
from labelproof._formats.profile import stripped
from labelproof._formats.sources import existing, read_table
from labelproof._formats.table import Table
from labelproof._formats.tags.cells import looks_listed

__all__ = ["ListedLabelsError", "dataset_of_roles", "read", "several_names", "table_paths"]


class ListedLabelsError(InputError):
    """The label column holds lists: every example has several labels, or one, or none."""

    def __init__(self, column: str) -> None:
        super().__init__(
            f"The label column {column!r} holds lists: one label per row was expected. "
            "If examples carry several tags, name it with --tags (tags=...)."
        )
        self.column = column


def read(
    data: Any,
    *,
    label: str | int | None = None,
    text: Sequence[str] = (),
    image: str | None = None,
    features: Sequence[str] = (),
    id: str | None = None,  # noqa: A002 - the public word for it
    audio: str | None = None,
    header: bool | None = None,
    need_label: bool = True,
    need_content: bool = True,
) -> Dataset:
    """Return the data as one checked `Dataset`.

    Parameters
    ----------
    data : path, sequence of paths, or table
        CSV, TSV, JSON lines or Parquet files of the same columns; a folder or zip file of images or recordings; an
        `.npz`; or a
        pandas, polars or Arrow table, a dict of columns, a list of dicts; a dict of arrays like an `.npz`.
    label : str or int, optional
        The label column, by name or position (negative from the end); for an `.npz` the name of its array. Default:
        guessed.
    text, features : sequence of str, optional
        The columns to learn from. Default: guessed.
    image, audio : str, optional
        The column of paths of images, or of recordings, relative to the table's folder. Default: guessed.
    id : str, optional
        A column whose values are unique. Default: none.
    header : bool, optional
        Whether the first line of CSV and TSV files names the columns. Default: looked at.
    need_label : bool, default True
        Whether the data must hold the labels; if not, and unless `label` is named, they are all None.
    need_content : bool, default True
        Whether the data must hold something to learn from.

    Returns
    -------
    Dataset
        Rows in input order, with every guess and every handled defect in its notes.

    Raises
    ------
    InputError
        If the data cannot be used; the message says where and how to mend it.
    MissingExtraError
        If a Parquet file is given and pyarrow is not installed.

    Notes
    -----
    Time and memory grow with the size of the input; images and recordings are not decoded here.

    Examples
    --------
    >>> dataset = read({"text": ["good film", "bad film", "good book"], "label": ["pos", "neg", "pos"]})
    >>> dataset.label_column, dataset.labels.tolist()
    ('label', ['pos', 'neg', 'pos'])
    """
    need = Need(need_label, need_content)
    wanted = Wanted(label, several_names(text), image, several_names(features), id, audio)
    if holds_arrays(data):
        return _dataset_of_arrays(data, wanted, "`data`")
    if is_frame(data):
        return _dataset_of_table(table_of_frame(data), wanted, need=need)
    paths = table_paths(data)
    if len(paths) > 1:
        _check_tables(paths)
        return _dataset_of_table(read_tables(paths, header=header), wanted, need=need)
    path = existing(paths[0])
    if path.is_dir():
        return _dataset_of_folder(path, wanted, header=header, need=need)
    if path.suffix.lower() == ".zip":
        return _with_folder_labels(read_class_zip(path), wanted)
    if path.suffix.lower() == ".npz":
        return _dataset_of_arrays(path, wanted, f"`{path}`")
    return _dataset_of_table(read_table(path, header=header), wanted, need=need)


def several_names(names: Sequence[str] | str | int) -> tuple[Any, ...]:
    """Return column names as a tuple, also when one was given bare."""
    return (names,) if isinstance(names, (str, int)) else tuple(names)


def table_paths(data: Any) -> list[Path]:
    """Return the paths in `data`."""
    items = [data] if isinstance(data, (str, os.PathLike)) else data
    legal = isinstance(items, Sequence) and all(isinstance(item, (str, os.PathLike)) for item in items)
    if not legal and hasattr(data, "shape"):
        raise InputTypeError(
            f"`data` is a bare array of shape {tuple(data.shape)}, without its labels. "
            'Pass {"X": X, "y": y} with label="y", or pass `labels` and `pred_probs`.'
        )
    if not legal:
        raise InputTypeError(
            f"`data` must be a path, a list of paths, a pandas, polars or Arrow table, or a dict of columns: got "
            f"{type(data).__name__}. Put arrays into a dict, or pass `labels` and `pred_probs`."
        )
    if not items:
        raise InputError("`data` is empty: at least one file was expected. Pass a path.")
    return [Path(item) for item in items]


def _check_tables(paths: Sequence[Path]) -> None:
    """Refuse several inputs when one of them is no table."""
    for path in map(existing, paths):
        if path.is_dir() or path.suffix.lower() in {".zip", ".npz"}:
            raise InputError(
                f"`{path}` cannot be joined with other files: only tables of the same columns can. Pass it alone."
            )


def _dataset_of_arrays(data: Any, wanted: Wanted, origin: str) -> Dataset:
    """Return the data set of an `.npz` file or a dict of arrays."""
    if wanted.text or wanted.id is not None or wanted.audio is not None or len(wanted.features) > 1:
        raise InputError(f"{origin} holds arrays, not columns. Leave out text, audio and id columns.")
    examples = wanted.image or next(iter(wanted.features), None)
    if isinstance(data, Path):
        return read_npz(data, label=wanted.label, data=examples)
    return read_arrays(data, label=wanted.label, data=examples)


def _dataset_of_folder(folder: Path, wanted: Wanted, *, header: bool | None, need: Need) -> Dataset:
    """Return the data set of a folder: by its table of files, else by its class folders."""
    table = metadata_table(folder, header=header)
    if table is None:
        return _with_folder_labels(read_class_folders(folder), wanted)
    table = replace(table, name=folder.resolve().name or table.name)
    return _dataset_of_table(table, with_files(wanted, table.frame), need=need, whole=True)


def _with_folder_labels(dataset: Dataset, wanted: Wanted) -> Dataset:
    """Return the data set of class folders; columns that were named must be among the few that it has."""
    if any((wanted.label is not None, wanted.text, wanted.features, wanted.image, wanted.audio)):
        raise InputError(
            "The labels of this folder are the names of its subfolders, so columns cannot be named. "
            "Leave out label, text, image, audio and feature columns, or add a metadata.csv with the column file_name."
        )
    if wanted.id is None:
        return dataset
    name = find_roles(dataset.frame, wanted, need=Need(label=False, content=False)).id
    return replace(dataset, id_column=name)


def _dataset_of_table(table: Table, wanted: Wanted, *, need: Need, whole: bool = False) -> Dataset:
    """Return the data set of a table whose labels are in a column; `whole`: the table speaks for a folder."""
    if table.frame.empty:
        raise InputError(f"`{table.name}` has no rows below its header. Pass a table with rows.")
    roles = find_roles(table.frame, wanted, need=need, origin=table.origin)
    labels, notes = _labels(table, roles)
    if need.label:
        check_classes(labels, f"The label column {roles.label!r}")
    return dataset_of_roles(table, roles, labels, notes, whole=whole)


def dataset_of_roles(
    table: Table, roles: Roles, labels: NDArray[np.object_], notes: tuple[Note, ...], *, whole: bool = False
) -> Dataset:
    """Return the data set of a table whose columns have their roles; `notes` are those on the labels."""
    if roles.id is not None:
        _check_ids(table.frame[roles.id], roles.id)
    dataset = Dataset(
        name=table.name,
        frame=table.frame,
        labels=labels,
        modality=_modality(roles),
        label_column=roles.label,
        id_column=roles.id,
        text_columns=roles.text,
        feature_columns=roles.features,
        notes=table.notes + roles.notes + notes,
        inputs=table.inputs,
    )
    if roles.files is None:
        return dataset
    kind = next(kind for kind in KINDS if kind.modality == dataset.modality)
    files = files_of_column(table.frame[roles.files], table.folder, roles.files, kind, whole=whole)
    dataset = replace(dataset, notes=dataset.notes + files.notes, inputs=dataset.inputs + files.inputs)
    return kind.put(dataset, files.refs)


def _labels(table: Table, roles: Roles) -> tuple[NDArray[np.object_], tuple[Note, ...]]:
    """Return the labels of a table; all None when no column holds them."""
    if roles.label is None:
        return np.full(len(table.frame), None, dtype=object), ()
    if looks_listed(table.frame[roles.label]):
        raise ListedLabelsError(roles.label)
    return label_strings(table.frame[roles.label], f"The label column {roles.label!r}")


def _modality(roles: Roles) -> Modality:
    if roles.files is not None:
        return "image" if roles.image is not None else "audio"
    if roles.text:
        return "text"
    return "table" if roles.features else "given"


def _check_ids(column: pd.Series, name: str) -> None:
    """Refuse ids that are missing or come twice."""
    ids = stripped(column)
    empty = ids.eq("").to_numpy().nonzero()[0]
    if len(empty):
        raise InputError(f"The id column {name!r} is empty in row {empty[0]}: every row needs an id. Fill it in.")
    twice = ids.duplicated().to_numpy().nonzero()[0]
    if len(twice):
        value = ids.iloc[twice[0]]
        first = int(ids.eq(value).to_numpy().argmax())
        raise InputError(
            f"The id column {name!r} holds {value!r} twice, in rows {first} and {twice[0]} ({len(twice)} repeated "
            "ids in all): ids must be unique. Name another column with `--id`, or leave it out."
        )
