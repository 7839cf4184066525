"""The files that an audit wrote for review: columns as memory maps, and what is shown of each row, read on demand."""

from __future__ import annotations

import functools
import json
import os
import threading
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._workspace.errors import StoreError

__all__ = ["Folder"]

_KNOWN_VERSION = 1
_BLOCK = 65_536
_SPARSE = 64
_KEY = b'{"key":"'
"""How what is shown of a row begins; its key is read without the rest."""


class Folder:
    """One audit's review files. Per target: `given`, `suggested`, `chance`, `flagged`; per row: the rest.

    A target is a row, or ``row * tags + tag`` where examples carry tags.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.review = path / "review"
        self.about = self._about()
        self.task: str = self.about["task"]
        self.modality: str = self.about["modality"]
        self.classes: list[str] = [str(name) for name in self.about["classes"]]
        self.fingerprint: str = self.about["fingerprint"]
        self.tags = len(self.classes) if self.task == "tags" else 1
        self.given = self._required("given")
        self.rows = len(self.given)
        self.given = self.given.reshape(-1)
        self.targets = len(self.given)
        self.suggested = self._required("suggested").reshape(-1)
        self.chance = self._required("chance").reshape(-1)
        self.flagged = self._required("flagged").reshape(-1)
        self.order = self._required("order")
        self.group = self._required("group")
        self.vectors = self._optional(self.review / "vectors.npy")
        self.points = self._optional(self.review / "points.npy")
        self.examples = self._optional(self.review / "examples.npy")
        self.probabilities = self._optional(path / "pred_probs.npy")
        self._offsets = self._required("payload")
        self._hashes = self._required("hash")
        self._payload = (self.review / "payload.bin").open("rb", buffering=0)
        self._rows = None if self.probabilities is None else (path / "pred_probs.npy").open("rb", buffering=0)
        self._lock = threading.Lock()

    @functools.cached_property
    def rank(self) -> NDArray[np.int32]:
        """Place of each row in the order, 0 = most suspect."""
        rank = np.empty(self.rows, dtype=np.int32)
        rank[self.order] = np.arange(self.rows, dtype=np.int32)
        return rank

    @functools.cached_property
    def by_group(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Rows that have copies, sorted by group, and their groups."""
        rows = np.flatnonzero(np.asarray(self.group) >= 0)
        order = np.argsort(self.group[rows], kind="stable")
        return rows[order].astype(np.int32), np.asarray(self.group[rows[order]], dtype=np.int64)

    def row(self, target: int) -> int:
        """Return the row of a target."""
        return target // self.tags

    def tag(self, target: int) -> int | None:
        """Return the tag of a target, None where examples have one class."""
        return target % self.tags if self.task == "tags" else None

    def label_name(self, code: int, classes: Sequence[str]) -> str | None:
        """Return what the log calls a label: the name of a class, or whether a tag is there; None for no label."""
        if self.task == "tags":
            return "present" if code == 1 else "absent"
        return classes[code] if code >= 0 else None

    def payload(self, row: int) -> dict[str, Any]:
        """Return what is shown of a row: `key`, `name`, `text`, `cells`, `media`."""
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        shown = json.loads(self._read(start, end - start))
        return shown if isinstance(shown, dict) else {"key": str(row)}

    def key(self, row: int) -> str:
        """Return the name of a row that survives reordering."""
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        return _key_of(self._read(start, end - start))

    def probabilities_of(self, row: int) -> NDArray[Any] | None:
        """Return the model's probabilities of a row, None where there are none; read rather than mapped."""
        if self.probabilities is None or self._rows is None or not self.probabilities.flags.c_contiguous:
            return None if self.probabilities is None else self.probabilities[row]
        size = self.probabilities.nbytes // len(self.probabilities)
        head = os.fstat(self._rows.fileno()).st_size - self.probabilities.nbytes
        return np.frombuffer(self._read(head + row * size, size, self._rows), dtype=self.probabilities.dtype)

    def content(self, row: int) -> bytes:
        """Return the digest of what a row holds, its label left out."""
        return bytes(self._hashes[row].tobytes())

    def keys(self, rows: NDArray[np.int64]) -> list[str]:
        """Return the names of many rows, in ascending order; where they lie close, blocks are read at once."""
        if len(rows) * _SPARSE < self.rows:
            return [self.key(row) for row in rows.tolist()]
        found: list[str] = []
        for start in range(0, self.rows, _BLOCK):
            end = min(start + _BLOCK, self.rows)
            inside = rows[slice(*np.searchsorted(rows, [start, end]))] - start
            content, offsets = self.payload_bytes(start, end)
            places = offsets.tolist()
            found += [_key_of(content[places[row] : places[row + 1]]) for row in inside.tolist()]
        return found

    def contents(self, rows: NDArray[np.int64]) -> list[bytes]:
        """Return the digests of many rows."""
        width = self._hashes.shape[1]
        piece = self._hashes[rows].tobytes()
        return [piece[start : start + width] for start in range(0, len(piece), width)]

    def vector_blocks(self, size: int = _BLOCK) -> Iterator[NDArray[np.float32]]:
        """Yield all vectors, a block at a time, read rather than mapped: they are not to stay in memory."""
        if self.vectors is None:
            return
        width = self.vectors.shape[1]
        with (self.review / "vectors.npy").open("rb") as file:
            file.seek(-self.vectors.nbytes, os.SEEK_END)
            for start in range(0, self.rows, size):
                count = min(size, self.rows - start) * width
                block = np.frombuffer(file.read(count * self.vectors.itemsize), dtype=self.vectors.dtype)
                yield block.reshape(-1, width).astype(np.float32)

    def has_rows_of(self, other: Folder) -> bool:
        """Tell whether the rows hold what those of another audit hold, in the same order."""
        return self.tags == other.tags and np.array_equal(self._hashes, other._hashes)

    def copies(self, row: int) -> NDArray[np.int32]:
        """Return the other rows of a row's group of near and exact duplicates."""
        group = int(self.group[row])
        if group < 0:
            return np.zeros(0, dtype=np.int32)
        rows, groups = self.by_group
        low, high = np.searchsorted(groups, [group, group + 1])
        return np.asarray(rows[low:high][rows[low:high] != row])

    def payload_bytes(self, start: int, end: int) -> tuple[bytes, NDArray[np.int64]]:
        """Return what rows `start` to `end` show as one piece of bytes, and where each begins and ends in it."""
        offsets = np.asarray(self._offsets[start : end + 1], dtype=np.int64)
        return self._read(int(offsets[0]), int(offsets[-1] - offsets[0])), offsets - offsets[0]

    def close(self) -> None:
        """Let go of the payload; the columns go with their last user."""
        self._payload.close()
        if self._rows is not None:
            self._rows.close()

    def _read(self, start: int, count: int, file: FileIO | None = None) -> bytes:
        """Return some bytes of the payload, or of a file. Pages of a map, once seen, would stay in memory."""
        file = file or self._payload
        if hasattr(os, "pread"):
            return os.pread(file.fileno(), count, start)
        with self._lock:
            file.seek(start)
            return file.read(count)

    def _about(self) -> dict[str, Any]:
        """Return review.json, refusing folders without one and versions that are not known."""
        path = self.review / "review.json"
        if not path.is_file():
            raise InputError(
                f"{self.path} is not a workspace: it has no file review/review.json. Pass the folder that "
                "`labelproof audit` wrote; if an older version wrote it, audit the data again."
            )
        about = json.loads(path.read_text(encoding="utf-8"))
        if about.get("version") != _KNOWN_VERSION:
            raise InputError(
                f"{path} has version {about.get('version')!r}, and this labelproof reads version {_KNOWN_VERSION}. "
                "Update labelproof, or audit the data again."
            )
        return dict(about)

    def _required(self, name: str) -> NDArray[Any]:
        """Return a column that every audit writes."""
        column = self._optional(self.review / f"{name}.npy")
        if column is None:
            raise InputError(f"{self.review} lacks the file {name}.npy. Audit the data again.")
        return np.asarray(column)

    @staticmethod
    def _optional(path: Path) -> NDArray[Any] | None:
        """Return a column as a memory map, None where there is none."""
        if not path.is_file():
            return None
        try:
            # Seen as a plain array: a memory map of one number is slow to make, again and again.
            column = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
        except ValueError as error:
            raise StoreError(f"{path} cannot be read: {error}. Audit the data again.") from error
        return np.asarray(column)


def _key_of(shown: bytes) -> str:
    """Return the key of what is shown of a row, without reading the rest where that can be done."""
    end = shown.find(b'"', len(_KEY))
    if shown.startswith(_KEY) and shown.find(b"\\", len(_KEY), end) < 0:
        return shown[len(_KEY) : end].decode("utf-8")
    return str(json.loads(shown)["key"])
