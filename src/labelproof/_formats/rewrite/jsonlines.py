"""JSON lines, or one JSON list, with other labels: key order, blanks and every other value keep their characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.jsonlines import decode_json
from labelproof._formats.rewrite.encoded import Edit, decoded
from labelproof._formats.rewrite.flags import Flags
from labelproof._formats.rewrite.jsontext import Entry, items_of, last_value, object_of
from labelproof._formats.rewrite.jsonvalues import JsonColumn, JsonLabels, JsonTags, json_flag, json_text
from labelproof._formats.rewrite.plan import (
    DROPPED,
    Change,
    Changed,
    Plan,
    Rewritten,
    check_label,
    check_rows,
    free_names,
    unwritable,
)
from labelproof._formats.table import unique_names

__all__ = ["rewrite_json"]

_SPACING_SAMPLE = 100

Values = Callable[[list[Entry], Change], dict[str, str]]
"""Returns the new values of a changed object, by their keys."""


def rewrite_json(content: bytes, path: Path, plan: Plan) -> Rewritten:
    """Return a file of JSON lines, or of one JSON list, with the changes of a plan."""
    if plan.idle:
        return Rewritten(content)
    encoded = decoded(content, f"`{path.name}`")
    rows = _Rows(encoded.text, path, plan)
    return Rewritten(encoded.spliced(rows.edits()), tuple(rows.shown()))


def _lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the objects of JSON lines start and end."""
    place = 0
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end]
        if line.strip():
            yield place + len(line) - len(line.lstrip()), place + len(line.rstrip())
        place = end + 1


