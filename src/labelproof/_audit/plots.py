"""The plots of an audit, drawn with matplotlib's objects: no figure is shown, nothing global is touched."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from labelproof._audit.report.charts import root_ticks
from labelproof._audit.report.escape import cut, one_line, visible
from labelproof._audit.report.numbers import NBSP, axis_count, count, percent
from labelproof._audit.report.tag_words import tag_answer
from labelproof._audit.report.theme import COLOURS
from labelproof._audit.report.words import answer
from labelproof._base.errors import InputError, LabelproofError
from labelproof._base.optional import require
from labelproof._media import audio, images
from labelproof._media.spectrum import log_mel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from labelproof._base.dataset import Dataset, FileRef, ImageRef

__all__ = ["Plottable", "examples_figure", "pairs_figure", "scores_figure"]

_INK, _SOFT, _RULE = COLOURS["ink"][0], COLOURS["ink-3"][0], COLOURS["rule"][0]
_PENCIL, _SUSPECT, _REST = COLOURS["pencil"][0], COLOURS["suspect"][0], "#BDB8AC"
_PAPER = "#FFFFFF"
_GRID_COLUMNS = 4
_NAME = 28
_GIVEN_NAME, _SUGGESTED_NAME = 24, 36
_SHORT_TITLE = 24
_LINE = 96


class Plottable(Protocol):
    """What the plots need of an audit's result."""

    @property
    def issues(self) -> pd.DataFrame:
        """One line per example in rank order."""

    @property
    def summary(self) -> Mapping[str, Any]:
        """The audit in numbers."""

    @property
    def dataset(self) -> Dataset:
        """The rows as they were read."""


def examples_figure(result: Plottable, *, n: int) -> Figure:
    """Return the worst examples: images and recordings as a grid, anything else as a list."""
    if n < 1:
        raise InputError(f"`n` must be at least 1: got {n}. Say how many examples to draw.")
    worst = result.issues.loc[result.issues["error_probability"].notna()].head(n)
    pictures = result.dataset.images or result.dataset.audio
    return _grid(result, worst, pictures) if pictures else _list(result, worst)


def pairs_figure(result: Plottable, *, n: int) -> Figure:
    """Return the most frequent class pairs as horizontal bars."""
    if n < 1:
        raise InputError(f"`n` must be at least 1: got {n}. Say how many class pairs to draw.")
    pairs, title = _pairs(result.summary, n)
    figure, axes = _one_axes(8.0, 1.4 + 0.32 * max(len(pairs), 1))
    _title(figure, title)
    if not pairs:
        return _nothing(figure, axes, "No label is flagged, so there are no pairs.")
    places = range(len(pairs))
    flagged = [pair["flagged"] for pair in pairs]
    axes.barh(places, flagged, height=0.62, color=_SUSPECT)
    axes.set_yticks(list(places), [f"{_name(p['given'])} → {_name(p['suggested'])}" for p in pairs])
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    for place, number in zip(places, flagged, strict=True):
        axes.annotate(count(number), (number, place), (4, 0), textcoords="offset points", va="center", color=_INK)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12 * max(flagged))
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure


