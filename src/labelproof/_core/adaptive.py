"""The noise-adaptive score: which given labels are suspect, how many, and how likely each is wrong.

Needs labels and out-of-sample probabilities only. The recalibrated column of its last step needs a model and comes
in as an argument; validation of what users pass belongs to the callers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.monotone import mid_ranks, non_increasing_fit
from labelproof._core.thresholds import ABSENT
from labelproof._kernels.joint_counts import add_joint_counts
from labelproof._kernels.row_facts import row_argmax
from labelproof._kernels.scan import ClassSums, row_facts, scan_rows

__all__ = ["NoiseAdaptive", "noise_adaptive"]

_PSEUDO_COUNTS = 5.0
"""Pseudo-counts per given class in the smoothed joint."""
_EM_STEPS = 10
_TOP_SHARE = 0.1
"""Share of each predicted class that counts as confident when the class-conditionality is measured."""
_TINY = 1e-300
_ROUNDING = 1e-12
"""Slack of the thresholds, so that rows that all hold one probability reach their own mean."""
_DIGITS = 9
"""Decimals of log-odds that count."""
_ABOVE, _BELOW = 0.500001, 0.499999
"""Nearest probabilities to one half that still lie on their side of it after rounding to six digits."""


@dataclass(frozen=True)
class NoiseAdaptive:
    """What the noise-adaptive score says about every row; order, flags and probabilities never contradict each other.

    Attributes
    ----------
    rank_score : (N,) float64
        In (0, 1), low = suspect. A mean of ranks: comparable within this data set only.
    error_probability : (N,) float64
        Chance that the given label is wrong, *uncalibrated*; never increases along `order`, above one half exactly
        for the flagged rows (also after rounding to six digits).
    order : (N,) int64
        Row numbers, most suspect first; equal scores in row order.
    is_issue : (N,) bool
        True for the first `num_issues` rows of `order`.
    num_issues : int
        The flag count.
    class_conditionality : float
        In [0, 1]. Near 1 the label noise ignores the input, near 0 disagreements sit on ambiguous rows.
    joint : (K, K) float64
        Smoothed joint distribution of given (rows) and true (columns) classes; sums to 1.
    thresholds : (K,) float64
        Mean probability of each class over the rows that carry it; 2 for a class without rows.
    """

    rank_score: NDArray[np.float64]
    error_probability: NDArray[np.float64]
    order: NDArray[np.int64]
    is_issue: NDArray[np.bool_]
    num_issues: int
    class_conditionality: float
    joint: NDArray[np.float64]
    thresholds: NDArray[np.float64]


@dataclass(frozen=True)
class _Rows:
    """What one reading of the probabilities leaves behind: a few numbers per row, and the confident counts."""

    given: NDArray[np.float64]
    top: NDArray[np.float64]
    predicted: NDArray[np.int64]
    counts: NDArray[np.float64]


def noise_adaptive(
    labels: NDArray[np.int64], pred_probs: NDArray[np.floating], *, recalibrated: NDArray[np.float64] | None = None
) -> NoiseAdaptive:
    """Return the noise-adaptive ranking, flags and error probabilities of given labels.

    Parameters
    ----------
    labels : (N,) int64 in 0..K-1
        The given labels; classes may be missing.
    pred_probs : (N, K) float16, float32 or float64, out-of-sample
        Not negative, no NaN; rows are normalised here. May be memory-mapped: it is read in blocks.
    recalibrated : (N,) float, optional
        Probability of the given label after an out-of-fold recalibration. Default: its vote is left out.

    Returns
    -------
    NoiseAdaptive
        Ranking, flags, error probabilities and the estimates behind them.

    Notes
    -----
    With rho the class-conditionality and w = (1 - rho) / 2:
    ``adapt = (1 - rho) rank(P[given]) + rho rank(posterior odds under class noise)``,
    ``rank_score = (1 - w) rank(adapt) + w rank(recalibrated)``,
    ``num_issues = round(sqrt(N (1 - trace J) * #{posterior of "right" < 1/2}))``.
    Component ranks give equal values their mean rank, so permuting the rows permutes the result; equal final
    scores are ordered by row number. Time O(N K^2), memory O(N + K^2) beside the input.

    Source
    ------
    Confident Learning, arXiv 1911.00068, for the joint; Richardson (1972) and Lucy (1974) for the deconvolution.
    The mixing by class-conditionality is our own; see docs/decisions.

    Examples
    --------
    >>> import numpy as np
    >>> labels = np.array([0] * 30 + [1] * 30)
    >>> given = np.full(60, 0.95)
    >>> given[7] = 0.02
    >>> pred_probs = np.where(labels[:, None] == np.arange(2), given[:, None], 1 - given[:, None])
    >>> result = noise_adaptive(labels, pred_probs)
    >>> result.num_issues, int(result.order[0])
    (1, 7)
    """
    thresholds = _thresholds(labels, pred_probs)
    rows = _read_rows(labels, pred_probs, thresholds)
    rho = _class_conditionality(rows.predicted, rows.top, rows.predicted != labels)
    joint = _smoothed_joint(rows.counts, np.bincount(labels, minlength=pred_probs.shape[1]))
    right, right_full = _log_odds_right(labels, pred_probs, joint, rho)
    score = (1 - rho) * mid_ranks(rows.given) + rho * mid_ranks(right_full)
    if recalibrated is not None:
        vote = (1 - rho) / 2
        score = (1 - vote) * mid_ranks(score) + vote * mid_ranks(np.asarray(recalibrated, dtype=np.float64))
    order = np.argsort(score, kind="stable").astype(np.int64, copy=False)
    num_issues = _flag_count(joint, right)
    is_issue = np.zeros(labels.size, dtype=np.bool_)
    is_issue[order[:num_issues]] = True
    return NoiseAdaptive(
        rank_score=score,
        error_probability=_error_probability(right, order, num_issues),
        order=order,
        is_issue=is_issue,
        num_issues=num_issues,
        class_conditionality=rho,
        joint=joint,
        thresholds=thresholds,
    )


def _blocks(pred_probs: NDArray[np.floating]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Yield row slices with their normalised float64 probabilities, about a million numbers at a time."""
    size = int(np.clip(2**20 // pred_probs.shape[1], 64, 8192))
    for start in range(0, len(pred_probs), size):
        part = slice(start, min(start + size, len(pred_probs)))
        block = np.array(pred_probs[part], dtype=np.float64)
        total = block.sum(axis=1, keepdims=True)
        yield part, np.divide(block, total, out=np.full_like(block, 1 / block.shape[1]), where=total > 0)


def _thresholds(labels: NDArray[np.int64], pred_probs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the mean probability of each class over the rows that carry it (step 1)."""
    sums = ClassSums.empty(pred_probs.shape[1])
    for part, block in _blocks(pred_probs):
        scan_rows(block, labels[part], sums)
    means = sums.means()
    return np.where(np.isnan(means), ABSENT, means)


def _read_rows(labels: NDArray[np.int64], pred_probs: NDArray[np.floating], thresholds: NDArray[np.float64]) -> _Rows:
    """Collect the per-row numbers and the confident counts C[given, guess] (step 1)."""
    size, num_classes = pred_probs.shape
    given_probs, top, predicted = np.empty(size), np.empty(size), np.empty(size, dtype=np.int64)
    counts = np.zeros((num_classes, num_classes), dtype=np.int64)
    for part, block in _blocks(pred_probs):
        given = labels[part]
        facts = row_facts(block, given)
        given_probs[part] = facts.own
        predicted[part] = row_argmax(block)
        top[part] = np.maximum(facts.own, facts.other)
        add_joint_counts(counts, block, given, thresholds - _ROUNDING, facts, collisions="paper")
    return _Rows(given=given_probs, top=top, predicted=predicted, counts=counts.astype(np.float64))


def _smoothed_joint(counts: NDArray[np.float64], class_sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the joint of given and true classes with pseudo-counts, rows scaled to the class sizes (step 2)."""
    num_classes = len(counts)
    off_share = 1 - float(np.trace(counts) / counts.sum()) if counts.any() else 0.0
    pseudo = np.full(counts.shape, _PSEUDO_COUNTS * off_share / max(num_classes - 1, 1))
    np.fill_diagonal(pseudo, _PSEUDO_COUNTS * (1 - off_share))
    smoothed: NDArray[np.float64] = counts + pseudo
    smoothed *= class_sizes[:, None] / smoothed.sum(axis=1, keepdims=True)
    smoothed /= max(float(smoothed.sum()), _TINY)
    return smoothed


def _class_conditionality(
    predicted: NDArray[np.int64], top: NDArray[np.float64], disagrees: NDArray[np.bool_]
) -> float:
    """Return how far the most confident rows disagree with their labels as often as all rows do (step 4).

    Rows that tie at the edge of a class's confident share count by the mean of their group, so that row order does
    not matter.
    """
    if not disagrees.any():
        return 0.0
    taken, wrong = 0, 0.0
    for k in np.unique(predicted):
        members = predicted == k
        probs, differs = top[members], disagrees[members]
        size = max(1, round(_TOP_SHARE * probs.size))
        edge = np.partition(probs, probs.size - size)[probs.size - size]
        above, tied = probs > edge, probs == edge
        wrong += differs[above].sum() + (size - above.sum()) * differs[tied].mean()
        taken += size
    return float(np.clip(wrong / taken / disagrees.mean(), 0.0, 1.0))


def _deconvolve(block: NDArray[np.float64], given_by_true: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return p(true | x) from p(given | x) by Richardson-Lucy steps from the block itself (step 3)."""
    true = block.copy()
    for _ in range(_EM_STEPS):
        expected = true @ given_by_true
        ratio = np.divide(block, expected, out=np.zeros_like(block), where=expected > _TINY)
        true *= ratio @ given_by_true.T
    return true


def _log_odds_right(
    labels: NDArray[np.int64], pred_probs: NDArray[np.floating], joint: NDArray[np.float64], rho: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each row's log-odds that its label is right, at the measured rho and at rho = 1 (step 5)."""
    columns = joint.sum(axis=0)
    given_by_true = np.divide(joint, columns, out=np.zeros_like(joint), where=columns > 0).T
    stays = np.maximum(np.diagonal(given_by_true), _TINY)
    relative = given_by_true / stays
    right, right_full = np.empty(labels.size), np.empty(labels.size)
    for part, block in _blocks(pred_probs):
        true = _deconvolve(block, given_by_true)
        likelihood = relative.T[labels[part]]
        right_full[part] = _log_odds_of(true * likelihood, labels[part])
        right[part] = _log_odds_of(block ** (1 - rho) * (true * likelihood) ** rho, labels[part])
    # Matrix products of equal rows can differ in the last digits with several threads; equal rows must rank equal.
    return right.round(_DIGITS), right_full.round(_DIGITS)


def _log_odds_of(weights: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return ln of each row's weight at its label over the sum of the others; overwrites `weights`."""
    rows = np.arange(labels.size)
    mine = weights[rows, labels]
    weights[rows, labels] = 0.0
    others = weights.sum(axis=1)
    odds: NDArray[np.float64] = np.log(np.maximum(mine, _TINY)) - np.log(np.maximum(others, _TINY))
    return odds


def _flag_count(joint: NDArray[np.float64], log_odds_right: NDArray[np.float64]) -> int:
    """Return the geometric mean of two counts: from the joint, and from the posteriors below one half (step 8)."""
    from_joint = log_odds_right.size * max(1 - float(np.trace(joint)), 0.0)
    return min(round(float(np.sqrt(from_joint * np.count_nonzero(log_odds_right < 0)))), log_odds_right.size)


def _error_probability(
    log_odds_right: NDArray[np.float64], order: NDArray[np.int64], num_issues: int
) -> NDArray[np.float64]:
    """Return probabilities of "wrong" that never increase along the order and cross one half after the flags (step 9).

    The nearest such sequence to the shifted posteriors: monotone fits of both sides of the cut, kept to their side.
    """
    wrong = -log_odds_right
    descending = -np.sort(log_odds_right)
    if 0 < num_issues < wrong.size:
        wrong = wrong - (descending[num_issues - 1] + descending[num_issues]) / 2
    probability = 1 / (1 + np.exp(-np.clip(wrong[order], -500, 500)))
    fitted = np.empty(wrong.size)
    fitted[order[:num_issues]] = np.clip(non_increasing_fit(probability[:num_issues]), _ABOVE, 1.0)
    fitted[order[num_issues:]] = np.clip(non_increasing_fit(probability[num_issues:]), 0.0, _BELOW)
    return fitted
