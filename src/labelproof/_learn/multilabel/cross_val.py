"""Out-of-sample probabilities of tags by cross-validation of a user's own model, resumable fold by fold.

Folds (`folds`), copies (`same_rows`), what is trained (`estimators`) and what is kept (`fold_cache`) are put together.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof import __version__
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._base.warnings import warn
from labelproof._learn.content_key import content_key, versions
from labelproof._learn.examples import as_container, check_length
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.multilabel.estimators import Fold, as_estimators, constant_probs, fold_probs
from labelproof._learn.multilabel.folds import tag_folds
from labelproof._learn.multilabel.network import TagNetwork
from labelproof._learn.multilabel.same_rows import groups_of
from labelproof._tasks.multilabel.labels import Tags, read_tags

__all__ = ["Plan", "cross_val_tags"]

_FORMAT = 1
"""Raised whenever the same input would give other probabilities: older results in a cache are then not found."""
_NAMES_SHOWN = 8


@dataclass(frozen=True)
class Plan:
    """How to cross-validate; see `labelproof.learn.cross_val_multilabel_pred_probs`."""

    folds: int = 5
    repeats: int = 1
    groups: Any = "auto"
    seed: int = 0
    sample_weight: Any = None
    device: str | None = None
    cache_dir: str | os.PathLike[str] | None = None
    n_jobs: int | None = None


@dataclass(frozen=True)
class _Run:
    """All that the folds share."""

    estimators: tuple[Any, ...]
    cache: FoldCache
    key: str | None

    def probs(self, fold: Fold) -> NDArray[np.float32]:
        """Return the probabilities of the held-out rows, from the cache where they are."""
        shape = (fold.held_out.size, fold.tags.shape[1])
        if self.key is None:
            return fold_probs(self.estimators, fold, [None] * len(self.estimators))
        key = content_key(self.key, fold.seed, fold.number, fold.training, fold.held_out)
        kept = self.cache.read(key, shape)
        if kept is not None:
            return kept
        endings = [f".{index}.npz" for index in range(len(self.estimators))]
        found = fold_probs(self.estimators, fold, [self.cache.path(key, ending) for ending in endings])
        self.cache.write(key, found)
        return found


def cross_val_tags(model: Any, X: Any, tags: Any, plan: Plan, progress: Progress) -> NDArray[np.float32]:
    """Return the probability of each tag of each example by models that were trained without the example.

    Parameters
    ----------
    model : estimator, torch module, factory, name, or a list of these
        What to train.
    X : N examples
        In any container that can be indexed by a list of positions.
    tags : N examples' tags
        Whatever `read_tags` reads.
    plan : Plan
        How.
    progress : Progress
        Told of every fold.

    Returns
    -------
    (N, K) float32
        The mean over the repeats.

    Raises
    ------
    InputError, InputTypeError
        If X, tags, weights, groups or model cannot be used.
    """
    X = as_container(X)
    matrix, names = _matrix(tags)
    check_length(X, len(matrix))
    _check(plan, len(matrix))
    weights = _weights(plan.sample_weight, len(matrix))
    estimators = as_estimators(model, X, device=plan.device, weighted=weights is not None)
    groups = groups_of(X, plan.groups, num_rows=len(matrix), seed=plan.seed)
    parts = list(_parts(X, matrix, weights, groups, plan))
    _warn_about(parts, names)
    key = None
    if plan.cache_dir is not None:
        key = content_key(_FORMAT, __version__, versions(_packages(estimators)), X, matrix, weights, estimators)
    run = _Run(estimators, FoldCache(None if plan.cache_dir is None else Path(plan.cache_dir)), key)
    total = np.zeros(matrix.shape, dtype=np.float32)
    with progress.task("Training", len(parts)) as task:
        for done, (fold, probs) in enumerate(_results(run, parts, plan.n_jobs), 1):
            total[fold.held_out] += probs
            task.advance(1, f"fold {done} of {len(parts)}, log loss {_log_loss(probs, fold):.3f}")
    total /= plan.repeats
    return total


def _packages(estimators: Sequence[Any]) -> set[str]:
    """Return the packages whose versions shape the numbers."""
    parts = [part for model in estimators for part in (model, *model.get_params(deep=True).values())]
    found = {"numpy", "scipy", "sklearn", *(type(part).__module__.partition(".")[0] for part in parts)}
    return found | ({"torch", "timm"} if any(isinstance(part, TagNetwork) for part in estimators) else set())


def _matrix(tags: Any) -> tuple[NDArray[np.uint8], Sequence[Any]]:
    """Return the tags as a matrix of 0 and 1, and their names."""
    read = tags if isinstance(tags, Tags) else read_tags(tags, argument="tags")
    return read.dense(0, read.num_rows), read.class_names or range(read.num_tags)


def _check(plan: Plan, num_rows: int) -> None:
    """Refuse folds and repeats that make no sense."""
    if not 2 <= plan.folds <= num_rows:
        raise InputError(
            f"`folds` must be from 2 to the number of examples, {num_rows}: got {plan.folds}. "
            "Use 5 unless you have a reason not to."
        )
    if plan.repeats < 1:
        raise InputError(f"`repeats` must be at least 1: got {plan.repeats}. Use 1, or more for steadier numbers.")


def _weights(weights: Any, num_rows: int) -> NDArray[np.float64] | None:
    """Return the weights of the rows, checked."""
    if weights is None:
        return None
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (num_rows,) or not np.isfinite(given).all() or (given < 0).any():
        raise InputError(
            f"`sample_weight` must have one finite number >= 0 per example: got shape {given.shape} for {num_rows} "
            "examples. Pass one weight for each, in the same order."
        )
    return given


def _parts(
    X: Any,
    tags: NDArray[np.uint8],
    weights: NDArray[np.float64] | None,
    groups: NDArray[np.int64] | None,
    plan: Plan,
) -> Iterator[Fold]:
    """Yield the folds of all repeats."""
    for repeat in range(plan.repeats):
        # The first repeat keeps the seed that was given, so that one repeat more does not change it.
        own = int(np.random.SeedSequence((plan.seed, repeat)).generate_state(1)[0] >> 1) if repeat else plan.seed
        assigned = tag_folds(tags, folds=plan.folds, seed=own, groups=groups)
        for number in range(plan.folds):
            training, held_out = np.flatnonzero(assigned != number), np.flatnonzero(assigned == number)
            yield Fold(X, tags, weights, training, held_out, own, number)


def _results(run: _Run, parts: Sequence[Fold], n_jobs: int | None) -> Iterator[tuple[Fold, NDArray[np.float32]]]:
    """Yield each fold with its probabilities as it is finished."""
    jobs = min(len(parts), (os.cpu_count() or 1) if n_jobs == -1 else n_jobs or 1)
    # Networks draw from the random generator of the process while they train, and have threads of their own.
    if jobs <= 1 or any(isinstance(part, TagNetwork) for part in run.estimators):
        for fold in parts:
            yield fold, run.probs(fold)
        return
    with ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(run.probs, fold): fold for fold in parts}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            # After an error or Ctrl-C: folds that have begun are finished and kept, the others are not begun.
            pool.shutdown(wait=False, cancel_futures=True)


def _log_loss(probs: NDArray[np.float32], fold: Fold) -> float:
    """Return the mean negative logarithm of the probability given to what the tags say."""
    given = fold.tags[fold.held_out] == 1
    right = np.where(given, probs, 1 - probs)
    return float(-np.log(np.maximum(right, 1e-7)).mean()) if right.size else 0.0


def _warn_about(parts: Sequence[Fold], names: Sequence[Any]) -> None:
    """Name the tags that some training part could not tell from their absence."""
    constant = np.any([~np.isnan(constant_probs(fold.tags[fold.training])) for fold in parts], axis=0)
    where = np.flatnonzero(constant)
    if where.size:
        shown = ", ".join(repr(names[tag]) for tag in where[:_NAMES_SHOWN]) + (" ..." if where.size > 8 else "")
        warn(
            f"{where.size} of the tags ({shown}) do not vary in the training part of some fold, where every example "
            "or none has them: their probability there is the share of a tag never seen to vary, (m + 1) / (n + 2). "
            "Collect more examples of such tags, or leave them out."
        )
