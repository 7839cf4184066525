"""The parts of the report between the answer and the small print: class pairs, classes, charts, odd things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from labelproof._audit.report.charts import calibration_figure, quality_figure
from labelproof._audit.report.escape import esc, name, sentence
from labelproof._audit.report.examples import correction
from labelproof._audit.report.numbers import NBSP, count, percent, percent_span, plural, share
from labelproof._audit.report.words import noun

__all__ = ["bar", "charts", "classes_and_pairs", "heading", "noticed", "unlabelled"]

_PAIRS = 16
_CLASSES = 20
_UNLABELLED = 20
_NOTES = 30
_ROWS = 8
_NAME = 80
_PAIR_NAME = 120
_MESSAGE = 700


def heading(title: str, beside: str = "", *, id: str = "") -> str:  # noqa: A002
    """Return the heading of a section with a remark beside it."""
    mark = f' id="{id}"' if id else ""
    remark = f'<span class="muted">{beside}</span>' if beside else ""
    return f'<div class="h"><h2{mark}>{esc(title)}</h2>{remark}</div>'


def classes_and_pairs(summary: Mapping[str, Any]) -> str:
    """Return the frequent class pairs beside the classes with the largest share flagged."""
    pairs = _pairs(summary["class_pairs"])
    return (
        f'<section class="duo tables">{pairs}{_classes(summary)}</section>'
        if pairs
        else f"<section>{_classes(summary)}</section>"
    )


def charts(summary: Mapping[str, Any]) -> str:
    """Return the two charts side by side."""
    words = noun(summary)
    quality = quality_figure(summary["quality_histogram"], words)
    return f'<section class="duo">{quality}{calibration_figure(summary["calibration"], words)}</section>'


def noticed(summary: Mapping[str, Any]) -> str:
    """Return what was guessed, left out or odd, and class names that look like one class; nothing if nothing was."""
    notes = [note for note in summary["notes"] if note["code"] not in {"similar_classes", "weak_model"}]
    items = [_note(note) for note in notes[:_NOTES]]
    if len(notes) > _NOTES:
        items.append(f"<li>{_more(len(notes) - _NOTES, 'note', 'notes')}</li>")
    items += [
        f"<li>{name(str(item['what']))} was left out: {sentence(str(item['why']), limit=_MESSAGE)}</li>"
        for item in summary["skipped"]
    ]
    said = (
        f'<div>{heading("Noticed while reading and learning")}<ul class="list">{"".join(items)}</ul></div>'
        if items
        else ""
    )
    alike = _similar(summary["similar_classes"])
    if said and alike:
        return f'<section class="duo">{said}{alike}</section>'
    return f"<section>{said}{alike}</section>" if said or alike else ""


def unlabelled(summary: Mapping[str, Any]) -> str:
    """Return the rows without a label and what the model would say."""
    rows, total = summary["unlabelled"], summary["counts"]["unlabelled"]
    if not total:
        return ""
    body = "".join(_unlabelled_row(row) for row in rows[:_UNLABELLED])
    table = (
        '<table class="narrow"><thead><tr><th scope="col">Row</th><th scope="col">Suggested</th>'
        '<th scope="col" class="num">Probability</th><th scope="col" class="wide"><span class="sr">As a bar</span></th>'
        f"</tr></thead><tbody>{body}</tbody></table>"
    )
    left = total - min(len(rows), _UNLABELLED)
    after = f'<p class="after">And {count(left)} more at the end of issues.csv.</p>' if left else ""
    title = f"{plural(total, noun(summary, number=1))} without a label"
    return f"<section>{heading(title, 'what the model would say, surest first')}{table}{after}</section>"


def _pairs(pairs: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of class pairs."""
    if not pairs:
        return ""
    most = max(pair["flagged"] for pair in pairs)
    rows = "".join(
        f"<tr><td>{correction(pair['given'], pair['suggested'], longest=_PAIR_NAME)}</td>"
        f'<td class="num"><b>{count(pair["flagged"])}</b></td>{bar(pair["flagged"] / most, "bw", "bar s")}</tr>'
        for pair in pairs[:_PAIRS]
    )
    left = len(pairs) - _PAIRS
    after = f'<p class="after">{_more(left, "pair", "pairs")}</p>' if left > 0 else ""
    return (
        f"<div>{heading('Class pairs', 'what is flagged as what')}"
        '<table><thead><tr><th scope="col">Given → suggested</th><th scope="col" class="num">Flagged</th>'
        '<td class="bw" aria-hidden="true"></td></tr></thead>'
        f"<tbody>{rows}</tbody></table>{after}</div>"
    )


