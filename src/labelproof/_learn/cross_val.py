"""Out-of-sample probabilities of several models by cross-validation, pooled into one.

Knows rows, folds and members only: what the rows hold is the members' business (`models`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from labelproof._base.progress import Progress, Task
from labelproof._core.ensemble import likelihood_weights
from labelproof._learn.fold_cache import NOTHING_KEPT, FoldCache
from labelproof._learn.folds import stratified_folds
from labelproof._learn.member_scores import MemberScores, parts_of

__all__ = ["CrossValidated", "Member", "cross_validated", "likeliest_scale"]

_SCALE_ROWS = 4000
"""A scale is one number: more rows would not change it."""
_LOG_SCALES = (-3.0, 3.5)


class Member(Protocol):
    """One model of a pool."""

    def scores(
        self, train: NDArray[np.int64], codes: NDArray[np.int64], target: NDArray[np.int64], seed: int
    ) -> NDArray[np.floating]:
        """Return scores (len(target), k) whose softmax, after one common scale, means probabilities.

        `train` and `target` are row numbers, `codes` the classes 0..k-1 of the training rows, all of them present
        and k at least 2. A member that trains for long is better `member_scores.Resumable`.
        """


@dataclass(frozen=True)
class CrossValidated:
    """Pooled probabilities of all rows, and how they came about.

    Attributes
    ----------
    pred_probs : (N, K) float64
        Out-of-sample for rows that were trained on; for the other rows the mean over all models.
    fold : (N,) int64
        The fold in which each row was held out, of the first round; -1 for rows that no fold trains on.
    absent : tuple of int
        Classes that some training part lacked.
    """

    pred_probs: NDArray[np.float64]
    fold: NDArray[np.int64]
    absent: tuple[int, ...]


@dataclass(frozen=True)
class _Round:
    """One round of folds; row `folds` of the arrays is about the rows that no fold holds out.

    `scores` are (N, K) for each part of each member, -inf for a class that the training part lacked; `absent`
    (folds + 1, K) tells which those are; `trained_on` (folds + 1,) counts training rows.
    """

    fold: NDArray[np.int64]
    scores: list[NDArray[np.float32]]
    absent: NDArray[np.bool_]
    trained_on: NDArray[np.int64]


def cross_validated(
    members: Sequence[Member],
    codes: NDArray[np.int64],
    num_classes: int,
    *,
    groups: NDArray[np.int64],
    folds: int,
    rounds: int,
    seed: int,
    progress: Progress,
    cache: FoldCache = NOTHING_KEPT,
) -> CrossValidated:
    """Return the pooled out-of-sample probabilities of all rows.

    Parameters
    ----------
    members : sequence of Member
        The models.
    codes : (N,) int64
        Class of each row; -1 for rows that are not trained on.
    num_classes : int
        K.
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
    CrossValidated
        Probabilities, rows sum to 1.

    Notes
    -----
    Each member's scores are scaled by one number, and the members are mixed with weights found by expectation
    maximisation: both maximise the likelihood of the labels out of fold. These few numbers are shared by all rows,
    so a row's own label moves them by O(1/N) only. A class that a training part lacks gets the probability
    1 / (training rows + K) there, and the others make room. Memory O(members N K) in float32.
    """
    total = np.zeros((codes.size, num_classes))
    done: list[_Round] = []
    scores = MemberScores(members, cache)
    with progress.task("Training", folds * rounds) as task:
        for number in range(rounds):
            own_seed = _round_seed(seed, number)
            fold = stratified_folds(codes, folds=folds, seed=own_seed, groups=groups)
            again = f", round {number + 1} of {rounds}" if rounds > 1 else ""
            run = _empty_round(fold, sum(map(parts_of, members)), num_classes, folds)
            _fill_round(run, scores, codes, own_seed, task, again)
            _add_pool(run, codes, total)
            run.scores.clear()
            done.append(run)
    total /= total.sum(axis=1, keepdims=True)
    absent = np.any([run.absent[:-1].any(axis=0) for run in done], axis=0)
    return CrossValidated(total, done[0].fold, tuple(np.flatnonzero(absent).tolist()))


def _round_seed(seed: int, number: int) -> int:
    """Return the seed of a round: the first keeps the one that was given, no two seeds share a later round."""
    return int(np.random.SeedSequence((seed, number)).generate_state(1)[0]) if number else seed


def _empty_round(fold: NDArray[np.int64], num_members: int, num_classes: int, folds: int) -> _Round:
    """Return a round in which nothing was trained yet."""
    return _Round(
        fold,
        [np.full((fold.size, num_classes), -np.inf, dtype=np.float32) for _ in range(num_members)],
        np.ones((folds + 1, num_classes), dtype=np.bool_),
        np.zeros(folds + 1, dtype=np.int64),
    )


def _fill_round(
    run: _Round, members: MemberScores, codes: NDArray[np.int64], seed: int, task: Task, again: str
) -> None:
    """Train every member on every training part, and keep the scores of the rows that were held out."""
    loose = np.flatnonzero(run.fold < 0)
    sums = [np.zeros((loose.size, run.absent.shape[1]), dtype=np.float32) for _ in run.scores]
    for number in range(len(run.absent) - 1):
        held, train = np.flatnonzero(run.fold == number), np.flatnonzero((run.fold >= 0) & (run.fold != number))
        present, part_codes = np.unique(codes[train], return_inverse=True)
        run.absent[number, present] = False
        run.trained_on[number] = train.size
        target = np.concatenate([held, loose])
        if present.size and target.size:
            found = _scores_of(members, train, part_codes.astype(np.int64), target, seed)
            for scores, part, said in zip(run.scores, sums, found, strict=True):
                scores[np.ix_(held, present)] = said[: held.size]
                part[:, present] += said[held.size :]
        task.advance(1, f"fold {number + 1} of {len(run.absent) - 1}{again}")
    models = np.count_nonzero(~run.absent[:-1], axis=0)
    known = np.flatnonzero(models)
    run.absent[-1] = models == 0
    run.trained_on[-1] = np.count_nonzero(run.fold >= 0)
    for scores, part in zip(run.scores, sums, strict=True):
        scores[np.ix_(loose, known)] = part[:, known] / models[known]


def _scores_of(
    members: MemberScores, train: NDArray[np.int64], codes: NDArray[np.int64], target: NDArray[np.int64], seed: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the scores of the classes that are present, highest 0, by each part of each member."""
    for index, member in enumerate(members.members):
        if codes.max() == 0:  # about a single class there is nothing to learn
            yield from np.zeros((parts_of(member), target.size, 1), dtype=np.float32)
            continue
        for found in members.of(index, train, codes, target, seed):
            yield found - found.max(axis=1, keepdims=True)


