"""How cost grows with N and K: the tables of docs/scale.md, over rows that are made when they are asked for."""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path

from clock import median, once
from memory import available, peak_of
from page import table
from simulated import Simulated

from labelproof.filter import find_label_issues

__all__ = ["main"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
ROWS = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
CLASSES = (10, 30, 100, 300, 1000, 3000)
FIXED_ROWS = 100_000
BLOCK_VALUES = 1 << 18


def main(jobs: int) -> int:
    """Measure and write both tables."""
    os.environ["LABELPROOF_NUM_THREADS"] = str(jobs)
    with_rows = by_rows(jobs)
    with_classes = by_classes(jobs)
    text = PAGE.read_text(encoding="utf-8")
    for name, found in (("rows", with_rows), ("classes", with_classes)):
        shown = f"<!-- {name} -->\n\n{found}\n<!-- end -->"
        text, changed = re.subn(f"<!-- {name} -->\n.*?<!-- end -->", shown, text, flags=re.DOTALL)
        if changed != 1:
            raise RuntimeError(f"{PAGE.name} has no place for the table of {name}")
    PAGE.write_text(text, encoding="utf-8")
    return 0


def by_rows(jobs: int) -> str:
    """Return the table of the default filter over 10 classes and up to 10^8 rows."""
    _line(ROWS[0], 10, jobs)  # imports, threads
    head = ("rows", "filter, s", "of that making rows, s", "ns per probability", "extra memory, MB", "bytes per row")
    return table(head, [_line(rows, 10, jobs) for rows in ROWS], words=0)


def by_classes(jobs: int) -> str:
    """Return the table of the default filter over 100,000 rows of 10 to 3,000 classes."""
    head = ("classes", "filter, s", "of that making rows, s", "ns per probability", "extra memory, MB", "bytes per K^2")
    lines = [_line(FIXED_ROWS, classes, jobs) for classes in CLASSES]
    return table(
        head, [(f"{k:,}", *line[1:5], _per(line[4], k)) for k, line in zip(CLASSES, lines, strict=True)], words=0
    )


def _per(megabytes: str, classes: int) -> str:
    return "-" if megabytes == "-" else f"{float(megabytes) * 1e6 / classes**2:,.0f}"


def _line(rows: int, classes: int, jobs: int) -> tuple[str, ...]:
    source = Simulated(rows, classes)
    labels = source.labels()
    call = partial(find_label_issues, labels, source)
    repeats = max(1, min(9, int(3e8 / (rows * classes))))
    whole = median([once(call) for _ in range(repeats)])
    made = source.made // repeats
    sample = max(made, 10_000_000 // classes)  # a few rows take less time than starting threads
    turns = [source.seconds_to_make(sample, jobs, BLOCK_VALUES // classes) for _ in range(repeats)]
    making = median(turns) * made / sample
    each = max(whole - making, 0.0) / (rows * classes) * 1e9
    extra = _extra(rows, classes, jobs)
    per_row = "-" if extra is None else f"{extra / rows:.1f}"
    shown = "-" if extra is None else f"{extra / 1e6:.1f}"
    print(f"{rows:,} x {classes:,}: {whole:.3f} s, {each:.3f} ns, {shown} MB", flush=True)
    return f"{rows:,}", f"{whole:.3g}", f"{making:.2g}", f"{each:.2f}", shown, per_row


def _extra(rows: int, classes: int, jobs: int) -> int | None:
    if not available():
        return None
    return peak_of(["simulated", str(rows), str(classes)], environment={"LABELPROOF_NUM_THREADS": str(jobs)}).extra
