"""How well a model agrees with the given tags, counted in one reading: notes and summary say it from here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.tag_adaptive import row_blocks

__all__ = ["BINS", "Agreement", "agreement_of"]

BINS = 10
_SMALLEST = 1e-7


@dataclass(frozen=True)
class Agreement:
    """What is kept of the probabilities of the rows that could be read.

    Attributes
    ----------
    rows, right : int
        How many there are, and of how many the model says every tag.
    said, hits : int
        Tags that the model finds likelier than not, and those of them that were given.
    losses, constants : (K,) float64
        Log loss of each tag by the model, and by always answering how frequent the tag is.
    totals, given, sums : (10,) float64
        Of each tenth of the probability: how many there are, how many of those tags were given, their sum.
    """

    rows: int
    right: int
    said: int
    hits: int
    losses: NDArray[np.float64]
    constants: NDArray[np.float64]
    totals: NDArray[np.float64]
    given: NDArray[np.float64]
    sums: NDArray[np.float64]

    @property
    def gains(self) -> NDArray[np.float64]:
        """How much the model knows of each tag: the part of the constant answer's log loss that it saves."""
        return np.asarray(1.0 - self.losses / self.constants)


def agreement_of(given: NDArray[np.uint8], pred_probs: NDArray[np.floating], scored: NDArray[np.bool_]) -> Agreement:
    """Return how well probabilities agree with tags.

    Parameters
    ----------
    given : (N, K) uint8
        1 where the example was given the tag.
    pred_probs : (N, K) float
        Out-of-sample probabilities.
    scored : (N,) bool
        The rows that count.

    Notes
    -----
    Time O(N K), memory O(K) and one block.
    """
    width = given.shape[1]
    right = said = hits = 0
    lost, carried, tenths = np.zeros(width), np.zeros(width), np.zeros((3, BINS))
    for block in row_blocks(*given.shape):
        there, probs = given[block][scored[block]] != 0, pred_probs[block][scored[block]]
        says = probs > 0.5
        right += int((says == there).all(axis=1).sum())
        said, hits = said + int(says.sum()), hits + int((says & there).sum())
        carried += there.sum(axis=0)
        lost -= _log_likelihood(there, probs)
        tenths += _tenths(there, probs)
    rows = int(scored.sum())
    share = np.clip(carried / rows, _SMALLEST, 1 - _SMALLEST)
    constants = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    return Agreement(rows, right, said, hits, lost / rows, constants, *tenths)


def _log_likelihood(there: NDArray[np.bool_], probs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the sum of the logarithms of what was given, for each tag."""
    p = np.clip(probs.astype(np.float64), _SMALLEST, 1 - _SMALLEST)
    return np.asarray(np.log(np.where(there, p, 1 - p)).sum(axis=0))


def _tenths(there: NDArray[np.bool_], probs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return number, given tags and sum of the probabilities in each tenth (3, 10)."""
    which = np.minimum((probs * BINS).astype(np.int64), BINS - 1).ravel()
    weights = (None, there.ravel(), probs.ravel())
    return np.stack([np.bincount(which, weights=weight, minlength=BINS).astype(np.float64) for weight in weights])
