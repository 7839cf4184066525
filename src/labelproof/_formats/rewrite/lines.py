"""A text file with one label per line, with other labels."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from labelproof._base.errors import InputError
from labelproof._formats.rewrite.encoded import Edit, decoded
from labelproof._formats.rewrite.plan import (
    DROPPED,
    Changed,
    Plan,
    Rewritten,
    check_label,
    check_rows,
    unwritable,
)
from labelproof._formats.rewrite.spelling import Spelling

__all__ = ["rewrite_lines"]

_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n)|([^\r\n]+)")


def rewrite_lines(content: bytes, name: str, plan: Plan) -> Rewritten:
    """Return a file of labels, one per line, with the changes of a plan; an empty line is a missing label."""
    if plan.idle:
        return Rewritten(content)
    if plan.added:
        raise InputError(f"`{name}` holds labels alone, so no columns are added to it. Export as CSV instead.")
    encoded = decoded(content, f"`{name}`")
    lines = [found.span() for found in _LINE.finditer(encoded.text)]
    check_rows(plan, len(lines), f"`{name}`")
    labels = [encoded.text[start:end].rstrip("\r\n") for start, end in lines]
    spelling = Spelling.of(Counter(labels), f"`{name}`")
    edits: list[Edit] = []
    shown = []
    for row, change in sorted(plan.changes.items()):
        start, end = lines[row]
        new = None if change is DROPPED else spelling.padded(str(change), labels[row])
        if new is not None:
            check_label(str(change), f"`{name}`")
        if new is not None and ("\n" in new or "\r" in new):
            raise unwritable(str(change), f"`{name}`", "it holds one label per line")
        edits.append((start, end, "") if new is None else (start, start + len(labels[row]), new))
        shown.append(Changed(place=f"line {row + 1}", before=labels[row], after=new))
    return Rewritten(encoded.spliced(edits), tuple(islice(shown, plan.shown)))
