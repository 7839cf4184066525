"""Labels by several annotators: votes, how often annotators agree, and probabilities pooled with them.

The labels of example i are `labels[starts[i]:starts[i + 1]]`, and `annotators` says whose they are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels._load import native

__all__ = ["PairCounts", "Tally", "Triples", "count_pairs", "entries", "matches", "pool", "tally"]


class Triples(NamedTuple):
    """The labels of n examples, those of an example together: (n + 1,), (a,) and (a,)."""

    starts: NDArray[np.int64]
    annotators: NDArray[np.int32]
    labels: NDArray[np.int32]

    @property
    def num_rows(self) -> int:
        """The number of examples."""
        return len(self.starts) - 1


class Tally(NamedTuple):
    """What a count of the votes finds.

    `winners` (n,) are the lowest classes with the most votes, and `tied` (n,) says whether there are others; `met` (m,)
    counts the labels that others gave to the examples of each annotator, `agreed` those that are the annotator's own.
    """

    winners: NDArray[np.int64]
    tied: NDArray[np.bool_]
    met: NDArray[np.int64]
    agreed: NDArray[np.int64]


class PairCounts(NamedTuple):
    """Sums over each pair of an annotator and a class that they gave, (c,) each.

    Labels, those that are the consensus, both again over examples with several labels, and the quality of the examples.
    """

    given: NDArray[np.int64]
    right: NDArray[np.int64]
    shared: NDArray[np.int64]
    shared_right: NDArray[np.int64]
    quality: NDArray[np.float64]


def tally(triples: Triples, *, num_annotators: int, num_classes: int) -> Tally:
    """Return the count of the votes."""
    size = triples.num_rows
    met, agreed = np.zeros(num_annotators, np.int64), np.zeros(num_annotators, np.int64)
    found = Tally(np.empty(size, np.int64), np.empty(size, np.bool_), met, agreed)
    native.vote_tally(*triples, num_classes, found.winners, found.tied, met, agreed)
    return found


def matches(triples: Triples, consensus: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many labels of each example are its consensus, (n,)."""
    found = np.empty(triples.num_rows, np.int64)
    native.vote_matches(triples.starts, triples.labels, consensus, found)
    return found


def pool(
    triples: Triples,
    rows: NDArray[np.float64],
    *,
    weights: NDArray[np.float64],
    likelihood: float,
    rest: float,
    models: float,
) -> NDArray[np.int64]:
    """Turn the weighed sums of the models' probabilities, in place, into those pooled with the annotators.

    Parameters
    ----------
    triples : Triples
        Labels of n examples.
    rows : (n, K) float64
        Weighed sums of probabilities, changed in place.
    weights : (m,) float64
        Of each annotator.
    likelihood, rest : float
        What a label says of its class, and of each other class.
    models : float
        The weight of all models.

    Returns
    -------
    (n,) int64
        The most probable class, -1 where there are several.
    """
    best = np.empty(triples.num_rows, np.int64)
    native.vote_pool(*triples, weights, likelihood, rest, models, rows, best)
    return best


def entries(triples: Triples, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the entry of each label in the row (n, K) of its example, (a,)."""
    found = np.empty(len(triples.labels))
    native.vote_entries(triples.starts, triples.labels, rows, found)
    return found


def count_pairs(
    triples: Triples,
    places: NDArray[np.int64],
    num_pairs: int,
    *,
    consensus: NDArray[np.int64],
    quality: NDArray[np.float64],
) -> PairCounts:
    """Return sums over pairs of an annotator and a class, given the pair of each label (a,)."""
    counts, totals = np.zeros((num_pairs, 4), np.int64), np.zeros(num_pairs)
    native.vote_records(triples.starts, triples.labels, places, consensus, quality, counts, totals)
    given, right, shared, shared_right = counts.T
    return PairCounts(given, right, shared, shared_right, totals)
