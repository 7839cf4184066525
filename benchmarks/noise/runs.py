"""Single runs of the benchmark, one after the other or several at a time."""

from __future__ import annotations

import functools
import itertools
import multiprocessing
import os
import time
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pipelines
from planting import plant
from sets import SETS, clean_probs, features, load
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits

__all__ = ["Task", "measured"]


@dataclass(frozen=True)
class Task:
    """One run: errors of one kind and seed in one data set, looked for in one way."""

    data: str
    noise: str
    seed: int
    way: str


def measured(missing: Sequence[Task], folder: Path, *, jobs: int, stop: float) -> Iterator[dict[str, Any]]:
    """Yield the figures of each run, as they come."""
    threads = max(1, (os.cpu_count() or 1) // jobs)
    if jobs == 1:
        for task in missing:
            if time.monotonic() < stop:
                yield measure(task, folder, threads)
        return
    left = iter(missing)
    running: set[Future[dict[str, Any]]] = set()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        while True:
            room = jobs - len(running) if time.monotonic() < stop else 0
            for task in itertools.islice(left, room):
                running.add(pool.submit(measure, task, folder, threads))
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in finished)


def measure(task: Task, folder: Path, threads: int) -> dict[str, Any]:
    """Return the figures of one run."""
    warnings.simplefilter("ignore")
    prepared, rows = _source(task.data, folder)
    clean = functools.partial(_clean_probs, task.data, folder)
    noisy = plant(task.noise, prepared.codes, len(prepared.class_names), clean, seed=task.seed)
    wrong = noisy != prepared.codes
    started = time.perf_counter()
    with threadpool_limits(threads):
        if task.way in pipelines.OURS:
            suspicion = pipelines.ours(prepared, noisy, task.way)
        else:
            suspicion = pipelines.peer(rows, noisy, pipelines.peer_model(SETS[task.data].kind, task.way))
    return {
        **asdict(task),
        "rows": int(wrong.size),
        "wrong": int(np.count_nonzero(wrong)),
        "ap": round(float(average_precision_score(wrong, suspicion)), 6),
        "seconds": round(time.perf_counter() - started, 1),
        "by": f"cleanlab {version('cleanlab')}, scikit-learn {version('scikit-learn')}",
    }


@functools.lru_cache(maxsize=1)
def _source(name: str, folder: Path) -> tuple[Any, Any]:
    """Return a data set, and its examples as other packages take them."""
    prepared = load(name, folder)
    return prepared, features(prepared)


@functools.lru_cache(maxsize=1)
def _clean_probs(name: str, folder: Path) -> Any:
    return clean_probs(_source(name, folder)[0])
