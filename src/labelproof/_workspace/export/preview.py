"""What an export would write: how many rows change, the first lines that do, and what stays open."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from labelproof._formats.rewrite.plan import DROPPED, Changed
from labelproof._workspace.export.choice import Choice, corrected_labels
from labelproof._workspace.export.decisions import Decisions, decisions_of
from labelproof._workspace.export.folders import moves_needed
from labelproof._workspace.export.formats import format_of
from labelproof._workspace.export.made import corrected_files, write_content
from labelproof._workspace.export.patch import rows_of
from labelproof._workspace.export.source import Source, source_of
from labelproof._workspace.state import State
from labelproof._workspace.views import Difference, ExportPreview

__all__ = ["left_open", "preview_of"]

_SHOWN = 40
_SHOWN_SIGNS = 240
_CONTEXT = 60
_READ_ROWS = 2000
_COUNTED_ROWS = 20_000
"""Up to so many rows a new table is made to learn its size."""


def preview_of(state: State, code: str, choice: Choice) -> ExportPreview:
    """Return what an export would write; `bytes` is 0 where that is known only once it is written."""
    found, choice = format_of(state, code), choice.check()
    decisions, source = decisions_of(state), source_of(state.folder, state.classes)
    whole, files = code == "source", [found.file]
    if whole and len(source.files) > 1:
        files = [f"{found.file}/{file.path.name}" for file in source.files]
    if whole and source.kind == "table" and choice.columns == "replace":
        shown, size = _of_files(decisions, source, choice)
    elif code == "moves" or (whole and source.kind != "table"):
        moves = moves_needed(decisions, source, choice)
        shown = [Changed(place=f"row {move.row}", before=move.source, after=move.target) for move in moves[:_SHOWN]]
        size = _size(source.files[0].path) if whole else 0
    else:
        shown = list(islice(_labels(decisions, choice), _SHOWN))
        size = _new_size(decisions, source, choice, code)
    gone = len(decisions.excluded)
    return ExportPreview(
        rows=rows_of(decisions, choice, code),
        changed=len(decisions.changes) - gone,
        left_out=gone if choice.excluded == "drop" else 0,
        unresolved=sum(decisions.open.values()),
        bytes=size,
        differences=[_difference(one) for one in shown],
        files=files,
        note=left_open(decisions),
    )


def left_open(decisions: Decisions) -> str | None:
    """Return the sentence about what nobody has settled, None where nothing is open."""
    parts = [f"{count:,} {what}" for what, count in decisions.open.items() if count]
    if not parts:
        return None
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" and {parts[-1]}"
    return f"Not settled: {listed}. They keep the label that they were given."


def _of_files(decisions: Decisions, source: Source, choice: Choice) -> tuple[list[Changed], int]:
    """Return the first changed lines of all files, and their size; of large files, only their beginning is read."""
    large = decisions.state.folder.rows > _COUNTED_ROWS
    limit = _rows_to_read(sorted(choice.changes(decisions))) if large else None
    shown, size = [], 0
    for file, made in corrected_files(decisions, source, choice, shown=_SHOWN, limit=limit):
        prefix = f"{file.path.name}, " if len(source.files) > 1 else ""
        shown += [Changed(place=prefix + one.place, before=one.before, after=one.after) for one in made.shown]
        size += len(made.content)
    return shown, 0 if large else size


def _rows_to_read(changed: Sequence[int]) -> int:
    """Return how many rows hold the changes that are shown, and some more, by which labels are spelled."""
    return max(_READ_ROWS, changed[:_SHOWN][-1] + 1 if changed else 0)


def _labels(decisions: Decisions, choice: Choice) -> Iterator[Changed]:
    """Yield the rows that change, by their labels."""
    folder = decisions.state.folder
    new = corrected_labels(decisions)
    for row, change in sorted(decisions.changes.items()):
        if change is DROPPED and choice.excluded == "mark":
            continue
        if isinstance(change, Mapping):
            tags = ((name, "absent" if present else "present") for name, present in change.items())
            old = ", ".join(f"{name}: {was}" for name, was in tags)
            now = ", ".join(f"{name}: {'present' if present else 'absent'}" for name, present in change.items())
        else:
            old, now = str(folder.label_name(int(folder.given[row]), folder.classes) or ""), str(new[row])
        yield Changed(place=f"row {row}", before=old, after=None if change is DROPPED else now)


def _new_size(decisions: Decisions, source: Source, choice: Choice, code: str) -> int:
    """Return how large a new file is, 0 where the data are too many to find out for a preview."""
    if code != "patch" and decisions.state.folder.rows > _COUNTED_ROWS:
        return 0
    target = io.BytesIO()
    write_content(decisions, source, choice, code, target)
    return target.tell()


def _size(path: Path) -> int:
    """Return the size of a file, or of all files of a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(Path(top, name).stat().st_size for top, _, names in os.walk(path) for name in names)


def _difference(one: Changed) -> Difference:
    """Return a changed place with long lines cut around what changes in them."""
    if one.after is None:
        return Difference(place=one.place, before=_cut(one.before, 0), after=None)
    pairs = enumerate(zip(one.before, one.after, strict=False))
    same = next((place for place, (was, now) in pairs if was != now), min(len(one.before), len(one.after)))
    start = 0 if max(len(one.before), len(one.after)) <= _SHOWN_SIGNS else max(same - _CONTEXT, 0)
    return Difference(place=one.place, before=_cut(one.before, start), after=_cut(one.after, start))


def _cut(text: str, start: int) -> str:
    """Return a part of a line, with marks where it was cut."""
    part = text[start : start + _SHOWN_SIGNS]
    return ("… " if start else "") + part + (" …" if start + len(part) < len(text) else "")
