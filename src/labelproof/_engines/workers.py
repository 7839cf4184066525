"""How many threads to use."""

from __future__ import annotations

import os

from labelproof._base.errors import InputError

__all__ = ["worker_count"]

_VARIABLE = "LABELPROOF_NUM_THREADS"


def worker_count(n_jobs: int | None) -> int:
    """Return the number of threads for `n_jobs`.

    Parameters
    ----------
    n_jobs : int or None
        A positive number is taken as it is; None or -1 means LABELPROOF_NUM_THREADS if set, else every processor
        that this process may use.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    InputError
        If `n_jobs` or the variable is not a positive integer.
    """
    if n_jobs not in (None, -1):
        return _positive(n_jobs, "`n_jobs`")
    text = os.environ.get(_VARIABLE)
    if text:
        return _positive(text, f"The environment variable {_VARIABLE}")
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


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
