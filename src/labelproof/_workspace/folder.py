"""The files that an audit wrote for review: columns that are looked through as memory maps, the rest read on demand."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._workspace.errors import StoreError
from labelproof._workspace.records import BLOCK, Pieces, Records

__all__ = ["Folder"]

_KNOWN_VERSION = 1
_SPARSE = 64
Column = TypeVar("Column")
_KEY = b'{"key":"'
"""How what is shown of a row begins; its key is read without the rest."""


class Folder:
    """One audit's review files. Per target: `given`, `suggested`, `chance`, `flagged`; per row: the rest.

    A target is a row, or ``row * tags + tag`` where examples carry tags.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.review = path / "review"
        self._open: list[Pieces] = []
        try:
            self._read()
        except BaseException:
            self.close()
            raise

    def _read(self) -> None:
        """Open the files, the audit's description first: whoever holds it open knows when another takes its place."""
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
        self.points = self._optional(self.review / "points.npy")
        self.examples = self._optional(self.review / "examples.npy")
        self.probabilities = self._optional(self.path / "pred_probs.npy")
        self.vectors = self._records(self.review / "vectors.npy")
        self._offsets = self._required_records("payload")
        self._hashes = self._required_records("hash")
        by_row = self.probabilities is not None and self.probabilities.flags.c_contiguous
        self._probabilities = self._records(self.path / "pred_probs.npy") if by_row else None
        self._payload = self._opened(self.review / "payload.bin")

    @property
    def is_replaced(self) -> bool:
        """Whether another audit lies under the folder's name by now."""
        return not self._description.lies_at(self.review / "review.json")

    @functools.cached_property
    def rank(self) -> NDArray[np.int32]:
        """Place of each row in the order, 0 = most suspect."""
        rank = np.empty(self.rows, dtype=np.int32)
        rank[self.order] = np.arange(self.rows, dtype=np.int32)
        return rank

    @functools.cached_property
    def chances(self) -> list[int]:
        """How many labels have which chance to be wrong, by twentieths."""
        chance = np.asarray(self.chance)
        twentieth = np.minimum(chance[~np.isnan(chance)] * 20, 19).astype(np.uint8)
        return [int(count) for count in np.bincount(twentieth, minlength=20)]

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
        shown = json.loads(self._shown(row))
        return shown if isinstance(shown, dict) else {"key": str(row)}

    def key(self, row: int) -> str:
        """Return the name of a row that survives reordering."""
        return _key_of(self._shown(row))

    def probabilities_of(self, row: int) -> NDArray[Any] | None:
        """Return the model's probabilities of a row, None where there are none."""
        if self._probabilities is not None:
            return np.asarray(self._probabilities.rows(row, row + 1)[0])
        return None if self.probabilities is None else np.asarray(self.probabilities[row])

    def content(self, row: int) -> bytes:
        """Return the digest of what a row holds, its label left out."""
        return self._hashes.rows(row, row + 1).tobytes()

    def keys(self, rows: NDArray[np.int64]) -> list[str]:
        """Return the names of many rows, in ascending order; where they lie close, blocks are read at once."""
        if len(rows) * _SPARSE < self.rows:
            return [self.key(row) for row in rows.tolist()]
        found: list[str] = []
        for start in range(0, self.rows, BLOCK):
            end = min(start + BLOCK, self.rows)
            inside = rows[slice(*np.searchsorted(rows, [start, end]))] - start
            content, offsets = self.payload_bytes(start, end)
            places = offsets.tolist()
            found += [_key_of(content[places[row] : places[row + 1]]) for row in inside.tolist()]
        return found

    def contents(self, rows: NDArray[np.int64]) -> list[bytes]:
        """Return the digests of many rows."""
        width = self._hashes.shape[1]
        piece = self._hashes.take(rows).tobytes()
        return [piece[start : start + width] for start in range(0, len(piece), width)]

    def vector_blocks(self, size: int = BLOCK) -> Iterator[NDArray[np.float32]]:
        """Yield all vectors, a block at a time."""
        if self.vectors is not None:
            for start in range(0, self.rows, size):
                yield self.vectors.rows(start, min(start + size, self.rows)).astype(np.float32)

    def has_rows_of(self, other: Folder) -> bool:
        """Tell whether the rows hold what those of another audit hold, in the same order."""
        if self.tags != other.tags or self._hashes.shape != other._hashes.shape:
            return False
        spans = ((start, min(start + BLOCK, self.rows)) for start in range(0, self.rows, BLOCK))
        return all(np.array_equal(self._hashes.rows(*span), other._hashes.rows(*span)) for span in spans)

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
        offsets = self._offsets.rows(start, end + 1).astype(np.int64)
        return self._payload.read(int(offsets[0]), int(offsets[-1] - offsets[0])), offsets - offsets[0]

    def close(self) -> None:
        """Let go of the files; the mapped columns go with their last user."""
        while self._open:
            self._open.pop().close()

    def _shown(self, row: int) -> bytes:
        """Return what is shown of a row, as it is stored."""
        start, end = self._offsets.rows(row, row + 2).tolist()
        return self._payload.read(start, end - start)

    def _opened(self, path: Path) -> Pieces:
        """Return a file that is closed with the others."""
        self._open.append(found := Pieces(path))
        return found

    def _about(self) -> dict[str, Any]:
        """Return review.json, refusing folders without one and versions that are not known."""
        path = self.review / "review.json"
        if not self.path.exists():
            raise InputError(f"{self.path} does not exist. Pass the folder that `labelproof audit` wrote.")
        if not path.is_file():
            raise InputError(
                f"{self.path} is not a workspace: it has no file review/review.json. Pass the folder that "
                "`labelproof audit` wrote; if an older version wrote it, audit the data again."
            )
        self._description = self._opened(path)
        about = json.loads(self._description.read(0, self._description.size))
        if about.get("version") != _KNOWN_VERSION:
            raise InputError(
                f"{path} has version {about.get('version')!r}, and this labelproof reads version {_KNOWN_VERSION}. "
                "Update labelproof, or audit the data again."
            )
        return dict(about)

    def _required(self, name: str) -> NDArray[Any]:
        """Return a column that every audit writes."""
        return np.asarray(self._there(name, self._optional(self.review / f"{name}.npy")))

    def _required_records(self, name: str) -> Records:
        """Return a column that every audit writes, for its rows."""
        return self._there(name, self._records(self.review / f"{name}.npy"))

    def _there(self, name: str, column: Column | None) -> Column:
        """Return a column, refusing one that is missing."""
        if column is None:
            raise InputError(f"{self.review} lacks the file {name}.npy. Audit the data again.")
        return column

    def _records(self, path: Path) -> Records | None:
        """Return a column of which rows are read, None where there is none."""
        if not path.is_file():
            return None
        with _readable(path):
            self._open.append(found := Records(path))
        return found

    @staticmethod
    def _optional(path: Path) -> NDArray[Any] | None:
        """Return a column as a memory map, None where there is none."""
        if not path.is_file():
            return None
        with _readable(path):
            # Seen as a plain array: a memory map of one number is slow to make, again and again.
            return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say that a column is damaged, or holds what is never loaded."""
    try:
        yield
    except ValueError as error:
        raise StoreError(f"{path} cannot be read: {error}. Audit the data again.") from error


def _key_of(shown: bytes) -> str:
    """Return the key of what is shown of a row, without reading the rest where that can be done."""
    end = shown.find(b'"', len(_KEY))
    if shown.startswith(_KEY) and shown.find(b"\\", len(_KEY), end) < 0:
        return shown[len(_KEY) : end].decode("utf-8")
    return str(json.loads(shown)["key"])
