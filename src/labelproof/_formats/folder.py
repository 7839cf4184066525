"""A folder or a zip file with one subfolder of images or recordings per class, and the search for a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from labelproof._base.dataset import Dataset, FileRef, InputFile, Note
from labelproof._base.errors import InputError
from labelproof._base.files import sha256_file
from labelproof._formats.archive import members_of
from labelproof._formats.columns import Wanted
from labelproof._formats.kinds import KINDS, Kind, named_by
from labelproof._formats.labels import check_classes
from labelproof._formats.media import digest_of_files, loose_files
from labelproof._formats.paths import contained
from labelproof._formats.sources import read_table
from labelproof._formats.table import Table

__all__ = ["FILE_COLUMNS", "file_column", "metadata_table", "read_class_folders", "read_class_zip", "with_files"]

FILE_COLUMNS = ("file_name", "file", "image", "audio", "path")
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
_SPLITS = frozenset({"train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval"})


def metadata_table(folder: Path, *, header: bool | None = None) -> Table | None:
    """Return the table of a folder that names its files, or None when the folder has none."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _TABLES and path.is_file())
    named = [path for path in files if path.stem.lower() == "metadata"]
    tables = []
    for path in named or files:
        contained(folder.resolve(), path.name, f"`{folder}`")
        table = _readable(path, header, must=bool(named) or len(files) == 1)
        if table is not None and file_column(table.frame) is not None:
            tables.append((path, table))
    if len(tables) > 1:
        shown = ", ".join(f"`{path.name}`" for path, _ in tables)
        raise InputError(
            f"`{folder}` has {len(tables)} tables that name files ({shown}), one was expected. "
            "Pass the table itself, or name it metadata.csv."
        )
    return tables[0][1] if tables else None


def _readable(path: Path, header: bool | None, *, must: bool) -> Table | None:
    """Return the table of a file; None for one that cannot be read when it need not be the one."""
    try:
        return read_table(path, header=header)
    except InputError:
        if must:
            raise
        return None


def file_column(frame: pd.DataFrame) -> str | None:
    """Return the column that names the files by its usual names, or None."""
    by_name = {str(name).strip().casefold(): str(name) for name in reversed(list(frame.columns))}
    return next((by_name[name] for name in FILE_COLUMNS if name in by_name), None)


def with_files(wanted: Wanted, frame: pd.DataFrame) -> Wanted:
    """Return what is wanted of a folder's table, with the column of its files where no such column was named."""
    column = None if wanted.image is not None or wanted.audio is not None else file_column(frame)
    if column is None:
        return wanted
    named: dict[str, Any] = {named_by(frame[column]).modality: column}
    return replace(wanted, **named)


def read_class_folders(folder: Path) -> Dataset:
    """Return the data set of a folder with one subfolder per class."""
    base = folder.resolve()
    for entry in base.rglob("*"):
        if entry.is_symlink():
            contained(base, entry.relative_to(base).as_posix(), f"`{folder}`")
    found = {kind.plural: loose_files(base, kind) for kind in KINDS}
    kind = max(KINDS, key=lambda kind: len(found[kind.plural]))
    files = found[kind.plural]
    if not files:
        raise _no_files(folder)
    refs = [kind.ref(path.relative_to(base).as_posix(), path, None) for path in files]
    dataset = _of_classes(refs, base.name or kind.plural, kind, str(folder), (digest_of_files(folder, base, files),))
    notes = (*_other_notes(kind, {name: len(paths) for name, paths in found.items()}), *_empty_notes(base, files, kind))
    return replace(dataset, notes=dataset.notes + notes)


def _other_notes(kind: Kind, counts: dict[str, int]) -> tuple[Note, ...]:
    """Return the note about files of the other kind."""
    others = {name: count for name, count in counts.items() if name != kind.plural and count}
    return tuple(
        Note("other_files", f"{count:,} {name} lie beside the {kind.plural} and were left out.", count)
        for name, count in others.items()
    )


def _empty_notes(base: Path, files: Sequence[Path], kind: Kind) -> tuple[Note, ...]:
    """Return the note about folders without any file of the kind, beside folders that have some."""
    filled = {base, *(parent for path in files for parent in path.parents)}
    folders = (entry for entry in base.rglob("*") if entry.parent in filled and entry not in filled)
    names = sorted(entry.relative_to(base).as_posix() for entry in folders if entry.is_dir())
    names = [name for name in names if not any(part.startswith((".", "__")) for part in name.split("/"))]
    if not names:
        return ()
    shown = ", ".join(f"`{name}`" for name in names[:5]) + (", ..." if len(names) > 5 else "")
    return (Note("empty_folders", f"Folders without any {kind.plural[:-1]} are no class: {shown}.", len(names)),)