def scores_figure(result: Plottable) -> Figure:
    """Return the histogram of the label quality on a square-root scale, the flagged part in front."""
    histogram = result.summary["quality_histogram"]
    edges, flagged, other = histogram["edges"], histogram["flagged"], histogram["other"]
    figure, axes = _one_axes(8.0, 4.2)
    _title(figure, _answer(result.summary))
    widths = [0.94 * (high - low) for low, high in pairwise(edges)]
    left = [edge + 0.03 * (edges[1] - edges[0]) for edge in edges[:-1]]
    few, rest = sum(flagged), sum(other)
    axes.bar(left, flagged, widths, align="edge", color=_SUSPECT, label=f"flagged, {count(few)}")
    axes.bar(left, other, widths, align="edge", bottom=flagged, color=_REST, label=f"not flagged, {count(rest)}")
    axes.set_yscale("function", functions=(_root, _square))
    axes.set_xlim(0, 1)
    most = max(1, *(f + o for f, o in zip(flagged, other, strict=True)))
    axes.set_ylim(0, 1.05 * most)
    axes.set_yticks(root_ticks(most))
    axes.yaxis.set_major_formatter(lambda value, _place: axis_count(int(value)))
    axes.grid(axis="y", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("label quality, low is suspect", color=_SOFT)
    axes.set_ylabel("examples (square-root scale)", color=_SOFT)
    axes.legend(loc="upper center", facecolor=_PAPER, edgecolor="none", framealpha=1.0)
    return figure


def _grid(result: Plottable, worst: pd.DataFrame, pictures: Sequence[FileRef]) -> Figure:
    """Return pictures with their correction above and the chance below."""
    columns = min(_GRID_COLUMNS, max(len(worst), 1))
    lines = max(1, -(-len(worst) // columns))
    figure = _figure(2.2 * columns, 2.75 * lines)
    for place, issue in enumerate(worst.to_dict("records")):
        axes = figure.add_subplot(lines, columns, place + 1)
        _draw(axes, _draw_image if result.dataset.images else _draw_sound, pictures[int(issue["row"])])
        given, suggested = _sides(issue, _NAME, _NAME)
        gap = " " if len(given) + len(suggested) <= _SHORT_TITLE else "\n"
        axes.set_title(f"{given}{gap}→ {suggested}", fontsize=10, color=_INK, parse_math=False)
        axes.set_xlabel(_caption(issue), fontsize=8, color=_SOFT, parse_math=False)
    return figure


def _draw(axes: Axes, how: Callable[[Axes, Any], None], reference: FileRef) -> None:
    """Draw what a file holds, or say that it cannot be read."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(_RULE)
    try:
        how(axes, reference)
    except LabelproofError:
        axes.text(0.5, 0.5, "cannot be read", ha="center", va="center", color=_SOFT, transform=axes.transAxes)


def _draw_image(axes: Axes, reference: ImageRef) -> None:
    """Draw an image."""
    image = images.decode(reference)
    image.thumbnail((400, 400))
    axes.imshow(image, cmap="gray" if image.mode == "L" else None, vmin=0, vmax=255)


def _draw_sound(axes: Axes, reference: FileRef) -> None:
    """Draw the loudness of a recording over time, low bands at the bottom, loud dark."""
    loudness = log_mel(audio.decode(reference))
    axes.imshow(loudness.T, cmap="gray_r", aspect="auto", origin="lower")


def _list(result: Plottable, worst: pd.DataFrame) -> Figure:
    """Return examples as lines: number, chance and correction, and the item below."""
    figure, axes = _one_axes(9.0, 0.9 + 0.52 * max(len(worst), 1))
    axes.set_axis_off()
    _title(figure, _answer(result.summary))
    axes.set_xlim(0, 1)
    axes.set_ylim(max(len(worst), 1), 0)
    for place, issue in enumerate(worst.to_dict("records")):
        _line(axes, place, issue, _item(result.dataset, int(issue["row"])))
    return figure


def _line(axes: Axes, place: int, issue: Mapping[Any, Any], item: str) -> None:
    """Draw one example as two lines."""
    head = f"{issue['rank']}   {_caption(issue)}"
    given, suggested = _sides(issue, _GIVEN_NAME, _SUGGESTED_NAME)
    style: dict[str, Any] = {"parse_math": False, "in_layout": False}
    axes.text(0.0, place + 0.38, head, fontsize=8.5, color=_SOFT, **style)
    first = axes.text(0.34, place + 0.38, f"{given} → ", fontsize=9.5, color=_INK, **style)
    axes.annotate(suggested, (1, 0), xycoords=first, va="bottom", fontsize=9.5, color=_PENCIL, weight="bold", **style)
    axes.text(0.0, place + 0.76, item, fontsize=10, color=_INK, **style)
    axes.axhline(place + 0.97, color=_RULE, linewidth=0.8)


def _item(dataset: Dataset, row: int) -> str:
    """Return the start of a row's text or cells on one line."""
    columns: Sequence[Any] = dataset.text_columns or dataset.feature_columns
    cells = [(name, dataset.frame[name].iloc[row]) for name in columns[:12]]
    shown = (str(value) if dataset.text_columns else f"{name} {value}" for name, value in cells)
    line = " ".join(visible(", ".join(shown)).split())
    start, left = cut(line, _LINE)
    return start + ("…" if left else "")


def _caption(issue: Mapping[Any, Any]) -> str:
    """Return which row it is and how likely its label is wrong."""
    where = _name(str(issue["id"])) if "id" in issue else f"row {count(int(issue['row']))}"
    return f"{where}, {percent(float(issue['error_probability']))} likely wrong".replace(NBSP, " ")


def _sides(issue: Mapping[Any, Any], longest_given: int, longest_suggested: int) -> tuple[str, str]:
    """Return what was given and what is suggested: one label each, or the tags."""
    if "given_tags" not in issue:
        return _name(issue["given_label"], longest_given), _name(issue["suggested_label"], longest_suggested)
    given, suggested = (str(issue[name]).replace("|", ", ") or "(no tag)" for name in ("given_tags", "suggested_tags"))
    return _name(given, longest_given), _name(suggested, longest_suggested)


def _answer(summary: Mapping[str, Any]) -> str:
    return tag_answer(summary) if summary.get("task") == "tags" else answer(summary)


def _pairs(summary: Mapping[str, Any], most: int) -> tuple[list[Mapping[str, Any]], str]:
    """Return the most frequent pairs of given and suggested, and the title of their chart."""
    what, pairs = "class pairs", summary.get("class_pairs")
    if pairs is None:
        what = "tags for another"
        pairs = [
            {"given": p["extra"], "suggested": p["missing"], "flagged": p["flagged"]} for p in summary["tag_swaps"]
        ]
    shown, total = min(most, len(pairs)), len(pairs)
    if shown < total:
        return pairs[:most], f"The {count(shown)} {what} flagged most, of {count(total)}"
    return pairs[:most], f"{what.capitalize()} flagged"


def _name(text: str, limit: int = _NAME) -> str:
    """Return a class name that fits."""
    start, left = cut(one_line(text), limit)
    return start + ("…" if left else "")


def _one_axes(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure with one plain pair of axes."""
    figure = _figure(width, height)
    axes = figure.add_subplot()
    axes.set_facecolor(_PAPER)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_RULE)
    axes.tick_params(colors=_INK, labelsize=9)
    return figure, axes


def _figure(width: float, height: float) -> Figure:
    """Return an empty figure that shows itself in a notebook although no window system knows of it."""
    base = require("matplotlib.figure", extra="plot", purpose="drawing plots").Figure
    shown = type("Figure", (base,), {"_repr_png_": _as_png})
    figure: Figure = shown(figsize=(width, height), layout="constrained", facecolor=_PAPER)
    return figure


def _as_png(figure: Figure) -> bytes:
    """Return a figure as PNG."""
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=120)
    return data.getvalue()


def _title(figure: Figure, words: str) -> None:
    figure.suptitle(words, x=0.01, ha="left", fontsize=12, color=_INK, parse_math=False)


def _nothing(figure: Figure, axes: Axes, words: str) -> Figure:
    """Say on a figure that there is nothing to draw."""
    axes.set_axis_off()
    axes.text(0, 0.5, words, color=_SOFT, transform=axes.transAxes)
    return figure


def _root(values: Any) -> Any:
    return abs(values) ** 0.5


def _square(values: Any) -> Any:
    return values**2
