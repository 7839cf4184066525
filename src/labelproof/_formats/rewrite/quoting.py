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

__all__ = ["LabelCells", "Quotes", "added_cell"]


class Quotes:
    """Puts values into quotes as the cells of one column are; `counts` says how often each cell occurs."""

    def __init__(self, sheet: Sheet, counts: Mapping[str, int]) -> None:
        self._sheet = sheet
        free = self._free(counts) or self._free(Counter(sheet.top()))  # Else as the first record of the file is.
        self._usually = free[True] > free[False]

    def cell(self, value: str, old: str, *, like: bool | None = None) -> str:
        """Return the cell of a value: quoted where it must be, as `like`, else as the old cell, else as most."""
        if not self._sheet.quoted:
            return value
        before = self._sheet.value(old)
        if like is None and before.strip() and not self._should(before):
            like = _is_quoted(old) or self._should(value)
        if like is None:
            like = self._usually or self._should(value)
        return _quoted(value) if like or self.must(value) else value

    def must(self, value: str) -> bool:
        """Tell whether a value is only a cell when it is quoted."""
        return value.startswith('"') or any(mark in value for mark in (self._sheet.delimiter, "\r", "\n"))

    def _free(self, counts: Mapping[str, int]) -> Counter[bool]:
        """Count the cells with quotes and without among those that could be written either way."""
        free: Counter[bool] = Counter()
        for raw, count in counts.items():
            if raw.strip() and not self._should(self._sheet.value(raw)):
                free[_is_quoted(raw)] += count
        return free

    def _should(self, value: str) -> bool:
        return '"' in value or self.must(value)


class LabelCells:
    """Writes labels as cells of one column, spelled and quoted as their class is elsewhere in it."""

    def __init__(self, sheet: Sheet, counts: Mapping[str, int], origin: str) -> None:
        self._sheet, self._origin = sheet, origin
        self._quotes = Quotes(sheet, counts)
        values: Counter[str] = Counter()
        for raw, count in counts.items():
            values[sheet.value(raw)] += count
        self._spelling = Spelling.of(values, origin)
        label_of = dict(zip(values, label_strings(list(values), origin)[0], strict=True))
        self._quoted: dict[str | None, set[bool]] = {}
        for raw in counts:
            self._quoted.setdefault(label_of[sheet.value(raw)], set()).add(_is_quoted(raw))

    def cell(self, label: str, old: str) -> str:
        """Return the cell of a label in the place of an old cell."""
        value = self._spelling.padded(label, self._sheet.value(old))
        if not self._sheet.quoted and self._quotes.must("_" + value):
            raise unwritable(label, self._origin, "its cells have no quotes, so none can hold a tab or a line end")
        known = self._quoted.get(label, set())
        return self._quotes.cell(value, old, like=next(iter(known)) if len(known) == 1 else None)


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