def _no_files(folder: Path) -> InputError:
    """Return the error for a folder without images and recordings; it names what else could have been meant."""
    tables = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in {*_TABLES, ".arff"})
    zips = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".zip")
    expected = (
        "one subfolder of images or recordings per class, or a metadata file with a `file_name` column, was expected"
    )
    if tables:
        return InputError(
            f"`{folder}` holds no images or recordings ({expected}). Pass its tables instead: {' '.join(tables[:5])}."
        )
    if zips:
        return InputError(f"`{folder}` holds no loose files ({expected}). Pass its zip file: {zips[0]}.")
    return InputError(f"`{folder}` holds no images or recordings: {expected}. Check the path.")


def read_class_zip(path: Path) -> Dataset:
    """Return the data set of a zip file with one folder per class inside."""
    found = {kind.plural: members_of(path, kind, refuse=True) for kind in KINDS}
    kind = max(KINDS, key=lambda kind: len(found[kind.plural]))
    members = found[kind.plural]
    if not members:
        raise InputError(f"`{path}` holds no images or recordings: one folder of them per class was expected inside.")
    refs = [kind.ref(name, path, member) for name, member in sorted(members.items())]
    dataset = _of_classes(refs, path.stem, kind, str(path), (InputFile(str(path), sha256_file(path)),))
    others = _other_notes(kind, {name: len(inside) for name, inside in found.items()})
    return replace(dataset, notes=dataset.notes + others)


def _of_classes(refs: Sequence[FileRef], name: str, kind: Kind, source: str, inputs: tuple[InputFile, ...]) -> Dataset:
    """Return the data set whose labels are the names of the folders that the files are in."""
    parts = _without_top([ref.name.split("/") for ref in refs])
    keep = [row for row, path in enumerate(parts) if len(path) > 1]
    notes: tuple[Note, ...] = ()
    if len(keep) < len(parts) and keep:
        loose = len(parts) - len(keep)
        message = f"{loose} {kind.plural[:-1]}(s) lie in no class folder and were left out."
        notes = (Note(f"loose_{kind.plural}", message, loose),)
    if not keep:
        raise InputError(
            f"`{source}` holds {len(refs)} {kind.plural} but no class folders: one subfolder per class was expected. "
            "Sort them into folders, or add a metadata.csv with the columns file_name and label."
        )
    refs, parts = [refs[row] for row in keep], [parts[row] for row in keep]
    level = 1 if _has_splits(parts) else 0
    columns = {"file_name": [ref.name for ref in refs]}
    if level:
        columns["split"] = [path[0] for path in parts]
    labels = np.array([path[level] for path in parts], dtype=object)
    check_classes(labels, f"`{source}`", continuous=False)
    shown = ", ".join(sorted(set(labels))[:6]) + (", ..." if len(set(labels)) > 6 else "")
    notes += (Note("folder_labels", f"The labels are the names of {len(set(labels))} folders: {shown}."),)
    frame = pd.DataFrame({key: pd.Series(values, dtype=object) for key, values in columns.items()})
    dataset = Dataset(name, frame, labels, kind.modality, notes=notes, inputs=inputs)
    return kind.put(dataset, refs)


def _without_top(parts: Sequence[list[str]]) -> list[list[str]]:
    """Return the paths without the folders that all of them share above the class folders."""
    parts = list(parts)
    while all(len(path) > 2 for path in parts) and len({path[0] for path in parts}) == 1:
        parts = [path[1:] for path in parts]
    return parts


def _has_splits(parts: Sequence[list[str]]) -> bool:
    """Tell whether the first level are splits and the second one the classes.

    So when every first-level folder is named like a split, or when several of them hold the same two or more folders.
    """
    if not all(len(path) > 2 for path in parts):
        return False
    below: dict[str, set[str]] = {}
    for path in parts:
        below.setdefault(path[0], set()).add(path[1])
    if all(name.lower() in _SPLITS for name in below):
        return True
    groups = list(below.values())
    return len(groups) > 1 and len(groups[0]) > 1 and all(group == groups[0] for group in groups)
