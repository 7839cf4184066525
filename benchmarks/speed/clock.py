"""Times: paired runs in one process, medians, and the time in which the same array can be read at all."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Times", "median", "once", "paired", "reader"]


@dataclass(frozen=True)
class Times:
    """Seconds of each run; one list per call, the runs of one turn at the same place."""

    runs: dict[str, list[float]]

    def median(self, name: str) -> float:
        """Return the median time of a call."""
        return median(self.runs[name])

    def spread(self, slow: str, fast: str) -> tuple[float, float]:
        """Return the lower and upper quartile of the ratio within turns."""
        ratios = np.divide(self.runs[slow], self.runs[fast])
        low, high = np.quantile(ratios, (0.25, 0.75))
        return float(low), float(high)


def median(values: list[float]) -> float:
    """Return the median."""
    return float(np.median(values))


def once(call: Callable[[], Any]) -> float:
    """Return the seconds of one call; its result is gone when the next one starts."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def paired(calls: dict[str, Callable[[], Any]], repeats: int) -> Times:
    """Return the times of `repeats` turns, each of which makes every call once: A B C A B C ..."""
    runs: dict[str, list[float]] = {name: [] for name in calls}
    gc.collect()
    gc.disable()
    try:
        for _ in range(repeats):
            for name, call in calls.items():
                runs[name].append(once(call))
    finally:
        gc.enable()
    return Times(runs)


def reader(array: NDArray[np.generic], threads: int, pool: ThreadPoolExecutor) -> Callable[[], float]:
    """Return a call that reads the whole array once: `numpy.max` of one share per thread."""
    cuts = np.linspace(0, len(array), threads + 1).astype(int)
    shares = [array[start:stop] for start, stop in pairwise(cuts)]
    return lambda: max(pool.map(np.max, shares))
