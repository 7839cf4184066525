"""A pass over some of the rows, where that costs no more than those rows."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._blocks import BlockSource
from labelproof._blocks.memory import MemorySource
from labelproof._core.passes import Facts, Pass
from labelproof._engines.run import run_pass

__all__ = ["run_on_sample"]

State = TypeVar("State")
Result = TypeVar("Result")


def run_on_sample(
    what: Pass[State, Result],
    source: BlockSource,
    labels: NDArray[np.integer],
    *,
    facts: Facts | None,
    step: int,
    n_jobs: int | None = None,
) -> Result | None:
    """Return the result of a pass over every `step`-th row.

    Parameters
    ----------
    what : Pass
        The statistic.
    source : BlockSource
        N rows of probabilities.
    labels : (N,) integers
        Their labels.
    facts : Facts or None
        What an earlier pass kept of each row.
    step : int
        1 for all rows.
    n_jobs : int, optional
        Number of threads.

    Returns
    -------
    object or None
        None where rows cannot be picked without reading the others, or no facts are kept.
    """
    if not isinstance(source, MemorySource) or facts is None:
        return None
    part = slice(None, None, step)
    picked = Facts(facts.own[part].copy(), facts.other[part].copy())
    return run_pass(what, MemorySource(source.array[part]), labels[part], facts=picked, n_jobs=n_jobs)
