"""Which tags of a multi-label data set are wrong: the posterior of every tag and self-confidence, joined by log-odds.

Needs given tags and out-of-sample probabilities only; validation of what users pass belongs to the callers. Rows go
through in blocks, so that nothing larger than the (N, K) answer is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.tags import exponential_moving_average

__all__ = ["TagAdaptive", "row_blocks", "tag_adaptive"]

_CLIP = 1e-6
_ODDS = 1e-9
_DIAGONAL, _EVERYWHERE = 0.5, 0.001
"""Pseudo-counts of a tag's 2x2 joint."""
_BORROWED = 100.0
"""Rows that each true state of a tag borrows from all tags together: its own outweigh them where they are more."""
_ABSENT = 2.0
"""Threshold of a state that no example was given: above every probability."""
_ROUNDING = 1e-12
"""Slack of the thresholds, so that rows that all hold one probability reach their own mean."""
_BLOCK_VALUES = 1 << 18
"""Values of one block: a function of K alone, so that sums do not depend on the machine."""


@dataclass(frozen=True)
class TagAdaptive:
    """What is said about every tag of every example; order, flags and probabilities never contradict each other.

    Attributes
    ----------
    error_probability : (N, K) float64
        Chance that the given state of the tag (there, or not there) is wrong, *uncalibrated*.
    example_quality : (N,) float64
        1 = every tag surely right, low = suspect: exponential moving average (0.8) over the tag qualities of the
        example, from the highest to the lowest.
    is_tag_issue : (N, K) bool
        Exactly the tags whose error probability is above one half.
    is_issue : (N,) bool
        Examples with at least one flagged tag.
    order : (N,) int64
        Row numbers, most suspect first: the flagged examples by their quality, then the others; ties in row order.
    noise : (K, 2, 2) float64
        ``noise[k, true, given]``: the estimated chance that a tag that is not (0) or is (1) true is given as 0 or 1.
    """

    error_probability: NDArray[np.float64]
    example_quality: NDArray[np.float64]
    is_tag_issue: NDArray[np.bool_]
    is_issue: NDArray[np.bool_]
    order: NDArray[np.int64]
    noise: NDArray[np.float64]

    @property
    def tag_quality(self) -> NDArray[np.float64]:
        """1 - `error_probability`, (N, K): 1 = surely right, low = suspect."""
        return 1.0 - self.error_probability


def tag_adaptive(tags: NDArray[np.uint8], pred_probs: NDArray[np.floating]) -> TagAdaptive:
    """Return how likely each tag of each example is wrong, and the examples by how suspect they are.

    Parameters
    ----------
    tags : (N, K) uint8
        1 where the example was given the tag, else 0. Rows and columns of one value only are normal.
    pred_probs : (N, K) float, values in [0, 1]
        Out-of-sample probability of every tag; rows need not sum to 1.

    Returns
    -------
    TagAdaptive
        Probabilities, qualities, flags, order.

    Notes
    -----
    For each tag, with B = [1 - p, p] clipped to [1e-6, 1 - 1e-6] and S its given state: the joint counts the rows in
    which some B reaches the mean of its state, with the likelier such state as the guess; 0.5 is added on its diagonal
    and 0.001 everywhere, and its rows are scaled to the counts of the given states. T[true, given] are its columns
    scaled to one, after each has borrowed 100 rows that are spread like that column of the joints' sum over all tags:
    what a rare tag, of which too little is known, is judged by, and next to nothing for a frequent one.
    The posterior that the tag is wrong is ``PO = 1 - B[S] T[S, S] / sum_k B[k] T[k, S]``. The error probability is the
    sigmoid of the mean of the log-odds of PO and of 1 - B[S], odds clipped at 1e-9. A tag is flagged when that is
    above one half: on errors planted in real data the mean F1 of that cut is 0.02 below the best possible one, above
    that of cuts at counts of the joint. Three readings of the blocks; time O(N K log K), memory beyond the answer O(K)
    and one block.

    Source
    ------
    Confident learning per tag, arXiv 1911.00068, with the averages of arXiv 2211.13895; the posterior, and its mean
    with self-confidence, are our own and were measured in `benchmarks/tag_detection.md`.

    Examples
    --------
    >>> import numpy as np
    >>> tags = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 1]], dtype=np.uint8)
    >>> found = tag_adaptive(tags, np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.9, 0.1]]))
    >>> found.order[0], found.is_tag_issue[4]
    (np.int64(4), array([False,  True]))
    """
    rows, width = tags.shape
    noise = _noise(tags, pred_probs)
    error = np.empty((rows, width))
    quality = np.empty(rows)
    for block in row_blocks(rows, width):
        right = _given_probability(tags[block], pred_probs[block])
        error[block] = _error_probability(tags[block], right, noise)
        quality[block] = exponential_moving_average(1.0 - error[block])
    is_tag_issue = error > 0.5
    is_issue = np.asarray(is_tag_issue.any(axis=1), dtype=np.bool_)
    order = np.lexsort((quality, ~is_issue)).astype(np.int64)
    return TagAdaptive(error, quality, is_tag_issue, is_issue, order, noise)


