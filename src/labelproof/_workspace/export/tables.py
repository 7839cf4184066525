"""The corrected data as one table, whatever they were read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from labelproof._formats.join import read_tables
from labelproof._formats.rewrite.flags import Flags
from labelproof._formats.rewrite.plan import DROPPED, Change, free_names
from labelproof._formats.rewrite.values import flag_values, label_values, list_values
from labelproof._formats.sources import read_table
from labelproof._workspace.export.choice import Choice
from labelproof._workspace.export.decisions import Decisions
from labelproof._workspace.export.source import Source
from labelproof._workspace.folder import Folder

__all__ = ["corrected_table"]

_FLAG_SAMPLE = 1000


def corrected_table(decisions: Decisions, source: Source, choice: Choice) -> pd.DataFrame:
    """Return the data with the decisions made: the table that was read, else what the audit kept of each row."""
    folder = decisions.state.folder
    if source.is_table:
        paths, header = [file.path for file in source.files], source.header
        table = read_table(paths[0], header=header) if len(paths) == 1 else read_tables(paths, header=header)
        frame, columns = table.frame, source.columns
    else:
        frame, columns = _kept(folder)
    changes = source.translated(choice.changes(decisions))
    frame = _relabelled(frame, columns, changes, folder)
    added = choice.added(decisions)
    names = free_names(added, frame.columns)
    more = {name: pd.Series(values, dtype=_dtype(values)) for name, values in zip(names, added.values(), strict=True)}
    frame = pd.concat([frame, pd.DataFrame(more, index=frame.index)], axis=1)
    keep = np.array([changes.get(row) is not DROPPED for row in range(len(frame))], dtype=bool)
    return frame[keep].reset_index(drop=True)


def _dtype(values: Sequence[Any]) -> str | None:
    """Return the dtype of a column that keeps texts and missing values apart."""
    return None if all(isinstance(value, (bool, float)) for value in values) else "object"


def _kept(folder: Folder) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return what the audit kept of every row, with the given labels, and the name of their column."""
    rows = [_shown(folder.payload(row)) for row in range(folder.rows)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in names})
    given = np.asarray(folder.given).reshape(folder.rows, folder.tags)
    title = free_names(["tags" if folder.task == "tags" else "label"], names)[0]
    if folder.task == "tags":
        labels: list[Any] = [[folder.classes[tag] for tag in np.flatnonzero(row)] for row in given]
    else:
        known = [*folder.classes, None]
        labels = [known[code] for code in given[:, 0].tolist()]
    frame[title] = pd.Series(labels, dtype=object, index=frame.index)
    return frame, (title,)


def _shown(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row as columns."""
    media = payload.get("media")
    place = media.get("member") if isinstance(media, dict) else media
    row: dict[str, Any] = {"file_name": place} if place else {"id": payload["key"]}
    if payload.get("text") is not None:
        row["text"] = payload["text"]
    cells = payload.get("cells") or []
    names = (
        free_names([name for name, _ in cells], row) if "file_name" not in dict(cells) else [name for name, _ in cells]
    )
    return {**row, **{name: value for name, (_, value) in zip(names, cells, strict=True)}}


def _relabelled(
    frame: pd.DataFrame, columns: Sequence[str], changes: Mapping[int, Change], folder: Folder
) -> pd.DataFrame:
    """Return the table with the changed labels."""
    wanted = {row: change for row, change in changes.items() if change is not DROPPED}
    new: dict[str, Mapping[int, Any]] = {}
    origin = "The table"
    if folder.task == "classes":
        labels = {row: str(change) for row, change in wanted.items()}
        new[columns[0]] = label_values(frame[columns[0]].tolist(), labels, origin)
    elif len(columns) == 1:
        lists = {row: change for row, change in wanted.items() if isinstance(change, Mapping)}
        new[columns[0]] = list_values(frame[columns[0]].tolist(), lists, folder.classes, origin)
    else:
        flags = Flags({name: map(str, frame[name].head(_FLAG_SAMPLE)) for name in columns})
        for name, tag in zip(columns, folder.classes, strict=True):
            rows = {row: change[tag] for row, change in wanted.items() if isinstance(change, Mapping) and tag in change}
            new[name] = flag_values(name, frame[name].tolist(), rows, flags)
    for name, values in new.items():
        if values:
            merged = [values.get(row, value) for row, value in enumerate(frame[name].tolist())]
            frame[name] = pd.Series(merged, dtype=object, index=frame.index)
    return frame