def _classes(summary: Mapping[str, Any]) -> str:
    """Return the table of classes, those with the surest large share flagged first."""
    classes = sorted(
        (row for row in summary["classes"] if row["examples"]),
        key=lambda row: (-row["interval"][0], -row["share"], row["mean_quality"]),
    )
    shown = classes[:_CLASSES]
    widest = max((row["interval"][1] for row in shown), default=1.0) or 1.0
    body = "".join(_class_row(row, widest) for row in shown)
    left = len(summary["classes"]) - len(shown)
    after = f'<p class="after">{_more(left, "class", "classes")}</p>' if left else ""
    title = "Label quality by class"
    order = "ordered by the low end of the share flagged" if summary["counts"]["flagged"] else ""
    return (
        f'<div>{heading(title, order)}<table class="fixed"><thead><tr>'
        f'<th scope="col">Given class</th><th scope="col" class="num w0">{noun(summary).capitalize()}</th>'
        f'<th scope="col" class="num w1">Flagged</th><td class="rw wide" aria-hidden="true"></td>'
        f'<th scope="col" class="num w2">Share, 95{NBSP}%</th><th scope="col" class="num w1 wide">Quality</th>'
        f"</tr></thead><tbody>{body}</tbody></table>{after}</div>"
    )


def _class_row(row: Mapping[str, Any], widest: float) -> str:
    """Return one class; the range is drawn to the scale of the shown classes."""
    low, high = row["interval"]
    place = ";".join(f"--{k}:{v / widest:.4f}" for k, v in (("lo", low), ("at", row["share"]), ("hi", high)))
    return (
        f'<tr><th scope="row" class="name">{name(row["name"], limit=_NAME)}</th>'
        f'<td class="num">{count(row["examples"])}</td><td class="num"><b>{count(row["flagged"])}</b></td>'
        f'<td class="rw wide" aria-hidden="true"><span class="range" style="{place}"></span></td>'
        f'<td class="num"><b class="nowrap">{esc(share(row["flagged"], row["examples"]))}</b> '
        f'<span class="muted nowrap">{percent_span(low, high)}</span></td>'
        f'<td class="num wide">{row["mean_quality"]:.2f}</td></tr>'
    )


def _note(note: Mapping[str, Any]) -> str:
    """Return one note with the first rows that it is about."""
    rows = [count(row) for row in note["rows"][:_ROWS]]
    left = max(note["count"], len(note["rows"])) - len(rows)
    where = ""
    if rows:
        more = f" and {count(left)} more" if left > 0 else ""
        word = "Row" if len(rows) == 1 and not more else "Rows"
        where = f' <span class="muted">{word} {", ".join(rows)}{more}.</span>'
    return f"<li>{sentence(str(note['message']), limit=_MESSAGE)}{where}</li>"


def _similar(groups: Sequence[Mapping[str, Any]]) -> str:
    """Return the class names that look like one class."""
    if not groups:
        return ""
    items = [
        f"<li>{_joined(name(n, limit=_NAME) for n in group['names'])} {esc(group['reason'])}.</li>"
        for group in groups[:_NOTES]
    ]
    if len(groups) > _NOTES:
        items.append(f"<li>{_more(len(groups) - _NOTES, 'group', 'groups')}</li>")
    return (
        f"<div>{heading('Likely one class, written in several ways', 'nothing was merged')}"
        f'<ul class="list">{"".join(items)}</ul></div>'
    )


def _unlabelled_row(row: Mapping[str, Any]) -> str:
    """Return one row without a label."""
    if row["suggested"] is None:
        return f'<tr><td>{count(row["row"])}</td><td colspan="3" class="muted">could not be read</td></tr>'
    sure = row["probability"]
    return (
        f'<tr><td>{count(row["row"])}</td><td class="name">{name(row["suggested"], limit=_NAME)}</td>'
        f'<td class="num nowrap">{esc(percent(sure))}</td>{bar(sure, "bw wide", "bar")}</tr>'
    )


def bar(value: float, cell: str, kind: str) -> str:
    """Return a table cell with a bar; its number stands in another cell."""
    return f'<td class="{cell}" aria-hidden="true"><span class="{kind}" style="--v:{value:.3f}"></span></td>'


def _joined(items: Iterable[str]) -> str:
    """Return "a, b and c"."""
    listed = list(items)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def _more(number: int, one: str, many: str) -> str:
    """Return where the rest of a capped list is."""
    return f"And {plural(number, f'more {one}', f'more {many}')} in summary.json."
