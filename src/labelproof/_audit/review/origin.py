"""Where the rows came from: the files with their digests, how many rows each gave, and the folder of the media."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labelproof._base.dataset import Dataset, FileRef, ImageRef
from labelproof._formats.join import file_stems

__all__ = ["columns_of_roles", "media_of", "media_root", "source_of"]

_KINDS = {
    **dict.fromkeys((".csv", ".data", ".txt"), "csv"),
    **dict.fromkeys((".tsv", ".tab"), "tsv"),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "jsonl"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    ".arff": "arff",
    ".npz": "npz",
    ".npy": "npy",
    ".zip": "zip",
}


def source_of(dataset: Dataset, reading: Mapping[str, Any], workspace: Path) -> dict[str, Any]:
    """Return what `review.json` says under `source`.

    Parameters
    ----------
    dataset : Dataset
        The rows as they were read.
    reading : mapping
        From `AuditRequest.reading`.
    workspace : Path
        The folder of the audit, absolute. Files beside or below it are named relative to its parent.

    Returns
    -------
    dict
        `kind`, `files` (path and SHA-256), `rows` (how many each of several tables gave, in order), `header` (False
        where a table has none), `labels` (the file of the labels, where they are not in the data), `reading`.
    """
    near = workspace.parent
    paths = [Path(path) for path in reading.get("data") or ()]
    files = [Path(file.path).expanduser().absolute() for file in dataset.inputs]
    labels = [Path(path) for path in reading.get("labels") or ()]
    return {
        "kind": _kind(paths or labels, files, reading),
        "files": [
            {"path": _beside(path, near), "sha256": file.sha256}
            for path, file in zip(files, dataset.inputs, strict=True)
        ],
        "rows": _rows(dataset, paths),
        "header": not any(note.code == "no_header" for note in dataset.notes),
        "labels": _beside(labels[0], near) if labels else None,
        "reading": {name: _near_paths(name, value, near) for name, value in reading.items()},
    }


def columns_of_roles(dataset: Dataset) -> dict[str, Any]:
    """Return which columns are what."""
    return {
        "label": None if dataset.tags is not None else dataset.label_column,
        "tags": _tag_columns(dataset),
        "id": dataset.id_column,
        "text": list(dataset.text_columns),
        "features": list(dataset.feature_columns),
    }


def media_root(dataset: Dataset) -> Path | None:
    """Return the folder that the paths of images and recordings start from, None where there are none."""
    refs: tuple[FileRef, ...] = dataset.images or dataset.audio
    first = next((ref for ref in refs if ref.path is not None), None)
    if first is None or first.path is None:
        return None
    return first.path.parent if first.member is not None else _above(first.path, first.name)


def media_of(ref: FileRef, row: int, root: Path | None) -> str | dict[str, Any] | None:
    """Return where the image or recording of a row is, relative to the root; None where nothing says so."""
    if isinstance(ref, ImageRef) and ref.array is not None:
        return {"file": "images.npy", "index": row}
    if ref.path is None or root is None:
        return None
    place = Path(os.path.relpath(ref.path, root)).as_posix()
    return place if ref.member is None else {"file": place, "member": ref.member}


def _above(path: Path, name: str) -> Path:
    """Return the folder that a relative name starts from."""
    return path.parents[len(Path(name).parts) - 1]


def _kind(paths: Sequence[Path], files: Sequence[Path], reading: Mapping[str, Any]) -> str:
    """Return what kind of source it is, by the names of the files."""
    if not paths:
        return "frame" if "data" in reading.get("in_memory", ()) else "arrays"
    if paths[0].is_dir():
        table = next((file for file in files if file.suffix.lower() in _KINDS and file.suffix.lower() != ".zip"), None)
        return "folder" if table is None else _KINDS[table.suffix.lower()]
    return _KINDS.get(paths[0].suffix.lower(), "csv")


def _rows(dataset: Dataset, paths: Sequence[Path]) -> list[int]:
    """Return how many rows each file gave; where several were joined, the last column says which."""
    if len(paths) < 2:
        return [len(dataset.frame)]
    counts = dataset.frame.iloc[:, -1].value_counts()
    return [int(counts.get(stem, 0)) for stem in file_stems(paths)]


def _tag_columns(dataset: Dataset) -> list[str] | None:
    """Return the columns that hold the tags."""
    if dataset.tags is None or dataset.label_column is None:
        return None
    joined = dataset.label_column
    return [joined] if joined in dataset.frame.columns else joined.split(", ")


def _near_paths(name: str, value: Any, near: Path) -> Any:
    """Return paths as they are written; other values as they are."""
    listed = name in {"data", "labels", "pred_probs", "feature_array", "classes"} and value is not None
    return [_beside(Path(path), near) for path in value] if listed else value


def _beside(path: Path, near: Path) -> str:
    """Return a path relative to a folder that holds it, else as it is."""
    return path.relative_to(near).as_posix() if path.is_relative_to(near) else str(path)
