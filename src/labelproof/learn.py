"""Train models for out-of-sample probabilities: the step before label errors can be found.

Cross-validation that keeps copies together and tags evenly spread, and that goes on where it was interrupted. Finding
the errors is left to the modules that take `pred_probs`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT, Progress
from labelproof._learn.multiclass.cross_val import CrossValidation, cross_val_classes
from labelproof._learn.multiclass.network import ClassNetwork
from labelproof._learn.multilabel.cross_val import cross_val_tags
from labelproof._learn.multilabel.folds import tag_folds as _tag_folds
from labelproof._learn.multilabel.network import TagNetwork
from labelproof._learn.plan import Plan
from labelproof._tasks.multilabel.labels import read_tags

__all__ = [
    "ClassNetwork",
    "CrossValidation",
    "TagNetwork",
    "cross_val_multilabel_pred_probs",
    "cross_val_pred_probs",
    "cross_validate",
    "multilabel_folds",
]


def cross_val_pred_probs(
    model: Any,
    X: Any,
    y: Any,
    *,
    folds: int = 5,
    repeats: int = 1,
    groups: Any = "auto",
    seed: int = 0,
    sample_weight: Any = None,
    device: str | None = None,
    cache_dir: str | PathLike[str] | None = None,
    n_jobs: int | None = None,
    progress: bool | Progress = False,
) -> NDArray[np.float32]:
    """Return the probability of each class of each example, by models that were trained without the example.

    Parameters
    ----------
    model : str, estimator, torch.nn.Module, function that makes one, or a list of the latter three
        A built-in model by name: "fast", "regular" or "best" are the pools of the audit, a name such as "linear" one
        member of them, "network" a small network and "timm:<backbone>" one of timm's. Any classifier of scikit-learn
        or like it (XGBoost, LightGBM, skorch, pipelines) with `fit`, `predict_proba` and `get_params`. A torch module
        that gives one logit per class (see `ClassNetwork`). The probabilities of a list are averaged.
    X : N examples
        An array, a sparse matrix, a frame, a list, a torch Dataset: whatever the model takes. Built-in models take
        texts, paths of images, an array (N, D) of features, an array (N, H, W) or (N, H, W, C) of pixels, or a frame.
    y : (N,) array-like
        The given labels: names or numbers.
    folds : int, default 5
        How many parts the examples are cut into.
    repeats : int, default 1
        The mean over so many cross-validations with other folds: steadier, and slower. "best" has at least three.
    groups : "auto", None or (N,) array, default "auto"
        Examples of one group are held out together. "auto" looks for equal and nearly equal examples in arrays,
        tables of numbers, sparse matrices and texts (built-in models: wherever they learn); None takes each example
        for itself.
    seed : int, default 0
        Draws the folds, and the random states that the model leaves open. Global random states are left alone.
    sample_weight : (N,) array, optional
        Passed to `fit`. Built-in models take none.
    device : str, optional
        Where networks are trained. Default: the first GPU where there is one.
    cache_dir : path, optional
        A folder in which each finished fold is kept, and the state of a network while it is trained. The same call
        finds them again after an interruption; a call with other data, parameters, seed or versions does not.
    n_jobs : int, optional
        Folds that are trained at the same time, in threads; -1 is one per processor. Never changes the result.
        Networks are trained one after the other, and built-in models have threads of their own.
    progress : bool or Progress, default False
        True draws a bar with the time left.

    Returns
    -------
    (N, K) float32
        One column per class, in the order of the sorted distinct labels; rows sum to 1. A result of more than 256 MB
        is mapped from a temporary file where there is a `cache_dir`, so that memory stays free.

    Raises
    ------
    InputError, InputTypeError
        If the arguments do not fit together, or the model gives something else than probabilities.
    MissingExtraError
        If a network is wanted and PyTorch, or timm, is not installed.

    Notes
    -----
    Every class is spread evenly over the folds. A class that all n examples of a training part lack has the
    probability 1 / (n + K) in that fold, and a warning names it. Classifiers are trained on the numbers 0, 1, ... of
    the classes that are present, so that those take names too which take only numbers; a `class_weight` by label is
    translated. Time is that of folds x repeats trainings. Results are kept as npy files with a digest, states of
    networks as npz; nothing is ever unpickled. `cross_validate` also tells how good the probabilities are.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> X = np.random.default_rng(0).normal(size=(200, 2))
    >>> y = np.where(X[:, 0] > 0, "right", "left")
    >>> pred_probs = cross_val_pred_probs(LogisticRegression(), X, y)
    >>> float((pred_probs.argmax(axis=1) == (y == "right")).mean()) > 0.95
    True
    >>> cross_val_pred_probs(LogisticRegression(), X, y[:-1])
    Traceback (most recent call last):
    labelproof._base.errors.InputError: `X` must have one example per label: got 200 examples and 199 labels. ...
    """
    plan = Plan(folds, repeats, groups, seed, sample_weight, device, cache_dir, n_jobs)
    return cross_val_classes(model, X, y, plan, _reporter(progress)).pred_probs


def cross_validate(
    model: Any,
    X: Any,
    y: Any,
    *,
    folds: int = 5,
    repeats: int = 1,
    groups: Any = "auto",
    seed: int = 0,
    sample_weight: Any = None,
    device: str | None = None,
    cache_dir: str | PathLike[str] | None = None,
    n_jobs: int | None = None,
    progress: bool | Progress = False,
) -> CrossValidation:
    """Return the probabilities of `cross_val_pred_probs` with classes, folds, groups and the scores of each fold.

    Parameters
    ----------
    model, X, y, folds, repeats, groups, seed, sample_weight, device, cache_dir, n_jobs, progress
        As there.

    Returns
    -------
    CrossValidation
        `pred_probs`, `classes`, `fold`, `groups`, `report`, `notes`.

    Raises
    ------
    InputError, InputTypeError, MissingExtraError
        As there.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> X = np.random.default_rng(0).normal(size=(200, 2))
    >>> found = cross_validate(LogisticRegression(), X, X[:, 0] > 0)
    >>> found.report.columns.tolist()
    ['repeat', 'fold', 'examples', 'accuracy', 'log_loss', 'calibration_error']
    >>> bool(found.report["accuracy"].mean() > 0.95)
    True
    """
    plan = Plan(folds, repeats, groups, seed, sample_weight, device, cache_dir, n_jobs)
    return cross_val_classes(model, X, y, plan, _reporter(progress))


def cross_val_multilabel_pred_probs(
    model: Any,
    X: Any,
    tags: Any,
    *,
    folds: int = 5,
    repeats: int = 1,
    groups: Any = "auto",
    seed: int = 0,
    sample_weight: Any = None,
    device: str | None = None,
    cache_dir: str | PathLike[str] | None = None,
    n_jobs: int | None = None,
    progress: bool | Progress = False,
) -> NDArray[np.float32]:
    """Return the probability of each tag of each example, by models that were trained without the example.

    Parameters
    ----------
    model : estimator, torch.nn.Module, function that makes one, str, or a list of these
        Any scikit-learn estimator for multi-label data with `fit` and `predict_proba`: OneVsRestClassifier,
        MultiOutputClassifier, ClassifierChain, forests, neighbours, multi-layer perceptrons. A torch module that
        gives one logit per tag (see `TagNetwork`). Or a name: "linear" (logistic regression for each tag; reads texts
        too), "forest", "network", "timm:<backbone>". The probabilities of a list are averaged: a list of chains of
        different orders is an ensemble of chains.
    X : N examples
        An array, a sparse matrix, a frame, a list, a torch Dataset: whatever the model takes.
    tags : N examples' tags
        A 0/1 matrix (N, K), dense or sparse, or a list of the tags of each example; examples without tags are normal.
    folds : int, default 5
        How many parts the examples are cut into.
    repeats : int, default 1
        The mean over so many cross-validations with other folds: steadier, and slower.
    groups : "auto", None or (N,) array, default "auto"
        Examples of one group are held out together. "auto" looks for equal and nearly equal examples in arrays,
        tables of numbers, sparse matrices and texts; None takes each example for itself.
    seed : int, default 0
        Draws the folds, and the random states that the model leaves open. Global random states are left alone.
    sample_weight : (N,) array, optional
        Passed to `fit`.
    device : str, optional
        Where networks are trained. Default: the first GPU where there is one.
    cache_dir : path, optional
        A folder in which each finished fold is kept, and the state of a network while it is trained. The same call
        finds them again after an interruption; a call with other data, parameters, seed or versions does not.
    n_jobs : int, optional
        Folds that are trained at the same time, in threads; -1 is one per processor. Never changes the result.
        Networks are trained one after the other.
    progress : bool or Progress, default False
        True draws a bar with the time left.

    Returns
    -------
    (N, K) float32
        One probability per tag; rows need not sum to 1.

    Raises
    ------
    InputError, InputTypeError
        If the arguments do not fit together, or the model gives something else than probabilities.
    MissingExtraError
        If a network is wanted and PyTorch, or timm, is not installed.

    Notes
    -----
    Where all m = n or m = 0 of n training examples have a tag, there is nothing to learn: its probability is
    (m + 1) / (n + 2) in that fold, and a warning names it. Time is that of folds x repeats trainings. Results are kept
    as npy files with a digest, states of networks as npz; nothing is ever unpickled.

    Source
    ------
    Folds: Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data", ECML PKDD 2011.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.multioutput import ClassifierChain
    >>> X = np.random.default_rng(0).normal(size=(200, 3))
    >>> tags = X[:, :2] > 0
    >>> chains = [ClassifierChain(LogisticRegression(), order=order) for order in ([0, 1], [1, 0])]
    >>> pred_probs = cross_val_multilabel_pred_probs(chains, X, tags)
    >>> float(((pred_probs > 0.5) == tags).mean()) > 0.95
    True
    >>> cross_val_multilabel_pred_probs("liner", X, tags)
    Traceback (most recent call last):
    labelproof._base.errors.InputError: `model` must name a built-in model: got 'liner'. Did you mean 'linear'? ...
    """
    plan = Plan(folds, repeats, groups, seed, sample_weight, device, cache_dir, n_jobs)
    return cross_val_tags(model, X, tags, plan, _reporter(progress))


def multilabel_folds(tags: Any, *, folds: int = 5, seed: int = 0, groups: Any = None) -> NDArray[np.int64]:
    """Return the fold in which each example is held out, so that every tag has nearly its share in every fold.

    For loops of your own; `cross_val_multilabel_pred_probs` uses the same folds.

    Parameters
    ----------
    tags : N examples' tags
        A 0/1 matrix (N, K), dense or sparse, or a list of the tags of each example.
    folds : int, default 5
        How many folds.
    seed : int, default 0
        The same seed gives the same folds.
    groups : (N,) array, optional
        Examples of one group share a fold.

    Returns
    -------
    (N,) int64
        0..folds-1.

    Raises
    ------
    InputError
        If there are fewer examples than folds, or not one group per example.

    Notes
    -----
    Time O(N log N + number of tags given + groups x folds).

    Source
    ------
    Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data", ECML PKDD 2011, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> tags = [[0], [0], [0, 1], [0, 1], [], []]
    >>> fold = multilabel_folds(tags, folds=2)
    >>> [sorted(map(len, np.array(tags, dtype=object)[fold == part])) for part in (0, 1)]
    [[0, 1, 2], [0, 1, 2]]
    """
    read = read_tags(tags, argument="tags")
    if not 2 <= folds <= read.num_rows:
        raise InputError(
            f"`folds` must be from 2 to the number of examples, {read.num_rows}: got {folds}. "
            "Use 5 unless you have a reason not to."
        )
    given = None if groups is None else np.asarray(groups)
    if given is not None and given.shape != (read.num_rows,):
        raise InputError(
            f"`groups` must have one group per example: got shape {given.shape} for {read.num_rows} examples. "
            "Pass one number or name for each example, in the same order."
        )
    return _tag_folds(read.dense(0, read.num_rows), folds=folds, seed=seed, groups=given)


def _reporter(progress: bool | Progress) -> Progress:
    """Return the reporter that a user means."""
    return (_Bars() if progress else SILENT) if isinstance(progress, bool) else progress


class _Bars:
    """Progress as bars on stderr."""

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[_Bar]:
        with tqdm(total=total, desc=what, file=sys.stderr, dynamic_ncols=True) as bar:
            yield _Bar(bar)

    def say(self, message: str) -> None:
        tqdm.write(message, file=sys.stderr)


class _Bar:
    """One piece of work, drawn."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def advance(self, steps: int = 1, note: str = "") -> None:
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.update(steps)
