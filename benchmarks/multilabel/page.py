"""benchmarks/multilabel.md from what was measured: nothing on the page is typed by hand but what was published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from data import GROUPS, MOST_FLIPS
from folds import FOLDS, MODELS
from measures import AT
from scores import DEFAULT, METHODS

__all__ = ["BARS", "PUBLISHED", "mean_of", "missed", "page", "parts_of", "seeds", "table", "title_of", "values_of"]

PUBLISHED = {
    "small": {
        "lr": {
            "ema": (0.779, 0.620, 0.493),
            "min": (0.796, 0.320, 0.091),
            "softmin": (0.801, 0.237, 0.000),
            "mean": (0.651, 0.508, 0.395),
        },
        "rf": {
            "ema": (0.734, 0.392, 0.348),
            "min": (0.811, 0.207, 0.024),
            "softmin": (0.829, 0.112, 0.000),
            "mean": (0.605, 0.212, 0.072),
        },
    },
    "large": {
        "lr": {
            "ema": (0.858, 0.649, 0.433),
            "min": (0.881, 0.537, 0.219),
            "softmin": (0.893, 0.466, 0.128),
            "mean": (0.760, 0.451, 0.214),
        },
        "rf": {
            "ema": (0.810, 0.507, 0.234),
            "min": (0.808, 0.449, 0.166),
            "softmin": (0.828, 0.426, 0.126),
            "mean": (0.777, 0.473, 0.229),
        },
    },
}
"""AP@T of arXiv 2211.13895 for at least one, two and three wrong tags."""
BARS = (0.01, 0.03, 0.03)
"""How far from the published figures ours may be, for ten seeds of the small group."""

HEAD = f"""\
# Wrong tags in multi-label data

Written by `python benchmarks/multilabel`, never by hand; the figures are in `benchmarks/multilabel/results.json`.
Generated data of [arXiv 2211.13895](https://arxiv.org/abs/2211.13895) with known wrong tags, at most {MOST_FLIPS} in a
row. One model per tag, {FOLDS} folds, out-of-sample probabilities; each score ranks the rows, most suspect first.

- *AP@T*: T is the number of rows with at least 1, 2 or 3 wrong tags; the average precision of the T lowest scores taken
  alone, as the paper has it. *whole*: the textbook's, which divides by all T bad rows and so is lower.
- *AP*: average precision over all rows for at least one wrong tag. *P*, *R*: precision and recall of the lowest scores.
- Means over seeds, ± their standard deviation. *pub.*: the paper's figure.

![AP@T of every score](../docs/images/multilabel-ap-at-t.png)

![Average precision of every score over the seeds](../docs/images/multilabel-average-precision.png)
"""


def page(results: Mapping[str, Any]) -> str:
    """Return the page."""
    parts = [HEAD]
    for group, model, found in parts_of(results):
        parts.append(f"## {group.capitalize()} group, {MODELS[model]}\n")
        parts.append(f"{GROUPS[group]}; {seeds(found)}. Rows with at least 1, 2, 3 wrong tags: {wrong(found)}.\n")
        parts.append(table(group, model, found))
    return "\n".join([*parts, verdicts(results), formulas(), machines(results)])


def parts_of(results: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return group, model and figures by seed of what was measured, small group first."""
    groups = results["groups"]
    return [
        (group, model, groups[group][model]) for group in GROUPS for model in MODELS if groups.get(group, {}).get(model)
    ]


def title_of(name: str) -> str:
    """Return what a score is called."""
    return DEFAULT if name == "ours" else METHODS[name].title


def values_of(found: Mapping[str, Any], name: str, measure: str) -> list[float]:
    """Return one measure of one score for every seed that has it."""
    values = [one["scores"][name][measure] for one in found.values()]
    return [value for value in values if value is not None]


def mean_of(found: Mapping[str, Any], name: str, measure: str) -> float:
    """Return the mean over seeds."""
    values = values_of(found, name, measure)
    return float(np.mean(values)) if values else float("nan")


def table(group: str, model: str, found: Mapping[str, Any]) -> str:
    """Return the Markdown table of one group and model."""
    head = ["score"]
    for least in (1, 2, 3):
        head += [f"AP@T ≥{least}", "pub."]
    head += ["AP", *(f"whole ≥{least}" for least in (1, 2, 3)), *(f"{what}@{k}" for k in AT for what in "PR")]
    lines = [head, ["---", *["--:"] * (len(head) - 1)]]
    published = PUBLISHED[group][model]
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


def spread(found: Mapping[str, Any], name: str, measure: str) -> str:
    """Return mean and deviation over seeds."""
    values = values_of(found, name, measure)
    if not values:
        return "-"
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}" if len(values) > 1 else f"{values[0]:.3f}"


