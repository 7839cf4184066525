"""How many threads to use: what the caller asks for, else no more than the surroundings leave to this call.

A library that starts a thread per processor inside each of a pool's workers slows all of them down. Pools say how much
is left in three ways, and all are listened to: OMP_NUM_THREADS (joblib's processes, Dask's nannies, batch systems),
the state that joblib and Dask keep of the task at hand (their threads share one environment), and the operating
system's limits (processor affinity, a container's share).
"""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

from labelproof._base.errors import InputError

__all__ = ["worker_count"]

_VARIABLE = "LABELPROOF_NUM_THREADS"
_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")


def worker_count(n_jobs: int | None) -> int:
    """Return the number of threads for `n_jobs`.

    Parameters
    ----------
    n_jobs : int or None
        A positive number is taken as it is. None or -1 means the first of these that says something: the variable
        LABELPROOF_NUM_THREADS, unless it is -1 too; the variable OMP_NUM_THREADS, up to the processors there are; 1
        inside a worker of joblib, Dask or multiprocessing; every processor that this process may use.

    Returns
    -------
    int
        At least 1. It never changes a result.

    Raises
    ------
    InputError
        If `n_jobs` or LABELPROOF_NUM_THREADS is neither a positive integer nor -1.
    """
    if n_jobs not in (None, -1):
        return _positive(n_jobs, "`n_jobs`")
    text = os.environ.get(_VARIABLE, "").strip()
    if text not in ("", "-1"):
        return _positive(text, f"The environment variable {_VARIABLE}")
    limit = _openmp_limit()
    if limit is None and _inside_worker():
        return 1
    return min(limit or sys.maxsize, _processors())


def _positive(value: object, name: str) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if number < 1:
        raise InputError(
            f"{name} must be a positive integer (or -1 for all processors): got {value!r}. Pass 1 or more."
        )
    return number


def _openmp_limit() -> int | None:
    """Return OMP_NUM_THREADS, or the first of its list for nested levels; None where it says nothing usable."""
    first = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(first) if first.isdecimal() and int(first) > 0 else None


def _inside_worker() -> bool:
    """Return whether this call runs in a worker of joblib, Dask or multiprocessing; imports none of them."""
    joblib, dask = sys.modules.get("joblib.parallel"), sys.modules.get("distributed.worker")
    processes = sys.modules.get("multiprocessing.process")
    if joblib is not None and getattr(joblib.get_active_backend()[0], "nesting_level", None):
        return True
    if dask is not None:
        try:
            dask.get_worker()
        except ValueError:  # not in a task
            pass
        else:
            return True
    return processes is not None and bool(processes.current_process().daemon)


def _processors() -> int:
    """Return the processors of this process: its affinity, and what its container may use of them."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    count = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(count, _quota(_CGROUPS, _OWN_CGROUP) or count)


def _quota(cgroups: Path, own: Path) -> int | None:
    """Return the least whole number of processors that holds the time a container may use; None without a limit."""
    try:
        lines = own.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):  # not Linux
        return None
    path = next((line[3:] for line in lines if line.startswith("0::/")), None)
    if path is None:  # no unified hierarchy
        return None
    folder = cgroups / path.lstrip("/")
    found = [_share(group / "cpu.max") for group in (folder, *folder.parents) if group.is_relative_to(cgroups)]
    return min((share for share in found if share is not None), default=None)


def _share(file: Path) -> int | None:
    try:
        quota, period = map(int, file.read_text(encoding="ascii").split())
    except (OSError, ValueError):  # no limit is written as "max"
        return None
    return max(1, math.ceil(quota / period)) if period > 0 else None
