"""Scores of tags and the ways to join them, as objects to combine: the names that benchmarks of the field import.

`multilabel_classification.rank` has the same scores as plain functions; new code has no reason to look here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelproof._base.errors import InputTypeError
from labelproof._core.tags import with_complement
from labelproof._tasks.multilabel.scorer import (
    Aggregator,
    ClassLabelScorer,
    MultilabelScorer,
    exponential_moving_average,
    refuse_lists,
    softmin,
)

__all__ = [
    "Aggregator",
    "ClassLabelScorer",
    "MultilabelScorer",
    "exponential_moving_average",
    "get_cross_validated_multilabel_pred_probs",
    "get_label_quality_scores",
    "multilabel_py",
    "softmin",
]


def get_label_quality_scores(
    labels: NDArray[np.integer],
    pred_probs: NDArray[np.floating],
    *,
    method: MultilabelScorer | None = None,
    base_scorer_kwargs: dict[str, Any] | None = None,
    **aggregator_kwargs: Any,
) -> NDArray[np.float64]:
    """Return one label quality score per example by a scorer.

    Parameters
    ----------
    labels : (N, K) array of 0 and 1
        The given tags.
    pred_probs : (N, K) float
        Out-of-sample probability of each tag.
    method : MultilabelScorer, optional
        ``MultilabelScorer()`` by default.
    base_scorer_kwargs : dict, optional
        Options of the score of a tag.
    **aggregator_kwargs : object
        Options of the aggregator.

    Returns
    -------
    (N,) float64
        Low = suspect.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> get_label_quality_scores(np.array([[1, 0], [1, 1]]), np.array([[0.9, 0.1], [0.9, 0.2]]))
    array([0.9 , 0.34])
    """
    scorer = MultilabelScorer() if method is None else method
    if not callable(scorer):
        raise InputTypeError(
            f"`method` must be a MultilabelScorer: got {type(method).__name__}. "
            "For scores by name, use multilabel_classification.get_label_quality_scores."
        )
    return scorer(labels, pred_probs, base_scorer_kwargs=base_scorer_kwargs, **aggregator_kwargs)


def multilabel_py(y: ArrayLike) -> NDArray[np.float64]:
    """Return how many examples do not have each tag, and have it, as shares.

    Parameters
    ----------
    y : (N, K) array of 0 and 1
        The given tags.

    Returns
    -------
    (K, 2) float64
        Rows sum to one.

    Examples
    --------
    >>> multilabel_py([[1, 0], [1, 1]])
    array([[0. , 1. ],
           [0.5, 0.5]])
    """
    share = np.asarray(y, np.float64).mean(axis=0)
    return with_complement(share).astype(np.float64)


def get_cross_validated_multilabel_pred_probs(
    X: Any, labels: NDArray[np.integer], *, clf: Any, cv: Any
) -> NDArray[np.float64]:
    """Return out-of-sample probabilities of tags, from folds that keep the shares of whole tag sets.

    Parameters
    ----------
    X : (N, ...) array-like
        What to learn from.
    labels : (N, K) array of 0 and 1
        The given tags.
    clf : estimator of scikit-learn
        With ``fit`` and ``predict_proba`` for several tags, such as OneVsRestClassifier; copies of it are trained.
    cv : splitter of scikit-learn
        Such as StratifiedKFold(5); it splits by the distinct rows of `labels`.

    Returns
    -------
    (N, K) float64
        Probability of each tag by a model that did not see the example.

    Raises
    ------
    InputTypeError
        If labels are lists.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import StratifiedKFold
    >>> from sklearn.multiclass import OneVsRestClassifier
    >>> X = np.arange(20).reshape(-1, 1) - 9.5
    >>> labels = np.hstack([X > 0, X < 0]).astype(int)
    >>> clf = OneVsRestClassifier(LogisticRegression())
    >>> probs = get_cross_validated_multilabel_pred_probs(X, labels, clf=clf, cv=StratifiedKFold(2))
    >>> probs.shape
    (20, 2)
    """
    refuse_lists(labels)
    from labelproof._learn.multilabel.tag_sets import cross_val_tag_sets  # noqa: PLC0415 - loads scikit-learn

    return cross_val_tag_sets(X, labels, clf, cv)
