"""Cross-validation for classes: signatures and descriptions; the work is in `_learn`."""

from __future__ import annotations

from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.progress import Progress
from labelproof._learn.multiclass.cross_val import CrossValidation, cross_val_classes
from labelproof._learn.plan import Plan
from labelproof.learn._bars import reporter

__all__ = ["cross_val_pred_probs", "cross_validate"]


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
        tensors, lists of rows, tables, sparse matrices and texts (built-in models: wherever they learn); None takes
        each example for itself.
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
    return cross_val_classes(model, X, y, plan, reporter(progress)).pred_probs


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
    return cross_val_classes(model, X, y, plan, reporter(progress))
