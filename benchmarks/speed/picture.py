"""docs/images/speed.png: one dot per line of the table, with the bar it has to reach."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
from page import shape_of
from works import WORKS

__all__ = ["draw"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
STEP = 0.2
TICKS = (0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500)
BAR: dict[str, Any] = {"marker": "|", "linestyle": "", "color": "black", "markersize": 11, "markeredgewidth": 2}
_TITLES = {
    "ranked": "find_label_issues, default, ranked",
    "both": 'filter_by="both"',
    "confident_learning": '"confident_learning"',
    "low_normalized_margin": '"low_normalized_margin"',
    "self_confidence": "scores: self_confidence",
    "normalized_margin": "normalized_margin",
    "confidence_weighted_entropy": "confidence_weighted_entropy",
    "joint": "compute_confident_joint",
    "health": "health_summary",
    "batched": "find_label_issues_batched, files",
}


def draw(results: Mapping[str, Any], path: Path) -> None:
    """Write the picture: ratio on the left, reads of the array on the right, both on logarithmic axes."""
    cases = list(results["cases"].values())
    shapes = list(dict.fromkeys(shape_of(case) for case in cases))
    names = [name for name in WORKS if any(case["work"] == name for case in cases)]
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.5, 0.62 * len(names) + 1.8), sharey=True)
    for number, shape in enumerate(shapes):
        _dots(left, right, [case for case in cases if shape_of(case) == shape], names, number)
    left.axvline(1, color="black", linewidth=0.8)
    right.axvline(1, color="black", linewidth=0.8)
    _axis(left, "times as fast as the reference package with n_jobs=1")
    _axis(right, "time in readings of the array (1 = numpy.max, two threads)")
    left.set_yticks(range(len(names)), [_TITLES.get(name, name) for name in names])
    left.invert_yaxis()
    left.plot([], [], **BAR, label="least ratio, most readings")
    left.plot([], [], "o", color="grey", markerfacecolor="white", label="missed")
    figure.legend(*left.get_legend_handles_labels(), loc="lower center", ncols=6, frameon=False)
    figure.suptitle(
        f"Two threads on two cores ({results['machine']['processor'].partition(' (')[0]}); medians, quartiles"
    )
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _dots(left: Any, right: Any, cases: list[Mapping[str, Any]], names: list[str], number: int) -> None:
    colour = COLOURS[number % len(COLOURS)]
    for place, case in enumerate(cases):
        at = names.index(case["work"]) + (0 if number > 2 else number - 1) * STEP
        bars, reads = case["bars"], case["ours"] / case["read2"]
        left.plot(case["spread"], [at, at], color=colour, linewidth=1.5)
        left.plot(bars["ratio"], at, **BAR)
        _dot(left, case["ratio"], at, colour, case["ratio"] >= bars["ratio"])
        _dot(right, reads, at, colour, not bars["reads"] or reads <= bars["reads"])
        if bars["reads"]:
            right.plot(bars["reads"], at, **BAR)
        if place == 0:
            left.plot([], [], "o", color=colour, label=shape_of(case))


def _dot(axes: Any, value: float, at: float, colour: str, met: bool) -> None:
    axes.plot(value, at, "o", color=colour, markerfacecolor=colour if met else "white")


def _axis(axes: Any, title: str) -> None:
    axes.set_xscale("log")
    axes.set_xlabel(title)
    axes.grid(axis="x", alpha=0.3)
    axes.set_axisbelow(True)
    low, high = axes.get_xlim()
    ticks = [tick for tick in TICKS if low / 1.3 < tick < high * 1.3]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_locator(mpl.ticker.NullLocator())
