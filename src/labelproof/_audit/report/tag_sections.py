"""The parts of the report on tags between the answer and the small print: the table of tags, swaps, charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelproof._audit.report.charts import calibration_figure, quality_figure
from labelproof._audit.report.escape import esc, name
from labelproof._audit.report.numbers import NBSP, count, percent, percent_span, plural
from labelproof._audit.report.sections import bar, heading
from labelproof._audit.report.tag_heat import together_figure
from labelproof._audit.report.words import noun

__all__ = ["swaps_and_heat", "tag_charts", "tag_table"]

_TAGS, _MOST_TAGS = 24, 240
_SWAPS = 12
_NAME = 80


def tag_table(summary: Mapping[str, Any]) -> str:
    """Return the table of tags, those with most doubtful examples first; of many tags the later ones on demand."""
    tags = sorted(summary["tags"], key=lambda row: -(row["missing"] + row["extra"]))
    first, others = tags[:_TAGS], tags[_TAGS:_MOST_TAGS]
    widest = {kind: max((_high(row, kind) for row in first), default=1.0) or 1.0 for kind in ("missing", "extra")}
    more = ""
    if others:
        label = f"Show {plural(len(others), 'more tag')}"
        more = f'<details class="more-cards"><summary>{label}</summary>{_table(others, widest)}</details>'
    left = len(tags) - len(first) - len(others)
    after = f'<p class="after">And {plural(left, "more tag")} in summary.json.</p>' if left else ""
    top = heading("Label quality by tag", "ordered by the number in doubt")
    return f"<section>{top}{_table(first, widest)}{more}{after}</section>"


def _table(tags: Sequence[Mapping[str, Any]], widest: Mapping[str, float]) -> str:
    """Return some tags as a table; the ranges are drawn to one scale."""
    span = f"share, 95{NBSP}%"
    head = (
        f'<th scope="col">Tag</th><th scope="col" class="num w0">Given</th>'
        f'<th scope="col" class="num w1">Missing</th><td class="rw wide" aria-hidden="true"></td>'
        f'<th scope="col" class="num w3">of those without, {span}</th>'
        f'<th scope="col" class="num w1">Too many</th><td class="rw wide" aria-hidden="true"></td>'
        f'<th scope="col" class="num w3">of those with it, {span}</th>'
        f'<th scope="col" class="num w1 wide">Quality</th>'
    )
    body = "".join(_tag_row(row, widest) for row in tags)
    return f'<table class="fixed tt"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def swaps_and_heat(summary: Mapping[str, Any]) -> str:
    """Return the frequent swaps of one tag for another beside the map of tags that come together."""
    parts = [
        part
        for part in (
            together_figure(summary["co_occurrence"], noun(summary), summary["counts"]["tags"]),
            _swaps(summary["tag_swaps"], noun(summary, number=1)),
        )
        if part
    ]
    if not parts:
        return ""
    kind = ' class="duo"' if len(parts) > 1 else ""
    return f"<section{kind}>{''.join(parts)}</section>"


def tag_charts(summary: Mapping[str, Any]) -> str:
    """Return the two charts side by side."""
    quality = quality_figure(summary["quality_histogram"], noun(summary))
    calibration = calibration_figure(summary["calibration"], "tags", observed="given")
    return f'<section class="duo">{quality}{calibration}</section>'


def _high(row: Mapping[str, Any], kind: str) -> float:
    return row[f"{kind}_interval"][1] if row[f"{kind}_interval"] else 0.0


def _tag_row(row: Mapping[str, Any], widest: Mapping[str, float]) -> str:
    """Return one tag."""
    missing = _state(row, "missing", widest["missing"])
    extra = _state(row, "extra", widest["extra"])
    return (
        f'<tr><th scope="row" class="name">{name(str(row["name"]), limit=_NAME)}</th>'
        f'<td class="num">{count(row["given"])}</td>{missing}{extra}'
        f'<td class="num wide">{row["mean_quality"]:.2f}</td></tr>'
    )


def _state(row: Mapping[str, Any], kind: str, widest: float) -> str:
    """Return count, range and share of one kind of doubt."""
    flagged = f'<td class="num"><b>{count(row[kind])}</b></td>'
    span = row[f"{kind}_interval"]
    if span is None:
        return f'{flagged}<td class="rw wide" aria-hidden="true"></td><td class="num muted sh">none</td>'
    low, high = span
    value = row[f"{kind}_share"]
    shown = percent(value) if row[kind] else f"0{NBSP}%"
    place = ";".join(f"--{k}:{min(v / widest, 1):.4f}" for k, v in (("lo", low), ("at", value), ("hi", high)))
    return (
        f'{flagged}<td class="rw wide" aria-hidden="true"><span class="range" style="{place}"></span></td>'
        f'<td class="num sh"><b class="nowrap">{esc(shown)}</b> '
        f'<span class="muted nowrap">{percent_span(low, high, digits=1)}</span></td>'
    )


def _swaps(swaps: Sequence[Mapping[str, Any]], words: str) -> str:
    """Return the table of tags that seem to stand where another belongs."""
    if not swaps:
        return ""
    most = max(item["flagged"] for item in swaps)
    rows = "".join(
        f'<tr><td><span class="fix open">{name(str(item["extra"]), limit=_NAME, kind="given")}'
        f' <span class="to"><span aria-hidden="true">→</span><span class="sr">instead of</span></span> '
        f"{name(str(item['missing']), limit=_NAME, kind='sugg')}</span></td>"
        f'<td class="num"><b>{count(item["flagged"])}</b></td>{bar(item["flagged"] / most, "bw", "bar s")}</tr>'
        for item in swaps[:_SWAPS]
    )
    left = len(swaps) - _SWAPS
    after = f'<p class="after">And {plural(left, "more pair")} in summary.json.</p>' if left > 0 else ""
    return (
        f"<div>{heading('One tag for another', 'too many → missing, in the same ' + esc(words))}"
        '<table><thead><tr><th scope="col">Too many → missing</th><th scope="col" class="num">Times</th>'
        f'<td class="bw" aria-hidden="true"></td></tr></thead><tbody>{rows}</tbody></table>{after}</div>'
    )