class _Rows:
    """One JSON text, its objects, and what is to become of them."""

    def __init__(self, text: str, path: Path, plan: Plan) -> None:
        self._text, self._path, self._plan = text, path, plan
        self._listed = text.lstrip().startswith("[")
        self._spans = list(islice(items_of(text) if self._listed else _lines_of(text), plan.limit))
        check_rows(plan, len(self._spans), f"`{path}`")
        keys: dict[str, None] = {}
        seen = {column: JsonColumn() for column in plan.columns}
        for row, (start, end) in enumerate(self._spans):
            found = decode_json(text[start:end])
            keys.update(dict.fromkeys(found))
            for column in plan.columns:
                seen[column].see(found.get(column), row)
        self._key_of = {column: self._key(column, list(keys)) for column in plan.columns}
        for column in (column for column, key in self._key_of.items() if key != column):
            for row, (start, end) in enumerate(self._spans):
                seen[column].see(decode_json(text[start:end]).get(self._key_of[column]), row)
        self._added = free_names(plan.added, keys)
        self._kept = next((row for row in range(plan.rows) if plan.changes.get(row) is not DROPPED), plan.rows)
        """The first row that stays."""
        self._spacing = self._usual_spacing()
        self._values = self._values_of(seen)

    def edits(self) -> Iterator[Edit]:
        """Yield what to write anew, in order."""
        for row in range(len(self._spans)) if self._plan.added else sorted(self._plan.changes):
            yield from self._row(row)

    def shown(self) -> Iterator[Changed]:
        """Yield the first changed objects, before and after."""
        text = self._text
        for row in islice(sorted(self._plan.changes), self._plan.shown):
            start, end = self._spans[row]
            dropped = self._plan.changes[row] is DROPPED
            after, place = "", start
            for first, last, new in () if dropped else self._row(row):
                after, place = after + text[place:first] + new, last
            line = f"line {text.count(chr(10), 0, start) + 1}"
            yield Changed(place=line, before=text[start:end], after=None if dropped else after + text[place:end])

    def _key(self, column: str, keys: list[str]) -> str:
        """Return the key of a column; a key of blanks alone was renamed by the reader."""
        names = dict(zip(unique_names(keys)[0], keys, strict=True))
        if column not in names:
            raise InputError(f"`{self._path}` no longer has a key {column!r}. Audit the file again.")
        return names[column]

    def _row(self, row: int) -> Iterator[Edit]:
        """Yield what to write anew in one object."""
        change = self._plan.changes.get(row)
        if change is DROPPED:
            yield (*self._whole(row), "")
            return
        more: dict[str, str] = {}
        if change is not None:
            entries, _ = object_of(self._text, self._spans[row][0])
            edits: list[Edit] = []
            for key, value in self._values(entries, change).items():
                entry = last_value(entries, key)
                if entry is None:
                    more[key] = value
                else:
                    edits.append((entry.value, entry.end, value))
            yield from sorted(edits)
        for name, values in zip(self._added, self._plan.added.values(), strict=True):
            more[name] = json_text(values[row], ascii_only=self._text.isascii())
        if more:
            yield self._inserted(row, more)

    def _values_of(self, seen: Mapping[str, JsonColumn]) -> Values:
        """Return what writes the new values of a changed object, by their keys."""
        plan, origin, ascii_only = self._plan, f"`{self._path.name}`", self._text.isascii()
        if plan.one_column_per_tag:
            return self._flag_values(seen)
        column, key = plan.columns[0], self._key_of[plan.columns[0]]

        def raw(row: int) -> str:
            return self._raw(object_of(self._text, self._spans[row][0])[0], key)

        if plan.tags is None:
            labels = JsonLabels(seen[column], raw, origin, ascii_only=ascii_only)

            def labelled(entries: list[Entry], change: Change) -> dict[str, str]:
                check_label(str(change), origin)
                return {key: labels.value(str(change), decode_json(self._raw(entries, key)))}

            return labelled
        tags = JsonTags(seen[column], raw, plan.tags, origin, ascii_only=ascii_only)

        def tagged(entries: list[Entry], change: Change) -> dict[str, str]:
            old = self._raw(entries, key)
            return {key: tags.value(change if isinstance(change, Mapping) else {}, decode_json(old), old)}

        return tagged

    def _flag_values(self, seen: Mapping[str, JsonColumn]) -> Values:
        """Return what writes changed values of 0 and 1."""
        flags = Flags({column: [_flag_text(kind, value) for kind, value in seen[column].counts] for column in seen})
        column_of = dict(zip(self._plan.tags or (), self._plan.columns, strict=True))

        def flagged(entries: list[Entry], change: Change) -> dict[str, str]:
            made = {}
            for tag, present in change.items() if isinstance(change, Mapping) else ():
                if tag not in column_of:
                    raise unwritable(tag, f"`{self._path.name}`", "it has one key for each of the old tags")
                key = self._key_of[column_of[tag]]
                made[key] = json_flag(flags, column_of[tag], self._raw(entries, key), present=present)
            return made

        return flagged

    def _raw(self, entries: list[Entry], key: str) -> str:
        """Return the characters of a value."""
        entry = last_value(entries, key)
        return "null" if entry is None else self._text[entry.value : entry.end]

    def _inserted(self, row: int, more: Mapping[str, str]) -> Edit:
        """Return keys behind the last one of an object, spaced as in the first object that has several."""
        between, colon = self._spacing
        start, end = self._spans[row]
        inside = self._text[start : end - 1].rstrip(" \t\r\n")
        place, ascii_only = start + len(inside), self._text.isascii()
        text = between.join(json_text(key, ascii_only=ascii_only) + colon + value for key, value in more.items())
        return place, place, text if inside == "{" else between + text

    def _usual_spacing(self) -> tuple[str, str]:
        """Return what stands between the keys of the first object that has several, and behind a key."""
        for start, _ in islice(self._spans, _SPACING_SAMPLE):
            entries, _ = object_of(self._text, start)
            if len(entries) > 1:
                return self._text[entries[0].end : entries[1].start], self._text[entries[0].behind : entries[0].value]
        return ", ", ": "

    def _whole(self, row: int) -> tuple[int, int]:
        """Return what is left out with an object: its line, or it and the comma on one side of it."""
        start, end = self._spans[row]
        if not self._listed:
            behind = self._text.find("\n", end)
            return self._text.rfind("\n", 0, start) + 1, len(self._text) if behind < 0 else behind + 1
        if row < self._kept:
            return start, self._spans[row + 1][0] if row + 1 < len(self._spans) else end
        return self._spans[row - 1][1], end


def _flag_text(kind: type, value: object) -> str:
    """Return a value of 0 or 1 as JSON writes it, a text without its quotes."""
    return str(value).lower() if kind is bool else str(value)
