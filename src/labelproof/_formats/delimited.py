"""CSV, TSV and their relatives: delimiter, quotes, ragged rows with their line number, header or none.

Every cell comes back exactly as it was written, as a string; numbers are read by those who need numbers.
"""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._base.numbers import is_decimal_comma
from labelproof._formats.header import looks_headless
from labelproof._formats.table import Table, renamed_note, unique_names
from labelproof._formats.textfile import read_text

__all__ = ["parse_records", "read_delimited", "sniff_delimiter"]

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_RECORDS = 100
_NAMES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_LONGEST_FIELD = 1 << 30
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_limit_lock = threading.Lock()

Records = list[tuple[int, list[str]]]


class _LongFieldError(Exception):
    """A field is longer than the csv module allows at first."""


def read_delimited(path: Path, *, header: bool | None = None) -> Table:
    """Return the table of a CSV or TSV file; `header` None means: look whether the first line names the columns."""
    text, notes, record = read_text(path)
    records, more = parse_records(text, str(path), tabs_first=path.suffix.lower() in {".tsv", ".tab"})
    if not records:
        raise InputError(f"`{path}` has no rows: a table with rows was expected. Pass a file with rows.")
    rows = [cells for _, cells in records]
    headless = looks_headless(rows) if header is None else not header
    notes += more
    if headless:
        names = [f"c{position}" for position in range(len(rows[0]))]
        message = f"{path.name} has no header line; its {len(names)} columns are called c0, c1, ... in their order."
        notes += (Note("no_header", message, len(names)),)
    else:
        names, renamed = unique_names(rows[0])
        rows = rows[1:]
        if _leads_with_index(renamed, names, rows):
            renamed = renamed[1:]
            message = f"{path.name}: the first column only numbers the rows; left out of the features."
            notes += (Note("index_column", message, 1),)
        notes += renamed_note(renamed, path.name)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    made = {name: pd.Series(list(cells), dtype=object) for name, cells in zip(names, columns, strict=True)}
    frame = pd.DataFrame(made, index=pd.RangeIndex(len(rows)))
    return Table(frame, path.stem, notes, (record,), path.parent)


def _leads_with_index(renamed: list[str], names: list[str], rows: list[list[str]]) -> bool:
    """Tell whether the first column has no name and counts 0, 1, 2, ..., as data frames write their index."""
    unnamed = renamed[:1] == names[:1] and len(names) > 1
    return unnamed and bool(rows) and all(cells[0] == str(row) for row, cells in enumerate(rows))


def parse_records(text: str, path: str, *, tabs_first: bool = False) -> tuple[Records, tuple[Note, ...]]:
    """Return (1-based first line, cells) of every record, all of one width, and what was noted on the way."""
    delimiter = sniff_delimiter(text, tabs_first=tabs_first)
    plain = list(_unquoted(text, delimiter)) if delimiter == "\t" and '"' in text else None
    try:
        records = _parse(text, delimiter, path)
        failure = _ragged(records, path, delimiter)
    except InputError as error:
        records, failure = [], error
    if plain is not None and _ragged(plain, path, delimiter) is None and (failure or len(plain) != len(records)):
        # A tab file whose lines are whole only when quotes are ordinary characters was written that way.
        message = f"{Path(path).name}: quotes are ordinary characters in this file and were kept."
        return plain, (Note("literal_quotes", message, 1),)
    if failure is not None:
        raise failure
    return records, ()


def _parse(text: str, delimiter: str, path: str) -> Records:
    """Parse by the rules of CSV; a quote that is never closed, or text after one, names its line."""
    try:
        return list(_read(text, delimiter, path))
    except _LongFieldError:
        pass
    with _limit_lock:  # The module's limit is global: raised only for files that need it, and put back.
        before = csv.field_size_limit(_LONGEST_FIELD)
        try:
            return list(_read(text, delimiter, path))
        finally:
            csv.field_size_limit(before)


def _read(text: str, delimiter: str, path: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise _LongFieldError from None
        raise _quote_error(str(error), path, start, reader.line_num) from None


def _quote_error(reason: str, path: str, start: int, line: int) -> InputError:
    """Return the error for a record that breaks the rules of quoting."""
    if "unexpected end of data" in reason:
        return InputError(
            f"`{path}`, line {start}: a quote opened in this row is never closed. "
            'Close it, or write a quote inside a quoted value twice ("").'
        )
    return InputError(
        f"`{path}`, line {line}: text follows a closing quote, where a delimiter was expected. "
        'Write a quote inside a quoted value twice ("").'
    )


def _unquoted(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Split lines at the delimiter and nothing else, as programs that never quote write them."""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line:
            yield number, line.split(delimiter)


def _ragged(records: Records, path: str, delimiter: str) -> InputError | None:
    """Return the error for the first record that is wider or narrower than the first one, or None."""
    if not records:
        return None
    width = len(records[0][1])
    for line, cells in records:
        if len(cells) != width:
            return InputError(
                f"`{path}`, line {line}: {len(cells)} value(s), where line {records[0][0]} has {width} "
                f"(delimiter: {_NAMES[delimiter]}). Put values that contain a {_NAMES[delimiter]} in quotes, "
                "or complete the row."
            )
    return None


def sniff_delimiter(text: str, *, tabs_first: bool) -> str:
    """Return the delimiter under which the first records agree most, the wider records among equals."""
    order = ("\t", ",", ";", "|") if tabs_first else _DELIMITERS
    fits = {delimiter: _agreement(text, delimiter) for delimiter in order}
    if tabs_first and fits["\t"][0] == 1:
        return "\t"
    if fits[";"][0] == 1 and _decimal_commas(text):
        return ";"
    best = max(order, key=lambda delimiter: fits[delimiter])  # max keeps the first of equals: the order above
    return best if fits[best][0] > 0 else order[0]


def _decimal_commas(text: str) -> bool:
    """Tell whether the commas of the first line with any are decimal commas of cells between semicolons."""
    line = next((line for line in text.splitlines()[:_SAMPLE_RECORDS] if "," in line), "")
    cells = [cell.strip() for cell in line.split(";") if "," in cell]
    return bool(cells) and all(map(is_decimal_comma, cells))


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    """Return the share of the first records that have the width of the first one, and that width; 0 when it is 1."""
    reader = csv.reader((found[0] for found in _LINE.finditer(text)), delimiter=delimiter)
    widths: list[int] = []
    try:
        for cells in reader:
            if cells:
                widths.append(len(cells))
            if len(widths) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    if not widths or widths[0] == 1:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
