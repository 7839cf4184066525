"""benchmarks/RESULTS.md from what was measured: nothing on the page is typed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from works import SHAPES, WORKS

__all__ = ["best_read", "missed", "page"]

HEAD = """\
# Speed and memory

Written by `python benchmarks/speed`, never by hand; the figures are in `benchmarks/speed/results.json`. Every answer
was compared with the reference package's before anything was timed, on data of the same shape on which rounding has one
answer: flags and their order, counts and joint entry by entry, scores to 1e-6 (the reference computes them in float32).

![How many times faster, and how many reads of the array each call takes](../docs/images/speed.png)
"""

HOW = """\
## How it was measured

- *Data*: `benchmarks/speed/data.py`. Softmax of normal scores with the true class raised, one label in ten wrong,
  float32, seeded, as drawn; the label is the most likely class in 90 % of the rows. Less accurate probabilities
  leave more rows to be looked at again: the ratio falls, and one line above shows by how much.
- *Time*: both packages in one process, {turns} turns (ours, reference, read, ours, ...), medians; {jobs} threads for
  ours. Ratio: median of the reference over median of ours, and the quartiles of the ratio within turns. The bars are
  about the reference with `n_jobs=1`; where it takes `n_jobs`, its default is one process per core.
- *Reads*: the time as a multiple of one `numpy.max` over the same array with two threads, the least time in which two
  cores can look at the data once. Where the array fits into the last-level cache, so does the read. "one read" beside a
  bar: the ratio of a call that does no more than that, where even this would miss the bar.
- *Memory*: a fresh process for each call and package. Peak of the anonymous memory during the call, result included,
  beyond what was there with inputs loaded and a small call made. MB are 10^6 bytes.
"""


def page(results: Mapping[str, Any]) -> str:
    """Return the page."""
    how = HOW.format(**results["run"])
    parts = [HEAD, _machine(results), _times(results), _weights(results), _larger(results), how]
    return "\n".join(part for part in parts if part)


def table(head: Iterable[str], rows: Iterable[Iterable[object]], *, words: int = 1) -> str:
    """Return a Markdown table whose first `words` columns hold words and whose others hold numbers."""
    names = list(head)
    rule = f"|{'---|' * words}{'--:|' * (len(names) - words)}\n"
    first, *rest = [f"| {' | '.join(str(cell) for cell in line)} |\n" for line in (names, *rows)]
    return "".join((first, rule, *rest))


def best_read(results: Mapping[str, Any]) -> float:
    """Return the bandwidth in GB/s that two threads of numpy.max reach over the largest array."""
    largest = max(results["cases"].values(), key=lambda case: case["bytes"], default=None)
    return largest["bytes"] / largest["read2"] / 1e9 if largest else 0.0


def _machine(results: Mapping[str, Any]) -> str:
    rows = [*results["machine"].items(), ("`numpy.max`, two threads", f"{best_read(results):.0f} GB/s")]
    return "## Machine\n\n" + table(("", ""), rows, words=2)


def _ordered(results: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    places = {name: place for place, name in enumerate(WORKS)}
    shapes = [list(shape) for shape in SHAPES]

    def place(case: Mapping[str, Any]) -> tuple[int, int]:
        shape = [case["rows"], case["classes"]]
        return places[case["work"]], shapes.index(shape) if shape in shapes else len(shapes)

    return sorted(results["cases"].values(), key=place)


def _verdict(met: bool) -> str:
    return "met" if met else "**not met**"


def _limit(case: Mapping[str, Any]) -> str:
    """Return the ratio of a call that does nothing but read the array once, where that misses the bar."""
    highest = case["reference"] / case["read2"]
    return f" (one read: {highest:.1f})" if highest < case["bars"]["ratio"] else ""


def shape_of(case: Mapping[str, Any]) -> str:
    """Return for example "1,000,000 x 10"."""
    return f"{case['rows']:,} x {case['classes']:,}"


def seconds(value: float | None) -> str:
    """Return milliseconds with three digits, or a dash."""
    return "-" if value is None else f"{value * 1e3:.3g}" if value < 1 else f"{value * 1e3:,.0f}"


def _times(results: Mapping[str, Any]) -> str:
    head = ("work", "rows x classes", "ours, ms", "reference, ms", "its default, ms", "ratio", "quartiles")
    rows = []
    for case in _ordered(results):
        reads, bars = case["ours"] / case["read2"], case["bars"]
        low, high = case["spread"]
        limit = f" (at most {bars['reads']:g}: {_verdict(reads <= bars['reads'])})" if bars["reads"] else ""
        rows.append(
            (
                WORKS[case["work"]].title,
                shape_of(case),
                seconds(case["ours"]),
                seconds(case["reference"]),
                seconds(case["reference_default"]),
                f"**{case['ratio']:.1f}**",
                f"{low:.1f}-{high:.1f}",
                f"{bars['ratio']:g}",
                _verdict(case["ratio"] >= bars["ratio"]) + _limit(case),
                f"{case['bytes'] / case['ours'] / 1e9:.1f}",
                f"{reads:.1f}{limit}",
            )
        )
    return "## Time\n\n" + table((*head, "bar", "", "GB/s", "reads"), rows, words=2) if rows else ""


def _weights(results: Mapping[str, Any]) -> str:
    rows = [
        (
            WORKS[case["work"]].title,
            shape_of(case),
            f"**{case['memory'] / 1e6:.1f}**",
            f"{case['bars']['memory'] / 1e6:.1f}",
            _verdict(case["memory"] <= case["bars"]["memory"]),
            f"{case['reference_memory'] / 1e6:.1f}",
        )
        for case in _ordered(results)
        if case["memory"] is not None
    ]
    head = ("work", "rows x classes", "ours, MB", "at most", "", "reference, MB")
    shown = table(head, rows, words=2) if rows else "Not measured: this needs Linux.\n"
    return "## Extra memory\n\n" + shown


def _larger(results: Mapping[str, Any]) -> str:
    large = results.get("large", {})
    rows = [
        (one["title"], one["measured"], one["bar"], _verdict(one["met"]) if one["bar"] != "none" else "")
        for one in large.values()
    ]
    head = ("what", "measured", "bar", "")
    return "## Growth, other data, larger than memory\n\n" + table(head, rows, words=4) if rows else ""


def missed(results: Mapping[str, Any]) -> list[str]:
    """Return one sentence per bar that is missed."""
    found = []
    for name, case in results["cases"].items():
        bars = case["bars"]
        reads = case["ours"] / case["read2"]
        if case["ratio"] < bars["ratio"]:
            found.append(f"{name}: {case['ratio']:.1f} times the reference's speed, bar {bars['ratio']:g}")
        if case["memory"] is not None and case["memory"] > bars["memory"]:
            found.append(f"{name}: {case['memory'] / 1e6:.1f} MB, at most {bars['memory'] / 1e6:.1f}")
        if bars["reads"] and reads > bars["reads"]:
            found.append(f"{name}: {reads:.1f} reads of the array, at most {bars['reads']:g}")
    large = results.get("large", {})
    return found + [f"{name}: {entry['measured']}" for name, entry in large.items() if not entry["met"]]


if __name__ == "__main__":
    print(page(json.loads(Path(__file__).with_name("results.json").read_text(encoding="utf-8"))), end="")
