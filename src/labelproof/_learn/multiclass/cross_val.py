"""Out-of-sample probabilities of classes by cross-validation of any model, resumable fold by fold.

Settings (`plan`), copies (`same_rows`), folds (`folds`), what a fold does (`estimators`) and what is kept (`fold_runs`)
are put together; built-in models go through `builtin`, as in an audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.dataset import Note
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._base.warnings import warn
from labelproof._learn.builtin import rare_classes
from labelproof._learn.clean_inputs import given_labels
from labelproof._learn.content_key import content_key
from labelproof._learn.examples import as_container, check_length
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.fold_runs import FoldRuns, empty_result, fold_runs
from labelproof._learn.folds import stratified_folds
from labelproof._learn.given_models import Kind, as_estimators
from labelproof._learn.multiclass.estimators import ClassFold
from labelproof._learn.multiclass.named import is_pool, named_network, pool_probs
from labelproof._learn.multiclass.network import ClassNetwork
from labelproof._learn.multiclass.report import FoldScores, scores_of
from labelproof._learn.plan import Fold, Plan, check_plan, checked_weights, planned_folds
from labelproof._learn.same_rows import groups_of

__all__ = ["CLASS_MODELS", "CrossValidation", "cross_val_classes", "cross_val_codes"]

CLASS_MODELS = Kind(named=named_network, network=ClassNetwork, example="LogisticRegression()")


@dataclass(frozen=True)
class CrossValidation:
    """Out-of-sample probabilities and how good they are.

    Attributes
    ----------
    pred_probs : (N, K) float32
        The probability of each class of each example, by models that were trained without the example; rows sum to 1.
    classes : (K,) array
        The label that each column stands for, ascending.
    fold : (N,) int64
        The fold in which each example was held out, in the first repeat; -1 for examples that could not be read.
    groups : (N,) int64 or None
        Examples of one group were held out together; None where each was on its own.
    report : DataFrame
        A row for each repeat and fold: its number of examples, accuracy, log loss and calibration error (the mean
        distance of the highest probability from the share of right ones, over 15 bins), all against the given labels.
        Of built-in models the mean over all repeats is scored, by the folds of the first.
    notes : tuple of Note
        What was handled: copies that were kept together, classes too rare for the folds.
    """

    pred_probs: NDArray[np.float32]
    classes: NDArray[Any]
    fold: NDArray[np.int64]
    groups: NDArray[np.int64] | None
    report: pd.DataFrame
    notes: tuple[Note, ...]


def cross_val_classes(model: Any, X: Any, y: Any, plan: Plan, progress: Progress) -> CrossValidation:
    """Return the probabilities of each example by models that were trained without it.

    Parameters
    ----------
    model : estimator, torch module, factory, name, or a list of these
        What to train.
    X : N examples
        In any container that can be indexed by a list of positions.
    y : (N,) array-like
        Given labels of any sortable kind.
    plan : Plan
        How.
    progress : Progress
        Told of every fold.

    Returns
    -------
    CrossValidation
        Columns in the order of the sorted distinct labels.

    Raises
    ------
    InputError, InputTypeError
        If X, y, weights, groups or model cannot be used.
    """
    values = given_labels(y)
    try:
        classes, codes = np.unique(values, return_inverse=True)
    except TypeError:
        raise InputError(
            "`y` mixes values that cannot be sorted, such as numbers and strings. Convert them all to strings."
        ) from None
    if classes.size < 2:
        alone = repr(classes.tolist()[0])
        raise InputError(f"`y` must hold at least 2 classes: got {alone} alone. There is nothing to tell apart.")
    return cross_val_codes(model, X, codes.reshape(-1).astype(np.int64), classes, plan, progress)


def cross_val_codes(
    model: Any, X: Any, codes: NDArray[np.int64], classes: NDArray[Any], plan: Plan, progress: Progress
) -> CrossValidation:
    """Return what `cross_val_classes` does, for labels that are numbers already.

    Parameters
    ----------
    model, X
        As there.
    codes : (N,) int64
        0..K-1; -1 for examples without a label, which get the mean over the models of all folds.
    classes : (K,) array
        The label of each number.
    plan, progress
        As there.

    Returns
    -------
    CrossValidation
        One column per class.
    """
    X = as_container(X)
    check_length(X, codes.size)
    check_plan(plan, int(np.count_nonzero(codes >= 0)))
    if is_pool(model):
        pred_probs, fold, groups = pool_probs(model, X, codes, classes, plan, progress)
        table = _scores_by_fold(pred_probs, codes, fold, plan.folds)
        return _found(pred_probs, classes, codes, fold, groups, table)
    weights = checked_weights(plan.sample_weight, codes.size)
    estimators = as_estimators(model, X, CLASS_MODELS, device=plan.device, weighted=weights is not None)
    cache = FoldCache(None if plan.cache_dir is None else Path(plan.cache_dir))
    key = None if cache.folder is None else content_key(X)
    same = groups_of(X, plan.groups, num_rows=codes.size, seed=plan.seed, cache=cache, key=key)

    def assign(seed: int) -> NDArray[np.int64]:
        return stratified_folds(codes, folds=plan.folds, seed=seed, groups=same)

    parts = planned_folds(X, codes, weights, plan, assign)
    runs = fold_runs(ClassFold(classes), estimators, key, codes, weights, width=classes.size, cache=cache)
    pred_probs, table = _collected(runs, parts, plan, progress)
    return _found(pred_probs, classes, codes, assign(plan.seed), same, table)


def _found(
    pred_probs: NDArray[np.float32],
    classes: NDArray[Any],
    codes: NDArray[np.int64],
    fold: NDArray[np.int64],
    groups: NDArray[np.int64] | None,
    table: list[FoldScores],
) -> CrossValidation:
    """Return the result, with what has to be said about it."""
    notes = (*_copies(groups), *_rare(classes, codes, fold))
    return CrossValidation(pred_probs, classes, fold, groups, pd.DataFrame(table), notes)


def _scores_by_fold(
    pred_probs: NDArray[np.float32], codes: NDArray[np.int64], fold: NDArray[np.int64], folds: int
) -> list[FoldScores]:
    """Return the scores of each fold of one round."""
    held = [np.flatnonzero(fold == number) for number in range(folds)]
    return [{"repeat": 0, "fold": n, **scores_of(pred_probs[rows], codes[rows])} for n, rows in enumerate(held)]


def _collected(
    runs: FoldRuns, parts: list[Fold], plan: Plan, progress: Progress
) -> tuple[NDArray[np.float32], list[FoldScores]]:
    """Return the mean over the repeats, and the scores of each fold."""
    total = empty_result((len(parts[0].given), runs.width), runs.cache.folder)
    table: list[FoldScores] = []
    with progress.task("Training", len(parts)) as task:
        for done, (fold, probs) in enumerate(runs.each(parts, plan.n_jobs), 1):
            held = probs[: fold.held_out.size]
            total[fold.held_out] += held
            total[fold.loose] += probs[fold.held_out.size :] / np.float32(plan.folds)
            scores = scores_of(held, fold.given[fold.held_out])
            table.append({"repeat": fold.repeat, "fold": fold.number, **scores})
            task.advance(1, f"fold {done} of {len(parts)}, accuracy {scores['accuracy']:.3f}")
    total /= plan.repeats
    return total, table


def _copies(groups: NDArray[np.int64] | None) -> tuple[Note, ...]:
    """Return the note about examples that share a group."""
    if groups is None:
        return ()
    rows = np.flatnonzero(np.bincount(groups)[groups] > 1)
    if not rows.size:
        return ()
    message = f"{rows.size:,} of {groups.size:,} examples share a group with another; groups share a fold."
    return (Note("duplicates", message, int(rows.size), tuple(rows[:10].tolist())),)


def _rare(classes: NDArray[Any], codes: NDArray[np.int64], fold: NDArray[np.int64]) -> tuple[Note, ...]:
    """Return the note about classes that some training part lacks, and warn of them."""
    trained = fold >= 0
    folds = int(fold.max()) + 1
    counts = np.zeros((classes.size, folds), dtype=np.int64)
    np.add.at(counts, (codes[trained], fold[trained]), 1)
    absent = np.flatnonzero(counts.sum(axis=1) == counts.max(axis=1))
    labels = np.array([None if code < 0 else str(classes[code]) for code in codes], dtype=object)
    notes = rare_classes(labels, np.where(trained, codes, -1), tuple(absent.tolist()), folds)
    if absent.size:
        shown = ", ".join(repr(value) for value in classes[absent[:8]].tolist()) + (" ..." if absent.size > 8 else "")
        warn(
            f"{absent.size} of the classes ({shown}) are missing from the training part of some fold: their "
            "probability there is 1 / (training examples + classes), that of a class never seen. Collect more "
            "examples of them, merge them, or leave them out."
        )
    return notes
