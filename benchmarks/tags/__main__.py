"""Time and memory of the functions for several tags per example: python benchmarks/tags [speed|memory].

`speed` compares with the reference package (extra `bench`) in turns, on 20,000 examples and 50 tags given as lists: the
answers first, then the processor time of one thread and the elapsed time, best of several turns. `memory` streams
1,000,000 examples and 100 tags in float32, in a process of its own, and says what it held beyond its input.
"""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TURNS = 5


def problem(rows: int, tags: int, dtype: Any = np.float64) -> tuple[np.ndarray, np.ndarray]:
    """Tags (N, K) uint8, one in ten given and one in fifty of those entries wrong, and probabilities, part by part."""
    rng = np.random.default_rng(0)
    given, probs = np.empty((rows, tags), np.uint8), np.empty((rows, tags), dtype)
    for first in range(0, rows, 20_000):
        shape = (min(20_000, rows - first), tags)
        true = rng.random(shape) < 0.1
        noise = rng.normal(size=shape) * 0.15
        probs[first : first + len(true)] = np.clip(np.where(true, 0.8, 0.1) + noise, 0, 1)
        given[first : first + len(true)] = true ^ (rng.random(shape) < 0.02)
    return given, probs


def best(function: Callable[[], Any]) -> tuple[float, float]:
    """Processor and elapsed seconds of the best turn."""
    found = []
    for _ in range(TURNS):
        cpu, wall = time.process_time(), time.perf_counter()
        function()
        found.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(cpu for cpu, _ in found), min(wall for _, wall in found)


def speed() -> None:
    from cleanlab.multilabel_classification import filter as reference_filter  # noqa: PLC0415 - the extra is optional
    from cleanlab.multilabel_classification import rank as reference_rank  # noqa: PLC0415

    from labelproof.multilabel_classification import filter, rank  # noqa: A004, PLC0415

    warnings.simplefilter("ignore")
    given, probs = problem(20_000, 50)
    labels = [np.flatnonzero(row).tolist() for row in given]
    joint = np.array(reference_joint(labels, probs))
    options = {"confident_joint": joint}
    theirs = reference_filter.find_label_issues(labels, probs, n_jobs=1, **options)
    assert np.array_equal(filter.find_label_issues(labels, probs, **options), theirs)
    expected = reference_rank.get_label_quality_scores(labels, probs)
    assert np.allclose(rank.get_label_quality_scores(labels, probs), expected, rtol=1e-9)
    print("20,000 x 50 float64, tags as lists        reference cpu    wall       ours cpu    wall    times: cpu   wall")
    for name, ours, reference in (
        (
            "find_label_issues",
            lambda: filter.find_label_issues(labels, probs, n_jobs=1),
            lambda: reference_filter.find_label_issues(labels, probs, n_jobs=1),
        ),
        (
            "find_label_issues, defaults",
            lambda: filter.find_label_issues(labels, probs),
            lambda: reference_filter.find_label_issues(labels, probs),
        ),
        (
            "get_label_quality_scores",
            lambda: rank.get_label_quality_scores(labels, probs),
            lambda: reference_rank.get_label_quality_scores(labels, probs),
        ),
    ):
        (cpu, wall), (reference_cpu, reference_wall) = best(ours), best(reference)
        print(
            f"{name:40s} {reference_cpu * 1e3:9.1f} ms {reference_wall * 1e3:7.1f} {cpu * 1e3:11.1f} ms "
            f"{wall * 1e3:7.1f}  {reference_cpu / cpu:12.1f} {reference_wall / wall:6.1f}"
        )


def reference_joint(labels: list[list[int]], probs: np.ndarray) -> Any:
    import cleanlab.count  # noqa: PLC0415 - the extra is optional

    return cleanlab.count.compute_confident_joint(labels, probs, multi_label=True)


def held(kind: str) -> float:
    """Memory of this process in MB: VmRSS is what it holds now, VmHWM the most since it was last reset (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{kind}:"))


def memory() -> None:
    from labelproof.multilabel_classification import filter, rank  # noqa: A004, PLC0415

    given, probs = problem(1_000_000, 100, np.float32)
    filter.find_label_issues(given[:1000], probs[:1000])
    for name, function in (
        ("find_label_issues", lambda: filter.find_label_issues(given, probs)),
        (
            "find_label_issues, ranked",
            lambda: filter.find_label_issues(given, probs, return_indices_ranked_by="self_confidence"),
        ),
        ("get_label_quality_scores", lambda: rank.get_label_quality_scores(given, probs)),
    ):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before = held("VmRSS")
        cpu, wall = time.process_time(), time.perf_counter()
        found = function()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(
            f"1,000,000 x 100 float32: {name:30s} {wall:6.2f} s, {cpu:6.2f} s of processors, at most "
            f"{held('VmHWM') - before:6.1f} MB beyond the input, {np.count_nonzero(found):,} of {len(found):,}"
        )


if __name__ == "__main__":
    if sys.argv[1:] == ["memory"]:
        memory()
    elif sys.argv[1:] == ["speed"]:
        speed()
    else:
        for part in ("speed", "memory"):
            subprocess.run([sys.executable, __file__, part], check=True)