def seeds(found: Mapping[str, Any]) -> str:
    """Return for example "10 seeds (0-9)"."""
    numbers = sorted(map(int, found))
    whole = numbers == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 1
    listed = f"{numbers[0]}-{numbers[-1]}" if whole else ", ".join(map(str, numbers))
    return f"{len(numbers)} seed{'s' if len(numbers) > 1 else ''} ({listed})"


def wrong(found: Mapping[str, Any]) -> str:
    """Return how many rows have at least one, two and three wrong tags, on average."""
    means = np.mean([one["wrong"] for one in found.values()], axis=0)
    return ", ".join(f"{mean:,.0f}" for mean in means)


def bars(results: Mapping[str, Any]) -> list[tuple[str, float, str, bool]]:
    """Return what was promised for ten seeds of the small group: what, measured, wanted, met."""
    found = []
    for group, model, figures in parts_of(results):
        if group != "small":
            continue
        for name, rows in PUBLISHED[group][model].items():
            for least, (wanted, most) in enumerate(zip(rows, BARS, strict=True), start=1):
                measured = mean_of(figures, name, f"slice {least}")
                what = f"{group}, {MODELS[model]}: {title_of(name)}, AP@T ≥{least}"
                found.append((what, measured, f"{wanted:.3f} ± {most}", abs(measured - wanted) <= most))
        for measure, title in (("slice 1", "AP@T ≥1"), ("average precision 1", "AP")):
            measured, least = mean_of(figures, "ours", measure), mean_of(figures, "ema", measure)
            what = f"{group}, {MODELS[model]}: {DEFAULT}, {title}"
            found.append((what, measured, f"above EMA 0.8: {least:.3f}", measured > least))
    return found


def missed(results: Mapping[str, Any]) -> list[str]:
    """Return one sentence per bar that is missed."""
    return [f"{what}: {measured:.3f}, wanted {wanted}" for what, measured, wanted, met in bars(results) if not met]


def verdicts(results: Mapping[str, Any]) -> str:
    """Return the table of bars."""
    rows = "".join(
        f"| {what} | {measured:.3f} | {wanted} | {'met' if met else '**not met**'} |\n"
        for what, measured, wanted, met in bars(results)
    )
    return f"## Bars\n\n| what | measured | bar | |\n|---|--:|--:|---|\n{rows}"


def formulas() -> str:
    """Return the definitions of the scores."""
    rows = "".join(f"| {method.title} | {method.formula} | {method.ours} |\n" for method in METHODS.values())
    return (
        "## The scores\n\ns_1 ≥ ... ≥ s_K are the self-confidences of a row's tags, sorted descending: p where the tag is "
        "given, 1 - p where\nit is not. Low scores are suspect. Where the paper names a score without saying all of it, the "
        "last column says what was\nchosen here; such rows cannot be compared with published ones.\n\n"
        f"| score | formula | chosen here |\n|---|---|---|\n{rows}"
        f"| {DEFAULT} | log-odds mean of the tag's posterior and its self-confidence, then EMA 0.8 | all of it |\n"
    )


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
    for number, machine in enumerate(results["machines"], start=1):
        facts = "".join(f"| {name} | {value} |\n" for name, value in machine.items() if name != "reference package")
        parts.append(f"Machine {number}\n\n| | |\n|---|---|\n{facts}")
    return "\n".join(parts)
