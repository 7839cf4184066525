"""What is known of each annotator once every example has a consensus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.annotators.annotations import Annotations
from labelproof._kernels.votes import PairCounts, count_pairs

__all__ = ["Records", "records"]


@dataclass(frozen=True)
class Records:
    """One number per annotator, (M,) each.

    `agreement` is the share of their labels that are the consensus, `shared_agreement` the same over the examples that
    others labelled too (NaN where there are none), and `worst_class` the one they get wrong most often.
    """

    labelled: NDArray[np.int64]
    agreement: NDArray[np.float64]
    shared_agreement: NDArray[np.float64]
    worst_class: NDArray[np.int64]


def records(annotations: Annotations, consensus: NDArray[np.int64], quality: NDArray[np.float64]) -> Records:
    """Return the records of all annotators, given the consensus of each example and its quality, (N,) each."""
    pairs, places = annotations.pairs
    counts = count_pairs(annotations.triples, places, len(pairs), consensus=consensus, quality=quality)
    starts = np.searchsorted(pairs, np.arange(annotations.num_annotators) * annotations.num_classes)
    given, right, shared, shared_right = (np.add.reduceat(column, starts) for column in counts[:4])
    with np.errstate(invalid="ignore"):
        among = shared_right / shared
    return Records(given, right / given, among, _worst_classes(annotations, counts))


def _worst_classes(annotations: Annotations, counts: PairCounts) -> NDArray[np.int64]:
    """Return the class of each annotator with the lowest share of right labels.

    Of equal ones the most given, then the one on the examples of the highest mean quality, then the lowest.
    """
    used = np.flatnonzero(counts.given)
    owners, classes = np.divmod(annotations.pairs[0][used], annotations.num_classes)
    given = counts.given[used]
    share, mean = counts.right[used] / given, counts.quality[used] / given
    order = np.lexsort((classes, -mean, -given, share, owners))
    _, firsts = np.unique(owners[order], return_index=True)
    return np.asarray(classes[order[firsts]])
