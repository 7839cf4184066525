"""Words in what is shown of rows: texts, cells, names and file names, found in the stored bytes block by block."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from labelproof._workspace.folder import Folder
from labelproof._workspace.records import BLOCK

__all__ = ["matching_rows"]

_WRITTEN = b'{"key":"name":null"text":"cells":[["media":{"file":"member":"array":"index":'
"""What the stored form itself says; words that occur in it are looked for in the values instead."""


def matching_rows(folder: Folder, words: str) -> NDArray[np.int64]:
    """Return the rows that hold some words, whatever their case."""
    wanted = words.strip().lower()
    if not wanted:
        return np.arange(folder.rows)
    needle = json.dumps(wanted, ensure_ascii=False)[1:-1].encode("utf-8", "replace")
    sure = _is_sure(folder, wanted, needle)
    found: list[int] = []
    for start in range(0, folder.rows, BLOCK):
        content, offsets = folder.payload_bytes(start, min(start + BLOCK, folder.rows))
        lowered = content.lower() if wanted.isascii() else content.decode("utf-8", "replace").lower().encode("utf-8")
        # Where lowering changed the length of something, places no longer fit, and every row is looked at.
        fits = len(lowered) == len(content)
        hits = _hits(lowered, needle, offsets) if fits else iter(range(len(offsets) - 1))
        found += [start + hit for hit in hits if (sure and fits) or _holds(content, offsets, hit, wanted)]
    return np.array(found, dtype=np.int64)


def _hits(content: bytes, needle: bytes, offsets: NDArray[np.int64]) -> Iterator[int]:
    """Yield each row of a block that holds a needle."""
    begins = offsets.tolist()
    place = content.find(needle)
    while place >= 0:
        row = bisect.bisect_right(begins, place) - 1
        yield row
        place = content.find(needle, begins[row + 1])


def _is_sure(folder: Folder, wanted: str, needle: bytes) -> bool:
    """Tell whether a hit in the bytes is one in the values: names of columns and marks of the format are none."""
    columns = [str(cell[0]).lower() for cell in folder.payload(0).get("cells", ())] if folder.rows else []
    plain = wanted.isascii() and not any(mark in wanted for mark in '\\"[]{},:')
    return plain and needle not in _WRITTEN and not any(wanted in name for name in columns)


def _holds(content: bytes, offsets: NDArray[np.int64], row: int, wanted: str) -> bool:
    """Tell whether the values of a row hold some words."""
    shown = json.loads(content[offsets[row] : offsets[row + 1]])
    media = shown.get("media")
    places = [media] if isinstance(media, str) else list(media.values()) if isinstance(media, dict) else []
    values = [shown.get("key"), shown.get("name"), shown.get("text"), *places]
    values += [cell[1] for cell in shown.get("cells", ())]
    return any(wanted in str(value).lower() for value in values if value is not None)
