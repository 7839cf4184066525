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
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 0.62 * len(names) + 1.8), sharey=True)
    for number, shape in enumerate(shapes):
        _dots(left, right, [case for case in cases if shape_of(case) == shape], names, number)
    for axes, title in ((left, "times as fast as the reference, n_jobs=1"), (right, "reads of the whole array")):
        axes.set_xscale("log")
        axes.set_xlabel(title)
        axes.grid(axis="x", which="both", alpha=0.25)
        axes.xaxis.set_major_formatter(mpl.ticker.FormatStrFormatter("%g"))
    left.set_yticks(range(len(names)), [_TITLES.get(name, name) for name in names])
    left.invert_yaxis()
    left.axvline(1, color="black", linewidth=0.8)
    right.axvline(1, color="black", linewidth=0.8)
    left.plot([], [], "|", color="black", markersize=11, markeredgewidth=2, label="the bar it has to reach")
    figure.legend(*left.get_legend_handles_labels(), loc="lower center", ncols=5, frameon=False)
    figure.suptitle(
        f"Two threads on two cores ({results['machine']['processor'].partition(' (')[0]}); dots are medians"
    )
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _dots(left: Any, right: Any, cases: list[Mapping[str, Any]], names: list[str], number: int) -> None:
    colour = COLOURS[number % len(COLOURS)]
    for place, case in enumerate(cases):
        at = names.index(case["work"]) + (number - 1) * STEP
        low, high = case["spread"]
        label = shape_of(case) if place == 0 else None
        left.plot([low, high], [at, at], color=colour, linewidth=1.5)
        left.plot(case["ratio"], at, "o", color=colour, label=label)
        left.plot(case["bars"]["ratio"], at, "|", color="black", markersize=11, markeredgewidth=2)
        right.plot(case["ours"] / case["read2"], at, "o", color=colour)
        if case["bars"]["reads"]:
            right.plot(case["bars"]["reads"], at, "|", color="black", markersize=11, markeredgewidth=2)
