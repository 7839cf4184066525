"""Out-of-sample probabilities of tags from the built-in models, calibrated tag by tag and pooled into one.

Knows rows, folds and members only: what the rows hold is the members' business (`members`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from labelproof._base.progress import Progress, Task
from labelproof._core.ensemble import likelihood_weights
from labelproof._learn.fold_cache import NOTHING_KEPT, FoldCache
from labelproof._learn.member_scores import MemberScores, parts_of
from labelproof._learn.multilabel.folds import tag_folds
from labelproof._learn.multilabel.members import UNKNOWN, TagMember
from labelproof._learn.plan import round_seed

__all__ = ["PooledTags", "pooled_tags"]

_POOL_CELLS = 1_000_000
"""Weights of the pool are a few numbers: more given tags would not change them."""
_TINY = 1e-12
_CERTAIN = 1e-6
"""No probability comes nearer to 0 or 1: single precision could not tell it from them."""


@dataclass(frozen=True)
class PooledTags:
    """Pooled probabilities of all rows, and how they came about.

    Attributes
    ----------
    pred_probs : (N, K) float64
        Out-of-sample for rows that were trained on; for the other rows the mean over the models of all folds.
    fold : (N,) int64
        The fold in which each row was held out, of the first round; -1 for rows without any known tag.
    constant : tuple of int
        Tags that every row, or no row, of some training part had.
    """

    pred_probs: NDArray[np.float64]
    fold: NDArray[np.int64]
    constant: tuple[int, ...]


@dataclass(frozen=True)
class _Round:
    """One round of folds: scores of each member (N, K), NaN where the training part had nothing to tell apart.

    `constant` (folds, K) has the probability that stands there instead, NaN where there are scores.
    """

    fold: NDArray[np.int64]
    scores: list[NDArray[np.float32]]
    constant: NDArray[np.float64]


def pooled_tags(
    members: Sequence[TagMember],
    tags: NDArray[np.uint8],
    *,
    groups: NDArray[np.int64],
    folds: int,
    rounds: int,
    seed: int,
    progress: Progress,
    cache: FoldCache = NOTHING_KEPT,
) -> PooledTags:
    """Return the pooled out-of-sample probability of each tag of each row.

    Parameters
    ----------
    members : sequence of TagMember
        The models.
    tags : (N, K) uint8
        1 where the row has the tag, 0 where not, 255 where nobody said.
    groups : (N,) int64
        Rows of one group are held out together.
    folds, rounds : int
        Folds of one round of cross-validation, and how many rounds (with other folds) are averaged.
    seed : int
        Seed of folds and models.
    progress : Progress
        Told of every fold.
    cache : FoldCache, optional
        Keeps the scores of each member and fold, so that a run that was interrupted goes on. Default: none.

    Returns
    -------
    PooledTags
        Probabilities; they need not sum to anything.

    Notes
    -----
    Each member's scores of a tag become probabilities by the best logistic curve (two numbers), and the members are
    mixed with weights found by expectation maximisation over all tags: both maximise the likelihood of the tags out
    of fold, so a row's own tags move them by O(1/N) only. A tag that a training part of n rows has m = 0 or n times
    gets the probability (m + 1) / (n + 2) there. Memory O(members N K) in float32.

    Source
    ------
    Platt, "Probabilistic Outputs for Support Vector Machines", 1999, for the curve and its softened targets.
    """
    total = np.zeros(tags.shape)
    done: list[_Round] = []
    scores = MemberScores(members, cache)
    with progress.task("Training", folds * rounds) as task:
        for number in range(rounds):
            own_seed = round_seed(seed, number)
            fold = _folds(tags, groups, folds, own_seed)
            run = _empty_round(fold, sum(map(parts_of, members)), tags.shape[1], folds)
            _fill_round(run, scores, tags, own_seed, task, f", round {number + 1} of {rounds}" if rounds > 1 else "")
            total += _pool(run, tags)
            run.scores.clear()
            done.append(run)
    total /= rounds
    constant = np.any([~np.isnan(run.constant).all(axis=0) for run in done], axis=0)
    return PooledTags(total, done[0].fold, tuple(np.flatnonzero(constant).tolist()))


def _folds(tags: NDArray[np.uint8], groups: NDArray[np.int64], folds: int, seed: int) -> NDArray[np.int64]:
    """Return the fold of each row; -1 where no tag is known."""
    known = np.flatnonzero((tags != UNKNOWN).any(axis=1))
    fold = np.full(len(tags), -1, dtype=np.int64)
    fold[known] = tag_folds(tags[known], folds=folds, seed=seed, groups=groups[known])
    return fold


def _empty_round(fold: NDArray[np.int64], num_members: int, num_tags: int, folds: int) -> _Round:
    """Return a round in which nothing was trained yet."""
    scores = [np.full((fold.size, num_tags), np.nan, dtype=np.float32) for _ in range(num_members)]
    return _Round(fold, scores, np.full((folds, num_tags), np.nan))


def _fill_round(run: _Round, members: MemberScores, tags: NDArray[np.uint8], seed: int, task: Task, again: str) -> None:
    """Train every member on every training part, and keep the scores of the rows that were held out."""
    folds, num_tags = run.constant.shape
    loose = np.flatnonzero(run.fold < 0)
    sums = [np.zeros((loose.size, num_tags)) for _ in run.scores]
    models = np.zeros(num_tags)
    for number in range(folds):
        held, train = np.flatnonzero(run.fold == number), np.flatnonzero((run.fold >= 0) & (run.fold != number))
        ones, known = (tags[train] == 1).sum(axis=0), (tags[train] != UNKNOWN).sum(axis=0)
        run.constant[number] = np.where((ones > 0) & (ones < known), np.nan, (ones + 1) / (known + 2))
        varied = np.flatnonzero(np.isnan(run.constant[number]))
        models[varied] += 1
        target = np.concatenate([held, loose])
        if varied.size and target.size:
            given = tags[np.ix_(train, varied)]
            found = np.concatenate(
                [members.of(index, train, given, target, seed) for index in range(len(members.members))]
            )
            for scores, part, said in zip(run.scores, sums, found, strict=True):
                scores[np.ix_(held, varied)] = said[: held.size]
                part[:, varied] += said[held.size :]
        task.advance(1, f"fold {number + 1} of {folds}{again}")
    for scores, part in zip(run.scores, sums, strict=True):
        scores[loose] = np.where(models > 0, part / np.maximum(models, 1), np.nan)


def _pool(run: _Round, tags: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the pooled probabilities of a round."""
    for scores in run.scores:
        for tag, given in enumerate(tags.T):
            scores[:, tag] = _calibrated(scores[:, tag], given, run.fold >= 0)
    weights = _mixture_weights(run.scores, tags, run.fold >= 0)
    pooled = np.zeros(tags.shape)
    for weight, probs in zip(weights, run.scores, strict=True):
        pooled += weight * probs
    by_row = np.where(run.fold[:, None] >= 0, run.constant[run.fold], _means(run.constant))
    return np.where(np.isnan(pooled), by_row, pooled)


