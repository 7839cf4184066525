"""`read_tagged`: any supported data whose examples may carry several tags to one `Dataset`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._formats.columns import Need, Wanted, find_column, find_roles
from labelproof._formats.folder import metadata_table, with_files
from labelproof._formats.frames import is_frame, table_of_frame
from labelproof._formats.join import read_tables
from labelproof._formats.npz import holds_arrays
from labelproof._formats.reading import dataset_of_roles, several_names, table_paths
from labelproof._formats.sources import existing, read_table
from labelproof._formats.table import Table
from labelproof._formats.tags.arff import arff_holds_tags
from labelproof._formats.tags.arrays import arrays_hold_tags, read_tag_arrays
from labelproof._formats.tags.attributes import ATTRIBUTE_FILE, is_attribute_list
from labelproof._formats.tags.columns import Tagging, WantedTags, tags_of_table

__all__ = ["holds_tags", "read_tagged"]


@dataclass(frozen=True)
class _Source:
    """A table; `whole`: it speaks for the folder that it lies in."""

    table: Table
    whole: bool = False


def holds_tags(data: Any) -> bool:
    """Tell whether the format of the data says by itself that examples may carry several tags."""
    items = data if isinstance(data, (list, tuple)) else [data]
    if not items or not all(isinstance(item, (str, os.PathLike)) for item in items):
        return False
    path = Path(items[0])
    if path.is_dir():
        return _attribute_file(path) is not None
    suffix = path.suffix.lower() if path.is_file() else ""
    if suffix == ".npz":
        return arrays_hold_tags(path)
    return (suffix == ".arff" and arff_holds_tags(path)) or (suffix == ".txt" and is_attribute_list(path))


def read_tagged(
    data: Any,
    *,
    tags: WantedTags | None = True,
    names: Sequence[str] | None = None,
    width: int | None = None,
    text: Sequence[str] = (),
    image: str | None = None,
    features: Sequence[str] = (),
    id: str | None = None,  # noqa: A002 - the public word for it
    audio: str | None = None,
    header: bool | None = None,
    need_content: bool = True,
) -> Dataset:
    """Return the data as one checked `Dataset` with `tags`.

    Parameters
    ----------
    data : path, sequence of paths, or table
        CSV, TSV, JSON lines, Parquet or ARFF files of the same columns; an attribute list as CelebA's, or the folder
        of one; a folder of images or recordings with a metadata file; or a table in memory.
    tags : sequence of columns, True or None
        As in `tags_of_table`; None: the tags come from elsewhere, and those of the format are no features.
    names : sequence of str, optional
        The tags in the order of their numbers, or of the columns of the probabilities.
    width : int, optional
        How many columns the probabilities have.
    text, features, image, id, audio, header, need_content
        As in `read`.

    Returns
    -------
    Dataset
        Rows in input order; `labels` are all None, `tags` is None when it was to be.

    Raises
    ------
    InputError
        If the data cannot be used; the message says where and how to mend it.
    """
    arrays = _array_file(data)
    if arrays is not None:
        examples = [image] if image is not None else several_names(features)
        if text or id is not None or len(examples) > 1:
            raise InputError(f"`{arrays}` holds arrays, not columns. Leave out text and id columns, name one array.")
        return read_tag_arrays(arrays, tags, names=names, data=next(iter(examples), None))
    source = _source(data, header)
    table = source.table
    if table.frame.empty:
        raise InputError(f"`{table.name}` has no rows below its header. Pass a table with examples.")
    wanted = Wanted(None, several_names(text), image, several_names(features), id, audio)
    if source.whole:
        wanted = with_files(wanted, table.frame)
    tagging = None
    if tags is not None:
        tagging = tags_of_table(table, tags, taken=_taken(table, wanted), names=names, width=width)
    return _dataset(source, wanted, tagging, need_content=need_content)


def _dataset(source: _Source, wanted: Wanted, tagging: Tagging | None, *, need_content: bool) -> Dataset:
    """Return the data set of a table without the columns of its tags to learn from."""
    table, frame = source.table, source.table.frame
    own = table.tags if tagging is None else (*tagging.columns, *table.tags)
    for role in (*wanted.text, *wanted.features, wanted.image, wanted.id, wanted.audio):
        if role is not None and find_column(frame, role, "column") in own:
            raise InputError(
                f"Column {role!r} holds tags and is named for something else too: a model that reads the tags learns "
                "nothing. Name another column for one of the two."
            )
    # Roles by name, so that leaving columns out moves no position.
    rest = frame[[name for name in frame.columns if name not in own]]
    roles = find_roles(rest, _by_name(frame, wanted), need=Need(label=False, content=need_content), origin=table.origin)
    nothing = np.full(len(frame), None, dtype=object)
    dataset = dataset_of_roles(table, roles, nothing, () if tagging is None else tagging.notes, whole=source.whole)
    if tagging is None:
        return dataset
    return replace(dataset, tags=tagging.matrix, label_column=", ".join(tagging.columns))


def _by_name(frame: Any, wanted: Wanted) -> Wanted:
    """Return the wanted columns by their names in the whole table."""

    def named(column: str | int | None, role: str) -> str | None:
        return None if column is None else find_column(frame, column, role)

    return Wanted(
        None,
        tuple(find_column(frame, name, "text") for name in wanted.text),
        named(wanted.image, "image"),
        tuple(find_column(frame, name, "features") for name in wanted.features),
        named(wanted.id, "id"),
        named(wanted.audio, "audio"),
    )


def _taken(table: Table, wanted: Wanted) -> tuple[str, ...]:
    """Return the columns that the user named for another purpose than tags."""
    named = _by_name(table.frame, wanted)
    return tuple(
        name for name in (*named.text, named.image, *named.features, named.id, named.audio) if isinstance(name, str)
    )


def _array_file(data: Any) -> Path | None:
    """Return the path of an `.npz` file, if the data is one."""
    items = data if isinstance(data, (list, tuple)) else [data]
    if len(items) != 1 or not isinstance(items[0], (str, os.PathLike)) or Path(items[0]).suffix.lower() != ".npz":
        return None
    return existing(Path(items[0]))


def _source(data: Any, header: bool | None) -> _Source:
    """Return the table of the data."""
    if holds_arrays(data):
        raise InputError(
            "Arrays of several dimensions beside tags are not read from a dict. Pass a table with the features and the "
            "tags in columns, or `labels` and `pred_probs`."
        )
    if is_frame(data):
        return _Source(table_of_frame(data))
    paths = table_paths(data)
    if len(paths) > 1:
        return _Source(read_tables(paths, header=header))
    path = existing(paths[0])
    if path.is_dir():
        return _of_folder(path, header)
    return _Source(read_table(path, header=header))


def _of_folder(folder: Path, header: bool | None) -> _Source:
    """Return the table of a folder: its attribute list, else its metadata file."""
    listed = _attribute_file(folder)
    table = read_table(listed) if listed is not None else metadata_table(folder, header=header)
    if table is None:
        raise InputError(
            f"`{folder}` has no table that names images or recordings and their tags: a metadata file with a column "
            "file_name, or list_attr_celeba.txt, was expected. (Class folders hold one label per example.)"
        )
    return _Source(replace(table, name=folder.resolve().name or table.name), whole=listed is None)


def _attribute_file(folder: Path) -> Path | None:
    """Return the attribute list of a folder, if it has one."""
    path = folder / ATTRIBUTE_FILE
    return path if path.is_file() and is_attribute_list(path) else None
