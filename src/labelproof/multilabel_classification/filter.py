"""Find which examples, and which of their tags, are labelled wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._tasks.multiclass.issues import PruneOptions
from labelproof._tasks.multilabel.inputs import prepare_tags
from labelproof._tasks.multilabel.issues import (
    TagFilter,
    check_ranking,
    find_ranked_examples,
    flag_tags,
    ranked_tags,
    tag_problems,
)

__all__ = ["find_label_issues", "find_multilabel_issues_per_class"]

PerClass = tuple[list[NDArray[np.int64]], list[NDArray[np.int64]], list[NDArray[np.floating]]]


def find_label_issues(
    labels: Any,
    pred_probs: Any,
    return_indices_ranked_by: str | None = None,
    rank_by_kwargs: Mapping[str, Any] | None = None,
    filter_by: str = "prune_by_noise_rate",
    frac_noise: float = 1.0,
    num_to_remove_per_class: Sequence[int] | None = None,
    min_examples_per_class: int = 1,
    confident_joint: Any = None,
    n_jobs: int | None = None,
    verbose: bool = False,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
    low_memory: bool = False,
    *,
    class_names: Sequence[Any] | None = None,
    out: Mapping[str, str | PathLike[str]] | None = None,
) -> NDArray[np.bool_] | NDArray[np.int64]:
    """Return which examples have a wrong tag, or lack one, as a mask or as indices ranked by suspicion.

    Parameters
    ----------
    labels : N lists of tags, (N, K) matrix of 0 and 1, dense or sparse, or N texts such as "cat|dog"
        The given tags: numbers 0..K-1 or names. Examples without tags are normal, and so are tags that all examples
        have, or none. Also the path of a ``.npy`` or Parquet file; lists that are written as text, "[0, 1]", are read
        with a warning.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each tag, rows in the order of `labels`; rows need not sum to one.
    return_indices_ranked_by : {"self_confidence", "normalized_margin", "confidence_weighted_entropy"}, optional
        Return indices sorted by this score of the example, most suspect first, instead of a mask.
    rank_by_kwargs : mapping, optional
        Options of the ranking score, such as ``{"adjust_pred_probs": True}``.
    filter_by : str, default "prune_by_noise_rate"
        "prune_by_noise_rate", "prune_by_class", "both" (their intersection), "confident_learning",
        "predicted_neq_given", "low_normalized_margin" or "low_self_confidence", applied to each tag.
    frac_noise : float in [0, 1], default 1.0
        Fraction of the estimated errors to flag; pruning filters only.
    num_to_remove_per_class : (K,) sequence of int, optional
        Number of wrongly given tags to flag per tag; pruning filters only.
    min_examples_per_class : int, default 1
        What is given to at most so many examples is left alone; pruning filters only.
    confident_joint : (K, 2, 2) array, optional
        Counts to use instead of the estimated ones, of each tag [not given, given] by [does not apply, applies].
    n_jobs : int, optional
        Number of threads, all processors by default. Never changes the result.
    verbose : bool, default False
        Has no effect.
    low_memory : bool, default False
        Use the rule of `experimental.label_issues_batched` on each tag; the default filter needs little memory too.
    class_names : sequence of length K, optional
        Name of each column, when tags are names; the columns of a frame by default.
    out : mapping of {"mask", "indices", "scores"} to paths, optional
        ``.npy`` files to write, as in `labelproof.filter.find_label_issues`.

    Returns
    -------
    (N,) bool or (M,) int64
        True where a tag looks wrong or missing; or the M flagged examples, most suspect first.

    Raises
    ------
    InputTypeError
        If an argument is of a kind that cannot be used.
    InputError
        If shapes, values or options do not fit.

    Notes
    -----
    Each tag is a problem of two classes with probabilities [1 - p, p]; all tags are handled in one reading. O(N K) time
    and three or four readings; memory O(K + number of examples), beside the tags. Equal probabilities are taken in row
    order. The two "low" filters flag as many examples as "confident_learning" does, those with the lowest scores.

    Source
    ------
    Confident Learning, arXiv 1911.00068, section 3; for tags, arXiv 2211.13895.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification.filter import find_label_issues
    >>> labels = [[0], [0, 1], [], [1], [0], []]
    >>> pred_probs = np.array([[0.9, 0.1], [0.8, 0.9], [0.1, 0.2], [0.2, 0.8], [0.1, 0.1], [0.2, 0.9]])
    >>> find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
    array([5, 4])
    """
    how = TagFilter(
        filter_by,
        PruneOptions(frac_noise, num_to_remove_per_class, min_examples_per_class, confident_joint),
        low_memory,
    )
    check_ranking(return_indices_ranked_by, rank_by_kwargs or {})
    return find_ranked_examples(
        prepare_tags(labels, pred_probs, class_names=class_names, counted=True, n_jobs=n_jobs),
        how,
        ranked_by=return_indices_ranked_by,
        rank_options=rank_by_kwargs or {},
        out=out,
    )


def find_multilabel_issues_per_class(
    labels: Any,
    pred_probs: Any,
    return_indices_ranked_by: str | None = None,
    rank_by_kwargs: Mapping[str, Any] | None = None,
    filter_by: str = "prune_by_noise_rate",
    frac_noise: float = 1.0,
    num_to_remove_per_class: Sequence[int] | None = None,
    min_examples_per_class: int = 1,
    confident_joint: Any = None,
    n_jobs: int | None = None,
    verbose: bool = False,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
    low_memory: bool = False,
    *,
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.bool_] | PerClass:
    """Return which tags of which examples are wrong or missing, as a mask or as ranked indices per tag.

    Parameters
    ----------
    labels, pred_probs, rank_by_kwargs, filter_by, frac_noise, num_to_remove_per_class, min_examples_per_class
        As in `find_label_issues`.
    return_indices_ranked_by : {"self_confidence", "normalized_margin", "confidence_weighted_entropy"}, optional
        Return the flagged examples of each tag sorted by this score of the tag, instead of a mask.
    confident_joint, n_jobs, verbose, low_memory, class_names
        As in `find_label_issues`.

    Returns
    -------
    (N, K) bool, or tuple of three lists of length K
        True where a tag looks wrong (it is given) or missing (it is not). Or per tag the flagged examples, most suspect
        first, (M,) int64; the tag as labels 0 and 1, (N,) int64; and its probabilities [1 - p, p], (N, 2).

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Notes
    -----
    As in `find_label_issues`. The "low" filters flag for each tag as many examples as "confident_learning" does.

    Source
    ------
    Confident Learning, arXiv 1911.00068, section 3.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification.filter import find_multilabel_issues_per_class
    >>> labels = [[0], [0, 1], [], [1], [0], []]
    >>> pred_probs = np.array([[0.9, 0.1], [0.8, 0.9], [0.1, 0.2], [0.2, 0.8], [0.1, 0.1], [0.2, 0.9]])
    >>> np.argwhere(find_multilabel_issues_per_class(labels, pred_probs)).tolist()
    [[4, 0], [5, 1]]
    """
    how = TagFilter(
        filter_by,
        PruneOptions(frac_noise, num_to_remove_per_class, min_examples_per_class, confident_joint),
        low_memory,
    )
    check_ranking(return_indices_ranked_by, rank_by_kwargs or {})
    inputs = prepare_tags(labels, pred_probs, class_names=class_names, counted=True, n_jobs=n_jobs)
    if return_indices_ranked_by is None:
        return flag_tags(inputs, how)
    found = ranked_tags(inputs, how, ranked_by=return_indices_ranked_by, rank_options=rank_by_kwargs or {})
    return found, *tag_problems(inputs)
