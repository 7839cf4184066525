"""Score and rank examples by how likely their label is right.

Scores lie in [0, 1]: 1 = surely right, low = suspect. How the work is done lives in `_tasks.multiclass`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._tasks.multiclass.ensembles import ensemble_scores
from labelproof._tasks.multiclass.inputs import prepare
from labelproof._tasks.multiclass.scores import rank_rows, score_labels

__all__ = [
    "find_top_issues",
    "get_confidence_weighted_entropy_for_each_label",
    "get_label_quality_ensemble_scores",
    "get_label_quality_scores",
    "get_normalized_margin_for_each_label",
    "get_self_confidence_for_each_label",
    "order_label_issues",
]

_TEMPERATURES = (1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 2e2)


def get_label_quality_scores(
    labels: Any,
    pred_probs: Any,
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.float64]:
    """Return a label quality score for each example.

    Parameters
    ----------
    labels : (N,) list, array, series or one-column frame
        Given labels; a single class is accepted.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each class.
    method : {"self_confidence", "normalized_margin", "confidence_weighted_entropy"}, default "self_confidence"
        The score.
    adjust_pred_probs : bool, default False
        Subtract each class's mean self-confidence first, so that hard classes are not all suspect. Not with
        confidence_weighted_entropy.
    class_names : sequence of length K, optional
        Name of each column, when labels are names.

    Returns
    -------
    (N,) float64
        In [0, 1], low = suspect.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, or the method is unknown.

    Notes
    -----
    With p the probability of the given label, H the entropy of the row over ln K: p; (p - largest other + 1) / 2;
    ln(1 + H/p) / (H/p). The last one is p itself for a row that is certain of one class.

    Source
    ------
    Model-agnostic label quality scoring, ICML DataPerf workshop 2022.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.rank import get_label_quality_scores
    >>> get_label_quality_scores([0, 1], np.array([[0.9, 0.1], [0.8, 0.2]]))
    array([0.9, 0.2])
    """
    return score_labels(labels, pred_probs, method=method, adjust_pred_probs=adjust_pred_probs, class_names=class_names)


def get_label_quality_ensemble_scores(
    labels: Any,
    pred_probs_list: list[Any],
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    weight_ensemble_members_by: str = "accuracy",
    custom_weights: Sequence[float] | None = None,
    log_loss_search_T_values: Sequence[float] = _TEMPERATURES,
    verbose: bool = True,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.float64]:
    """Return one label quality score per example from the probabilities of several models.

    Parameters
    ----------
    labels : (N,) list, array, series or one-column frame
        Given labels.
    pred_probs_list : list of (N, K) arrays
        Probabilities of each model, for the same examples.
    method, adjust_pred_probs
        As in `get_label_quality_scores`.
    weight_ensemble_members_by : {"accuracy", "uniform", "log_loss_search", "custom"}, default "accuracy"
        How much each model counts.
    custom_weights : sequence of float, optional
        One weight per model, for "custom"; used as they are.
    log_loss_search_T_values : sequence of float
        Temperatures that "log_loss_search" tries.
    verbose : bool, default True
        Has no effect.
    class_names : sequence of length K, optional
        Name of each column, when labels are names.

    Returns
    -------
    (N,) float64
        Weighted sum of the models' scores.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Warns
    -----
    LabelproofWarning
        If there is one model only.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.rank import get_label_quality_ensemble_scores
    >>> models = [np.array([[0.9, 0.1], [0.8, 0.2]]), np.array([[0.7, 0.3], [0.6, 0.4]])]
    >>> get_label_quality_ensemble_scores([0, 1], models, weight_ensemble_members_by="uniform").round(3)
    array([0.8, 0.3])
    """
    return ensemble_scores(
        labels,
        pred_probs_list,
        method=method,
        adjust_pred_probs=adjust_pred_probs,
        weights_by=weight_ensemble_members_by,
        custom_weights=custom_weights,
        temperatures=log_loss_search_T_values,
        class_names=class_names,
    )


def find_top_issues(quality_scores: Any, *, top: int | None = 10) -> NDArray[np.int64]:
    """Return the rows with the lowest scores, most suspect first.

    Parameters
    ----------
    quality_scores : (N,) array-like of float
        Label quality scores.
    top : int or None, default 10
        How many rows; None or more than N means all.

    Returns
    -------
    (M,) int64
        Row numbers; equal scores in row order.

    Raises
    ------
    InputError
        If the scores are not 1-D.

    Examples
    --------
    >>> from labelproof.rank import find_top_issues
    >>> find_top_issues([0.9, 0.1, 0.5], top=2)
    array([1, 2])
    """
    scores = np.asarray(quality_scores, np.float64)
    if scores.ndim != 1:
        raise InputError(f"`quality_scores` must be 1-D: got shape {scores.shape}. Pass one score per example.")
    return np.argsort(scores, kind="stable")[:top]


def order_label_issues(
    label_issues_mask: Any,
    labels: Any,
    pred_probs: Any,
    *,
    rank_by: str = "self_confidence",
    rank_by_kwargs: Mapping[str, Any] | None = None,
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.int64]:
    """Return the flagged rows sorted by a label quality score, most suspect first.

    Parameters
    ----------
    label_issues_mask : (N,) bool
        True for flagged rows.
    labels, pred_probs
        As in `get_label_quality_scores`.
    rank_by : str, default "self_confidence"
        The score.
    rank_by_kwargs : mapping, optional
        Options of the score, such as ``{"adjust_pred_probs": True}``.
    class_names : sequence of length K, optional
        Name of each column, when labels are names.

    Returns
    -------
    (M,) int64
        Flagged rows; equal scores in row order.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.rank import order_label_issues
    >>> order_label_issues([True, True], [0, 1], np.array([[0.4, 0.6], [0.8, 0.2]]))
    array([1, 0])
    """
    inputs = prepare(labels, pred_probs, class_names=class_names, allow_all_zero=True)
    mask = np.asarray(label_issues_mask)
    if mask.shape != inputs.labels.shape or mask.dtype != np.bool_:
        raise InputError(
            f"`label_issues_mask` must be boolean with one value per label: got {mask.dtype} of shape {mask.shape} "
            f"for {len(inputs.labels)} labels. Pass what find_label_issues returned."
        )
    return rank_rows(inputs, mask, method=rank_by, **dict(rank_by_kwargs or {}))


def get_self_confidence_for_each_label(labels: Any, pred_probs: Any) -> NDArray[np.float64]:
    """Return the probability of the given label of each example.

    Parameters
    ----------
    labels : (N,) array-like
        Given labels.
    pred_probs : (N, K) float array
        Probability of each class.

    Returns
    -------
    (N,) float64
        In [0, 1], low = suspect.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.rank import get_self_confidence_for_each_label
    >>> get_self_confidence_for_each_label([1], np.array([[0.9, 0.1]]))
    array([0.1])
    """
    return get_label_quality_scores(labels, pred_probs, method="self_confidence")


def get_normalized_margin_for_each_label(labels: Any, pred_probs: Any) -> NDArray[np.float64]:
    """Return half of one plus the margin between the given label and the most likely other class.

    Parameters
    ----------
    labels : (N,) array-like
        Given labels.
    pred_probs : (N, K) float array
        Probability of each class.

    Returns
    -------
    (N,) float64
        In [0, 1], low = suspect.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.rank import get_normalized_margin_for_each_label
    >>> get_normalized_margin_for_each_label([1], np.array([[0.9, 0.1]])).round(3)
    array([0.1])
    """
    return get_label_quality_scores(labels, pred_probs, method="normalized_margin")


def get_confidence_weighted_entropy_for_each_label(labels: Any, pred_probs: Any) -> NDArray[np.float64]:
    """Return the score that weighs the entropy of a row by the probability of its given label.

    Parameters
    ----------
    labels : (N,) array-like
        Given labels.
    pred_probs : (N, K) float array
        Probability of each class.

    Returns
    -------
    (N,) float64
        In [0, 1], low = suspect.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.rank import get_confidence_weighted_entropy_for_each_label
    >>> get_confidence_weighted_entropy_for_each_label([1], np.array([[0.9, 0.1]])).round(4)
    array([0.3707])
    """
    return get_label_quality_scores(labels, pred_probs, method="confidence_weighted_entropy")
