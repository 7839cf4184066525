"""How well a score finds rows with wrong tags."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

__all__ = ["AT", "LEAST_WRONG", "measure"]

LEAST_WRONG = (1, 2, 3)
AT = (100, 1000)
"""How many of the lowest scores are looked at for precision and recall."""


def measure(wrong: NDArray[np.int64], scores: NDArray[np.float64]) -> dict[str, float | None]:
    """Return the measures of a score by name.

    Parameters
    ----------
    wrong : (N,) integers
        How many tags of each row are wrong.
    scores : (N,) float
        Label quality scores, low = suspect. Equal ones are taken in row order.

    Returns
    -------
    dict
        For at least t wrong tags: "slice t" (AP@T of the paper), "whole t" (the textbook's AP@T) and "average
        precision t", None where no row has as many; "precision k" and "recall k" of the k lowest scores, for any error.
    """
    order = np.argsort(scores, kind="stable")
    found: dict[str, float | None] = {}
    for least in LEAST_WRONG:
        bad = wrong >= least
        found[f"slice {least}"] = slice_precision(bad[order], scores[order])
        found[f"whole {least}"] = textbook_precision(bad[order])
        found[f"average precision {least}"] = float(average_precision_score(bad, -scores)) if bad.any() else None
    bad = wrong[order] >= 1
    for k in AT:
        found[f"precision {k}"] = float(bad[:k].mean())
        found[f"recall {k}"] = float(bad[:k].sum() / max(bad.sum(), 1))
    return found


def slice_precision(bad: NDArray[np.bool_], scores: NDArray[np.float64]) -> float | None:
    """Return the average precision of the first T rows alone, T = number of bad rows; 0 when none of them is bad."""
    size = int(bad.sum())
    if size == 0:
        return None
    return float(average_precision_score(bad[:size], -scores[:size])) if bad[:size].any() else 0.0


def textbook_precision(bad: NDArray[np.bool_]) -> float | None:
    """Return the sum of the precisions at the bad ones of the first T rows, over T."""
    size = int(bad.sum())
    if size == 0:
        return None
    top = bad[:size]
    precisions = np.cumsum(top) / np.arange(1, size + 1)
    return float(precisions[top].sum() / size)
