"""Where the labels were read from: the files, whether they are still the same, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from labelproof._base.errors import InputError
from labelproof._base.files import sha256_file
from labelproof._formats.arrays import array_keys, choose_key
from labelproof._formats.given_labels import given_labels
from labelproof._formats.kinds import KINDS
from labelproof._formats.labels import label_strings
from labelproof._formats.media import digest_of_files, loose_files
from labelproof._formats.npz import LABEL_KEYS
from labelproof._formats.rewrite.plan import Change
from labelproof._formats.sources import TABLE_SUFFIXES, read_table
from labelproof._formats.tags.arrays import TAG_KEYS
from labelproof._workspace.export.place import is_table, place_of
from labelproof._workspace.folder import Folder
from labelproof._workspace.relocating import ELSEWHERE

__all__ = ["Source", "SourceFile", "source_of"]


@dataclass(frozen=True)
class SourceFile:
    """One file, or one folder of class folders, with what the audit knew of it."""

    path: Path
    sha256: str
    rows: int

    def changed(self) -> str | None:
        """Return why the file is not the one that was audited, None where it is."""
        try:
            now = _digest_of_folder(self.path) if self.path.is_dir() else sha256_file(self.path)
        except OSError as error:
            return f"{self.path} cannot be read ({error.strerror or error})"
        return None if now == self.sha256 else f"{self.path} has changed since the audit"


@dataclass(frozen=True)
class Source:
    """The files that hold the labels, in the order of their rows.

    `columns` are the column of the labels or those of the tags; `header` is what the audit was told about a header.
    `apart`: the labels are in a file of their own. `words`: how the files call the classes, where not by their names.
    """

    kind: Literal["table", "folder", "zip", "memory"]
    files: tuple[SourceFile, ...]
    columns: tuple[str, ...] = ()
    header: bool | None = None
    apart: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        """Whether the files hold the whole data as tables."""
        suffixes = {file.path.suffix.lower() for file in self.files}
        return self.kind == "table" and not self.apart and suffixes <= set(TABLE_SUFFIXES)

    def translated(self, changes: Mapping[int, Change]) -> dict[int, Change]:
        """Return the changes in the words of the files, where those number the classes."""
        return {
            row: self.words.get(change, change) if isinstance(change, str) else change
            for row, change in changes.items()
        }

    def check(self) -> None:
        """Refuse files that changed since the audit: its rows may not be theirs any more."""
        for file in self.files:
            if not file.path.exists():
                raise InputError(f"{file.path} is no longer there. {ELSEWHERE}")
            reason = file.changed()
            if reason is not None:
                raise InputError(
                    f"{reason}, so its rows may not be those that were reviewed. Put the old file back, or audit again "
                    "into the same folder: decisions move over by the id and the content of each row."
                )


def source_of(folder: Folder, classes: Sequence[str]) -> Source:
    """Return where the labels of a workspace were read from; `classes` are those of the audit and the added ones."""
    place, reading = place_of(folder), folder.about["source"].get("reading", {})
    files = tuple(SourceFile(*file) for file in place.files)
    source = Source(place.kind, files, header=reading.get("header"), apart=place.apart)
    if source.kind != "table":
        return source
    source = replace(source, columns=_columns_of(folder, source.files[0].path, reading, apart=source.apart))
    given_probs = reading.get("pred_probs") or "pred_probs" in reading.get("in_memory", ())
    if folder.task == "tags" or not given_probs:
        return source
    return replace(source, words=_words_of(folder, source, classes))


def _words_of(folder: Folder, source: Source, classes: Sequence[str]) -> dict[str, str]:
    """Return how files call the classes that probabilities of somebody's own belong to: by their numbers, it may be."""
    labels: list[str | None] = []
    for file in source.files if all(file.path.is_file() for file in source.files) else ():
        if source.apart or file.path.suffix.lower() == ".npz":
            labels += given_labels(file.path).labels.tolist()
        else:
            column = read_table(file.path, header=source.header).frame[source.columns[0]]
            labels += label_strings(column, f"`{file.path}`")[0].tolist()
    codes = np.asarray(folder.given)[: len(labels)]
    words: dict[str, str] = {}
    for code, label in zip(codes.tolist(), labels, strict=True):
        if code >= 0 and label is not None:
            words.setdefault(classes[code], label)
    if all(word == str(classes.index(name)) for name, word in words.items()):
        words = {name: str(code) for code, name in enumerate(classes)} if words else {}
    return {name: word for name, word in words.items() if name != word}


def _columns_of(folder: Folder, path: Path, reading: Mapping[str, Any], *, apart: bool) -> tuple[str, ...]:
    """Return the columns of the labels or tags; of an `.npz` file their array, of a file of labels alone nothing."""
    columns, tagged = folder.about["columns"], folder.task == "tags"
    suffix = path.suffix.lower()
    if suffix == ".npz" and path.is_file():
        wanted = None if apart else (columns.get("tags") or [columns.get("label") or reading.get("label")])[0]
        return (choose_key(array_keys(path), f"`{path}`", TAG_KEYS if tagged else LABEL_KEYS, "labels", wanted=wanted),)
    if apart:
        column = given_labels(path).column if is_table(path) and path.is_file() else None
        return () if column is None else (column,)
    return tuple(columns.get("tags") or ([columns["label"]] if columns.get("label") else ()))


def _digest_of_folder(folder: Path) -> str:
    """Return the digest that the audit took of a folder of images or recordings."""
    base = folder.resolve()
    files = max((loose_files(base, kind) for kind in KINDS), key=len)
    return digest_of_files(folder, base, files).sha256
