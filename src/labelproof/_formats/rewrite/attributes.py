"""Attribute lists as CelebA's with other tags: one value changes, and the blanks around it stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.encoded import Edit, decoded
from labelproof._formats.rewrite.flags import Flags
from labelproof._formats.rewrite.plan import DROPPED, Changed, Plan, Rewritten, check_rows, unwritable

__all__ = ["rewrite_attribute_list"]

_WORD = re.compile(r"\S+")


def rewrite_attribute_list(content: bytes, path: Path, plan: Plan) -> Rewritten:
    """Return an attribute list with the changes of a plan; the count in its first line follows its rows."""
    if plan.idle:
        return Rewritten(content)
    if plan.added:
        raise InputError(f"`{path.name}` holds attributes alone, so no columns are added to it. Export as CSV instead.")
    encoded = decoded(content, f"`{path.name}`")
    rows, place = [], 0
    for line in encoded.text.splitlines(keepends=True):
        rows.append((place, place + len(line)))
        place += len(line)
    filled = [span for span in rows[2:] if encoded.text[slice(*span)].strip()]
    check_rows(plan, len(filled), f"`{path}`")
    edits = {row: list(_edits(encoded.text, filled[row], plan, row)) for row in sorted(plan.changes)}
    joined = [*_count(encoded.text, rows[0], plan), *(edit for row in edits.values() for edit in row)]
    shown = islice((_shown(encoded.text, filled[row], edits[row], plan, row) for row in edits), plan.shown)
    return Rewritten(encoded.spliced(joined), tuple(shown))


def _edits(text: str, span: tuple[int, int], plan: Plan, row: int) -> Iterator[Edit]:
    """Yield what to write anew in one line."""
    change = plan.changes[row]
    if change is DROPPED:
        yield (*span, "")
        return
    words = [found.span() for found in _WORD.finditer(text, *span)][1:]
    flags = Flags({"": [text[slice(*word)] for word in words] + ["-1", "1"]})
    for place, tag in enumerate(plan.tags or ()):
        if isinstance(change, Mapping) and tag in change:
            start, end = words[place]
            new = flags.value("", text[start:end], present=change[tag])
            # Values are in columns: a sign that comes or goes takes or leaves the blank before it.
            wider = len(new) - (end - start)
            if wider > 0 and text[start - 2 : start] == "  ":
                yield start - 1, end, new
            else:
                yield start, end, " " * -wider + new
    unknown = [tag for tag in change if tag not in (plan.tags or ())] if isinstance(change, Mapping) else []
    if unknown:
        raise unwritable(unknown[0], f"`{text[:40]}`", "it has one column for each of the old tags")


def _count(text: str, span: tuple[int, int], plan: Plan) -> Iterator[Edit]:
    """Yield the edit of the count in the first line, where it is the number of rows."""
    found = _WORD.search(text, *span)
    dropped = sum(change is DROPPED for change in plan.changes.values())
    if dropped and found is not None and found[0] == str(plan.rows):
        yield (*found.span(), str(plan.rows - dropped))


def _shown(text: str, span: tuple[int, int], edits: list[Edit], plan: Plan, row: int) -> Changed:
    """Return one changed line, before and after."""
    after, place = "", span[0]
    for start, end, new in edits:
        after, place = after + text[place:start] + new, end
    dropped = plan.changes[row] is DROPPED
    name = _WORD.search(text, *span)
    return Changed(
        place=f"row {row}" if name is None else name[0],
        before=text[slice(*span)].rstrip(),
        after=None if dropped else (after + text[place : span[1]]).rstrip(),
    )
