"""What there is of each row for people to see, and a digest of it, so that a later audit knows the row again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, FileRef, ImageRef
from labelproof._media.content import UnreadableFile, content_of

__all__ = ["DIGEST_BYTES", "Shown", "digests_of", "keys_of", "shown_columns", "shown_of", "unicode_of"]

DIGEST_BYTES = 16
_MOST_BYTES = 1 << 30
_SHOWN_CELLS = 5_000_000
"""Bound on rows x columns that are shown of an array of features."""
_FEWEST, _MOST_COLUMNS = 8, 64

Shown = dict[str, Any]


def digests_of(dataset: Dataset) -> NDArray[np.uint8]:
    """Return (N, 16) digests of what the rows hold, their labels left out; zeros where there is nothing to see.

    Files are read again for it, once each.
    """
    digests = np.zeros((len(dataset.labels), DIGEST_BYTES), dtype=np.uint8)
    for row, content in enumerate(_contents(dataset)):
        digests[row] = np.frombuffer(hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest(), dtype=np.uint8)
    return digests


def keys_of(dataset: Dataset, digests: NDArray[np.uint8]) -> list[str]:
    """Return a distinct name of each row that survives reordering: id, path, else its digest; else its number."""
    if dataset.id_column is not None:
        return [unicode_of(_shown(value).strip()) for value in dataset.frame[dataset.id_column]]
    refs: tuple[FileRef, ...] = dataset.images or dataset.audio
    if refs and not _in_memory(refs[0]):
        return _distinct([unicode_of(ref.name) for ref in refs])
    if not digests.any():
        return [f"row {row}" for row in range(len(digests))]
    same = np.unique(np.ascontiguousarray(digests).view(f"V{DIGEST_BYTES}").ravel(), return_inverse=True)[1].reshape(-1)
    repeats = pd.Series(same).groupby(same).cumcount().tolist()
    return [f"{digest.tobytes().hex()}#{again + 1}" for digest, again in zip(digests, repeats, strict=True)]


def unicode_of(text: str) -> str:
    """Return a name as every database takes it: bytes that are no Unicode are written as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _distinct(names: list[str]) -> list[str]:
    """Return names with a number behind each that was there before."""
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return numbered


def shown_of(dataset: Dataset) -> Iterator[Shown]:
    """Yield what is shown of each row: `name`, and `text` and `cells` where there are some."""
    frame = dataset.frame
    names = None if dataset.id_column is None else [unicode_of(_shown(value)) for value in frame[dataset.id_column]]
    refs: tuple[FileRef, ...] = dataset.images or dataset.audio
    hidden = {*_label_columns(dataset), *dataset.text_columns}
    columns = {str(name): frame[name].tolist() for name in frame.columns if name not in hidden}
    texts = [frame[name].tolist() for name in dataset.text_columns]
    for row in range(len(dataset.labels)):
        shown: Shown = {"name": names[row] if names else unicode_of(refs[row].name) if refs else None}
        if texts:
            shown["text"] = _clean("\n".join(_shown(column[row]) for column in texts))
        cells = [[_clean(name), _clean(_shown(column[row]))] for name, column in columns.items()]
        if dataset.arrays is not None:
            cells += _numbers(dataset.arrays, row)
        if cells:
            shown["cells"] = cells
        yield shown


def _label_columns(dataset: Dataset) -> set[str]:
    """Return the columns that hold the labels or the tags."""
    tags = () if dataset.tags is None else dataset.tags.names
    joined = dataset.label_column or ""
    parts = {joined} if joined in dataset.frame.columns else set(joined.split(", "))
    return {*parts, *(tags if len(parts) > 1 else ())}


def _numbers(array: NDArray[Any], row: int) -> list[list[str]]:
    """Return the first features of a row of an array."""
    flat = np.asarray(array[row]).reshape(-1)[: shown_columns(array)]
    return [[f"x{column}", f"{value:.6g}"] for column, value in enumerate(flat.tolist())]


def shown_columns(array: NDArray[Any]) -> int:
    """Return how many columns of an array of features are shown, as x0, x1, ..."""
    return int(np.clip(_SHOWN_CELLS // max(len(array), 1), _FEWEST, _MOST_COLUMNS))


def _contents(dataset: Dataset) -> Iterator[bytes]:
    """Yield the content of each row as bytes."""
    refs: tuple[FileRef, ...] = dataset.images or dataset.audio
    if refs:
        for ref in refs:
            yield _file(ref)
        return
    hidden = {*_label_columns(dataset), dataset.id_column}
    named = dataset.text_columns or dataset.feature_columns
    columns = [dataset.frame[name].tolist() for name in named or dataset.frame.columns if name not in hidden]
    if columns:
        for cells in zip(*columns, strict=True):
            yield "\x1f".join(_shown(cell) for cell in cells).encode("utf-8", "surrogatepass")
    elif dataset.arrays is not None:
        for values in dataset.arrays:
            yield np.ascontiguousarray(values).tobytes()


def _in_memory(ref: FileRef) -> bool:
    """Tell whether a reference is an array rather than a file."""
    return isinstance(ref, ImageRef) and ref.array is not None


def _file(ref: FileRef) -> bytes:
    """Return the bytes of a file or array; of a file that cannot be read, why, in place of them."""
    if isinstance(ref, ImageRef) and ref.array is not None:
        return np.ascontiguousarray(ref.array).tobytes()
    try:
        return content_of(ref, most=_MOST_BYTES)
    except UnreadableFile as error:
        return f"unreadable: {error}".encode("utf-8", "replace")


def _shown(value: object) -> str:
    """Return a cell as people read it: nothing for a missing value."""
    return "" if value is None or value is pd.NA or value is pd.NaT or value != value else str(value)  # noqa: PLR0124


def _clean(text: str) -> str:
    """Return text that every file and browser takes: lone surrogates become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
