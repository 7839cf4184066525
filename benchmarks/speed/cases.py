"""Check, time and weigh the lines of the acceptance table."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clock import median, once, paired, reader
from data import Problem, load, make, save
from memory import available, peak_of
from works import BATCHED_SHAPE, QUICK_SHAPES, SHAPES, WORKS, Work, ours, reference

__all__ = ["READS_AT_MOST", "Case", "Settings", "cases", "compare", "measure", "prepare"]

READS_AT_MOST = {("ranked", (100_000, 1_000)): 6.0}
"""How many times the two-thread read of the array a call may take, where the table says so."""


@dataclass(frozen=True)
class Settings:
    """How to run: where data lie meanwhile, how often, with how many threads."""

    folder: Path
    repeats: int = 9
    jobs: int = 2
    quick: bool = False


@dataclass(frozen=True)
class Case:
    """A work at a shape."""

    work: Work
    shape: tuple[int, int]

    @property
    def name(self) -> str:
        """For example "ranked 1000000x10"."""
        return f"{self.work.name} {self.shape[0]}x{self.shape[1]}"


def cases(*, quick: bool = False) -> list[Case]:
    """Return every line of the table at its shapes, or at tiny ones."""
    shapes = QUICK_SHAPES if quick else SHAPES
    in_memory = [Case(work, shape) for shape in shapes for work in WORKS.values() if not work.files]
    from_files = [Case(work, QUICK_SHAPES[-1] if quick else BATCHED_SHAPE) for work in WORKS.values() if work.files]
    return in_memory + from_files


def prepare(shape: tuple[int, int], settings: Settings) -> Problem:
    """Return the problem of a shape from its files, which are written when they are missing."""
    folder = settings.folder / f"{shape[0]}x{shape[1]}"
    if not (folder / "done").exists():
        problem = make(*shape, plain=True)
        save(folder, problem)
        save(folder / "small", problem.head(2000))
        (folder / "done").touch()
    return load(folder)


def compare(case: Case, problem: Problem, settings: Settings) -> str | None:
    """Return how our answer differs from the reference package's, or None."""
    os.environ["LABELPROOF_NUM_THREADS"] = str(settings.jobs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mine = case.work.call(ours(settings.jobs), problem)
        theirs = case.work.call(reference(), problem)
    return case.work.differs(mine, theirs)


def measure(case: Case, problem: Problem, settings: Settings) -> dict[str, Any]:
    """Return times, memory and bars of a case whose answer was found right."""
    warnings.simplefilter("ignore")
    mine, theirs, default = ours(settings.jobs), reference(), reference(None)
    call = case.work.call
    with ThreadPoolExecutor(2) as pool:
        reads = {f"read{threads}": reader(problem.pred_probs, threads, pool) for threads in (1, 2)}
        times = paired(
            {"ours": lambda: call(mine, problem), "reference": lambda: call(theirs, problem), **reads},
            settings.repeats,
        )
    own, other = times.median("ours"), times.median("reference")
    slow = median([once(lambda: call(default, problem)) for _ in range(3)]) if case.work.parallel else None
    return {
        "rows": case.shape[0],
        "classes": case.shape[1],
        "work": case.work.name,
        "ours": own,
        "reference": other,
        "reference_default": slow,
        "ratio": other / own,
        "spread": times.spread("reference", "ours"),
        "read1": times.median("read1"),
        "read2": times.median("read2"),
        "bytes": problem.pred_probs.nbytes,
        **_memory(case, settings),
        "bars": {
            "ratio": case.work.ratio(*case.shape),
            "memory": case.work.memory(*case.shape),
            "reads": READS_AT_MOST.get((case.work.name, case.shape)),
        },
    }


def _memory(case: Case, settings: Settings) -> dict[str, int | None]:
    if not available():
        return {"memory": None, "reference_memory": None}
    folder = str(settings.folder / f"{case.shape[0]}x{case.shape[1]}")
    threads = {"LABELPROOF_NUM_THREADS": str(settings.jobs)}
    found = {}
    for key, side in (("memory", str(settings.jobs)), ("reference_memory", "reference")):
        found[key] = peak_of(["work", side, case.work.name, folder], environment=threads).extra
    return found
