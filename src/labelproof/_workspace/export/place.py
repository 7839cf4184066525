"""Which files hold the labels: known without a look into them, and without loading what reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from labelproof._workspace.folder import Folder

__all__ = ["Place", "is_table", "place_of"]


@dataclass(frozen=True)
class Place:
    """The files that hold the labels, in the order of their rows, each with its digest and how many rows it has.

    `apart`: the labels are in a file of their own.
    """

    kind: Literal["table", "folder", "zip", "memory"]
    files: tuple[tuple[Path, str, int], ...] = ()
    apart: bool = False

    @property
    def paths(self) -> list[Path]:
        """Where the files are."""
        return [path for path, _, _ in self.files]


def place_of(folder: Folder) -> Place:
    """Return which files the labels of a workspace were read from."""
    about: dict[str, Any] = folder.about["source"]
    near, reading = folder.path.absolute().parent, about.get("reading", {})
    digests = {(near / file["path"]): file["sha256"] for file in about.get("files", ())}
    labels = about.get("labels")
    named = [near / path for path in ([labels] if labels else reading.get("data") or ())]
    if not named or (not labels and "labels" in reading.get("in_memory", ())):
        return Place("memory")
    kind: Literal["table", "folder", "zip"] = "table"
    if named[0].is_dir() or (named[0] in digests and not named[0].suffix):
        table = next((path for path in digests if path.suffix and is_table(path)), None)
        kind, named = ("folder", named) if table is None else ("table", [table])
    elif named[0].suffix.lower() == ".zip":
        kind = "zip"
    counts = about.get("rows") or []
    rows = counts if len(counts) == len(named) else [folder.rows]
    files = tuple((path, digests.get(path, ""), count) for path, count in zip(named, rows, strict=True))
    return Place(kind, files, bool(labels))


def is_table(path: Path) -> bool:
    """Return whether a file is a table by its name."""
    from labelproof._formats.sources import TABLE_SUFFIXES  # noqa: PLC0415 - loads pandas
    from labelproof._formats.tags.attributes import ATTRIBUTE_FILE  # noqa: PLC0415

    return path.suffix.lower() in TABLE_SUFFIXES and (path.suffix.lower() != ".txt" or path.name == ATTRIBUTE_FILE)
