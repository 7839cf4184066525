"""benchmarks/tag_detection.md from what was measured: the better of each pair is bold, and losses are said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["TOP", "Measured", "page", "rows_of"]

TOP = 100
HEAD = (
    "# Detection of wrong tags",
    "",
    "Written by `python benchmarks/tag_detection`, never by hand. Tags of real data are made wrong at random (seeded),",
    "`labelproof audit` learns out-of-sample probabilities from the result, and two rankings of the same probabilities",
    "are compared: ours (the audit's), and the peer's: cleanlab 2.9,",
    "`multilabel_classification.get_label_quality_scores` with its defaults (self-confidence, exponential moving",
    "average 0.8), and its scores per class for single tags.",
    "",
    "Two kinds of errors. *swapped*: of the carriers of each tag one in ten loses it, and as many others get it.",
    "*flipped*: every tag of every example is turned over with a chance of 0.1.",
    "AP = average precision of finding the examples with a wrong tag, and of finding the wrong (example, tag) pairs.",
    f"Lift = share with a wrong tag among the {TOP} most suspect examples over their share in the data. F1, precision",
    "and recall are those of the audit's flagged tags. The data have errors of their own, which count as right here.",
    "**Bold** is the better of the two, as printed.",
    "",
    "Every tag gets errors at the same rate here. That suits our ranking, in which tags with few carriers borrow the",
    "rates of all tags together; [generated data](multilabel.md) have rates that differ from tag to tag.",
    "",
    "| data | errors | seed | examples with errors | peer AP | our AP | peer AP, tags | our AP, tags | peer lift "
    "| our lift | our F1 | precision | recall |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)
PAIRS = {0: "AP, examples", 2: "AP, tags", 4: "Lift"}
"""Where the peer's number of a pair stands, before ours."""


@dataclass(frozen=True)
class Measured:
    """One line of the table."""

    name: str
    errors: str
    seed: int
    share: float
    peer: float
    ours: float
    peer_tags: float
    our_tags: float
    peer_lift: float
    our_lift: float
    f1: float
    precision: float
    recall: float


Row = tuple[tuple[str, ...], Sequence[float]]
"""The words and the numbers of a line."""


def rows_of(measured: Sequence[Measured]) -> list[Row]:
    """Return the lines of the table, the mean last."""
    rows: list[Row] = [
        ((one.name, one.errors, str(one.seed), f"{100 * one.share:.1f} %"), numbers(one)) for one in measured
    ]
    means = np.mean([values for _, values in rows], axis=0)
    return [*rows, (("mean", "", "", ""), means.tolist())]


def page(rows: Sequence[Row]) -> str:
    """Return the Markdown page."""
    return "\n".join([*HEAD, *(_line(*row) for row in rows), "", *verdicts(rows)]) + "\n"


def verdicts(rows: Sequence[Row]) -> list[str]:
    """Return in words where ours is better and where the peer is, from the numbers as printed."""
    *lines, mean = [(names, [round(value, 3) for value in values]) for names, values in rows]
    said = ["## Where the peer is better", ""]
    for place, what in PAIRS.items():
        peer, ours = mean[1][place : place + 2]
        kinds = list(dict.fromkeys(names[:2] for names, _ in lines))
        lost = []
        for kind in kinds:
            these = [values for names, values in lines if names[:2] == kind]
            worse = sum(values[place] > values[place + 1] for values in these)
            lost += [f"{' '.join(kind)} ({worse} of {len(these)})"] if worse else []
        mean_word = "better" if ours > peer else "worse" if ours < peer else "equal"
        where = f"The peer is better on {', '.join(lost)}." if lost else "The peer is better nowhere."
        said.append(f"- {what}: on the mean ours is {mean_word}, {ours:.3f} against {peer:.3f}. {where}")
    return said


def numbers(one: Measured) -> list[float]:
    """Return the numbers of a line in the order of the table."""
    return [
        *(one.peer, one.ours, one.peer_tags, one.our_tags, one.peer_lift, one.our_lift),
        *(one.f1, one.precision, one.recall),
    ]


def _line(names: Sequence[str], values: Sequence[float]) -> str:
    """Return one line of the table; the better of each pair is bold."""
    cells = [f"{value:.3f}" for value in values]
    for place in PAIRS:
        peer, ours = (float(cell) for cell in cells[place : place + 2])
        if peer != ours:
            winner = place + (ours > peer)
            cells[winner] = f"**{cells[winner]}**"
    return f"| {' | '.join([*names, *cells])} |"
