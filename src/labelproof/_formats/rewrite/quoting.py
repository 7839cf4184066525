"""Labels as cells of a delimited text: spelled and quoted as that text does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from labelproof._base.formulas import disarmed
from labelproof._formats.labels import label_strings
from labelproof._formats.rewrite.plan import unwritable
from labelproof._formats.rewrite.records import Sheet
from labelproof._formats.rewrite.spelling import Spelling

__all__ = ["Quoting", "added_cell"]


class Quoting:
    """Writes the labels of one column; `counts` says how often each cell occurs, with its quotes."""

    def __init__(self, sheet: Sheet, counts: Mapping[str, int], origin: str) -> None:
        self._sheet = sheet
        self._origin = origin
        values: Counter[str] = Counter()
        for raw, count in counts.items():
            values[sheet.value(raw)] += count
        self._spelling = Spelling.of(values, origin)
        label_of = dict(zip(values, label_strings(list(values), origin)[0], strict=True))
        self._quoted: dict[str | None, set[bool]] = {}
        free: Counter[bool] = Counter()
        for raw, count in counts.items():
            value = sheet.value(raw)
            self._quoted.setdefault(label_of[value], set()).add(_is_quoted(raw))
            if value.strip() and not self._should(value):
                free[_is_quoted(raw)] += count
        self._usually = free[True] > free[False]

    def cell(self, label: str, old: str) -> str:
        """Return the cell of a label in the place of an old cell."""
        value = self._spelling.padded(label, self._sheet.value(old))
        if not self._sheet.quoted:
            if self._must(value):
                raise unwritable(label, self._origin, "its cells have no quotes, so none can hold a tab or a line end")
            return value
        return _quoted(value) if self._must(value) or self._by_style(label, value, old) else value

    def _by_style(self, label: str, value: str, old: str) -> bool:
        """Tell whether the cell is quoted: as all others of its class, else as the old cell, else as most."""
        known = self._quoted.get(label, set())
        if len(known) == 1:
            return next(iter(known))
        before = self._sheet.value(old)
        if before.strip() and not self._should(before):
            return _is_quoted(old) or self._should(value)
        return self._usually or self._should(value)

    def _must(self, value: str) -> bool:
        return value.startswith('"') or any(mark in value for mark in (self._sheet.delimiter, "\r", "\n"))

    def _should(self, value: str) -> bool:
        return '"' in value or self._must(value)


def added_cell(sheet: Sheet, value: object) -> str:
    """Return the cell of a value in a column that is added; a text that would run as a formula is made harmless."""
    if value is None:
        return ""
    if isinstance(value, float):
        return np.format_float_positional(value, trim="0")
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    text = disarmed(value)
    if not sheet.quoted:
        return " ".join(text.replace(sheet.delimiter, " ").splitlines())
    return _quoted(text) if any(mark in text for mark in (sheet.delimiter, '"', "\r", "\n", ",", ";", "\t")) else text


def _is_quoted(raw: str) -> bool:
    return raw.startswith('"')


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
