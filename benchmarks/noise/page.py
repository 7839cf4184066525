"""benchmarks/noise.md from the finished runs: nothing on the page is typed by hand but what it explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pipelines import OURS
from planting import KINDS
from scipy.stats import t
from sets import SETS

__all__ = ["compared", "interval", "page"]

LEAST_GAIN, MOST_LOSS = 0.03, 0.01
"""The bars: how much better the mean must be, and how much worse the mean of a single data set may be."""

Line = Mapping[str, Any]

HEAD = """\
# Planted errors, found with the features at hand

Written by `python benchmarks/noise`, never by hand; every run is a line of `benchmarks/noise/results.jsonl`. Errors are
planted in the labels of real data (seeded), and looked for in two ways that both see the examples:

- *reference*: cleanlab 2.9, `CleanLearning(model).find_label_issues(X, labels)` with its defaults, rows in the order of
  `label_quality`. Its model: logistic regression on standardised columns and indicators, or histogram gradient
  boosting, whichever is better on the mean over the seeds of that line; for texts logistic regression on TF-IDF, for
  images on pixels.
- *ours*: `labelproof audit --model {models}: the built-in models of the guide, rows in the order of `rank`.

Measured is the average precision (AP) of finding the planted errors; the data have errors of their own, which count as
right here. ± is half the 95 % interval of the difference over the seeds (paired, Student's t). The errors:
"""


def page(lines: Sequence[Line]) -> str:
    """Return the page."""
    models = " or `".join(f"{model}` ({', '.join(names)})" for model, names in _models(lines).items())
    kinds = "".join(f"- *{kind}*: {what};\n" for kind, what in KINDS.items())
    head = HEAD.replace("{models}", models) + "\n" + kinds
    if not models:
        return head + "\nNothing can be compared yet.\n"
    return "\n".join([head, table(lines), verdict(lines), times(lines), _versions(lines)])


def _models(lines: Sequence[Line]) -> dict[str, list[str]]:
    """Return our models and the data sets that each was measured on."""
    found: dict[str, list[str]] = {}
    for name in SETS:
        if compared(lines, name):
            found.setdefault(SETS[name].model, []).append(name)
    return found


def compared(lines: Sequence[Line], name: str) -> dict[str, tuple[str, dict[int, float], dict[int, float]]]:
    """Return by kind of errors the reference's better model, its AP, and our AP; for seeds that both sides have."""
    found = {}
    for kind in KINDS:
        ways: dict[str, dict[int, float]] = {}
        for line in lines:
            if (line["data"], line["noise"]) == (name, kind):
                ways.setdefault(line["way"], {})[line["seed"]] = line["ap"]
        ours = ways.get(SETS[name].model, {})
        theirs = {way: of_seed for way, of_seed in ways.items() if way not in OURS}
        seeds = [seed for seed in sorted(ours) if theirs and all(seed in of_seed for of_seed in theirs.values())]
        if seeds:
            best = max(theirs, key=lambda way: float(np.mean([theirs[way][seed] for seed in seeds])))
            found[kind] = (best, {seed: theirs[best][seed] for seed in seeds}, {seed: ours[seed] for seed in seeds})
    return found


def table(lines: Sequence[Line]) -> str:
    """Return the table: each data set with each kind of errors, and their means."""
    rows = ["| data | errors | seeds | reference | its AP | our AP | difference |", "|---|---|--:|---|--:|--:|--:|"]
    for name in SETS:
        found = compared(lines, name)
        for kind, (way, theirs, ours) in found.items():
            rows.append(_row((name, kind, str(len(ours)), way), list(theirs.values()), list(ours.values())))
        if found:
            rows.append(_row((name, "*mean*", "", ""), *_means(found)))
    theirs, ours, width = _overall(lines)
    rows.append(_cells(("mean of the data sets", "", "", ""), theirs, ours, width))
    return "\n".join(rows) + "\n"


def _means(
    found: Mapping[str, tuple[str, Mapping[int, float], Mapping[int, float]]],
) -> tuple[list[float], list[float]]:
    """Return both sides' means over the kinds, seed by seed, for the seeds that all kinds have."""
    seeds = sorted(set.intersection(*(set(ours) for _, _, ours in found.values())))
    sides = [[float(np.mean([entry[side][seed] for entry in found.values()])) for seed in seeds] for side in (1, 2)]
    return sides[0], sides[1]


def _overall(lines: Sequence[Line]) -> tuple[float, float, float | None]:
    """Return both sides' means over the data sets, and half the 95 % interval of the difference.

    The data sets are taken as given, their seeds as drawn (Welch and Satterthwaite); one with a single seed counts as
    certain.
    """
    parts = [_means(found) for name in SETS if (found := compared(lines, name))]
    theirs, ours = (float(np.mean([np.mean(part[side]) for part in parts])) for side in (0, 1))
    several = [np.subtract(*part) for part in parts if len(part[0]) > 1]
    shares = np.array([np.var(one, ddof=1) / one.size for one in several]) / len(parts) ** 2
    if not shares.any():
        return theirs, ours, None
    freedom = shares.sum() ** 2 / (shares**2 / [one.size - 1 for one in several]).sum()
    return theirs, ours, float(t.ppf(0.975, freedom) * np.sqrt(shares.sum()))


def _row(names: Sequence[str], theirs: Sequence[float], ours: Sequence[float]) -> str:
    """Return one line of the table."""
    width = interval(np.subtract(ours, theirs))
    return _cells(names, float(np.mean(theirs)), float(np.mean(ours)), width)


def _cells(names: Sequence[str], theirs: float, ours: float, width: float | None) -> str:
    shown = f"{ours - theirs:+.3f}" + ("" if width is None else f" ± {width:.3f}")
    scores = (f"**{theirs:.3f}**", f"{ours:.3f}") if theirs > ours else (f"{theirs:.3f}", f"**{ours:.3f}**")
    return f"| {' | '.join((*names, *scores))} | {shown} |"


def interval(values: NDArray[np.floating]) -> float | None:
    """Return half the 95 % interval of the mean; None for a single value."""
    if len(values) < 2:
        return None
    return float(t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))


def verdict(lines: Sequence[Line]) -> str:
    """Return how the bars stand."""
    theirs, ours, _ = _overall(lines)
    gain = ours - theirs
    changes = {
        name: float(np.subtract(*_means(found)[::-1]).mean()) for name in SETS if (found := compared(lines, name))
    }
    worst = min(changes, key=lambda name: changes[name])
    missing = [f"{name} {kind}" for name in SETS for kind in KINDS if kind not in compared(lines, name)]
    rows = [
        "| bar | measured | |\n|---|--:|---|",
        f"| mean over the data sets: at least {LEAST_GAIN} better | {gain:+.3f} | {_met(gain >= LEAST_GAIN)} |",
        f"| no data set's mean more than {MOST_LOSS} worse | {changes[worst]:+.3f} ({worst}) "
        f"| {_met(changes[worst] >= -MOST_LOSS)} |",
    ]
    return "\n".join(rows) + "\n" + (f"\nNot measured yet: {', '.join(missing)}.\n" if missing else "")


def _met(held: bool) -> str:
    return "met" if held else "**not met**"


def times(lines: Sequence[Line]) -> str:
    """Return how long the runs took, in minutes by data set."""
    rows = ["| data | rows | runs | minutes, reference | minutes, ours |", "|---|--:|--:|--:|--:|"]
    total = np.zeros(2)
    for name in SETS:
        own = [line for line in lines if line["data"] == name and line["way"] in (*peers(lines), SETS[name].model)]
        sides = np.array(
            [sum(line["seconds"] for line in own if (line["way"] in OURS) == side) for side in (False, True)]
        )
        total += sides
        if own:
            counts = f"{own[0]['rows']:,} | {sum(line['way'] in OURS for line in own)}"
            rows.append(f"| {name} | {counts} | {sides[0] / 60:.1f} | {sides[1] / 60:.1f} |")
    rows.append(f"| all | | | {total[0] / 60:.1f} | {total[1] / 60:.1f} |")
    return "\n".join(rows) + "\n"


def peers(lines: Sequence[Line]) -> set[str]:
    """Return the reference's models."""
    return {line["way"] for line in lines} - set(OURS)


def _versions(lines: Sequence[Line]) -> str:
    return "Measured with " + "; ".join(sorted({line["by"] for line in lines})) + ".\n"
