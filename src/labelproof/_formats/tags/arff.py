"""ARFF, dense or sparse: attributes by their declared types, and which of them are the tags.

The tags are the attributes that a Mulan ``.xml`` beside the file lists, else the first or last ones that Meka's
``-C`` in the relation counts, else the {0, 1} attributes at the end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from labelproof._base.dataset import InputFile, Note
from labelproof._base.errors import InputError
from labelproof._formats.table import Table, renamed_note, unique_names
from labelproof._formats.textfile import decode_text, read_text

__all__ = ["Attribute", "arff_header", "arff_holds_tags", "is_number", "read_arff"]

_TOKEN = re.compile(r"""\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"{}]*)\s*(?:,|$)""")
_PAIR = re.compile(r"""\s*(\d+\s+(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"]*))\s*(?:,|$)""")
_ATTRIBUTE = re.compile(r"""@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s{]+)\s*(.*)""", re.IGNORECASE)
_MEKA = re.compile(r"-C\s+(-?\d+)")
_XML_LABEL = re.compile(r"""<label\s[^>]*?name\s*=\s*("[^"]*"|'[^']*')""")
_NUMERIC = re.compile(r"numeric|real|integer", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Attribute:
    """One column: `values` are those of a nominal attribute, None for numbers; `text` for strings and dates."""

    name: str
    values: tuple[str, ...] | None
    text: bool

    @property
    def default(self) -> str:
        """What a sparse row means by leaving it out."""
        return self.values[0] if self.values else "0"

    @property
    def binary(self) -> bool:
        """Whether it holds 0 and 1 alone."""
        return self.values is not None and set(self.values) == {"0", "1"}


def arff_holds_tags(path: Path) -> bool:
    """Tell from the header, and the .xml beside it, whether there are tags; what cannot be read is for `read_arff`."""
    try:
        text, _ = decode_text(_head(path), path.name)
        relation, attributes, _ = arff_header(_lines(text), path)
        names, _ = unique_names([attribute.name for attribute in attributes])
        return bool(_tag_columns(path, relation, names, attributes)[0])
    except (OSError, InputError):
        return False


def _head(path: Path) -> bytes:
    """Return the file up to the line @data, or all of it where none is found."""
    head = []
    with path.open("rb") as file:
        for line in file:
            head.append(line)
            if line.strip().lower().startswith(b"@data"):
                break
    return b"".join(head)


def read_arff(path: Path, *, header: bool | None = None) -> Table:  # noqa: ARG001 - the reader's common signature
    """Return the table of an ARFF file with the columns that hold tags; numbers as floats, the rest as strings."""
    text, notes, record = read_text(path)
    lines = _lines(text)
    relation, attributes, start = arff_header(lines, path)
    names, renamed = unique_names([attribute.name for attribute in attributes])
    rows = [_row(line, number, attributes, path) for number, line in _data_lines(lines, start)]
    if not rows:
        raise InputError(f"`{path}` has no rows below @data. Pass a file with rows.")
    columns = zip(names, attributes, zip(*rows, strict=True), strict=True)
    frame = pd.DataFrame({name: _column(attribute, cells, path) for name, attribute, cells in columns})
    tags, more, inputs = _tag_columns(path, relation, names, attributes)
    return Table(
        frame, path.stem, (*notes, *renamed_note(renamed, path.name), *more), (record, *inputs), path.parent, tags=tags
    )


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def arff_header(lines: Sequence[str], path: Path) -> tuple[str, list[Attribute], int]:
    """Return the relation's name, the attributes, and the number of the first line of data."""
    relation, attributes = "", []
    for number, line in enumerate(lines):
        plain = line.strip()
        word = plain.split(None, 1)[0].lower() if plain else ""
        if word == "@relation":
            relation = plain[9:].strip()
        elif word == "@attribute":
            attributes.append(_attribute(plain, number, path))
        elif word == "@data":
            if not attributes:
                break
            return relation, attributes, number + 1
        elif plain and not plain.startswith("%"):
            raise InputError(
                f"`{path}`, line {number + 1}: @attribute or @data was expected, got {plain!r:.60}. Correct the line."
            )
    raise InputError(f"`{path}` is no ARFF file: it has no @attribute lines followed by @data. Check the file.")


def _attribute(line: str, number: int, path: Path) -> Attribute:
    """Return one attribute of the header."""
    found = _ATTRIBUTE.fullmatch(line)
    if found is None or not found[2]:
        raise InputError(f"`{path}`, line {number + 1}: an attribute needs a name and a type, got {line!r:.80}.")
    name, kind = _plain(found[1]), found[2].strip()
    if kind.startswith("{") and kind.endswith("}"):
        return Attribute(name, tuple(_cells(kind[1:-1], number, path)), text=False)
    return Attribute(name, None, text=not _NUMERIC.match(kind))


def _data_lines(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Yield the number and content of every line of data."""
    for number in range(start, len(lines)):
        line = lines[number].strip()
        if line and not line.startswith("%"):
            yield number, line


def _row(line: str, number: int, attributes: Sequence[Attribute], path: Path) -> list[str | None]:
    """Return the cells of one row, None where a value is missing."""
    if line.startswith("{"):
        return _sparse(line, number, attributes, path)
    weight = re.search(r",\s*\{[^{}]*\}\s*$", line)
    cells: list[str | None] = list(_cells(line[: weight.start()] if weight else line, number, path))
    if len(cells) != len(attributes):
        raise InputError(
            f"`{path}`, line {number + 1}: {len(cells)} values, but there are {len(attributes)} attributes. "
            "Give every row one value per attribute."
        )
    return [None if cell == "?" else cell for cell in cells]


def _sparse(line: str, number: int, attributes: Sequence[Attribute], path: Path) -> list[str | None]:
    """Return the cells of a row that names only what is not zero: ``{0 1.5, 7 'a'}``."""
    end = line.rfind("}") if not re.search(r"\}\s*,\s*\{", line) else line.index("}")
    row: list[str | None] = [attribute.default for attribute in attributes]
    for item in _cells(line[1:end], number, path, sparse=True):
        place, _, value = item.partition(" ")
        if not place.isdigit() or int(place) >= len(attributes) or not value.strip():
            raise InputError(
                f"`{path}`, line {number + 1}: {item!r:.40} is no pair of an attribute number from 0 to "
                f"{len(attributes) - 1} and a value. Correct the line."
            )
        value = _plain(value.strip())
        row[int(place)] = None if value == "?" else value
    return row


def _cells(text: str, number: int, path: Path, *, sparse: bool = False) -> list[str]:
    """Return the values between commas; quotes and escapes taken off, unless they belong to pairs."""
    if not text.strip():
        return []
    if "'" not in text and '"' not in text:
        return [cell.strip() for cell in text.split(",")]
    pattern, cells, place = _PAIR if sparse else _TOKEN, [], 0
    while True:
        found = pattern.match(text, place)
        if found is None:
            raise InputError(f"`{path}`, line {number + 1}: quotes do not pair up in {text[place:]!r:.60}. Correct it.")
        cells.append(found[1].strip() if sparse else _plain(found[1].strip()))
        if not found[0].endswith(","):
            break
        place = found.end()
    return cells


def _plain(text: str) -> str:
    """Return a value without its quotes and escapes."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return _ESCAPED.sub(r"\1", text[1:-1])
    return text


def _column(attribute: Attribute, cells: Sequence[str | None], path: Path) -> pd.Series:
    """Return one column: floats for numbers, strings for the rest, refused where a value is not of its type."""
    if attribute.values is None and not attribute.text:
        try:
            return pd.Series(np.array([np.nan if cell is None else float(cell) for cell in cells]))
        except ValueError:
            wrong = next(cell for cell in cells if cell is not None and not is_number(cell))
            raise InputError(
                f"`{path}`: attribute {attribute.name!r} is numeric, but holds {wrong!r:.40}. Correct the value."
            ) from None
    return pd.Series(list(cells), dtype=object)


def is_number(text: str) -> bool:
    """Return whether a cell is a number as ARFF means it."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _tag_columns(
    path: Path, relation: str, names: Sequence[str], attributes: Sequence[Attribute]
) -> tuple[tuple[str, ...], tuple[Note, ...], tuple[InputFile, ...]]:
    """Return the columns that hold the tags, how they were found, and the file that said so."""
    listed = _listed_labels(path)
    if listed is not None:
        labels, xml, record = listed
        missing = [label for label in labels if label not in names]
        if missing:
            raise InputError(
                f"`{xml.name}` lists the tag {missing[0]!r}, which `{path.name}` has no attribute for. "
                "Put the .xml that belongs to the file beside it."
            )
        return tuple(labels), (_note(len(labels), f"as `{xml.name}` lists them"),), (record,)
    meka = _MEKA.search(relation)
    if meka is not None and 0 < abs(int(meka[1])) < len(names):
        count = int(meka[1])
        tags = tuple(names[:count] if count > 0 else names[count:])
        return tags, (_note(len(tags), "as `-C` in the relation says"),), ()
    first = len(attributes)
    while first and attributes[first - 1].binary:
        first -= 1
    # A single one is the class of a data set with one label per example.
    tags = tuple(names[first:]) if len(attributes) - first > 1 else ()
    return tags, (_note(len(tags), "the {0,1} ones at the end (guessed; name them with --tags)"),) if tags else (), ()


def _note(count: int, how: str) -> Note:
    return Note("tag_columns", f"The tags are {count} attributes, {how}.", count)


def _listed_labels(path: Path) -> tuple[list[str], Path, InputFile] | None:
    """Return the labels that an .xml beside the file lists: that of its stem, without a split, or the only one."""
    files = sorted(path.parent.glob("*.xml"))
    stems = {path.stem, re.sub(r"[-_](train|test|valid|val|dev)$", "", path.stem, flags=re.IGNORECASE)}
    named = [file for file in files if file.stem in stems] or (files if len(files) == 1 else [])
    for file in named:
        text, _, record = read_text(file)
        labels = [html.unescape(found[1][1:-1]) for found in _XML_LABEL.finditer(text)]
        if labels:
            return labels, file, record
    return None
