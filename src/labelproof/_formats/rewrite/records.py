"""Where the records and cells of a delimited text lie, by the rules of its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.delimited import parse_records, sniff_delimiter
from labelproof._formats.header import looks_headless
from labelproof._formats.table import unique_names

__all__ = ["Record", "Sheet", "sheet_of"]

_HEADER_SAMPLE = 1001

Record = tuple[int, int, int, int]
"""Where a record starts, where one of its cells starts and ends, and where the record ends, before its line end."""


@dataclass(frozen=True)
class Sheet:
    """A delimited text. `quoted` is False where quotes are ordinary characters; `first`: where its first row starts."""

    path: Path
    text: str
    delimiter: str
    quoted: bool
    headless: bool = False
    first: int = 0

    def records(self, place: int = 0) -> Iterator[Record]:
        """Yield the rows below the header, each with the cell in column `place`."""
        return self._scan(place, self.first)

    def header(self) -> Record | None:
        """Return the record of the header, None where there is none."""
        return None if self.headless else next(self._scan(0, 0), None)

    def names(self) -> list[str]:
        """Return the names of the columns, as the reader gives them."""
        top = self.top()
        if self.headless:
            return [f"c{position}" for position in range(len(top))]
        return unique_names([self.value(raw) for raw in top])[0]

    def top(self) -> list[str]:
        """Return the cells of the first record, header or row, as they are written."""
        record = next(self._scan(0, 0))
        return [self.text[start:end] for start, end in self.cells(record[0], record[3])]

    def cells(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the cells of one record start and end."""
        spans = []
        while True:
            found = self._cell.match(self.text, start, end)
            stop = start if found is None else found.end()
            spans.append((start, stop))
            if stop >= end:
                return spans
            start = stop + 1

    def value(self, raw: str) -> str:
        """Return what a cell says, without quotes."""
        return raw[1:-1].replace('""', '"') if self.quoted and raw.startswith('"') else raw

    def line(self, place: int) -> int:
        """Return the number of the line at a place, from 1."""
        before = self.text[:place]
        return before.count("\n") + before.count("\r") - before.count("\r\n") + 1

    def line_end(self, end: int) -> int:
        """Return the place behind the line end of a record that ends at a place."""
        return end + (2 if self.text.startswith("\r\n", end) else 1 if end < len(self.text) else 0)

    @property
    def _pattern(self) -> str:
        plain = rf"[^{re.escape(self.delimiter)}\r\n]*"
        return rf'(?:"[^"]*(?:""[^"]*)*"|(?!"){plain})' if self.quoted else plain

    @cached_property
    def _cell(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def _scan(self, place: int, start: int) -> Iterator[Record]:
        """Yield the records from a place on; lines with nothing on them are none."""
        mark, cell = re.escape(self.delimiter), self._pattern
        record = rf"(?:{cell}{mark}){{{place}}}({cell})(?:{mark}{cell})*"
        pattern = re.compile(rf"(?:\r\n?|\n)|{record}(?:(\r\n?|\n)|\Z)")
        for found in pattern.finditer(self.text, start):
            if found.start() != start:
                break
            start = found.end()
            end = start if found.start(2) < 0 else found.start(2)
            if found.start(1) >= 0 and end > found.start():
                yield found.start(), found.start(1), found.end(1), end
        if start != len(self.text):
            raise InputError(
                f"`{self.path}`, line {self.line(start)}: the row cannot be matched with what was read for the audit. "
                "Audit the file again."
            )


def sheet_of(text: str, path: Path, *, header: bool | None) -> Sheet:
    """Return the layout of a delimited text, found as the reader finds it."""
    tabs_first = path.suffix.lower() in {".tsv", ".tab"}
    delimiter = sniff_delimiter(text, tabs_first=tabs_first)
    quoted = True
    if delimiter == "\t" and '"' in text:
        quoted = not any(
            note.code == "literal_quotes" for note in parse_records(text, str(path), tabs_first=tabs_first)[1]
        )
    sheet = Sheet(path, text, delimiter, quoted, headless=True)
    headless = not header
    if header is None:
        rows = []
        for start, _, _, end in islice(sheet.records(), _HEADER_SAMPLE):
            rows.append([sheet.value(text[first:last]) for first, last in sheet.cells(start, end)])
        if any(len(cells) != len(rows[0]) for cells in rows):
            raise InputError(f"`{path}`: not all rows have as many values as the first. Audit the file again.")
        headless = looks_headless(rows)
    top = None if headless else next(sheet.records(), None)
    return Sheet(path, text, delimiter, quoted, headless, 0 if top is None else sheet.line_end(top[3]))
