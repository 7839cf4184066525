"""Decisions as plans for the rewriters: one per file, its rows counted from 0."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from labelproof._formats.rewrite.plan import Plan
from labelproof._workspace.export.choice import Choice
from labelproof._workspace.export.decisions import Decisions
from labelproof._workspace.export.source import Source, SourceFile

__all__ = ["plans_of"]


def plans_of(
    decisions: Decisions, source: Source, choice: Choice, *, shown: int = 0, limit: int | None = None
) -> Iterator[tuple[SourceFile, Plan]]:
    """Yield each file of the source with what is to become of it.

    Parameters
    ----------
    decisions : Decisions
        What was decided.
    source : Source
        The files.
    choice : Choice
        Whether labels are replaced, and excluded rows left out.
    shown : int
        How many changes to show of all files together.
    limit : int, optional
        Look at the first rows alone, so many of all files together.
    """
    folder = decisions.state.folder
    changes, added = source.translated(choice.changes(decisions)), choice.added(decisions)
    ends = list(accumulate(file.rows for file in source.files))
    for file, end in zip(source.files, ends, strict=True):
        start = end - file.rows
        here = None if limit is None else max(limit - start, 0)
        last = end if here is None else min(end, start + here)
        part = {row - start: changes[row] for row in sorted(changes) if start <= row < last}
        yield (
            file,
            Plan(
                columns=source.columns,
                rows=file.rows,
                changes=part,
                tags=tuple(folder.classes) if folder.task == "tags" else None,
                added={name: values[start:end] for name, values in added.items()},
                header=source.header,
                shown=shown,
                limit=here,
            ),
        )
        shown -= min(shown, len(part))
