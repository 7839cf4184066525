"""ARFF with other labels, dense or sparse; a class that an attribute does not declare yet is added to its list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.labels import label_strings
from labelproof._formats.rewrite.encoded import Edit, decoded
from labelproof._formats.rewrite.plan import DROPPED, Changed, Plan, Rewritten, check_label, check_rows, unwritable
from labelproof._formats.table import unique_names
from labelproof._formats.tags.arff import arff_header, is_number

__all__ = ["rewrite_arff"]

_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_CELL = re.compile(r"""\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"{}]*?)\s*(?:,|$)""")
_PAIR = re.compile(r"""\s*(\d+)\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"]*?)\s*(?:,|$)""")
_WEIGHT = re.compile(r",\s*\{[^{}]*\}\s*$")
_PLAIN = re.compile(r"[^\s,'\"{}%\\]+")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class _Row:
    """A line of data: where it starts and ends, without blanks, and where its whole line ends."""

    start: int
    end: int
    line: tuple[int, int]


@dataclass(frozen=True)
class _Pair:
    """A pair of a sparse row: its attribute, where it starts, and where its value starts and ends."""

    place: int
    start: int
    value: int
    end: int


def rewrite_arff(content: bytes, path: Path, plan: Plan) -> Rewritten:
    """Return an ARFF file with the changes of a plan."""
    if plan.idle:
        return Rewritten(content)
    if plan.added:
        raise InputError(f"`{path.name}` is ARFF, to which no columns are added. Export as CSV or JSON lines instead.")
    encoded = decoded(content, f"`{path.name}`")
    relation = _Relation(encoded.text, path, plan)
    return Rewritten(encoded.spliced(relation.edits()), tuple(relation.shown()))


