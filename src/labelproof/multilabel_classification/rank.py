"""Score how likely the tags of each example are all right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._tasks.multilabel.inputs import prepare_tags
from labelproof._tasks.multilabel.scores import score_examples, scores_per_tag

__all__ = ["get_label_quality_scores", "get_label_quality_scores_per_class"]


def get_label_quality_scores(
    labels: Any,
    pred_probs: Any,
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    aggregator_kwargs: Mapping[str, Any] | None = None,
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.float64]:
    """Return one label quality score per example, low = suspect.

    Parameters
    ----------
    labels : N lists of tags, (N, K) matrix of 0 and 1, dense or sparse, or N texts such as "cat|dog"
        The given tags: numbers 0..K-1 or names.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each tag; rows need not sum to one.
    method : {"self_confidence", "normalized_margin", "confidence_weighted_entropy"}, default "self_confidence"
        The score of each tag.
    adjust_pred_probs : bool, default False
        Whether to subtract the mean probabilities of each tag first; not with the entropy.
    aggregator_kwargs : mapping, optional
        How the scores of the tags become one: "method" is "exponential_moving_average" (the default, with an "alpha" of
        0.8), "softmin" (with a "temperature") or a function that takes the scores (N, K) and axis=1. The rest are its
        options.
    class_names : sequence of length K, optional
        Name of each column, when tags are names.

    Returns
    -------
    (N,) float64
        In [0, 1]; 1 = surely all right.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, or the method or aggregator is unknown.

    Notes
    -----
    The moving average sorts the scores from the largest, e = s_1, then e = alpha s_j + (1 - alpha) e: the lowest score
    weighs most. O(N K) time; of each example only the lowest scores are sorted, as many as can matter.

    Source
    ------
    Identifying Incorrect Annotations in Multi-Label Classification Data, arXiv 2211.13895.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification import get_label_quality_scores
    >>> get_label_quality_scores([[0], [0, 1]], np.array([[0.9, 0.1], [0.9, 0.2]]))
    array([0.9 , 0.34])
    """
    return score_examples(
        labels,
        pred_probs,
        method=method,
        adjust_pred_probs=adjust_pred_probs,
        aggregator=aggregator_kwargs,
        class_names=class_names,
    )


def get_label_quality_scores_per_class(
    labels: Any,
    pred_probs: Any,
    *,
    method: str = "self_confidence",
    adjust_pred_probs: bool = False,
    class_names: Sequence[Any] | None = None,
) -> NDArray[np.float64]:
    """Return one label quality score per example and tag, low = suspect.

    Parameters
    ----------
    labels, pred_probs, method, adjust_pred_probs, class_names
        As in `get_label_quality_scores`.

    Returns
    -------
    (N, K) float64
        In [0, 1]: of a given tag, how likely it applies; of another, how likely it does not.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, or the method is unknown.

    Notes
    -----
    The scores of `labelproof.rank` with the two classes [1 - p, p].

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification.rank import get_label_quality_scores_per_class
    >>> get_label_quality_scores_per_class([[0], [0, 1]], np.array([[0.9, 0.1], [0.9, 0.2]]))
    array([[0.9, 0.9],
           [0.9, 0.2]])
    """
    inputs = prepare_tags(labels, pred_probs, class_names=class_names, summed=adjust_pred_probs)
    return scores_per_tag(inputs, method=method, adjust_pred_probs=adjust_pred_probs)
