"""Where blocks of probabilities come from: one file per container behind one small protocol."""

from __future__ import annotations

from os import PathLike
from typing import Any

import numpy as np

from labelproof._blocks.memory import MemorySource
from labelproof._blocks.npy import open_npy
from labelproof._blocks.source import BlockSource

__all__ = ["BlockSource", "open_source"]


def open_source(pred_probs: Any) -> BlockSource:
    """Return the source that reads `pred_probs`.

    Parameters
    ----------
    pred_probs : (N, K) ndarray or path
        An array in memory or memory-mapped; or the path of a ``.npy`` file, which is memory-mapped.

    Returns
    -------
    BlockSource
        Reads consecutive rows without a whole copy.
    """
    if isinstance(pred_probs, (str, PathLike)):
        return open_npy(pred_probs)
    return MemorySource(np.asarray(pred_probs))
