"""CSV, TSV and their relatives with other labels: every cell that does not change keeps its bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.encoded import Edit, decoded
from labelproof._formats.rewrite.flags import Flags
from labelproof._formats.rewrite.listed import Listed
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
from labelproof._formats.rewrite.quoting import LabelCells, Quotes, added_cell
from labelproof._formats.rewrite.records import Record, Sheet, sheet_of

__all__ = ["rewrite_delimited"]

_FLAG_SAMPLE = 1000

Writer = Callable[[Record, Change], list[Edit]]
"""Returns what to write anew in a record for its change."""


def rewrite_delimited(content: bytes, path: Path, plan: Plan) -> Rewritten:
    """Return a CSV or TSV file with the changes of a plan; `path` names it, and tells CSV from TSV."""
    if plan.idle:
        return Rewritten(content)
    encoded = decoded(content, f"`{path.name}`")
    sheet = sheet_of(encoded.text, path, header=plan.header)
    table = _Table(sheet, plan)
    return Rewritten(encoded.spliced(table.edits()), tuple(table.shown()))


class _Table:
    """One delimited text, its rows that change, and what is to become of them."""

    def __init__(self, sheet: Sheet, plan: Plan) -> None:
        self._sheet, self._plan, self._names = sheet, plan, sheet.names()
        places = [self._place(column) for column in plan.columns]
        self._changed: dict[int, Record] = {}
        self._ends: list[int] = []
        """Where the rows end; only where columns are added to them."""
        counts: Counter[str] = Counter()
        found = 0
        for row, record in enumerate(islice(sheet.records(places[0] if places else 0), plan.limit)):
            counts[sheet.text[record[1] : record[2]]] += 1
            if row in plan.changes:
                self._changed[row] = record
            if plan.added:
                self._ends.append(record[3])
            found = row + 1
        check_rows(plan, found, f"`{sheet.path}`")
        self._write = self._writer(places, counts)

    def edits(self) -> Iterator[Edit]:
        """Yield what to write anew, in order."""
        header = self._sheet.header()
        if self._plan.added and header is not None:
            yield header[3], header[3], self._appended(free_names(self._plan.added, self._names))
        for row in range(len(self._ends)) if self._plan.added else sorted(self._changed):
            yield from self._row(row)

    def shown(self) -> Iterator[Changed]:
        """Yield the first changed lines, before and after."""
        text = self._sheet.text
        for row in islice(sorted(self._changed), self._plan.shown):
            start, _, _, end = self._changed[row]
            after, place = "", start
            for first, last, new in self._row(row):
                after, place = after + text[place:first] + new, last
            dropped = self._plan.changes[row] is DROPPED
            line = f"line {self._sheet.line(start)}"
            yield Changed(place=line, before=text[start:end], after=None if dropped else after + text[place:end])

    def _place(self, column: str) -> int:
        if column not in self._names:
            raise InputError(f"`{self._sheet.path}` no longer has a column {column!r}. Audit the file again.")
        return self._names.index(column)

    def _row(self, row: int) -> Iterator[Edit]:
        """Yield what to write anew in one row."""
        change, record = self._plan.changes.get(row), self._changed.get(row)
        if change is DROPPED and record is not None:
            yield record[0], self._sheet.line_end(record[3]), ""
            return
        if change is not None and record is not None:
            yield from self._write(record, change)
        if self._plan.added:
            yield (
                self._ends[row],
                self._ends[row],
                self._appended([values[row] for values in self._plan.added.values()]),
            )

    def _appended(self, values: Sequence[object]) -> str:
        return "".join(self._sheet.delimiter + added_cell(self._sheet, value) for value in values)

    def _writer(self, places: Sequence[int], counts: Mapping[str, int]) -> Writer:
        """Return what writes the changes."""
        sheet, plan = self._sheet, self._plan
        origin = f"`{sheet.path.name}`"
        if plan.one_column_per_tag:
            return self._flag_writer(places)
        if plan.tags is None:
            cells_of = LabelCells(sheet, counts, origin)

            def labelled(record: Record, change: Change) -> list[Edit]:
                check_label(str(change), origin)
                return [(record[1], record[2], cells_of.cell(str(change), sheet.text[record[1] : record[2]]))]

            return labelled
        cells: Counter[str] = Counter()
        for raw, count in counts.items():
            cells[sheet.value(raw)] += count
        listed, quotes = Listed(cells, plan.tags, origin), Quotes(sheet, counts)

        def tagged(record: Record, change: Change) -> list[Edit]:
            old = sheet.text[record[1] : record[2]]
            new = listed.value(sheet.value(old), change if isinstance(change, Mapping) else {})
            return [] if new == sheet.value(old) else [(record[1], record[2], quotes.cell(new, old))]

        return tagged

    def _flag_writer(self, places: Sequence[int]) -> Writer:
        """Return what writes changed columns of 0 and 1."""
        sheet, plan = self._sheet, self._plan
        sample = [*islice(sheet.records(), _FLAG_SAMPLE), *self._changed.values()]
        rows = [sheet.cells(record[0], record[3]) for record in sample]
        values = {
            column: [sheet.value(sheet.text[slice(*cells[place])]) for cells in rows]
            for column, place in zip(plan.columns, places, strict=True)
        }
        quotes = Quotes(sheet, {})
        flags, place_of = Flags(values), dict(zip(plan.tags or (), zip(plan.columns, places, strict=True), strict=True))

        def flagged(record: Record, change: Change) -> list[Edit]:
            cells, edits = sheet.cells(record[0], record[3]), []
            for tag, present in change.items() if isinstance(change, Mapping) else ():
                if tag not in place_of:
                    raise unwritable(tag, f"`{sheet.path.name}`", "it has one column for each of the old tags")
                column, place = place_of[tag]
                old = sheet.text[slice(*cells[place])]
                edits.append((*cells[place], quotes.cell(flags.value(column, sheet.value(old), present=present), old)))
            return sorted(edits)

        return flagged
