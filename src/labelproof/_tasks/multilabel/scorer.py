"""Scores of tags, and ways to join them, as objects that benchmarks of the field combine."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelproof._base.errors import InputError, InputTypeError, legal_name, nearest
from labelproof._core.tags import exponential_moving_average as _moving_average
from labelproof._core.tags import softmin as _softmin
from labelproof._core.tags import with_complement
from labelproof._tasks.multiclass.scores import check_method, score_labels
from labelproof._tasks.multilabel.inputs import prepare_tags
from labelproof._tasks.multilabel.scores import check_alpha, check_temperature, scores_per_tag

__all__ = [
    "Aggregator",
    "ClassLabelScorer",
    "MultilabelScorer",
    "exponential_moving_average",
    "refuse_lists",
    "softmin",
]


def exponential_moving_average(
    s: ArrayLike,
    *,
    alpha: float | None = None,
    axis: int = 1,
    **_: Any,
) -> NDArray[np.float64]:
    """Return the exponential moving average of scores in descending order.

    Parameters
    ----------
    s : (N, K) float
        Scores.
    alpha : float in [0, 1], optional
        Weight of the lowest score; 2 / (K + 1) by default.
    axis : int, default 1
        The axis of the scores that become one.
    **_ : object
        Ignored.

    Returns
    -------
    (N,) float64
        With scores sorted from the largest: e = s_1, then e = alpha s_j + (1 - alpha) e.

    Raises
    ------
    InputError
        If alpha lies outside [0, 1].

    Source
    ------
    arXiv 2211.13895, section 3.

    Examples
    --------
    >>> exponential_moving_average([[0.9, 0.5, 0.2]], alpha=0.8).round(3)
    array([0.276])
    """
    rows, shape = _rows(s, axis)
    return _moving_average(rows, check_alpha(alpha, rows.shape[1])).reshape(shape)


def softmin(s: ArrayLike, *, temperature: float = 0.1, axis: int = 1, **_: Any) -> NDArray[np.float64]:
    """Return the mean of scores, weighted by the softmax of one minus the score.

    Parameters
    ----------
    s : (N, K) float
        Scores.
    temperature : float of 0 or more, default 0.1
        Towards 0 the result is the lowest score.
    axis : int, default 1
        The axis of the scores that become one.
    **_ : object
        Ignored.

    Returns
    -------
    (N,) float64
        sum_j s_j w_j with w = softmax((1 - s) / temperature).

    Raises
    ------
    InputError
        If the temperature is no number of 0 or more.

    Examples
    --------
    >>> softmin([[0.9, 0.5, 0.2]]).round(3)
    array([0.215])
    """
    rows, shape = _rows(s, axis)
    return _softmin(rows, check_temperature(temperature)).reshape(shape)


def _rows(s: ArrayLike, axis: int) -> tuple[NDArray[np.float64], tuple[int, ...]]:
    """Return scores with the axis that goes last, as a matrix, and the shape of the others."""
    values = np.moveaxis(np.asarray(s, np.float64), axis, -1)
    return values.reshape(-1, values.shape[-1]), values.shape[:-1]


class ClassLabelScorer(Enum):
    """The scores that a tag can have; a member is called with labels 0 and 1 (N,) and probabilities [1 - p, p] (N, 2).

    Attributes
    ----------
    SELF_CONFIDENCE
        The probability of what is given.
    NORMALIZED_MARGIN
        Half of one plus what it has before the other value.
    CONFIDENCE_WEIGHTED_ENTROPY
        The score that weighs the entropy by it.

    Examples
    --------
    >>> import numpy as np
    >>> ClassLabelScorer.SELF_CONFIDENCE(np.array([0, 1]), np.array([[0.9, 0.1], [0.3, 0.7]]))
    array([0.9, 0.7])
    """

    SELF_CONFIDENCE = "self_confidence"
    NORMALIZED_MARGIN = "normalized_margin"
    CONFIDENCE_WEIGHTED_ENTROPY = "confidence_weighted_entropy"

    def __call__(self, labels: Any, pred_probs: Any, *, adjust_pred_probs: bool = False) -> NDArray[np.float64]:
        """Return one score per label."""
        return score_labels(labels, pred_probs, method=self.value, adjust_pred_probs=adjust_pred_probs)

    @classmethod
    def from_str(cls, method: str) -> ClassLabelScorer:
        """Return the scorer of a name.

        Parameters
        ----------
        method : str
            "self_confidence", "normalized_margin" or "confidence_weighted_entropy".

        Returns
        -------
        ClassLabelScorer
            The member.

        Raises
        ------
        InputError
            If there is none of that name.
        """
        return cls(check_method(method))


class Aggregator:
    """A way to join the scores of tags into one, with its options.

    Parameters
    ----------
    method : {"exponential_moving_average", "softmin"} or callable
        A function takes scores (N, K) and axis=1.
    **kwargs : object
        Options of the method, used in every call.

    Attributes
    ----------
    method : callable
        The function.
    kwargs : dict
        Its options.

    Examples
    --------
    >>> import numpy as np
    >>> Aggregator("softmin", temperature=0.2)(np.array([[0.9, 0.5, 0.2]])).round(3)
    array([0.27])
    """

    possible_methods: dict[str, Callable[..., NDArray[np.float64]]] = {  # noqa: RUF012 - never changed
        "exponential_moving_average": exponential_moving_average,
        "softmin": softmin,
    }

    def __init__(self, method: str | Callable[..., Any], **kwargs: Any) -> None:
        found = method
        if isinstance(method, str):
            found = self.possible_methods[legal_name("method", "be a known aggregation", method, self.possible_methods)]
        if not callable(found):
            raise InputTypeError(
                f"`method` must be a name or a function: got {type(method).__name__}. "
                f"{nearest(method, self.possible_methods)}"
            )
        self.method: Callable[..., Any] = found
        self.kwargs = kwargs

    def __call__(self, scores: NDArray[np.floating], **kwargs: Any) -> NDArray[np.float64]:
        """Return one score per row; `kwargs` go before the options of the aggregator."""
        if np.ndim(scores) != 2:
            raise InputError(f"`scores` must be 2-D, one column per tag: got shape {np.shape(scores)}.")
        return np.asarray(self.method(scores, **{"axis": 1, **self.kwargs, **kwargs}))

    def __repr__(self) -> str:
        return f"Aggregator(method={self.method.__name__}, kwargs={self.kwargs})"


class MultilabelScorer:
    """A score of tags and a way to join them: called with a 0/1 matrix and probabilities, it scores examples.

    Parameters
    ----------
    base_scorer : ClassLabelScorer or callable, default ClassLabelScorer.SELF_CONFIDENCE
        Scores a tag from labels 0 and 1 (N,) and probabilities [1 - p, p] (N, 2).
    aggregator : Aggregator or callable, optional
        Joins scores (N, K); by default the exponential moving average with alpha 0.8.
    strict : bool, default True
        Whether to refuse matrices that are no tags: of another shape than the probabilities, of one column, or of zeros
        or ones alone.

    Examples
    --------
    >>> import numpy as np
    >>> MultilabelScorer()(np.array([[1, 0], [1, 1]]), np.array([[0.9, 0.1], [0.9, 0.2]]))
    array([0.9 , 0.34])
    """

    def __init__(
        self,
        base_scorer: Callable[..., Any] = ClassLabelScorer.SELF_CONFIDENCE,
        aggregator: Aggregator | Callable[..., Any] | None = None,
        *,
        strict: bool = True,
    ) -> None:
        if not callable(base_scorer):
            raise InputTypeError(
                f"`base_scorer` must be a ClassLabelScorer or a function: got {type(base_scorer).__name__}. "
                "Make one with ClassLabelScorer.from_str."
            )
        self.base_scorer = base_scorer
        if aggregator is None:
            aggregator = Aggregator("exponential_moving_average", alpha=0.8)
        self.aggregator = aggregator if isinstance(aggregator, Aggregator) else Aggregator(aggregator)
        self.strict = strict

    def __call__(
        self,
        labels: NDArray[np.integer],
        pred_probs: NDArray[np.floating],
        base_scorer_kwargs: dict[str, Any] | None = None,
        **aggregator_kwargs: Any,
    ) -> NDArray[np.float64]:
        """Return one score per example (N,)."""
        if self.strict:
            _check(labels, pred_probs)
        return self.aggregate(
            self.get_class_label_quality_scores(labels, pred_probs, base_scorer_kwargs), **aggregator_kwargs
        )

    def aggregate(self, class_label_quality_scores: NDArray[np.floating], **kwargs: Any) -> NDArray[np.float64]:
        """Return one score per example from those of its tags.

        Parameters
        ----------
        class_label_quality_scores : (N, K) float
            Scores of tags.
        **kwargs : object
            Options of the aggregator, before its own.

        Returns
        -------
        (N,) float64
            Scores of examples.
        """
        return self.aggregator(class_label_quality_scores, **kwargs)

    def get_class_label_quality_scores(
        self,
        labels: NDArray[np.integer],
        pred_probs: NDArray[np.floating],
        base_scorer_kwargs: dict[str, Any] | None = None,
    ) -> NDArray[np.float64]:
        """Return the scores of tags.

        Parameters
        ----------
        labels : (N, K) array of 0 and 1
            The given tags.
        pred_probs : (N, K) float
            Probability of each tag.
        base_scorer_kwargs : dict, optional
            Options of the base scorer, such as ``{"adjust_pred_probs": True}``.

        Returns
        -------
        (N, K) float64
            One score per example and tag.
        """
        options = base_scorer_kwargs or {}
        if isinstance(self.base_scorer, ClassLabelScorer):
            return scores_per_tag(prepare_tags(labels, pred_probs), method=self.base_scorer.value, **options)
        columns = zip(np.asarray(labels).T, np.asarray(pred_probs).T, strict=True)
        return np.column_stack([self.base_scorer(tag, with_complement(p), **options) for tag, p in columns])


def refuse_lists(labels: Any) -> None:
    """Refuse lists of tags where an array of 0 and 1 is meant."""
    if isinstance(labels, (list, tuple)):
        raise InputTypeError(
            f"`labels` must be an array of 0 and 1: got {type(labels).__name__}. "
            "Convert lists with internal.multilabel_utils.int2onehot."
        )


def _check(labels: Any, pred_probs: Any) -> None:
    refuse_lists(labels)
    if not isinstance(labels, np.ndarray):
        raise InputTypeError(
            f"`labels` must be an array of 0 and 1: got {type(labels).__name__}. Convert it with numpy.asarray."
        )
    if labels.ndim != 2 or labels.shape[1] < 2 or set(np.unique(labels).tolist()) != {0, 1}:
        raise InputError(
            f"`labels` must be a 0/1 matrix with two or more tags, some given and some not: got shape {labels.shape}. "
            "Pass strict=False to score it all the same."
        )
    if labels.shape != np.shape(pred_probs):
        raise InputError(
            f"`labels` and `pred_probs` must have the same shape: got {labels.shape} and {np.shape(pred_probs)}. "
            "Pass one column per tag in both."
        )
