"""One fold of any estimator of tags: what it is given to learn, and what it says brought into one form.

Which rows are in the fold, and what is kept of the answer, is decided elsewhere (`plan`, `fold_runs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._learn.examples import take
from labelproof._learn.fresh import fresh_copy
from labelproof._learn.multilabel.network import TagNetwork
from labelproof._learn.plan import Fold

__all__ = ["constant_probs", "fold_probs"]

_ROUNDING = 1e-4
"""Probabilities may leave [0, 1] by so much: single precision sums do."""


def constant_probs(tags: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return (m + 1) / (n + 2) of each tag that m = 0 or n of n training rows have, NaN for the others.

    The rule of succession of Laplace: all that can be said of a tag that never varied.
    """
    ones, rows = tags.sum(axis=0, dtype=np.int64), len(tags)
    return np.where((ones > 0) & (ones < rows), np.nan, (ones + 1) / (rows + 2))


def fold_probs(estimators: Sequence[Any], fold: Fold, checkpoints: Sequence[Path | None]) -> NDArray[np.float32]:
    """Return the mean probability of each tag of the held-out rows.

    Parameters
    ----------
    estimators : sequence of estimator
        Copies of them are trained.
    fold : Fold
        The data.
    checkpoints : sequence of path or None
        For each estimator, where one that can keeps its weights while it trains.

    Returns
    -------
    (n, K) float32
        `constant_probs` for tags that do not vary in the training part.
    """
    instead = constant_probs(fold.given[fold.training])
    varied = np.flatnonzero(np.isnan(instead))
    result = np.tile(instead, (fold.held_out.size, 1))
    if varied.size and fold.held_out.size:
        parts = [
            _one(estimator, fold, varied, index, path)
            for index, (estimator, path) in enumerate(zip(estimators, checkpoints, strict=True))
        ]
        result[:, varied] = np.mean(parts, axis=0)
    return result.astype(np.float32)


def _one(
    estimator: Any, fold: Fold, varied: NDArray[np.int64], index: int, checkpoint: Path | None
) -> NDArray[np.float64]:
    """Return the probabilities of the tags that vary, by a copy of one estimator."""
    model = fresh_copy(estimator, seed=fold.seed, stream=fold.number + 1_000_003 * index)
    weights = {} if fold.weights is None else {"sample_weight": fold.weights[fold.training]}
    training, asked = take(fold.X, fold.training), take(fold.X, fold.held_out)
    given = fold.given[fold.training]
    if isinstance(model, TagNetwork):
        model.fit(training, given, checkpoint=checkpoint, **weights)
        return _checked(model.predict_proba(asked), model, fold.held_out.size, given.shape[1])[:, varied]
    # Some estimators read a single column as classes, others refuse it: two equal ones are tags to all of them.
    columns = varied if varied.size > 1 else np.repeat(varied, 2)
    _keep_orders(model, columns, given.shape[1])
    model.fit(training, given[:, columns].astype(np.int64), **weights)
    probs = _checked(model.predict_proba(asked), model, fold.held_out.size, columns.size)
    return probs[:, : varied.size]


def _keep_orders(model: Any, columns: NDArray[np.int64], num_tags: int) -> None:
    """Adapt the orders of chains, which name tags by number, to the tags that are left."""
    if columns.size == num_tags:
        return
    place = {int(tag): position for position, tag in enumerate(columns.tolist())}
    for name, value in model.get_params(deep=True).items():
        listed = isinstance(value, (list, tuple, np.ndarray)) and name.rpartition("__")[2] == "order"
        if listed and sorted(value) == list(range(num_tags)):
            order = [place[tag] for tag in value if tag in place]
            model.set_params(**{name: order + [tag for tag in range(columns.size) if tag not in order]})


def _checked(found: Any, model: Any, rows: int, tags: int) -> NDArray[np.float64]:
    """Return what predict_proba gave as one (rows, tags) array."""
    if isinstance(found, (list, tuple)):
        parts = [np.asarray(part, dtype=np.float64) for part in found]
        found = np.column_stack([part[:, -1] for part in parts]) if all(p.shape == (rows, 2) for p in parts) else parts
    elif hasattr(found, "toarray"):
        found = found.toarray()
    probs = np.asarray(found, dtype=np.float64) if not isinstance(found, list) else np.empty((0, 0))
    if probs.shape != (rows, tags):
        shape = [np.shape(part) for part in found] if isinstance(found, list) else probs.shape
        raise InputError(
            f"`model.predict_proba` must give one probability per example and tag: got shape {shape} from "
            f"{type(model).__name__} for {rows} examples and {tags} tags. Use an estimator for multi-label data, for "
            "example OneVsRestClassifier around yours."
        )
    if not (probs.min() >= -_ROUNDING and probs.max() <= 1 + _ROUNDING):
        raise InputError(
            f"`model.predict_proba` must give numbers from 0 to 1: {type(model).__name__} gave {probs.min()} to "
            f"{probs.max()}. Return probabilities rather than scores, and none that is not a number."
        )
    return np.clip(probs, 0, 1)