class _Relation:
    """One ARFF text, its rows, and what is to become of them."""

    def __init__(self, text: str, path: Path, plan: Plan) -> None:
        self._text, self._plan, self._origin = text, plan, f"`{path.name}`"
        spans = [found.span(1) for found in _LINE.finditer(text)]
        ends = [found.end() for found in _LINE.finditer(text)]
        lines = [text[start:end] for start, end in spans]
        _, self._attributes, first = arff_header(lines, path)
        names = unique_names([attribute.name for attribute in self._attributes])[0]
        missing = [column for column in plan.columns if column not in names]
        if missing:
            raise InputError(f"`{path}` no longer has an attribute {missing[0]!r}. Audit the file again.")
        self._places = [names.index(column) for column in plan.columns]
        self._declared = [spans[number] for number, line in enumerate(lines[:first]) if _declares(line)]
        self._rows = [
            _Row(start + len(line) - len(line.lstrip()), start + len(line.rstrip()), (start, behind))
            for (start, _), line, behind in zip(spans[first:], lines[first:], ends[first:], strict=True)
            if line.strip() and not line.strip().startswith("%")
        ]
        check_rows(plan, len(self._rows), f"`{path}`")
        self._forms = {} if plan.tags is not None else self._forms_of(self._places[0])

    def edits(self) -> Iterator[Edit]:
        """Yield what to write anew, in order."""
        yield from self._declarations()
        for row in sorted(self._plan.changes):
            yield from self._row(row)

    def shown(self) -> Iterator[Changed]:
        """Yield the first changed lines, before and after."""
        text = self._text
        for row in islice(sorted(self._plan.changes), self._plan.shown):
            start, end = self._rows[row].start, self._rows[row].end
            dropped = self._plan.changes[row] is DROPPED
            after, place = "", start
            for first, last, new in () if dropped else self._row(row):
                after, place = after + text[place:first] + new, last
            line = len(re.findall(r"\r\n?|\n", text[:start])) + 1
            yield Changed(
                place=f"line {line}", before=text[start:end], after=None if dropped else after + text[place:end]
            )

    def _row(self, row: int) -> Iterator[Edit]:
        """Yield what to write anew in one row."""
        change, where = self._plan.changes[row], self._rows[row]
        if change is DROPPED:
            yield (*where.line, "")
            return
        if isinstance(change, Mapping):
            place_of = dict(zip(self._plan.tags or (), self._places, strict=True))
            unknown = [tag for tag in change if tag not in place_of]
            if unknown:
                raise unwritable(unknown[0], self._origin, "it has one attribute for each of the old tags")
            values = {place_of[tag]: str(int(present)) for tag, present in change.items()}
        else:
            values = {self._places[0]: self._written(change)}
        write = self._sparse if self._text[where.start] == "{" else self._dense
        yield from sorted(write(where, values))

    def _dense(self, where: _Row, values: Mapping[int, str]) -> Iterator[Edit]:
        """Yield the edits of a row that holds every value."""
        cells = self._cells(where)
        for place, value in values.items():
            yield (*cells[place], value)

    def _cells(self, where: _Row) -> list[tuple[int, int]]:
        """Return where the values of a dense row lie."""
        line = self._text[where.start : where.end]
        weight = _WEIGHT.search(line)
        end = where.start + weight.start() if weight else where.end
        spans: list[tuple[int, int]] = []
        place = where.start
        while place <= end and len(spans) < len(self._attributes):
            found = _CELL.match(self._text, place, end)
            if found is None:
                break
            spans.append(found.span(1))
            place = found.end() + (found.end() == end)
        return spans

    def _sparse(self, where: _Row, values: Mapping[int, str]) -> Iterator[Edit]:
        """Yield the edit of a row that names only what is not zero."""
        pairs = self._pairs(where)
        joint = self._text[pairs[0].end : pairs[1].start] if len(pairs) > 1 else ","
        items: dict[int, tuple[str, str]] = {}
        before = where.start + 1
        for pair in pairs:
            value = values.get(pair.place)
            kept = self._text[pair.start : pair.value] + (self._text[pair.value : pair.end] if value is None else value)
            if value is None or value != self._attributes[pair.place].default:
                items[pair.place] = (self._text[before : pair.start] if pair is not pairs[0] else joint, kept)
            before = pair.end
        known = {pair.place for pair in pairs}
        for place, value in values.items():
            if place not in known and value != self._attributes[place].default:
                items[place] = (joint, f"{place} {value}")
        inside = "".join(
            ("" if not number else gap) + item for number, (_, (gap, item)) in enumerate(sorted(items.items()))
        )
        start, end = (pairs[0].start, pairs[-1].end) if pairs else (where.start + 1, where.start + 1)
        yield start, end, inside

    def _pairs(self, where: _Row) -> list[_Pair]:
        """Return the pairs of a sparse row."""
        inside = self._text[where.start : where.end]
        weighted = re.search(r"\}\s*,\s*\{", inside)
        close = where.start + (inside.index("}") if weighted else inside.rindex("}"))
        found = _PAIR.finditer(self._text, where.start + 1, close)
        return [_Pair(int(one[1]), one.start(1), *one.span(2)) for one in found]

    def _raw(self, where: _Row, place: int) -> str:
        """Return the characters of a value; of one that a sparse row leaves out, what that means."""
        if self._text[where.start] != "{":
            return self._text[slice(*self._cells(where)[place])]
        pair = next((pair for pair in self._pairs(where) if pair.place == place), None)
        return self._attributes[place].default if pair is None else self._text[pair.value : pair.end]

    def _forms_of(self, place: int) -> dict[str, str]:
        """Return how the file writes each class."""
        attribute = self._attributes[place]
        raws = list(dict.fromkeys(self._raw(where, place) for where in self._rows))
        numeric = attribute.values is None and not attribute.text
        values = [None if raw == "?" else float(raw) if numeric else _plain(raw) for raw in raws]
        forms: dict[str, str] = {}
        for label, raw in zip(label_strings(values, self._origin)[0], raws, strict=True):
            if label is not None:
                forms.setdefault(label, raw)
        for value in attribute.values or ():
            forms.setdefault(value.strip(), _quoted(value))
        return forms

    def _written(self, label: str) -> str:
        """Return how the file writes a class, also one that it does not hold yet."""
        check_label(label, self._origin)
        attribute = self._attributes[self._places[0]]
        if label in self._forms:
            return self._forms[label]
        if label == "?" or (attribute.values is None and not attribute.text and not is_number(label)):
            raise unwritable(label, self._origin, "its labels are numbers, or it would be read as none")
        return _quoted(label)

    def _declarations(self) -> Iterator[Edit]:
        """Yield the edit that declares the classes that the attribute of the labels does not list yet."""
        attribute = self._attributes[self._places[0]]
        if self._plan.tags is not None or attribute.values is None:
            return
        labels = dict.fromkeys(str(change) for change in self._plan.changes.values() if change is not DROPPED)
        new = [self._written(label) for label in labels if label not in self._forms]
        if new:
            start, end = self._declared[self._places[0]]
            line = self._text[start:end]
            joint = ", " if ", " in line[line.rindex("{") :] else ","
            place = start + len(line[: line.rindex("}")].rstrip())
            yield place, place, "".join(joint + value for value in new)


def _declares(line: str) -> bool:
    return line.strip().lower().startswith("@attribute")


def _plain(raw: str) -> str:
    """Return a value without its quotes and escapes."""
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\"":
        return _ESCAPED.sub(r"\1", raw[1:-1])
    return raw


def _quoted(value: str) -> str:
    """Return a value in quotes where it needs them."""
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
