"""Out-of-sample probabilities of tags by cross-validation of a user's own model, resumable fold by fold.

Settings (`plan`), copies (`same_rows`), folds (`folds`), what a fold does (`estimators`) and what is kept (`fold_runs`)
are put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.progress import Progress
from labelproof._base.warnings import warn
from labelproof._learn.content_key import content_key
from labelproof._learn.examples import as_container, check_length
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.fold_runs import empty_result, fold_runs
from labelproof._learn.given_models import Kind, as_estimators
from labelproof._learn.multilabel.estimators import constant_probs, fold_probs
from labelproof._learn.multilabel.folds import tag_folds
from labelproof._learn.multilabel.named import named_model
from labelproof._learn.multilabel.network import TagNetwork
from labelproof._learn.plan import Fold, Plan, check_plan, checked_weights, planned_folds
from labelproof._learn.same_rows import groups_of
from labelproof._tasks.multilabel.labels import Tags, read_tags

__all__ = ["cross_val_tags"]

_KIND = Kind(named=named_model, network=TagNetwork, example="OneVsRestClassifier(LogisticRegression())")
_NAMES_SHOWN = 8


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
    check_plan(plan, len(matrix))
    weights = checked_weights(plan.sample_weight, len(matrix))
    estimators = as_estimators(model, X, _KIND, device=plan.device, weighted=weights is not None)
    cache = FoldCache(None if plan.cache_dir is None else Path(plan.cache_dir))
    key = None if cache.folder is None else content_key(X)
    groups = groups_of(X, plan.groups, num_rows=len(matrix), seed=plan.seed, cache=cache, key=key)

    def assign(seed: int) -> NDArray[np.int64]:
        return tag_folds(matrix, folds=plan.folds, seed=seed, groups=groups)

    parts = planned_folds(X, matrix, weights, plan, assign)
    _warn_about(parts, names)
    runs = fold_runs(fold_probs, estimators, key, matrix, weights, width=matrix.shape[1], cache=cache)
    total = empty_result((len(matrix), matrix.shape[1]), cache.folder)
    with progress.task("Training", len(parts)) as task:
        for done, (fold, probs) in enumerate(runs.each(parts, plan.n_jobs), 1):
            total[fold.held_out] += probs
            task.advance(1, f"fold {done} of {len(parts)}, log loss {_log_loss(probs, fold):.3f}")
    total /= plan.repeats
    return total


def _matrix(tags: Any) -> tuple[NDArray[np.uint8], Sequence[Any]]:
    """Return the tags as a matrix of 0 and 1, and their names."""
    read = tags if isinstance(tags, Tags) else read_tags(tags, argument="tags")
    return read.dense(0, read.num_rows), read.class_names or range(read.num_tags)


def _log_loss(probs: NDArray[np.float32], fold: Fold) -> float:
    """Return the mean negative logarithm of the probability given to what the tags say."""
    given = fold.given[fold.held_out] == 1
    right = np.where(given, probs, 1 - probs)
    return float(-np.log(np.maximum(right, 1e-7)).mean()) if right.size else 0.0


def _warn_about(parts: Sequence[Fold], names: Sequence[Any]) -> None:
    """Name the tags that some training part could not tell from their absence."""
    constant = np.any([~np.isnan(constant_probs(fold.given[fold.training])) for fold in parts], axis=0)
    where = np.flatnonzero(constant)
    if where.size:
        more = " ..." if where.size > _NAMES_SHOWN else ""
        shown = ", ".join(repr(names[tag]) for tag in where[:_NAMES_SHOWN]) + more
        warn(
            f"{where.size} of the tags ({shown}) do not vary in the training part of some fold, where every example "
            "or none has them: their probability there is the share of a tag never seen to vary, (m + 1) / (n + 2). "
            "Collect more examples of such tags, or leave them out."
        )
