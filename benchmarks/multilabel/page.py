"""benchmarks/multilabel.md from what was measured: nothing on the page is typed by hand but what was published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from bars import PUBLISHED, bars
from data import GROUPS, MOST_FLIPS
from figures import mean_of, parts_of, seeds, title_of, values_of
from folds import FOLDS, MODELS
from measures import AT
from scores import DEFAULT, METHODS

__all__ = ["page", "table"]

HEAD = f"""\
# Wrong tags in multi-label data

Written by `python benchmarks/multilabel`, never by hand; the figures are in `benchmarks/multilabel/results.json`.
Generated data of [arXiv 2211.13895](https://arxiv.org/abs/2211.13895) with known wrong tags, at most {MOST_FLIPS} in a
row. One model per tag, {FOLDS} folds, out-of-sample probabilities; each score ranks the rows, most suspect first.

- *AP@T*: T is the number of rows with at least 1, 2 or 3 wrong tags; the average precision of the T lowest scores taken
  alone, as the paper has it. *whole*: the textbook's, which divides by all T bad rows and so is lower.
- *AP*: average precision over all rows for at least one wrong tag. *P*, *R*: precision and recall of the lowest scores.
- Means over seeds, ± their standard deviation. *pub.*: the published mean, where we know it.

![AP@T of every score](../docs/images/multilabel-ap-at-t.png)

![Average precision of every score over the seeds](../docs/images/multilabel-average-precision.png)
"""

VERDICTS = """\
## Bars

For the small group, with ten seeds. Data sets differ more than the bars are wide: the difference from a published mean
is also given in standard errors of the mean over our seeds. The data are drawn in the order of `data.py`, which is the
published description read literally. Other readings of it (tags sorted otherwise, noise before the split, all matrices
first) move EMA 0.8, logistic regression, AP@T ≥1 between 0.77 and 0.81; none of them gives the published figures.
"""
SCORES = """\
## The scores

s_1 ≥ ... ≥ s_K are the self-confidences of a row's tags, sorted descending: p where the tag is given, 1 - p where it is
not. Low scores are suspect. The last column says what was chosen here because the paper's text, as far as we know it,
only names it; such rows are not comparable with the paper's.
"""
NOT_RUN = """\
Not run here: the large group with random forests, 250 of them per seed and about 8 processor seconds each: half an
hour per seed on one core, five to six hours for ten seeds.
`python benchmarks/multilabel --group large --models rf --jobs 8` does it. What was learnt is kept fold by fold: after
an interruption at most one fold, some seven minutes on one core, is learnt again.
"""


def page(results: Mapping[str, Any]) -> str:
    """Return the page."""
    parts = [HEAD]
    for group, model, found in parts_of(results):
        parts.append(f"## {group.capitalize()} group, {MODELS[model]}\n")
        parts.append(f"{GROUPS[group]}; {seeds(found)}. Rows with at least 1, 2, 3 wrong tags: {wrong(found)}.\n")
        parts.append(table(found, PUBLISHED[group][model]))
        parts.append(better(found))
    return "\n".join([*parts, verdicts(results), formulas(), machines(results)])


def table(found: Mapping[str, Any], published: Mapping[str, tuple[float, ...]]) -> str:
    """Return the Markdown table of one group and model beside what was published."""
    head = ["score"]
    for least in (1, 2, 3):
        head += [f"AP@T ≥{least}", "pub."]
    head += ["AP", *(f"whole ≥{least}" for least in (1, 2, 3)), *(f"{what}@{k}" for k in AT for what in "PR")]
    lines = [head, ["---", *["--:"] * (len(head) - 1)]]
    for name in ("ours", *METHODS):
        cells = [f"**{title_of(name)}**" if name == "ours" else title_of(name)]
        for place, least in enumerate((1, 2, 3)):
            cells += [spread(found, name, f"slice {least}")]
            cells += [f"{published[name][place]:.3f}" if name in published else ""]
        cells += [spread(found, name, "average precision 1")]
        cells += [f"{mean_of(found, name, f'whole {least}'):.3f}" for least in (1, 2, 3)]
        cells += [f"{mean_of(found, name, f'{what} {k}'):.3f}" for k in AT for what in ("precision", "recall")]
        lines.append(cells)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def better(found: Mapping[str, Any]) -> str:
    """Return in words which scores beat our default, by the means of AP@T as they are printed."""
    lines = []
    for least in (1, 2, 3):
        means = {name: round(mean_of(found, name, f"slice {least}"), 3) for name in ("ours", *METHODS)}
        ours = means.pop("ours")
        above = sorted((name for name, mean in means.items() if mean > ours), key=lambda name: -means[name])
        listed = ", ".join(f"{title_of(name)} ({means[name]:.3f})" for name in above)
        verdict = f"beaten by {listed}" if above else "no other score is better"
        lines.append(f"- AP@T ≥{least}: {DEFAULT} {ours:.3f}, {verdict}.\n")
    return "".join(lines)


def spread(found: Mapping[str, Any], name: str, measure: str) -> str:
    """Return mean and deviation over seeds."""
    values = values_of(found, name, measure)
    if not values:
        return "-"
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}" if len(values) > 1 else f"{values[0]:.3f}"


def wrong(found: Mapping[str, Any]) -> str:
    """Return how many rows have at least one, two and three wrong tags, on average."""
    means = np.mean([one["wrong"] for one in found.values()], axis=0)
    return ", ".join(f"{mean:,.0f}" for mean in means)


def verdicts(results: Mapping[str, Any]) -> str:
    """Return the table of bars."""
    rows = "".join(
        f"| {bar.what} | {bar.measured:.3f} | {bar.wanted} | {bar.remark} | {'met' if bar.met else '**not met**'} |\n"
        for bar in bars(results)
    )
    return f"{VERDICTS}\n| what | measured | bar | | |\n|---|--:|--:|--:|---|\n{rows}"


def formulas() -> str:
    """Return the definitions of the scores."""
    rows = "".join(f"| {method.title} | {method.formula} | {method.ours} |\n" for method in METHODS.values())
    ours = "log-odds mean of the tag's posterior and its self-confidence, then EMA 0.8"
    return f"{SCORES}\n| score | formula | chosen here |\n|---|---|---|\n{rows}| {DEFAULT} | {ours} | all of it |\n"


def machines(results: Mapping[str, Any]) -> str:
    """Return what was run where, and for how long."""
    rows = ""
    for group, model, found in parts_of(results):
        for number in sorted({one["machine"] for one in found.values()}):
            times = [one["seconds"] for one in found.values() if one["machine"] == number]
            rows += f"| {group} | {MODELS[model]} | {len(times)} | {np.mean(times):,.1f} | {number + 1} |\n"
    parts = [
        f"## Time\n\n| group | model | seeds | processor seconds per seed | machine |\n|---|---|--:|--:|--:|\n{rows}"
    ]
    if "rf" not in results["groups"].get("large", {}):
        parts.append(NOT_RUN)
    for number, machine in enumerate(results["machines"], start=1):
        facts = "".join(f"| {name} | {value} |\n" for name, value in machine.items() if name != "reference package")
        parts.append(f"Machine {number}\n\n| | |\n|---|---|\n{facts}")
    return "\n".join(parts)