def row_blocks(rows: int, width: int) -> Iterator[slice]:
    """Yield slices of rows of about as many values each."""
    step = max(1, _BLOCK_VALUES // max(width, 1))
    return (slice(start, min(start + step, rows)) for start in range(0, rows, step))


def _clipped(pred_probs: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.clip(np.asarray(pred_probs, dtype=np.float64), _CLIP, 1 - _CLIP)


def _given_probability(tags: NDArray[np.uint8], pred_probs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the probability of the given state: self-confidence."""
    present = _clipped(pred_probs)
    return np.where(tags, present, 1.0 - present)


def _noise(tags: NDArray[np.uint8], pred_probs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return T[tag, true, given]."""
    rows, width = tags.shape
    counts = np.zeros((width, 2))
    sums = np.zeros((width, 2))
    for block in row_blocks(rows, width):
        there, present = tags[block] != 0, _clipped(pred_probs[block])
        given = there.sum(axis=0)
        counts += np.stack([len(there) - given, given], axis=1)
        sums += np.stack(
            [np.where(there, 0.0, 1.0 - present).sum(axis=0), np.where(there, present, 0.0).sum(axis=0)], 1
        )
    thresholds = np.where(counts > 0, sums / np.maximum(counts, 1.0), _ABSENT) - _ROUNDING
    joint = np.zeros((width, 2, 2))
    for block in row_blocks(rows, width):
        joint += _joint_counts(tags[block] != 0, _clipped(pred_probs[block]), thresholds)
    return _conditional(joint, counts)


def _joint_counts(
    there: NDArray[np.bool_], present: NDArray[np.float64], thresholds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return joint[tag, given, guess] of one block; rows in which neither state reaches its threshold are skipped."""
    absent_reaches, present_reaches = 1.0 - present >= thresholds[:, 0], present >= thresholds[:, 1]
    # Equal probabilities go to the lower state, as argmax does.
    guess_present = present_reaches & (~absent_reaches | (present > 0.5))
    guess_absent = absent_reaches & ~guess_present
    cells = [[(side & guess).sum(axis=0) for guess in (guess_absent, guess_present)] for side in (~there, there)]
    return np.moveaxis(np.array(cells, dtype=np.float64), 2, 0)


def _conditional(joint: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return T[tag, true, given]: the smoothed joint, rows scaled to the counts of the given states, by columns.

    Each column borrows from that of all tags together.
    """
    smooth = joint + _DIAGONAL * np.eye(2) + _EVERYWHERE
    scaled = smooth * (counts / smooth.sum(axis=2))[:, :, None]
    borrowing = scaled + _BORROWED * _columns(scaled.sum(axis=0))
    return np.swapaxes(_columns(borrowing), 1, 2)


def _columns(joint: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return joint[..., given, true] with columns that sum to one; where there are no rows at all, half of either."""
    totals = joint.sum(axis=-2, keepdims=True)
    shares = np.full(joint.shape, 0.5)
    np.divide(joint, totals, out=shares, where=totals > 0)
    return shares


def _error_probability(
    tags: NDArray[np.uint8], right: NDArray[np.float64], noise: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the chance that each given state is wrong, from the probability that it is right."""
    there = tags != 0
    kept = np.where(there, noise[:, 1, 1], noise[:, 0, 0])
    flipped = np.where(there, noise[:, 0, 1], noise[:, 1, 0])
    wrong = (1.0 - right) * flipped
    posterior = wrong / (right * kept + wrong)
    return 1.0 / (1.0 + np.exp(-(_log_odds(posterior) + _log_odds(1.0 - right)) / 2.0))


def _log_odds(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(probability, _ODDS, 1 - _ODDS)
    return np.log(kept) - np.log1p(-kept)
