"""Whether the first row of a table names its columns or is already data.

A table with a header must never lose it, so the answer is "header" unless the first row fits its columns too well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from labelproof._base.numbers import is_decimal_comma

__all__ = ["looks_headless"]

Kind = Literal["number", "date", "text", "missing"]

_SAMPLE = 1000
_LONGEST_NUMBER = 18
_MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null", "none"})
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}.*)?")
_NAME = re.compile(r"[^\W\d][\w .:/()%#-]{0,39}")
_KNOWN = frozenset(
    (
        *("label", "labels", "class", "classes", "category", "categories", "target", "y", "intent", "sentiment"),
        *("topic", "given_label", "text", "sentence", "content", "review", "comment", "message", "question"),
        *("title", "body", "tweet", "utterance", "query", "description", "headline", "document", "id", "idx"),
        *(
            "index",
            "uid",
            "uuid",
            "name",
            "file",
            "filename",
            "file_name",
            "image",
            "audio",
            "path",
            "url",
            "date",
            "time",
        ),
        "split",
    )
)


def looks_headless(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row is data.

    In this order: a name over a column of numbers or dates is a header, and so are a well-known column name and
    nothing over a column that numbers the rows; a number over a column of numbers is data, unless the first row
    counts 0, 1, 2 as spreadsheets of unnamed columns do; else the row is data when its values come back further
    down in every column that repeats values.
    """
    if len(rows) < 2:
        return False
    first = [cell.strip() for cell in rows[0]]
    columns = [[cell.strip() for cell in column] for column in zip(*rows[1 : _SAMPLE + 1], strict=True)]
    kinds = [_column_kind(column) for column in columns]
    own = [_kind(cell) for cell in first]
    pairs = list(zip(own, kinds, strict=True))
    if any(cell == "text" and kind in {"number", "date"} for cell, kind in pairs):
        return False
    if _numbers_rows(first[0], columns[0]) or _has_usual_name(first, columns):
        return False
    if any(cell == kind and kind in {"number", "date"} for cell, kind in pairs):
        return not _counts_up([cell for cell, kind in zip(first, own, strict=True) if kind == "number"])
    return _fits_strings(first, columns)


def _kind(cell: str) -> Kind:
    if cell.casefold() in _MISSING:
        return "missing"
    if _NUMBER.fullmatch(cell) or is_decimal_comma(cell):
        return "number"
    return "date" if _DATE.fullmatch(cell) else "text"


def _column_kind(column: Sequence[str]) -> Kind:
    """Return the one kind that all present values share; "text" when they share none."""
    kinds = {_kind(cell) for cell in column} - {"missing"}
    return kinds.pop() if len(kinds) == 1 else ("text" if kinds else "missing")


def _counts_up(cells: Sequence[str]) -> bool:
    """Tell whether the cells are three or more consecutive whole numbers, as in a header 0,1,2 or 2019,2020,2021."""
    if len(cells) < 3 or not all(cell.isdecimal() and len(cell) <= _LONGEST_NUMBER for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(after == before + 1 for before, after in pairwise(numbers))


def _numbers_rows(cell: str, column: Sequence[str]) -> bool:
    """Tell whether nothing stands over a column that numbers the rows, as data frames write their index."""
    return cell == "" and column == [str(row) for row in range(len(column))]


def _has_usual_name(first: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether one of the cells is a usual column name that is no value of its column."""
    return any(cell.casefold() in _KNOWN and cell not in column for cell, column in zip(first, columns, strict=True))


def _fits_strings(first: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row repeats values of its columns and stands out of none."""
    recurs = False
    for cell, column in zip(first, columns, strict=True):
        values = set(column)
        if len(values) <= len(column) / 2:  # A column that repeats its values.
            if cell not in values:
                return False
            recurs = True
        elif _NAME.fullmatch(cell) and " " not in cell and _blanks(column) > 0.5:
            return False
    return recurs


def _blanks(column: Sequence[str]) -> float:
    """Return the share of values of at least three words."""
    return sum(cell.count(" ") >= 2 for cell in column) / len(column)
