"""How a user's own model is cross-validated, for classes and tags alike: settings, weights and folds, checked."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError

__all__ = ["Fold", "Plan", "check_plan", "check_whole", "checked_weights", "planned_folds", "round_seed"]


@dataclass(frozen=True)
class Plan:
    """How to cross-validate; see `labelproof.learn.cross_val_pred_probs`."""

    folds: int = 5
    repeats: int = 1
    groups: Any = "auto"
    seed: int = 0
    sample_weight: Any = None
    device: str | None = None
    cache_dir: str | os.PathLike[str] | None = None
    n_jobs: int | None = None


@dataclass(frozen=True)
class Fold:
    """What one fold is given, and asked.

    Attributes
    ----------
    X : examples
        All of them.
    given : (N,) or (N, K) array
        Classes or tags of all examples.
    weights : (N,) float64 or None
        Of all examples.
    training, held_out, loose : (n,) int64
        Rows to train on, rows held out, and rows that no fold trains on; the latter two are asked.
    seed, repeat, number : int
        Seed of the repeat, which repeat, which fold.
    """

    X: Any
    given: NDArray[Any]
    weights: NDArray[np.float64] | None
    training: NDArray[np.int64]
    held_out: NDArray[np.int64]
    loose: NDArray[np.int64]
    seed: int
    repeat: int
    number: int

    @property
    def asked(self) -> NDArray[np.int64]:
        """The rows whose probabilities are wanted: those held out, then the loose ones."""
        return np.concatenate([self.held_out, self.loose])


def check_whole(name: str, value: Any, least: int, usual: str) -> None:
    """Refuse an argument that is no whole number, or below the least."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise InputError(f"`{name}` must be a whole number, at least {least}: got {value!r}. Use {usual}.")


def check_plan(plan: Plan, num_rows: int) -> None:
    """Refuse numbers that make no sense for so many examples."""
    check_whole("folds", plan.folds, 2, "5 unless you have a reason not to")
    check_whole("repeats", plan.repeats, 1, "1, or more for steadier numbers")
    check_whole("seed", plan.seed, 0, "0, or another number for other folds")
    if plan.n_jobs not in (None, -1):
        check_whole("n_jobs", plan.n_jobs, 1, "-1 for one per processor, or leave it out")
    if plan.folds > num_rows:
        raise InputError(
            f"`folds` must be at most the number of examples, {num_rows}: got {plan.folds}. "
            "Use 5 unless you have a reason not to."
        )


def checked_weights(weights: Any, num_rows: int) -> NDArray[np.float64] | None:
    """Return the weights of the rows, one finite number >= 0 for each."""
    if weights is None:
        return None
    try:
        given = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            "`sample_weight` must have one finite number >= 0 per example: got something that is no number. "
            "Pass an array of numbers."
        ) from None
    if given.shape != (num_rows,) or not np.isfinite(given).all() or (given < 0).any():
        raise InputError(
            f"`sample_weight` must have one finite number >= 0 per example: got shape {given.shape} for {num_rows} "
            "examples. Pass one weight for each, in the same order."
        )
    return given


def planned_folds(
    X: Any,
    given: NDArray[Any],
    weights: NDArray[np.float64] | None,
    plan: Plan,
    assign: Callable[[int], NDArray[np.int64]],
) -> list[Fold]:
    """Return the folds of all repeats.

    Parameters
    ----------
    X, given, weights
        Examples, their classes or tags, their weights or None.
    plan : Plan
        How.
    assign : callable
        From a seed to the fold of each row; -1 for rows that no fold trains on.

    Returns
    -------
    list of Fold
        In order of repeat and number.
    """
    found = []
    for repeat in range(plan.repeats):
        seed = round_seed(plan.seed, repeat)
        fold = assign(seed)
        loose = np.flatnonzero(fold < 0)
        for number in range(plan.folds):
            training, held_out = np.flatnonzero((fold >= 0) & (fold != number)), np.flatnonzero(fold == number)
            found.append(Fold(X, given, weights, training, held_out, loose, seed, repeat, number))
    return found


def round_seed(seed: int, number: int) -> int:
    """Return the seed of a repeat: the first keeps the one that was given, so that one more does not change it."""
    return int(np.random.SeedSequence((seed, number)).generate_state(1)[0] >> 1) if number else seed
