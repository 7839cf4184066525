"""Labels as JSON values: 1 stays a number, "1" a text, true a boolean; a new class is written as the others are."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from labelproof._formats.labels import label_strings
from labelproof._formats.rewrite.flags import Flags
from labelproof._formats.rewrite.listed import Listed
from labelproof._formats.rewrite.spelling import Spelling

__all__ = ["JsonColumn", "JsonLabels", "JsonTags", "json_flag", "json_text"]

_WHOLE = re.compile(r"-?(0|[1-9]\d*)")


@dataclass
class JsonColumn:
    """The values of one key, each with how often it occurs and the first row that holds it."""

    counts: Counter[tuple[type, Any]] = field(default_factory=Counter)
    rows: dict[tuple[type, Any], int] = field(default_factory=dict)

    def see(self, value: Any, row: int) -> None:
        """Take note of the value of a row."""
        key = (type(value), json.dumps(value) if isinstance(value, (list, dict)) else value)
        self.counts[key] += 1
        self.rows.setdefault(key, row)

    def of(self, kind: type) -> dict[Any, int]:
        """Return the values of one type, and how often they occur."""
        return {value: count for (one, value), count in self.counts.items() if one is kind}


def json_text(value: Any, *, ascii_only: bool) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=ascii_only)


class JsonLabels:
    """Writes labels; `raw` returns the characters of the value in a row."""

    def __init__(self, column: JsonColumn, raw: Callable[[int], str], origin: str, *, ascii_only: bool) -> None:
        self._column, self._raw, self._ascii = column, raw, ascii_only
        found = [key for key, _ in column.counts.most_common()]
        labels = label_strings([value for _, value in found], origin)[0]
        self._known: dict[str, list[tuple[type, Any]]] = {}
        for key, label in zip(found, labels, strict=True):
            if label is not None:
                self._known.setdefault(label, []).append(key)
        self._usual = next((kind for (kind, _), label in zip(found, labels, strict=True) if label is not None), str)
        self._spelling = Spelling.of(column.of(str), origin)

    def value(self, label: str, old: Any) -> str:
        """Return the JSON of a label in the place of an old value."""
        kind = self._usual if old is None else type(old)
        known = self._known.get(label, [])
        key = next((key for key in known if key[0] is kind), known[0] if known else None)
        if key is not None and key[0] is not str:
            return self._raw(self._column.rows[key])
        if key is None and kind is not str:
            number = _new_number(label, kind)
            if number is not None:
                return number
        text = self._spelling.padded(label, old if isinstance(old, str) else "")
        if (str, text) in self._column.rows:
            return self._raw(self._column.rows[str, text])
        return json_text(text, ascii_only=self._ascii)


def _new_number(label: str, kind: type) -> str | None:
    """Return a class that the file does not hold yet as the kind of value that its others are, if it can be."""
    if kind is bool:
        return label.lower() if label in {"True", "False"} else None
    if not _WHOLE.fullmatch(label):
        return None
    return label if kind is int else f"{label}.0"


class JsonTags:
    """Writes lists of tags: JSON arrays, and texts that hold several tags."""

    def __init__(
        self, column: JsonColumn, raw: Callable[[int], str], tags: tuple[str, ...], origin: str, *, ascii_only: bool
    ) -> None:
        self._ascii = ascii_only
        arrays = [key for key in column.counts if key[0] is list]
        self._as_text = not arrays and bool(column.of(str))
        cells = {raw(column.rows[key]): column.counts[key] for key in arrays}
        self._arrays = Listed(cells, tags, origin, strict=True, ascii_only=ascii_only)
        self._texts = Listed(column.of(str), tags, origin, ascii_only=ascii_only)

    def value(self, change: Mapping[str, bool], old: Any, raw: str) -> str:
        """Return the JSON of a list, or of a text, with tags taken out and put in."""
        if isinstance(old, list):
            return self._arrays.value(raw, change)
        if isinstance(old, str) or (old is None and self._as_text):
            return json_text(self._texts.value(old or "", change), ascii_only=self._ascii)
        return self._arrays.value("[]" if old is None else f"[{raw}]", change)


def json_flag(flags: Flags, column: str, raw: str, *, present: bool) -> str:
    """Return the value of a column of 0 and 1, of the same kind as the old one."""
    if raw.startswith('"'):
        return json.dumps(flags.value(column, json.loads(raw), present=present))
    return flags.value(column, raw, present=present)
