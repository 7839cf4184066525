"""Measure the noise-adaptive score on real data whose label errors are known; writes `benchmarks/detection.md`.

Run ``LABELPROOF_TEST_DATA=.../data python benchmarks/detection`` in an environment with the `bench` extra. Without it
the column that only the peer can fill stays empty and the run says so. The table holds no time and no machine name:
the same data give the same file everywhere.
"""

from __future__ import annotations

import csv
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score

from labelproof._core.adaptive import NoiseAdaptive, noise_adaptive
from labelproof._learn.recalibrate import recalibrated_given

try:
    from cleanlab.filter import find_label_issues as peer_find_label_issues
    from cleanlab.rank import get_label_quality_scores as peer_scores
except ImportError:
    peer_find_label_issues = peer_scores = None

OUT = Path(__file__).resolve().parent.parent / "detection.md"

HEAD = (
    "# Detection quality",
    "",
    "Written by `python benchmarks/detection`, never by hand. From given labels and out-of-sample `pred_probs` alone.",
    "Peer: cleanlab 2.9, `rank.get_label_quality_scores` (self_confidence) and the default",
    "`filter.find_label_issues`. Ours: the noise-adaptive ranking and flags of `labelproof audit`.",
    'AP = average precision of "this label is wrong", F1 of the flagged set, ECE = mean gap between error probability',
    "(uncalibrated) and frequency over ten bins, rho = measured class-conditionality of the noise.",
    "",
    "| data, model | rows | wrong | peer AP | our AP | peer F1 | our F1 | our flags | rho | ECE |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)

LEAST_PRECISION, LEAST_F1, MOST_BELOW = 0.685, 0.625, 0.001
"""The bars: mean average precision, mean F1, and how far below the peer a single file may be."""


@dataclass(frozen=True)
class Problem:
    """Labels, probabilities and the truth about the labels; `relabelled` marks errors that have a right class."""

    name: str
    labels: NDArray[np.int64]
    pred_probs: NDArray[np.floating]
    wrong: NDArray[np.bool_]
    relabelled: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Measured:
    """One line of the table."""

    problem: Problem
    peer_precision: float
    peer_f1: float | None
    precision: float
    f1: float
    result: NoiseAdaptive
    peer_relabelled: float | None
    relabelled: float | None
    calibration_error: float


def problems(data: Path) -> Iterator[Problem]:
    """Yield roman-numeral (five models) and CIFAR-10N (three runs)."""
    roman = data / "roman-numeral"
    with (roman / "files.csv").open(newline="") as file:
        relabelled = np.array([row["action"] == "Fix Data Label" for row in csv.DictReader(file)])
    wrong = np.load(roman / "roman_label_errors_mask.npy").astype(bool)
    labels = np.load(roman / "roman_labels.npy").astype(np.int64)
    for path in sorted(roman.glob("pred_probs_*.npy")):
        name = "roman-numeral " + path.stem.removeprefix("pred_probs_")
        yield Problem(name, labels, np.load(path), wrong, relabelled)
    for path in sorted((data / "cifar10n").glob("*_00000-24999.npz")):
        if path.stem.startswith("labels_"):
            continue
        arrays = np.load(path)
        given = arrays["given_labels"].astype(np.int64)
        name = "cifar10n " + path.stem.removesuffix("_00000-24999")
        yield Problem(name, given, arrays["pred_probs"], given != arrays["true_labels"])


def measure(problem: Problem) -> Measured:
    """Score one problem with the peer and with ours."""
    labels, probs, wrong = problem.labels, problem.pred_probs, problem.wrong
    own = probs[np.arange(labels.size), labels] if peer_scores is None else peer_scores(labels, probs)
    peer_f1 = None if peer_find_label_issues is None else f1_score(wrong, peer_find_label_issues(labels, probs))
    result = noise_adaptive(labels, probs, recalibrated=recalibrated_given(labels, probs))
    check(result)
    suspicion = np.empty(labels.size)
    suspicion[result.order] = -np.arange(labels.size)
    return Measured(
        problem=problem,
        peer_precision=average_precision_score(wrong, -own),
        peer_f1=peer_f1,
        precision=average_precision_score(wrong, suspicion),
        f1=f1_score(wrong, result.is_issue),
        result=result,
        peer_relabelled=relabelled_precision(problem, -own),
        relabelled=relabelled_precision(problem, suspicion),
        calibration_error=calibration_error(result.error_probability, wrong),
    )


def check(result: NoiseAdaptive) -> None:
    """Stop when order, flags and probabilities contradict each other."""
    probability = np.round(result.error_probability[result.order], 6)
    flagged = np.flatnonzero(probability > 0.5)
    if np.any(np.diff(probability) > 0) or not np.array_equal(flagged, np.arange(result.num_issues)):
        sys.exit("order, flags and probabilities contradict each other")


def relabelled_precision(problem: Problem, suspicion: NDArray[np.float64]) -> float | None:
    """Return the average precision for errors with a right class; other bad rows are left out."""
    if problem.relabelled is None:
        return None
    kept = problem.relabelled | ~problem.wrong
    return float(average_precision_score(problem.relabelled[kept], suspicion[kept]))


def calibration_error(probability: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float:
    """Return the mean distance of probability and frequency over ten equal bins, weighted by rows."""
    bins = np.minimum((probability * 10).astype(int), 9)
    sizes = np.bincount(bins, minlength=10)
    gap = np.abs(np.bincount(bins, probability, 10) - np.bincount(bins, wrong.astype(float), 10))
    return float(gap.sum() / sizes.sum())


def number(value: float | None) -> str:
    """Return three decimals, or a dash."""
    return "-" if value is None else f"{value:.3f}"


def table(measured: list[Measured]) -> str:
    """Return the Markdown page."""
    lines = [*HEAD]
    for one in measured:
        result, problem = one.result, one.problem
        cells = [
            problem.name,
            f"{problem.labels.size:,}",
            f"{int(problem.wrong.sum()):,}",
            number(one.peer_precision),
            f"**{number(one.precision)}**",
            number(one.peer_f1),
            f"**{number(one.f1)}**",
            f"{result.num_issues:,}",
            number(result.class_conditionality),
            number(one.calibration_error),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    lines += [mean_line(measured), "", *relabelled_table(measured)]
    return "\n".join(lines) + "\n"


def mean_line(measured: list[Measured]) -> str:
    """Return the line of means."""
    peer_f1 = None if measured[0].peer_f1 is None else float(np.mean([one.peer_f1 for one in measured]))
    return (
        f"| mean | | | {number(float(np.mean([one.peer_precision for one in measured])))} "
        f"| **{number(float(np.mean([one.precision for one in measured])))}** | {number(peer_f1)} "
        f"| **{number(float(np.mean([one.f1 for one in measured])))}** | | "
        f"| {number(float(np.mean([one.calibration_error for one in measured])))} |"
    )


def relabelled_table(measured: list[Measured]) -> list[str]:
    """Return the table for the wrong labels of roman-numeral alone."""
    lines = [
        "In roman-numeral most errors are bad images. AP of its 108 wrong labels alone (the other 264 rows left out):",
        "",
        "| model | peer AP | our AP |",
        "|---|--:|--:|",
    ]
    for one in measured:
        if one.relabelled is not None:
            lines.append(f"| {one.problem.name} | {number(one.peer_relabelled)} | **{number(one.relabelled)}** |")
    return lines


def verdict(measured: list[Measured]) -> list[str]:
    """Return one sentence per bar that is missed."""
    missed = []
    precision = float(np.mean([one.precision for one in measured]))
    f1 = float(np.mean([one.f1 for one in measured]))
    if precision < LEAST_PRECISION:
        missed.append(f"mean average precision {precision:.4f} is below {LEAST_PRECISION}")
    if f1 < LEAST_F1:
        missed.append(f"mean F1 {f1:.4f} is below {LEAST_F1}")
    missed += [
        f"{one.problem.name}: {one.precision:.4f} against the peer's {one.peer_precision:.4f}"
        for one in measured
        if one.precision < one.peer_precision - MOST_BELOW
    ]
    return missed


def main() -> None:
    """Measure, write the page, and fail when a bar is missed."""
    folder = os.environ.get("LABELPROOF_TEST_DATA")
    if not folder:
        sys.exit("Set LABELPROOF_TEST_DATA to the folder that holds roman-numeral and cifar10n.")
    if peer_scores is None:
        print("The bench extra is not installed: the peer's F1 stays empty.", file=sys.stderr)
    warnings.simplefilter("ignore")
    measured = [measure(problem) for problem in problems(Path(folder))]
    OUT.write_text(table(measured), encoding="utf-8")
    print(OUT.read_text(encoding="utf-8"))
    if missed := verdict(measured):
        sys.exit("A bar is missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