def _add_pool(run: _Round, codes: NDArray[np.int64], total: NDArray[np.float64]) -> None:
    """Add the pooled probabilities of a round to `total`."""
    known = np.flatnonzero(run.fold >= 0)
    known = known[~run.absent[run.fold[known], codes[known]]]
    scales = [likeliest_scale(scores, codes, known) for scores in run.scores]
    given = np.column_stack(
        [
            _softmax(scores, known, scale)[np.arange(known.size), codes[known]]
            for scores, scale in zip(run.scores, scales, strict=True)
        ]
    )
    weights = likelihood_weights(given)
    for number, lacked in enumerate(run.absent):
        rows = np.flatnonzero(run.fold == (number if number < len(run.absent) - 1 else -1))
        share = 1 / (run.trained_on[number] + lacked.size)
        if not lacked.all():
            room = 1 - share * np.count_nonzero(lacked)
            for weight, scale, scores in zip(weights, scales, run.scores, strict=True):
                total[rows] += room * weight * _softmax(scores, rows, scale)
        total[np.ix_(rows, np.flatnonzero(lacked))] += share


def _softmax(scores: NDArray[np.float32], rows: NDArray[np.int64], scale: float) -> NDArray[np.float64]:
    """Return the probabilities of some rows; the highest score of each is 0."""
    probs: NDArray[np.float64] = np.exp(scores[rows].astype(np.float64) * scale)
    probs /= probs.sum(axis=1, keepdims=True)
    return probs


def likeliest_scale(scores: NDArray[np.float32], codes: NDArray[np.int64], known: NDArray[np.int64]) -> float:
    """Return the factor of the scores, the highest of each row 0, that makes the labels of the known rows likeliest."""
    if not known.size:
        return 1.0
    rows = known[:: -(-known.size // _SCALE_ROWS)]
    some = scores[rows].astype(np.float64)
    # Targets a little short of certain (Platt 1999), or the scale of faultless scores would grow without end.
    doubt = 1 / (rows.size + 2)
    finite = np.isfinite(some)
    mean = np.where(finite, some, 0).sum(axis=1) / finite.sum(axis=1)
    mine = (1 - doubt) * some[np.arange(rows.size), codes[rows]] + doubt * mean

    def loss(log_scale: float) -> float:
        scale = np.exp(log_scale)
        return float(np.mean(np.log(np.exp(some * scale).sum(axis=1)) - mine * scale))

    found = minimize_scalar(loss, bounds=_LOG_SCALES, method="bounded", options={"xatol": 0.01})
    return float(np.exp(found.x))
