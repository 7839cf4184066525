"""One fold of any classifier: what it is given to learn, and what it says brought into one form.

Which rows are in the fold, and what is kept of the answer, is decided elsewhere (`plan`, `fold_runs`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._learn.examples import take
from labelproof._learn.fresh import fresh_copy
from labelproof._learn.multiclass.network import ClassNetwork
from labelproof._learn.plan import Fold

__all__ = ["ClassFold", "absent_share"]

_ROUNDING = 1e-4
"""Probabilities may leave [0, 1] by so much: single precision sums do."""
_OFF_ONE = 0.01
"""Rows may sum to 1 within so much; they are made to sum to it."""


def absent_share(trained_on: int, num_classes: int) -> float:
    """Return the probability of a class that none of so many training rows has: 1 / (rows + K)."""
    return 1 / (trained_on + num_classes)


@dataclass(frozen=True)
class ClassFold:
    """What a fold does with classes.

    Parameters
    ----------
    classes : (K,) array
        The label of each class, which tells what a `class_weight` by label is about.
    """

    classes: NDArray[Any]

    def __call__(
        self, estimators: Sequence[Any], fold: Fold, checkpoints: Sequence[Path | None]
    ) -> NDArray[np.float32]:
        """Return the mean probabilities of the rows that are asked, (n, K).

        A class that the training part lacks gets `absent_share`, and the others make room.
        """
        width = self.classes.size
        present = np.unique(fold.given[fold.training])
        result = np.full((fold.asked.size, width), absent_share(fold.training.size, width), dtype=np.float32)
        if not present.size or not fold.asked.size:
            return result
        room = 1 - absent_share(fold.training.size, width) * (width - present.size)
        if present.size == 1:
            result[:, present[0]] = room
            return result
        parts = [
            self._one(estimator, fold, present, index, path)
            for index, (estimator, path) in enumerate(zip(estimators, checkpoints, strict=True))
        ]
        result[:, present] = room * np.mean(parts, axis=0)
        return result

    def _one(
        self, estimator: Any, fold: Fold, present: NDArray[np.int64], index: int, checkpoint: Path | None
    ) -> NDArray[np.float64]:
        """Return the probabilities of the classes that are present, by a copy of one estimator."""
        model = fresh_copy(estimator, seed=fold.seed, stream=fold.number + 1_000_003 * index)
        options = {} if fold.weights is None else {"sample_weight": fold.weights[fold.training]}
        training, asked = take(fold.X, fold.training), take(fold.X, fold.asked)
        codes = fold.given[fold.training]
        if isinstance(model, ClassNetwork):
            # A network has one output per class, whether the class is present or not.
            model.fit(training, codes, num_classes=self.classes.size, checkpoint=checkpoint, **options)
            found = model.predict_proba(asked)[:, present].astype(np.float64)
            return np.asarray(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-30))
        # Numbers without gaps: some classifiers take no names, and others no numbers that are missing.
        self._translate_weights(model, present)
        model.fit(training, np.searchsorted(present, codes), **options)
        return _checked(model.predict_proba(asked), model, fold.asked.size, present.size)

    def _translate_weights(self, model: Any, present: NDArray[np.int64]) -> None:
        """Let a `class_weight` by label mean the same by number."""
        place = {self.classes[code]: number for number, code in enumerate(present.tolist())}
        for name, value in model.get_params(deep=True).items():
            if name.rpartition("__")[2] == "class_weight" and isinstance(value, Mapping):
                known = {place[label]: weight for label, weight in value.items() if label in place}
                model.set_params(**{name: known})


def _checked(found: Any, model: Any, rows: int, width: int) -> NDArray[np.float64]:
    """Return what predict_proba gave as rows of probabilities, one column for each class that was trained on."""
    probs = np.asarray(found.toarray() if hasattr(found, "toarray") else found, dtype=np.float64)
    # Networks of a fixed width have a column more for each class that is missing here: numbers without gaps come first.
    if probs.ndim != 2 or len(probs) != rows or probs.shape[1] < width:
        raise InputError(
            f"`model.predict_proba` must give one probability per example and class: got shape {probs.shape} from "
            f"{type(model).__name__} for {rows} examples and {width} classes. Use a classifier, and check its outputs."
        )
    known = getattr(model, "classes_", None)
    if (
        known is not None
        and np.shape(known) == (probs.shape[1],)
        and set(np.ravel(known).tolist()) == set(range(width))
    ):
        probs = probs[:, np.argsort(known)]
    wide, probs = probs.sum(axis=1), probs[:, :width]
    if not (probs.min() >= -_ROUNDING and probs.max() <= 1 + _ROUNDING and np.abs(wide - 1).max() <= _OFF_ONE):
        raise InputError(
            f"`model.predict_proba` must give rows of numbers from 0 to 1 that sum to 1: {type(model).__name__} gave "
            f"numbers from {probs.min():.4g} to {probs.max():.4g} and sums from {wide.min():.4g} to {wide.max():.4g}. "
            "Return probabilities rather than scores (a softmax), and none that is not a number."
        )
    probs = np.maximum(probs, 0)
    sums = probs.sum(axis=1, keepdims=True)
    return np.where(sums > 0, probs / np.where(sums > 0, sums, 1), 1 / width)
