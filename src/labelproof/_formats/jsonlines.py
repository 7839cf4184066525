"""JSON lines: one object per line; also a file that is one JSON list of objects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._formats.table import Table, frame_of_columns, renamed_note, unique_names
from labelproof._formats.textfile import read_text

__all__ = ["decode_json", "read_json_lines"]

_LONGEST_NUMBER = 300


def read_json_lines(path: Path, *, header: bool | None = None) -> Table:  # noqa: ARG001 - one shape for all readers
    """Return the table of a JSON lines file; a key that a line leaves out is missing there."""
    text, notes, record = read_text(path)
    parse = _from_list if text.lstrip().startswith("[") else _from_lines
    rows = parse(text, str(path))
    if not rows:
        raise InputError(f"`{path}` has no rows: a table with rows was expected. Pass a file with rows.")
    keys = list(dict.fromkeys(key for row in rows for key in row))
    names, renamed = unique_names(keys)
    nulls = text.count("\\u0000")
    if nulls:
        notes += (Note("nul_bytes", f"{path.name}: {nulls} NUL character(s) were removed.", nulls),)
    notes += renamed_note(renamed, path.name) + _gap_note(rows, keys, path.name)
    columns = {name: [_whole(row.get(key)) for row in rows] for name, key in zip(names, keys, strict=True)}
    return Table(frame_of_columns(columns, len(rows)), path.stem, notes, (record,), path.parent)


def _integer(digits: str) -> int | str:
    """Return a whole number, or its digits as text when no float could hold it either."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


_DECODER = json.JSONDecoder(parse_int=_integer)


def decode_json(text: str) -> Any:
    """Return the value of a JSON text; whole numbers of more than 300 digits stay text."""
    return _DECODER.decode(text)


def _from_lines(text: str, path: str) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: U+2028 is legal inside JSON strings
        if not line.strip():
            continue
        rows.append(_object(_parsed(line, f"`{path}`, line {number}"), f"`{path}`, line {number}"))
    return rows


def _from_list(text: str, path: str) -> list[dict[str, Any]]:
    values = _parsed(text, f"`{path}`")
    return [_object(value, f"`{path}`, item {number}") for number, value in enumerate(values)]


def _parsed(text: str, where: str) -> Any:
    try:
        return decode_json(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{where}: no valid JSON ({error.msg} at column {error.colno}). "
            'Every line must hold one object, for example {"text": "...", "label": "..."}.'
        ) from None
    except RecursionError:
        raise InputError(f"{where}: the JSON is nested too deeply. Every line must hold one flat object.") from None


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(
            f"{where}: an object was expected, got {type(value).__name__}. "
            'Every line must hold one object, for example {"text": "...", "label": "..."}.'
        )
    return value


def _whole(value: Any) -> Any:
    """Return the value without NUL characters and lone surrogates, which no file could take again."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _gap_note(rows: Sequence[dict[str, Any]], keys: Sequence[str], name: str) -> tuple[Note, ...]:
    """Return the note about lines that leave keys out."""
    short = [number for number, row in enumerate(rows) if len(row) < len(keys)]
    if not short:
        return ()
    message = f"{name}: {len(short)} line(s) leave out some of the {len(keys)} keys; those values are missing."
    return (Note("missing_keys", message, len(short), tuple(short[:100])),)
