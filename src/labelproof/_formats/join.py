"""Several files of the same columns to one table that remembers which file each row came from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._formats.paths import common_name
from labelproof._formats.sources import existing, read_table
from labelproof._formats.table import Table

__all__ = ["file_stems", "read_tables"]


def read_tables(paths: Sequence[Path], *, header: bool | None = None) -> Table:
    """Return the rows of all files, in the order of the files, with a column for the file's stem."""
    tables = [read_table(existing(path), header=header) for path in paths]
    if len(tables) == 1:
        return tables[0]
    _check_same_file(paths)
    first = tables[0]
    for table, path in zip(tables[1:], paths[1:], strict=True):
        _check_columns(first.frame, table.frame, paths[0], path)
    column = _free_name("split", first.frame)
    stems = file_stems(paths)
    parts = [table.frame[list(first.frame.columns)] for table in tables]
    frame = pd.concat(parts, ignore_index=True)
    frame[column] = pd.Series(
        [stem for stem, part in zip(stems, parts, strict=True) for _ in range(len(part))], dtype=object
    )
    counts = ", ".join(f"{stem} {len(part):,}" for stem, part in zip(stems, parts, strict=True))
    note = Note("split_column", f"{len(paths)} files were joined; column `{column}` says which: {counts}.", len(paths))
    notes = tuple(note for table in tables for note in table.notes)
    inputs = tuple(record for table in tables for record in table.inputs)
    folder = first.folder if len({path.resolve().parent for path in paths}) == 1 else None
    return Table(frame, common_name(paths), (*dict.fromkeys(notes), note), inputs, folder, column, first.tags)


def _check_same_file(paths: Sequence[Path]) -> None:
    """Refuse a file that is given twice: every one of its rows would be a duplicate."""
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise InputError(f"`{path}` is given twice: every file is read once. Leave one out.")
        seen.add(path.resolve())


def _check_columns(one: pd.DataFrame, other: pd.DataFrame, first: Path, path: Path) -> None:
    """Refuse a file whose columns are not those of the first; their order may differ."""
    if set(one.columns) == set(other.columns):
        return
    missing = [name for name in one.columns if name not in other.columns]
    extra = [name for name in other.columns if name not in one.columns]
    parts = [f"lacks {_listed(missing)}"] if missing else []
    parts += [f"has {_listed(extra)} besides"] if extra else []
    raise InputError(
        f"All files must have the same columns: compared with `{first}`, `{path}` {' and '.join(parts)}. "
        "Rename the columns, or audit the files one by one."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names[:6]) + (", ..." if len(names) > 6 else "")


def _free_name(wanted: str, frame: pd.DataFrame) -> str:
    """Return the name, or one like it that no column has."""
    name, number = wanted, 1
    while name in frame.columns:
        name, number = ("source_file" if number == 1 else f"source_file.{number}"), number + 1
    return name


def file_stems(paths: Sequence[Path]) -> list[str]:
    """Return a short name for each file: the stem, with its folder where stems repeat."""
    stems = [path.stem for path in paths]
    if len(set(stems)) == len(stems):
        return stems
    return [f"{path.resolve().parent.name}/{path.name}" for path in paths]
