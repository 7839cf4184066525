"""Who gave which class to which example, as triples: memory grows with the labels, not with examples x annotators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._kernels.votes import Tally, Triples, matches, tally

__all__ = ["Annotations"]

_CELLS = 1 << 17
"""Numbers that a block holds of its examples or of its labels: what stays near the processor."""


@dataclass(frozen=True)
class Annotations:
    """The labels of N examples by M annotators, those of an example together.

    `starts` (N + 1,) says where each example's labels begin; `annotators` and `labels` (A,) say who and which class.
    Every example has at least one label, and at most one by each annotator.
    """

    starts: NDArray[np.int64]
    annotators: NDArray[np.int32]
    labels: NDArray[np.int32]
    num_annotators: int
    num_classes: int

    @property
    def num_rows(self) -> int:
        """N."""
        return len(self.starts) - 1

    @property
    def triples(self) -> Triples:
        """The arrays alone."""
        return Triples(self.starts, self.annotators, self.labels)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many labels each example has, (N,)."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The example of each label, (A,)."""
        return np.repeat(np.arange(self.num_rows), self.counts)

    @cached_property
    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The (annotator, class) pairs as annotator * K + class, ascending, and the place of each label's among them.

        All M * K pairs where they are not many more than the labels, else those that occur.
        """
        keys = self.annotators.astype(np.int64)
        keys *= self.num_classes
        keys += self.labels
        if self.num_annotators * self.num_classes <= max(4 * len(keys), _CELLS):
            return np.arange(self.num_annotators * self.num_classes), keys
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, places.reshape(-1)

    @cached_property
    def tally(self) -> Tally:
        """The count of the votes."""
        return tally(self.triples, num_annotators=self.num_annotators, num_classes=self.num_classes)

    def matches(self, consensus: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many labels of each example are its consensus, (N,)."""
        return matches(self.triples, consensus)

    def votes(self, values: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return the number of labels of each class of each example (N, K), or the sums of a value per label."""
        sums = np.bincount(self.rows * self.num_classes + self.labels, values, self.num_rows * self.num_classes)
        return sums.reshape(self.num_rows, self.num_classes).astype(np.float64, copy=False)

    def by_row(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Return the sums of a value per label over each example, (N,)."""
        return np.asarray(np.add.reduceat(values, self.starts[:-1]), np.float64)

    def by_annotator(self, values: NDArray[Any] | None = None) -> NDArray[np.float64]:
        """Return the sums of a value per label over each annotator (M,), by default the number of labels."""
        return np.bincount(self.annotators, values, self.num_annotators).astype(np.float64, copy=False)

    def span(self, first: int, last: int) -> Annotations:
        """Return the labels of the examples first..last-1: views."""
        part = slice(self.starts[first], self.starts[last])
        return self._with(self.starts[first : last + 1] - self.starts[first], part)

    def select(self, rows: NDArray[np.int64]) -> Annotations:
        """Return the labels of some examples, in ascending order."""
        chosen = np.zeros(self.num_rows, np.bool_)
        chosen[rows] = True
        return self._with(np.concatenate([[0], np.cumsum(self.counts[rows])]), np.repeat(chosen, self.counts))

    def blocks(self, *, least: int = 1) -> Iterator[tuple[slice, slice, Annotations]]:
        """Yield the rows, the labels and the annotations of blocks of consecutive examples, `least` or more in each."""
        heaviest = max(self.num_classes, len(self.labels) // self.num_rows, 1)
        step = max(_CELLS // heaviest, least)
        for first in range(0, self.num_rows, step):
            last = min(first + step, self.num_rows)
            yield slice(first, last), slice(self.starts[first], self.starts[last]), self.span(first, last)

    def _with(self, starts: NDArray[np.int64], part: slice | NDArray[np.bool_]) -> Annotations:
        return Annotations(starts, self.annotators[part], self.labels[part], self.num_annotators, self.num_classes)
