"""What is compared: one entry per line of the acceptance table, with its bars, its two calls and its comparison."""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
from data import Problem

__all__ = ["BATCHED_SHAPE", "QUICK_SHAPES", "SHAPES", "WORKS", "Package", "Work", "ours", "reference"]

SHAPES = ((1_000_000, 10), (200_000, 100), (100_000, 1_000))
BATCHED_SHAPE = (1_000_000, 100)
QUICK_SHAPES = ((3_000, 10), (6_000, 20), (12_000, 40))
MB = 1e6


@dataclass(frozen=True)
class Package:
    """One of the two packages, and how it is told the number of workers."""

    name: str
    jobs: Mapping[str, int] = field(default_factory=dict)

    def __getattr__(self, module: str) -> ModuleType:
        """Return a public module."""
        path = "experimental.label_issues_batched" if module == "batched" else module
        return importlib.import_module(f"{self.name}.{path}")


def ours(jobs: int) -> Package:
    """Return labelproof with `jobs` threads; LABELPROOF_NUM_THREADS tells the functions without n_jobs."""
    return Package("labelproof", {"n_jobs": jobs})


def reference(jobs: int | None = 1) -> Package:
    """Return the reference package with n_jobs=1, or with its default for None."""
    return Package("cleanlab", {} if jobs is None else {"n_jobs": jobs})


@dataclass(frozen=True)
class Work:
    """A call that both packages understand.

    `ratio` is how many times faster ours must be and `memory` how many bytes it may need beyond its inputs, by shape;
    `parallel` says that the reference's call takes n_jobs.
    """

    name: str
    title: str
    call: Callable[[Package, Problem], Any]
    differs: Callable[[Any, Any], str | None]
    ratio: Callable[[int, int], float]
    memory: Callable[[int, int], float]
    parallel: bool = False
    files: bool = False


def _flags(**options: Any) -> Callable[[Package, Problem], Any]:
    def call(package: Package, problem: Problem) -> Any:
        return package.filter.find_label_issues(problem.labels, problem.pred_probs, **options, **package.jobs)

    return call


def _scores(method: str) -> Callable[[Package, Problem], Any]:
    def call(package: Package, problem: Problem) -> Any:
        return package.rank.get_label_quality_scores(problem.labels, problem.pred_probs, method=method)

    return call


def _joint(package: Package, problem: Problem) -> Any:
    return package.count.compute_confident_joint(problem.labels, problem.pred_probs)


def _health(package: Package, problem: Problem) -> Any:
    with contextlib.redirect_stdout(io.StringIO()):  # the reference prints even when it is told not to
        return package.dataset.health_summary(problem.labels, problem.pred_probs, verbose=False)


def _batched(package: Package, problem: Problem) -> Any:
    return package.batched.find_label_issues_batched(
        labels_file=problem.labels_file, pred_probs_file=problem.pred_probs_file, verbose=False, **package.jobs
    )


def _same(a: Any, b: Any) -> str | None:
    """Nothing when two arrays are equal entry by entry, in order."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return f"shape {a.shape}, reference {b.shape}"
    different = int(np.count_nonzero(a != b))
    return f"{different} of {a.size} entries differ" if different else None


def _close(a: Any, b: Any, tolerance: float = 1e-6) -> str | None:
    """Nothing when floats agree: the reference computes in float32 what ours computes in float64."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    if a.shape != b.shape:
        return f"shape {a.shape}, reference {b.shape}"
    largest = float(np.abs(a - b).max())
    return None if largest <= tolerance else f"differ by up to {largest:.3g}"


def _same_health(a: Any, b: Any) -> str | None:
    """Nothing when score, joint and both tables agree; rows with equal keys may come in any order."""
    problem = _close(a["overall_label_health_score"], b["overall_label_health_score"], 1e-12)
    problem = problem or _close(a["joint"], b["joint"], 1e-15)
    keys = {"classes_by_label_quality": ["Class Index"], "overlapping_classes": ["Class Index A", "Class Index B"]}
    for name, key in keys.items():
        if list(a[name]) != list(b[name]):
            return f"{name}: columns {list(a[name])}, reference {list(b[name])}"
        problem = problem or _close(a[name].sort_values(key), b[name].sort_values(key), 1e-12)
    return problem


def _filter_memory(rows: int, classes: int) -> float:
    """40, 30 and 40 MB; in proportion to N for shapes of which the table says nothing."""
    return {10: 40 * MB, 100: 30 * MB, 1000: 40 * MB}.get(classes, 40 * rows + 50 * classes**2)


def _ten_each(rows: int, _: int) -> float:
    return 10 * rows


def _per_cell(_: int, classes: int) -> float:
    return 50 * classes**2 + 8 * MB


def _at_least(ratio: float) -> Callable[[int, int], float]:
    return lambda *_: ratio


def _filters() -> list[Work]:
    ranked = Work(
        "ranked",
        "`find_label_issues`, default, ranked",
        _flags(return_indices_ranked_by="self_confidence"),
        _same,
        lambda _, classes: 25 if classes >= 1000 else 30,
        _filter_memory,
        parallel=True,
    )
    names = ("both", "confident_learning", "low_normalized_margin")
    titles = [f'`find_label_issues`, `filter_by="{name}"`' for name in names]
    return [
        ranked,
        *(
            Work(name, title, _flags(filter_by=name), _same, _at_least(15), _filter_memory, parallel=True)
            for name, title in zip(names, titles, strict=True)
        ),
    ]


def _others() -> list[Work]:
    methods = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")
    scores = [
        Work(name, f'`get_label_quality_scores`, `"{name}"`', _scores(name), _close, _at_least(10), _ten_each)
        for name in methods
    ]
    return [
        *scores,
        Work("joint", "`compute_confident_joint`", _joint, _same, _at_least(15), _per_cell),
        Work("health", "`health_summary`", _health, _same_health, _at_least(15), _per_cell),
        Work(
            "batched",
            "`find_label_issues_batched` from `.npy` files",
            _batched,
            _same,
            _at_least(5),
            lambda *_: 64 * MB,
            parallel=True,
            files=True,
        ),
    ]


WORKS: dict[str, Work] = {work.name: work for work in (*_filters(), *_others())}
