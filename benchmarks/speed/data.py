"""Seeded problems of any size: softmax of normal scores with the true class raised, one label in ten wrong.

Times are taken on plain draws. Two choices make problems for comparing the answers of both packages entry by entry.

* Calibration rescales each row of the confident joint to the number of examples of its class and rounds. Equal counts
  in a row give equal fractions, which the reference package rounds by an unstable, processor-dependent sort (see
  docs/differences.md). Where cells are small, examples are drawn so that exactly half of each class is counted: the
  counts are then doubled, and nothing is left to round.
* Untied rows with the same probability of the given label are moved apart by one unit in the last place, since the
  reference package leaves the order of equal scores to the processor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["Problem", "blocks", "load", "make", "save"]

WRONG = 0.1
MARGIN = 1e-6
_BLOCK = 1 << 14
Part = tuple[NDArray[np.int64], NDArray[np.float32]]
_CLASSES, _RAISE = (10, 100, 1000, 10_000), (4.5, 6.0, 7.6, 9.1)
"""How far the true class is raised, by number of classes: the label is the most likely class in 90 % of the rows.

No probability lies within a float32 rounding of a threshold, where the packages differ (sums in double precision).
"""


@dataclass(frozen=True)
class Problem:
    """Labels (N,) and probabilities (N, K), in memory, with the files they were loaded from."""

    labels: NDArray[np.integer]
    pred_probs: NDArray[np.floating]
    folder: Path | None = None

    @property
    def labels_file(self) -> str:
        """The path of labels.npy."""
        return str(self.folder / "labels.npy") if self.folder else ""

    @property
    def pred_probs_file(self) -> str:
        """The path of pred_probs.npy."""
        return str(self.folder / "pred_probs.npy") if self.folder else ""

    def head(self, rows: int) -> Problem:
        """Return a small problem with as many classes."""
        return Problem(self.labels[:rows].copy(), self.pred_probs[:rows].copy())


def blocks(rows: int, classes: int, *, raised: float | None = None) -> Iterator[Part]:
    """Yield labels and probabilities of consecutive rows: the same rows whatever is done with the blocks."""
    raised = float(np.interp(np.log(classes), np.log(_CLASSES), _RAISE)) if raised is None else raised
    for number, start in enumerate(range(0, rows, _BLOCK)):
        rng = np.random.default_rng(number)
        size = min(_BLOCK, rows - start)
        true = rng.integers(classes, size=size)
        shift = rng.integers(1, classes, size=size) * (rng.random(size) < WRONG)
        scores = rng.standard_normal((size, classes), dtype=np.float32)
        scores[np.arange(size), true] += np.float32(raised)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        yield (true + shift) % classes, scores


def make(rows: int, classes: int, *, raised: float | None = None, plain: bool = False) -> Problem:
    """Return a problem in memory; `raised` replaces how far the true class is raised.

    A plain draw is what people have; calibration rounds its joint, and packages may differ by one in a cell.
    """
    if plain or rows >= 1000 * classes**2:
        labels, pred_probs = _draw(rows, blocks(rows, classes, raised=raised))
    else:
        labels, pred_probs = _half_counted(rows, classes, raised)
    separate(labels, pred_probs)
    return Problem(labels, pred_probs)


def _draw(rows: int, source: Iterator[Part]) -> Part:
    labels, pred_probs, start = np.empty(rows, np.int64), None, 0
    for given, probs in source:
        if pred_probs is None:
            pred_probs = np.empty((rows, probs.shape[1]), np.float32)
        labels[start : start + len(given)], pred_probs[start : start + len(given)] = given, probs
        start += len(given)
    return labels, pred_probs


def _half_counted(rows: int, classes: int, raised: float | None) -> Part:
    raised = 2.6 if raised is None and classes < 50 else raised
    drawn = int(rows * (1.3 + 5 / np.sqrt(rows / classes)))
    while True:
        labels, pred_probs = _draw(drawn, blocks(drawn, classes, raised=raised))
        kept = half_counted(labels, pred_probs, rows // classes)
        if kept is not None:
            return labels[kept], pred_probs[kept]
        drawn += rows // 4


def half_counted(
    labels: NDArray[np.int64], pred_probs: NDArray[np.float32], per_class: int
) -> NDArray[np.int64] | None:
    """Return `per_class` rows of each class of which half reach a threshold, the mean over these very rows.

    None when there are too few of a kind.

    Which rows are counted depends on the thresholds and these on the choice of rows, so the choice is repeated until
    it stays. Rows that change sides after the first rounds lie too near a threshold and are left out.
    """
    half, classes = per_class // 2, pred_probs.shape[1]
    own = pred_probs[np.arange(len(labels)), labels].astype(np.float64)
    live, before, kept = np.ones(len(labels), np.bool_), None, np.arange(len(labels))
    for turn in range(50):
        thresholds = np.bincount(labels[kept], own[kept], classes) / np.bincount(labels[kept], minlength=classes)
        counted = _counted(pred_probs, (thresholds - MARGIN).astype(np.float32))
        if turn > 4:
            live &= counted == before
        chosen = _first_of_each(np.where(live, 2 * labels + counted, 2 * classes), half, 2 * classes)
        if np.array_equal(chosen, kept):
            return kept if len(kept) == 2 * half * classes else None
        before, kept = counted, chosen
    return None


def _counted(pred_probs: NDArray[np.float32], thresholds: NDArray[np.float32]) -> NDArray[np.bool_]:
    counted = np.empty(len(pred_probs), np.bool_)
    for start in range(0, len(counted), _BLOCK):
        np.any(pred_probs[start : start + _BLOCK] >= thresholds, axis=1, out=counted[start : start + _BLOCK])
    return counted


def _first_of_each(groups: NDArray[np.int64], number: int, size: int) -> NDArray[np.int64]:
    """Return, ascending, the first `number` positions of each group below `size`."""
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(size + 1))
    place = np.arange(len(order)) - starts[groups[order]]
    return np.sort(order[(place < number) & (groups[order] < size)])


def separate(labels: NDArray[np.int64], pred_probs: NDArray[np.float32]) -> None:
    """Give untied rows different probabilities of their labels, in place."""
    rows = np.flatnonzero(pred_probs.argmax(axis=1) != labels)
    while True:
        own = pred_probs[rows, labels[rows]]
        order = np.argsort(own, kind="stable")
        again = order[1:][own[order[1:]] == own[order[:-1]]]
        if not again.size:
            return
        pred_probs[rows[again], labels[rows[again]]] = np.nextafter(own[again], np.float32(1))


def save(folder: Path, problem: Problem) -> None:
    """Write labels.npy and pred_probs.npy."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "labels.npy", problem.labels)
    np.save(folder / "pred_probs.npy", problem.pred_probs)


def load(folder: Path) -> Problem:
    """Return the problem of a folder, in memory."""
    return Problem(np.load(folder / "labels.npy"), np.load(folder / "pred_probs.npy"), folder)
