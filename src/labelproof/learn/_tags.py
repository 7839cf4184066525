"""Cross-validation for tags: signatures and descriptions; the work is in `_learn`."""

from __future__ import annotations

from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.multilabel.cross_val import cross_val_tags
from labelproof._learn.multilabel.folds import tag_folds
from labelproof._learn.plan import Plan
from labelproof._tasks.multilabel.labels import read_tags
from labelproof.learn._bars import reporter

__all__ = ["cross_val_multilabel_pred_probs", "multilabel_folds"]


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
        tensors, lists of rows, tables, sparse matrices and texts; None takes each example for itself.
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
    return cross_val_tags(model, X, tags, plan, reporter(progress))


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
    return tag_folds(read.dense(0, read.num_rows), folds=folds, seed=seed, groups=given)
