"""docs/images/multilabel-*.png: AP@T as bars, average precision over seeds as boxes, one panel per group and model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
from figures import mean_of, parts_of, seeds, title_of, values_of
from folds import MODELS
from scores import METHODS

__all__ = ["draw"]

NAMES = ("ours", *METHODS)
COLOURS = ("#0072B2", "#E69F00", "#CC79A7")
HEIGHT = 0.26


def draw(results: Mapping[str, Any], folder: Path) -> None:
    """Write both pictures."""
    parts = parts_of(results)
    if parts:
        _picture(parts, _bars, "AP@T, T = rows with at least that many wrong tags", folder / "multilabel-ap-at-t.png")
        _picture(
            parts, _boxes, "average precision, rows with any wrong tag", folder / "multilabel-average-precision.png"
        )


def _picture(parts: list[Any], panel: Any, what: str, path: Path) -> None:
    columns = min(len(parts), 4)
    figure, axes = plt.subplots(1, columns, figsize=(2.2 + 3.1 * columns, 5.2), sharey=True, squeeze=False)
    for place, (group, model, found) in enumerate(parts):
        one = axes[0][place]
        panel(one, found)
        one.set_title(f"{group}, {MODELS[model]}\n{seeds(found)}", fontsize=10)
        one.grid(axis="x", alpha=0.3)
        one.set_axisbelow(True)
    axes[0][0].set_yticks(range(len(NAMES)), [title_of(name) for name in NAMES])
    axes[0][0].get_yticklabels()[0].set_fontweight("bold")
    axes[0][0].invert_yaxis()
    handles, labels = axes[0][0].get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="lower center", ncols=len(handles), frameon=False)
    figure.supxlabel(what, fontsize=10, y=0.055 if handles else 0.01)
    figure.tight_layout(rect=(0, 0.05 if handles else 0, 1, 1))
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _bars(axes: Any, found: Mapping[str, Any]) -> None:
    for place, least in enumerate((1, 2, 3)):
        at = [number + (place - 1) * HEIGHT for number in range(len(NAMES))]
        means = [mean_of(found, name, f"slice {least}") for name in NAMES]
        label = f"at least {least} wrong tag{'s' if least > 1 else ''}"
        axes.barh(at, means, HEIGHT, color=COLOURS[place], label=label)
    axes.set_xlim(0, 1)


def _boxes(axes: Any, found: Mapping[str, Any]) -> None:
    """Draw quartiles as boxes with the median, extremes as whiskers, and a dot for each seed."""
    for number, name in enumerate(NAMES):
        values = values_of(found, name, "average precision 1")
        low, first, middle, third, high = np.quantile(values, (0, 0.25, 0.5, 0.75, 1))
        axes.plot((low, high), (number, number), color="black", linewidth=1, zorder=1)
        colour = COLOURS[0] if name == "ours" else "#CCCCCC"
        axes.barh(number, third - first, 0.6, left=first, color=colour, edgecolor="black", linewidth=0.8, zorder=2)
        axes.plot((middle, middle), (number - 0.3, number + 0.3), color="black", linewidth=2, zorder=3)
        axes.plot(values, [number] * len(values), "o", color="black", markersize=2.5, zorder=4)