def _means(constant: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the folds that have a constant, of each tag; 0 without one."""
    there = ~np.isnan(constant)
    means: NDArray[np.float64] = np.where(there, constant, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return means


def _calibrated(
    scores: NDArray[np.float32], given: NDArray[np.uint8], trained: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the scores of one tag as probabilities; NaN stays."""
    seen = trained & (given != UNKNOWN) & ~np.isnan(scores)
    if not seen.any():
        return scores.astype(np.float64)
    middle, spread = float(scores[seen].mean()), max(float(scores[seen].std()), _TINY)
    some = (scores[seen].astype(np.float64) - middle) / spread
    ones = np.count_nonzero(given[seen] == 1)
    # Targets a little short of certain, or the curve of faultless scores would be a step.
    wanted = np.where(given[seen] == 1, (ones + 1) / (ones + 2), 1 / (some.size - ones + 2))

    def loss_and_slope(curve: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = some * curve[0] + curve[1]
        off = expit(odds) - wanted
        loss = np.mean(np.logaddexp(0, odds) - wanted * odds)
        return float(loss), np.array([np.mean(off * some), np.mean(off)])

    share = float(wanted.mean())
    start = np.array([1.0, np.log(share / (1 - share))])
    bounds = [(0, None), (None, None)]
    scale, shift = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    probs = expit((scores.astype(np.float64) - middle) / spread * scale + shift)
    return np.clip(probs, _CERTAIN, 1 - _CERTAIN)


def _mixture_weights(
    probs: Sequence[NDArray[np.float32]], tags: NDArray[np.uint8], trained: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the weights under which a mixture of the members makes the tags likeliest, by EM from equal weights."""
    if len(probs) == 1:
        return np.ones(1)
    row, tag = np.nonzero((tags != UNKNOWN) & trained[:, None] & ~np.isnan(probs[0]))
    step = max(1, -(-row.size // _POOL_CELLS))
    row, tag = row[::step], tag[::step]
    has = tags[row, tag] == 1
    given = np.column_stack([np.where(has, part[row, tag], 1 - part[row, tag]) for part in probs])
    return likelihood_weights(given)
