"""The measured process: python benchmarks/speed/children.py KIND ARGUMENTS, started by `memory.peak_of`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from data import Problem, load
from large import stream_to_files
from memory import report_calls
from simulated import Simulated
from works import WORKS, ours, reference

from labelproof.filter import find_label_issues

WARM_ROWS = 2000


def work(side: str, name: str, folder: str) -> None:
    """One line of the table, in memory unless it is about files."""
    package = reference() if side == "reference" else ours(int(side))
    chosen = WORKS[name]
    if chosen.files:
        problem = Problem(np.empty(0, np.int64), np.empty((0, 0), np.float32), Path(folder))
        small = Problem(problem.labels, problem.pred_probs, Path(folder) / "small")
    else:
        problem = load(Path(folder))
        small = problem.head(WARM_ROWS)
    report_calls(
        lambda: chosen.call(package, small),
        lambda: chosen.call(package, problem),
        mapped=chosen.files,
        repeats=1 if side == "reference" else 3,
    )


def container(full: str, small: str) -> None:
    """The default filter from a file, whose labels lie beside it."""

    def call(path: str) -> Any:
        return find_label_issues(labels[path], path)

    labels = {path: np.load(Path(path).with_name("labels.npy")) for path in (full, small)}
    report_calls(lambda: call(small), lambda: call(full), mapped=True)


def stream(folder: str) -> None:
    """A file that is larger than the memory allowed, results to files."""
    full = Path(folder)
    report_calls(lambda: stream_to_files(full / "small"), lambda: stream_to_files(full), mapped=True, repeats=1)


def simulated(rows: str, classes: str) -> None:
    """The default filter over rows that are made when they are asked for."""
    source, small = Simulated(int(rows), int(classes)), Simulated(2000, int(classes))
    labels, few = source.labels(), small.labels()
    report_calls(
        lambda: find_label_issues(few, small), lambda: find_label_issues(labels, source), mapped=False, repeats=1
    )


KINDS: dict[str, Callable[..., None]] = {
    "work": work,
    "container": container,
    "stream": stream,
    "simulated": simulated,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    KINDS[sys.argv[1]](*sys.argv[2:])
