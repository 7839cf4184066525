"""Find which examples have label errors.

Every function takes the given labels and out-of-sample predicted probabilities, one label per example, and returns a
mask or ranked indices. How the work is done lives in `_tasks.multiclass`; several tags per example have a module of
their own, `multilabel_classification`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._tasks.multiclass.inputs import prepare
from labelproof._tasks.multiclass.issues import (
    PruneOptions,
    argmax_confusion,
    check_request,
    find_issues,
    find_ranked,
    predicted_not_given,
)
from labelproof._tasks.multilabel.inputs import prepare_tags
from labelproof._tasks.multilabel.issues import (
    TagFilter,
    check_ranking,
    find_ranked_examples,
    predicted_not_given_tags,
)

__all__ = [
    "find_label_issues",
    "find_label_issues_using_argmax_confusion_matrix",
    "find_predicted_neq_given",
]


def find_label_issues(
    labels: Any,
    pred_probs: Any,
    *,
    return_indices_ranked_by: str | None = None,
    rank_by_kwargs: Mapping[str, Any] | None = None,
    filter_by: str = "prune_by_noise_rate",
    frac_noise: float = 1.0,
    num_to_remove_per_class: Sequence[int] | None = None,
    min_examples_per_class: int = 1,
    confident_joint: Any = None,
    n_jobs: int | None = None,
    verbose: bool = False,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
    multi_label: bool = False,
    class_names: Sequence[Any] | None = None,
    out: Mapping[str, str | PathLike[str]] | None = None,
) -> NDArray[np.bool_] | NDArray[np.int64]:
    """Return which labels are probably wrong, as a mask or as indices ranked by suspicion.

    Parameters
    ----------
    labels : (N,) list, array, series or one-column frame
        Given labels: column numbers 0..K-1, or names. Classes may be missing.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each class, rows in the order of `labels`.
    return_indices_ranked_by : {"self_confidence", "normalized_margin", "confidence_weighted_entropy"}, optional
        Return indices sorted by this score, most suspect first, instead of a mask.
    rank_by_kwargs : mapping, optional
        Options of the ranking score, such as ``{"adjust_pred_probs": True}``.
    filter_by : str, default "prune_by_noise_rate"
        "prune_by_noise_rate", "prune_by_class", "both" (their intersection), "confident_learning",
        "predicted_neq_given", "low_normalized_margin" or "low_self_confidence".
    frac_noise : float in [0, 1], default 1.0
        Fraction of the estimated errors to flag; pruning filters only.
    num_to_remove_per_class : (K,) sequence of int, optional
        Number of examples to flag per class; pruning filters only.
    min_examples_per_class : int, default 1
        Classes with at most so many examples are left alone; pruning filters only.
    confident_joint : (K, K) array, optional
        Counts to use instead of the estimated ones, rows given and columns true classes.
    n_jobs : int, optional
        Number of threads, all processors by default. Never changes the result.
    verbose : bool, default False
        Has no effect.
    multi_label : bool, default False
        Whether an example has several tags; the same as `multilabel_classification.filter.find_label_issues`.
    class_names : sequence of length K, optional
        Name of each column, when labels are names; the columns of a frame by default.
    out : mapping of {"mask", "indices", "scores"} to paths, optional
        ``.npy`` files to write, for results larger than memory: the mask (N,), the ranked indices (M,), and the label
        quality scores of all examples (N,) by the ranking score (self-confidence by default). They appear under their
        names when all are complete, and replace older ones; what is returned is then its file, memory-mapped.

    Returns
    -------
    (N,) bool or (M,) int64
        True where the label looks wrong; or the M flagged rows, most suspect first.

    Raises
    ------
    InputTypeError
        If an argument is of a kind that cannot be used.
    InputError
        If shapes, values or options do not fit.

    Notes
    -----
    Two statistic passes (thresholds, joint counts) and one bounded selection: O(N K) time, O(K^2 + issues + N) memory.
    Equal margins are taken in row order. Rows whose label is also the most likely class are never flagged, except by
    the two "low" filters.

    Source
    ------
    Confident Learning, arXiv 1911.00068, section 3.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.filter import find_label_issues
    >>> labels = [0, 0, 0, 1, 1, 1]
    >>> pred_probs = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]])
    >>> find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
    array([2])
    """
    options = PruneOptions(frac_noise, num_to_remove_per_class, min_examples_per_class, confident_joint)
    if multi_label:
        check_ranking(return_indices_ranked_by, rank_by_kwargs or {})
        tagged = prepare_tags(labels, pred_probs, class_names=class_names, counted=True, n_jobs=n_jobs)
        return find_ranked_examples(
            tagged,
            TagFilter(filter_by, options),
            ranked_by=return_indices_ranked_by,
            rank_options=rank_by_kwargs or {},
            out=out,
        )
    check_request(filter_by, options, return_indices_ranked_by, rank_by_kwargs or {}, out)
    inputs = prepare(labels, pred_probs, class_names=class_names, allow_all_zero=True, keep_facts=True, n_jobs=n_jobs)
    return find_ranked(
        inputs,
        filter_by=filter_by,
        options=options,
        ranked_by=return_indices_ranked_by,
        rank_options=rank_by_kwargs or {},
        out=out,
        n_jobs=n_jobs,
    )


def find_predicted_neq_given(
    labels: Any, pred_probs: Any, *, multi_label: bool = False, class_names: Sequence[Any] | None = None
) -> NDArray[np.bool_]:
    """Return True where the most likely class is not the given one.

    Parameters
    ----------
    labels : (N,) list, array, series or one-column frame
        Given labels.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each class.
    multi_label : bool, default False
        Whether an example has several tags; then True where that holds for any of them.
    class_names : sequence of length K, optional
        Name of each column, when labels are names.

    Returns
    -------
    (N,) bool
        The first largest probability decides.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.filter import find_predicted_neq_given
    >>> find_predicted_neq_given([0, 1], np.array([[0.4, 0.6], [0.3, 0.7]]))
    array([ True, False])
    """
    if multi_label:
        return predicted_not_given_tags(prepare_tags(labels, pred_probs, class_names=class_names, summed=False))
    return predicted_not_given(prepare(labels, pred_probs, class_names=class_names))


def find_label_issues_using_argmax_confusion_matrix(
    labels: Any,
    pred_probs: Any,
    *,
    calibrate: bool = True,
    filter_by: str = "prune_by_noise_rate",
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.bool_]:
    """Return the labels flagged when a plain confusion matrix stands in for the confident joint (a baseline).

    Parameters
    ----------
    labels : (N,) list, array, series or one-column frame
        Given labels.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each class.
    calibrate : bool, default True
        Whether to rescale the matrix to the class counts.
    filter_by : str, default "prune_by_noise_rate"
        As in `find_label_issues`.
    class_names : sequence of length K, optional
        Name of each column, when labels are names.

    Returns
    -------
    (N,) bool
        True where the label looks wrong.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.filter import find_label_issues_using_argmax_confusion_matrix
    >>> pred_probs = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7]])
    >>> find_label_issues_using_argmax_confusion_matrix([0, 0, 0, 1, 1], pred_probs)
    array([False, False,  True, False, False])
    """
    inputs = prepare(labels, pred_probs, class_names=class_names)
    joint = argmax_confusion(inputs, calibrated=calibrate)
    return find_issues(inputs, filter_by=filter_by, options=PruneOptions(confident_joint=joint))
