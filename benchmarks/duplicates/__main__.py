"""Measure what keeping copies together is worth; writes `benchmarks/duplicates.md`.

Run ``LABELPROOF_TEST_DATA=.../data python benchmarks/duplicates``. A share of the examples is copied, the copies share
one wrong label, and the built-in model of texts is cross-validated twice: with copies on one side of every fold, and
with each example for itself. Each finished problem is a line of `results.jsonl`, so a run that was stopped goes on
where it was; delete that file to measure anew. The page holds no time and no machine name.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from labelproof import audit
from labelproof.learn import cross_val_pred_probs

HERE = Path(__file__).resolve().parent
OUT, STORE = HERE.parent / "duplicates.md", HERE / "results.jsonl"
KINDS = ("copies", "near copies", "example right")
SEEDS = range(5)
SHARE, COPIES = 0.05, 3
LEAST = 1.3
"""The bar: how many times the recall of single examples that of groups must be, for plain copies and every seed."""

HEAD = (
    "# What keeping copies together is worth",
    "",
    "Written by `python benchmarks/duplicates`, never by hand. Banking77, all 13,083 questions. 5 % of them are",
    "copied 3 times, and get one wrong label (any other class) that all of them share: m rows are wrong then.",
    "Probabilities by `cross_val_pred_probs('fast', ...)` with 5 folds, ranking by `audit`. Recall: the share of wrong",
    "rows among the m most suspect. *Grouped*: `groups='auto'`, the default, which finds the copies itself. *Single*:",
    "`groups=None`, so that a copy is judged by a model that was trained on the others.",
    "",
    "In *near copies* each copy differs from the example: another case and mark, a word more, the first word twice. In",
    "*example right* the example itself keeps its right label and its 3 copies alone share the wrong one.",
    "",
    "| problem | seed | rows | wrong (m) | single | grouped | times |",
    "|---|--:|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True)
class Problem:
    """Texts with copies that share a wrong label."""

    kind: str
    seed: int
    texts: list[str]
    labels: NDArray[np.str_]
    wrong: NDArray[np.bool_]


@dataclass(frozen=True)
class Measured:
    """One line of the table."""

    kind: str
    seed: int
    rows: int
    wrong: int
    single: float
    grouped: float

    @property
    def times(self) -> float:
        """How many times as many wrong rows are found with groups."""
        return self.grouped / max(self.single, 1e-9)


def examples(data: Path) -> tuple[list[str], NDArray[np.str_]]:
    """Return all questions and their classes."""
    texts, labels = [], []
    for name in ("train", "test"):
        with (data / "banking77" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                texts.append(row["text"])
                labels.append(row["category"])
    return texts, np.array(labels)


def planted(kind: str, seed: int, texts: list[str], labels: NDArray[np.str_]) -> Problem:
    """Return the texts with copies of some of them, in random order, and one wrong label for each set of copies."""
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(len(texts), size=round(SHARE * len(texts)), replace=False))
    classes = np.unique(labels)
    place = np.searchsorted(classes, labels[chosen])
    other = classes[(place + rng.integers(1, classes.size, size=chosen.size)) % classes.size]
    copies = [copied(texts[row], number, kind) for number in range(COPIES) for row in chosen.tolist()]
    given = np.concatenate([labels, np.tile(other, COPIES)])
    if kind != "example right":
        given[chosen] = other
    wrong = given != np.concatenate([labels, np.tile(labels[chosen], COPIES)])
    order = rng.permutation(given.size)
    every = [*texts, *copies]
    return Problem(kind, seed, [every[row] for row in order.tolist()], given[order], wrong[order])


def copied(text: str, number: int, kind: str) -> str:
    """Return a copy of a text, changed a little where copies are near."""
    if kind != "near copies":
        return text
    first = text.split(" ", 1)[0]
    return (text.upper().rstrip("?.!") + "!!", f"{text} thanks", f"{first} {text}")[number]


def measure(problem: Problem) -> Measured:
    """Return the recall with and without groups."""
    sizes = len(problem.texts), int(problem.wrong.sum())
    return Measured(problem.kind, problem.seed, *sizes, recall(problem, None), recall(problem, "auto"))


def recall(problem: Problem, groups: str | None) -> float:
    """Return the share of the m wrong rows among the m most suspect."""
    with tempfile.TemporaryDirectory() as folder:
        pred_probs = cross_val_pred_probs(
            "fast", problem.texts, problem.labels, groups=groups, seed=problem.seed, cache_dir=folder
        )
    ranked = audit(labels=problem.labels, pred_probs=pred_probs, seed=problem.seed).issues["row"].to_numpy()
    return float(problem.wrong[ranked[: problem.wrong.sum()]].mean())


def table(measured: list[Measured]) -> str:
    """Return the Markdown page."""
    lines = [*HEAD]
    for one in measured:
        cells = [
            one.kind,
            str(one.seed),
            f"{one.rows:,}",
            f"{one.wrong:,}",
            f"{one.single:.3f}",
            f"**{one.grouped:.3f}**",
        ]
        lines.append(f"| {' | '.join(cells)} | {one.times:.2f} |")
    for kind in dict.fromkeys(one.kind for one in measured):
        single, grouped, times = means(measured, kind)
        lines.append(f"| {kind}, mean | | | | {single:.3f} | **{grouped:.3f}** | {times:.2f} |")
    return "\n".join(lines) + "\n"


def means(measured: list[Measured], kind: str) -> tuple[float, float, float]:
    """Return the mean recalls of one kind of problem, and how many times the first the second is."""
    single = float(np.mean([one.single for one in measured if one.kind == kind]))
    grouped = float(np.mean([one.grouped for one in measured if one.kind == kind]))
    return single, grouped, grouped / max(single, 1e-9)


def main() -> None:
    """Measure what is missing, write the page, and fail when the bar is missed."""
    folder = os.environ.get("LABELPROOF_TEST_DATA")
    if not folder:
        sys.exit("Set LABELPROOF_TEST_DATA to the folder that holds banking77.")
    lines = STORE.read_text(encoding="utf-8").splitlines() if STORE.exists() else []
    measured = [Measured(**json.loads(line)) for line in lines]
    known = {(one.kind, one.seed) for one in measured}
    texts, labels = examples(Path(folder))
    wanted = [(kind, seed) for kind in KINDS for seed in SEEDS if (kind, seed) not in known]
    for kind, seed in tqdm(wanted, desc="problems"):
        measured.append(measure(planted(kind, seed, texts, labels)))
        with STORE.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(measured[-1])) + "\n")
    OUT.write_text(table(measured), encoding="utf-8")
    print(OUT.read_text(encoding="utf-8"))
    missed = [one.seed for one in measured if one.kind == "copies" and one.times < LEAST]
    if missed:
        sys.exit(f"The bar is missed: seeds {missed} are below {LEAST} times.")


if __name__ == "__main__":
    main()
