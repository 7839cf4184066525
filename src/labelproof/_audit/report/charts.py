"""The two charts of the report as SVG: where the label qualities lie, and whether the probabilities can be trusted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.escape import esc
from labelproof._audit.report.numbers import axis_count, count, percent, plural, share

__all__ = ["calibration_figure", "quality_figure", "root_ticks"]

_LEFT, _RIGHT, _TOP, _BASE = 62, 508, 20, 260
_SQUARE_LEFT, _SQUARE_BASE, _SQUARE = 62, 300, 300
_NEAR = 0.02
_OBSERVED = {
    "agrees": ("label agrees, %", "Share of {noun} where the model agrees with the label"),
    "given": ("tag is given, %", "Share of {noun} that are given, of those the model finds about as likely"),
}


def quality_figure(histogram: Mapping[str, Sequence[float]], noun: str) -> str:
    """Return the histogram of the label quality on a square-root scale, the flagged part in front."""
    edges, flagged, other = histogram["edges"], histogram["flagged"], histogram["other"]
    totals = [int(f) + int(o) for f, o in zip(flagged, other, strict=True)]
    most = max(totals, default=0) or 1
    marks = [_quality_axis(most)]
    for i, total in enumerate(totals):
        marks.append(_quality_bar(edges[i], edges[i + 1], int(flagged[i]), total, most))
    few, rest = int(sum(flagged)), int(sum(other))
    label = f"Histogram of label quality: {count(few)} flagged and {count(rest)} not flagged"
    key = (
        f'<i class="hf"></i>flagged, {count(few)} <i class="hn"></i>not flagged, {count(rest)}. Square-root scale. '
        f"{_quality_words(edges, other, rest)}"
    )
    return _figure(f"Label quality of all {noun}", 304, label, "".join(marks), key)


def calibration_figure(bins: Sequence[Mapping[str, Any]], noun: str, *, observed: str = "agrees") -> str:
    """Return how often the model agrees with the label, against how sure it says it is; or how often tags are given."""
    axis, share_of = _OBSERVED[observed]
    marks = [_calibration_axis(axis)]
    for item in bins:
        x, y = _x(item["predicted"]), _y(item["observed"])
        low, high = _y(item["interval"][0]), _y(item["interval"][1])
        says = f"says {percent(item['predicted'])}, {observed} {percent(item['observed'])}"
        words = f"{says}, {count(item['examples'])} {noun}"
        marks.append(
            f'<g><title>{esc(words)}</title><path class="iv" d="M{x} {low}V{high}"/>'
            f'<circle class="pn" cx="{x}" cy="{y}" r="4"/></g>'
        )
    verdict = _calibration_words(bins, observed)
    key = f"{share_of.format(noun=noun)}, with 95\u00a0% intervals. {verdict}"
    return _figure("Can the percentages be trusted?", 348, f"Calibration. {verdict}", "".join(marks), esc(key))


def root_ticks(most: int) -> list[int]:
    """Return round counts that are about evenly spaced on a square-root scale from 0 to `most`."""
    ticks = {0}
    for fraction in (1 / 16, 1 / 4, 9 / 16, 1.0):
        ticks.add(_round_down(most * fraction))
    ordered = sorted(ticks)
    apart = [ordered[0]]
    for tick in ordered[1:]:
        if math.sqrt(tick / most) - math.sqrt(apart[-1] / most) >= 0.1:
            apart.append(tick)
    return apart


def _round_down(value: float) -> int:
    """Return the nearest count below of one significant digit, or of two that ends in 5."""
    if value < 10:
        return int(value)
    unit = int(10 ** int(math.log10(value)))
    return int(value / unit * 2) * unit // 2


def _figure(title: str, height: int, label: str, marks: str, caption: str) -> str:
    """Return a figure with its heading, drawing and words."""
    return (
        f'<figure><div class="h"><h2>{esc(title)}</h2></div>'
        f'<svg viewBox="0 0 520 {height}" role="img" aria-label="{esc(label)}">{marks}</svg>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _quality_axis(most: int) -> str:
    """Return grid and axis titles of the histogram."""
    marks = []
    for tick in root_ticks(most):
        y = _height(tick, most)
        marks.append(f'<path class="gr" d="M{_LEFT} {y}H{_RIGHT}"/>')
        marks.append(f'<text x="{_LEFT - 6}" y="{y + 4:g}" text-anchor="end">{axis_count(tick)}</text>')
    for value in (0, 0.25, 0.5, 0.75, 1):
        x = _LEFT + value * (_RIGHT - _LEFT)
        marks.append(f'<text x="{x:g}" y="278" text-anchor="middle">{value:g}</text>')
    marks.append(_axis_title(300, "label quality, low is suspect"))
    return "".join(marks)


def _quality_bar(low: float, high: float, flagged: int, total: int, most: int) -> str:
    """Return one bar: the flagged part below, the rest above it."""
    left = _LEFT + low * (_RIGHT - _LEFT) + 1
    width = (high - low) * (_RIGHT - _LEFT) - 2
    parts = []
    for kind, start, end in (("hn", flagged, total), ("hf", 0, flagged)):
        top, bottom = _height(end, most), _height(start, most)
        if end > start:
            top = min(top, bottom - 1) if start == 0 else top
            parts.append(
                f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{bottom - top:.1f}"/>'
            )
    words = f"{low:.2f} to {high:.2f}: {count(flagged)} flagged, {count(total - flagged)} not flagged"
    return f"<g><title>{words}</title>{''.join(parts)}</g>" if parts else ""


def _height(value: float, most: int) -> float:
    """Return the vertical place of a count on the square-root scale."""
    return round(_BASE - (_BASE - _TOP) * math.sqrt(value / most), 1)


def _quality_words(edges: Sequence[float], other: Sequence[float], rest: int) -> str:
    """Return what to conclude from the histogram."""
    if rest == 0:
        return ""
    high = sum(int(n) for edge, n in zip(edges, other, strict=False) if edge >= 0.9 - 1e-9)
    return f"{esc(share(high, rest))} of those not flagged have a quality of 0.9 or more."


def _calibration_axis(observed: str) -> str:
    """Return grid, diagonal and axis titles of the calibration chart."""
    marks = []
    for value in (0, 25, 50, 75, 100):
        x, y = _x(value / 100), _y(value / 100)
        marks.append(f'<path class="gr" d="M{_SQUARE_LEFT} {y}H{_x(1.0)}"/>')
        marks.append(f'<text x="{_SQUARE_LEFT - 6}" y="{y + 4:g}" text-anchor="end">{value}</text>')
        marks.append(f'<text x="{x:g}" y="{_SQUARE_BASE + 20}" text-anchor="middle">{value}</text>')
    marks.append(f'<path class="dg" d="M{_x(0.0)} {_y(0.0)}L{_x(1.0)} {_y(1.0)}"/>')
    middle = (_y(0.0) + _y(1.0)) / 2
    marks.append(
        f'<text x="12" y="{middle:g}" text-anchor="middle" transform="rotate(-90 12 {middle:g})">{observed}</text>'
    )
    marks.append(_axis_title(_SQUARE_BASE + 42, "model says, %", centre=_x(0.5)))
    return "".join(marks)


def _axis_title(y: float, words: str, *, centre: float = (_LEFT + _RIGHT) / 2) -> str:
    return f'<text x="{centre:g}" y="{y:g}" text-anchor="middle">{words}</text>'


def _x(share: float) -> float:
    """Return the horizontal place of a probability."""
    return round(_SQUARE_LEFT + share * _SQUARE, 1)


def _y(share: float) -> float:
    """Return the vertical place of a share."""
    return round(_SQUARE_BASE - share * (_SQUARE_BASE - _TOP), 1)


def _calibration_words(bins: Sequence[Mapping[str, Any]], observed: str) -> str:
    """Return what to conclude from the calibration chart."""
    total = sum(item["examples"] for item in bins)
    if not total:
        return "There is nothing to compare."
    if observed == "given":
        return _tag_words(bins)
    gap = sum((item["observed"] - item["predicted"]) * item["examples"] for item in bins) / total
    if abs(gap) < _NEAR:
        return "The points lie near the line: on average the model is about as sure as it should be."
    points = plural(max(1, round(100 * abs(gap))), "point")
    if gap > 0:
        return f"Above the line: on average the model is too modest, by about {points}."
    return f"Below the line: on average the model is too sure of itself, by about {points}, or many labels are wrong."


def _tag_words(bins: Sequence[Mapping[str, Any]]) -> str:
    """Return what to conclude for tags: from those that the model finds likely, since most are plainly absent."""
    likely = [item for item in bins if item["predicted"] > 0.5]
    total = sum(item["examples"] for item in likely)
    if not total:
        return "The model finds no tag likelier than not."
    says = sum(item["predicted"] * item["examples"] for item in likely) / total
    given = sum(item["observed"] * item["examples"] for item in likely) / total
    return (
        f"Of the tags that the model finds likelier than not, it expects {percent(says)} given; {percent(given)} are."
    )
