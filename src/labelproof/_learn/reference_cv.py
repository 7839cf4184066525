"""Out-of-sample probabilities of a user's own classifier, by stratified cross-validation.

The folds of the public functions and of CleanLearning; the audit's built-in models and their folds live in `builtin`.
No label errors are looked for here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import warn
from labelproof._learn.examples import as_container, check_length, take
from labelproof._learn.fresh import fresh_copy

__all__ = ["CrossValidated", "cross_validate", "default_classifier"]

ValidationFunction = Callable[[Any, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class CrossValidated:
    """What cross-validation learned.

    Attributes
    ----------
    pred_probs : (N, K) float64
        Probabilities of each example by a model that did not see it.
    classes : (K,) array
        The label that each column stands for, ascending.
    codes : (N,) int64
        The column of each given label.
    alone : (K,) bool
        Classes with one example: the model that judged it had never seen its class.
    """

    pred_probs: NDArray[np.float64]
    classes: NDArray[Any]
    codes: NDArray[np.int64]
    alone: NDArray[np.bool_]


def default_classifier() -> Any:
    """Return the classifier used when none is given: logistic regression."""
    return LogisticRegression()


def cross_validate(
    X: Any,
    labels: NDArray[Any],
    clf: Any = None,
    *,
    cv_n_folds: int = 5,
    seed: int | None = None,
    clf_kwargs: Mapping[str, Any] | None = None,
    validation_func: ValidationFunction | None = None,
) -> CrossValidated:
    """Return probabilities of every example by a copy of the classifier that was trained without it.

    Parameters
    ----------
    X : array, sparse matrix, frame, list, torch Dataset, or anything indexed by a list of positions
        N examples.
    labels : (N,) array
        Given labels of any sortable kind; the classifier gets them as they are.
    clf : classifier, default None
        Has fit, predict_proba and get_params. None means logistic regression.
    cv_n_folds : int, default 5
        Number of folds, at least 2.
    seed : int or None, default None
        Draws the folds and the classifier's open random states. None draws the same folds every time and leaves the
        classifier alone.
    clf_kwargs : mapping, default None
        Passed to every call of `clf.fit`.
    validation_func : callable, default None
        Called with the held-out examples and labels of a fold; what it returns is passed to `clf.fit` as well.

    Returns
    -------
    CrossValidated
        Probabilities, the class of each column, and the classes that could not be judged.

    Raises
    ------
    InputError
        If X and labels differ in length, no class has an example for every fold, or the classifier cannot be copied or
        gives probabilities of the wrong shape.

    Notes
    -----
    Where the training part of a fold lacks a class (only a class of one example can be missing), its probability is
    0 in that fold: nothing is invented, and a warning names the class. Time is that of `cv_n_folds` trainings.
    """
    X = as_container(X)
    values = np.asarray(labels)
    check_length(X, len(values))
    if validation_func is not None and not callable(validation_func):
        raise InputTypeError(
            f"`validation_func` must be a function of the held-out X and labels: got {type(validation_func).__name__}. "
            "Leave it out, or pass a function that returns a dict of keyword arguments for clf.fit."
        )
    classes, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    plan = _Plan(
        X=X,
        values=values,
        classes=classes,
        clf=default_classifier() if clf is None else clf,
        seed=seed,
        fit_kwargs=dict(clf_kwargs or {}),
        validation_func=validation_func,
    )
    folds = _folds(codes, counts, cv_n_folds=cv_n_folds, seed=seed)
    pred_probs = np.zeros((len(values), len(classes)), np.float64)
    for number, (training, held_out) in enumerate(folds):
        pred_probs[held_out] = plan.predict(number, training, held_out)
    alone = counts == 1
    _warn_about(classes[alone])
    return CrossValidated(pred_probs, classes, codes.astype(np.int64), alone)


@dataclass(frozen=True)
class _Plan:
    """All that the folds share."""

    X: Any
    values: NDArray[Any]
    classes: NDArray[Any]
    clf: Any
    seed: int | None
    fit_kwargs: Mapping[str, Any]
    validation_func: ValidationFunction | None

    def predict(self, number: int, training: NDArray[np.int64], held_out: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the probabilities of the held-out examples, one column per class."""
        X_held_out = take(self.X, held_out)
        model = fresh_copy(self.clf, seed=self.seed, stream=number)
        kwargs = {**self.fit_kwargs, **self._validation(X_held_out, self.values[held_out])}
        model.fit(take(self.X, training), self.values[training], **kwargs)
        found = np.asarray(model.predict_proba(X_held_out), np.float64)
        return _aligned(found, getattr(model, "classes_", None), self.classes, len(held_out))

    def _validation(self, X_held_out: Any, labels: NDArray[Any]) -> Mapping[str, Any]:
        """Return what the user's function makes of the held-out part."""
        if self.validation_func is None:
            return {}
        kwargs = self.validation_func(X_held_out, labels)
        if not isinstance(kwargs, Mapping):
            raise InputTypeError(
                f"`validation_func` must return a dict of keyword arguments for clf.fit: got {type(kwargs).__name__}. "
                "Return an empty dict if there are none."
            )
        return kwargs


def _folds(
    codes: NDArray[np.intp], counts: NDArray[np.intp], *, cv_n_folds: int, seed: int | None
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the positions of the training and the held-out part of each fold."""
    if cv_n_folds < 2:
        raise InputError(f"`cv_n_folds` must be at least 2: got {cv_n_folds}. Pass the number of folds, for example 5.")
    if counts.max(initial=0) < cv_n_folds:
        raise InputError(
            f"`cv_n_folds` must be at most the size of the largest class: got {cv_n_folds} folds and at most "
            f"{counts.max(initial=0)} examples in a class. Lower `cv_n_folds`."
        )
    splitter = StratifiedKFold(n_splits=cv_n_folds, shuffle=True, random_state=0 if seed is None else seed)
    return list(splitter.split(np.zeros(len(codes)), codes))


def _aligned(
    found: NDArray[np.float64], model_classes: Any, classes: NDArray[Any], num_rows: int
) -> NDArray[np.float64]:
    """Return probabilities with one column per class, 0 for a class that the model never saw."""
    known = None if model_classes is None else np.asarray(model_classes)
    if found.shape == (num_rows, len(classes)) and (known is None or len(known) != len(classes)):
        return found
    if known is None or found.shape != (num_rows, len(known)) or not np.isin(known, classes).all():
        raise InputError(
            f"`clf.predict_proba` must give one column per class: got shape {found.shape} for {num_rows} examples and "
            f"{len(classes)} classes. Make the classifier's number of outputs the number of different labels."
        )
    aligned = np.zeros((num_rows, len(classes)), np.float64)
    aligned[:, np.searchsorted(classes, known)] = found
    return aligned


def _warn_about(alone: NDArray[Any]) -> None:
    """Name the classes whose only example was judged by a model that had never seen the class."""
    if alone.size:
        shown = ", ".join(repr(value) for value in alone[:10].tolist()) + (" ..." if alone.size > 10 else "")
        warn(
            f"{alone.size} of the classes have one example only ({shown}): the model that judged it had never seen the "
            "class and gave it probability 0. Collect more examples of such a class, merge it, or leave it out."
        )
