"""Several annotators per example: agree on a label, judge labels and annotators, and choose what to label next.

Labels come as an array or frame with one column per annotator (NaN where there is no label), as a long frame with the
columns task (or example), annotator and label, or as a sparse matrix whose stored values, zeros too, are labels. Long
and sparse ones are never made dense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._learn.dawid_skene import vote_posterior
from labelproof._tasks.annotators.active import active_scores
from labelproof._tasks.annotators.consensus import Judged, judge, vote
from labelproof._tasks.annotators.reading import read_annotations, required_columns
from labelproof._tasks.annotators.tables import Table, annotator_table, example_table, score_table

__all__ = [
    "convert_long_to_wide_dataset",
    "dawid_skene",
    "get_active_learning_scores",
    "get_active_learning_scores_ensemble",
    "get_label_quality_multiannotator",
    "get_label_quality_multiannotator_ensemble",
    "get_majority_vote_label",
]


def get_label_quality_multiannotator(
    labels_multiannotator: Any,
    pred_probs: Any,
    *,
    consensus_method: str | Sequence[str] = "best_quality",
    quality_method: str = "crowdlab",
    calibrate_probs: bool = False,
    return_detailed_quality: bool = True,
    return_annotator_stats: bool = True,
    return_weights: bool = False,
    verbose: bool = True,
    label_quality_score_kwargs: Mapping[str, Any] | None = None,
    class_names: Sequence[Any] | None = None,
) -> dict[str, Any]:
    """Return a consensus label for each example, and how good it, every single label and every annotator is.

    Parameters
    ----------
    labels_multiannotator : (N, M) array or frame, long frame, or sparse matrix
        Labels 0..K-1 or names by two annotators or more, some of them of the same examples. Examples and annotators of
        a long frame are taken in sorted order.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each class, by a model trained on some consensus such as the majority vote;
        `dawid_skene` gives them where there is nothing to train on.
    consensus_method : {"best_quality", "majority_vote"} or a list of these, default "best_quality"
        The most probable class when annotators and model are pooled, or the majority vote. Methods after the first add
        columns to "label_quality" that end in their names.
    quality_method : {"crowdlab", "agreement"}, default "crowdlab"
        Whether scores come from annotators and model pooled, or from the shares of the votes alone.
    calibrate_probs : bool, default False
        Whether to make the probabilities as sure as the annotators agree first (temperature scaling).
    return_detailed_quality, return_annotator_stats, return_weights : bool
        Which entries the result has beside "label_quality".
    verbose : bool, default True
        Whether to warn of classes that no consensus has and of annotators who cannot be compared; nothing is printed.
    label_quality_score_kwargs : mapping, optional
        Options of the score: "method" and "adjust_pred_probs" of `labelproof.rank.get_label_quality_scores`.
    class_names : sequence of length K, optional
        Name of each column of `pred_probs`, when labels are names; by default those of a frame.

    Returns
    -------
    dict
        "label_quality" is a frame with a row per example: consensus_label, consensus_quality_score, annotator_agreement
        (share of its labels that are the consensus), num_annotations. "detailed_label_quality" has the score of every
        label: columns quality_annotator_<id>, NaN where there is none; for long and sparse input a row per label with
        its example, annotator, label and quality. "annotator_stats" has a row per annotator, worst first:
        annotator_quality, agreement_with_consensus, worst_class, num_examples_labeled. "model_weight" and
        "annotator_weight" say how much each counts.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, there is one annotator only, or no example has two labels.

    Notes
    -----
    A probability is the mean of the model's and of one vector per label, A for its class and (1 - A) / (K - 1) for the
    others, A the mean share of labels that are the consensus, weighed by how much better than the most frequent class
    each annotator agrees with the others and the model with the consensus. It is found twice: from the majority vote,
    and from the consensus that follows. Ties: see `get_majority_vote_label`. The quality of an annotator who shares no
    example with another is NaN. Time O(A + N K) for A labels, memory O(A + N) beside the result.

    Source
    ------
    CROWDLAB, arXiv 2210.06812.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multiannotator import get_label_quality_multiannotator
    >>> labels = np.array([[0, 0, np.nan], [1, 1, 1], [0, 1, 1], [np.nan, 0, 0]])
    >>> pred_probs = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.3, 0.7]])
    >>> found = get_label_quality_multiannotator(labels, pred_probs)
    >>> found["label_quality"]["consensus_label"].tolist()
    [0, 1, 1, 0]
    >>> found["annotator_stats"].index.tolist()
    [0, 2, 1]
    """
    judged = judge(
        labels_multiannotator,
        pred_probs,
        consensus_method=consensus_method,
        quality_method=quality_method,
        calibrate_probs=calibrate_probs,
        annotators=return_annotator_stats,
        detailed=return_detailed_quality,
        score_options=label_quality_score_kwargs,
        class_names=class_names,
        verbose=verbose,
    )
    if return_weights and judged.weights is None:
        raise InputError("`return_weights` needs quality_method='crowdlab': the shares of votes weigh nobody.")
    found = _result(judged, return_detailed_quality, return_annotator_stats, return_weights)
    return {key: value[0] if key == "model_weight" else value for key, value in found.items()}


def get_label_quality_multiannotator_ensemble(
    labels_multiannotator: Any,
    pred_probs: Any,
    *,
    calibrate_probs: bool = False,
    return_detailed_quality: bool = True,
    return_annotator_stats: bool = True,
    return_weights: bool = False,
    verbose: bool = True,
    label_quality_score_kwargs: Mapping[str, Any] | None = None,
    class_names: Sequence[Any] | None = None,
) -> dict[str, Any]:
    """Return what `get_label_quality_multiannotator` does, from the probabilities of several models.

    Parameters
    ----------
    labels_multiannotator, calibrate_probs, return_detailed_quality, return_annotator_stats, return_weights, verbose
        As there.
    pred_probs : (P, N, K) array or list of P containers (N, K)
        Out-of-sample probabilities of each model, each of which has a weight of its own.
    label_quality_score_kwargs, class_names
        As there.

    Returns
    -------
    dict
        As there; "model_weight" has one weight per model.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multiannotator import get_label_quality_multiannotator_ensemble
    >>> labels = np.array([[0, 0, np.nan], [1, 1, 1], [0, 1, 1], [np.nan, 0, 0]])
    >>> pred_probs = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.3, 0.7]])
    >>> found = get_label_quality_multiannotator_ensemble(labels, [pred_probs, 1 - pred_probs], return_weights=True)
    >>> found["model_weight"].round(2)
    array([0.79, 0.  ])
    """
    judged = judge(
        labels_multiannotator,
        pred_probs,
        ensemble=True,
        calibrate_probs=calibrate_probs,
        annotators=return_annotator_stats,
        detailed=return_detailed_quality,
        score_options=label_quality_score_kwargs,
        class_names=class_names,
        verbose=verbose,
    )
    return _result(judged, return_detailed_quality, return_annotator_stats, return_weights)


def get_active_learning_scores(
    labels_multiannotator: Any = None,
    pred_probs: Any = None,
    pred_probs_unlabeled: Any = None,
    *,
    class_names: Sequence[Any] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how little another label would help, for examples with labels and for those without; low = label next.

    Parameters
    ----------
    labels_multiannotator : (N, M) array or frame, long frame, or sparse matrix, optional
        The labels so far; one annotator will do.
    pred_probs : (N, K) float array, optional
        Out-of-sample probabilities of the examples with labels.
    pred_probs_unlabeled : (U, K) float array, optional
        Probabilities of examples without labels.
    class_names : sequence of length K, optional
        Name of each column, when labels are names.

    Returns
    -------
    tuple of (N,) and (U,) float64
        Scores that can be compared with each other; empty where there are no such examples.

    Notes
    -----
    The probability of the consensus, after one more label of a usual annotator that says nothing. Probabilities are
    calibrated by temperature first. Where every example has one label, all weights are 1 and nothing is calibrated.

    Source
    ------
    ActiveLab, arXiv 2301.11856.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multiannotator import get_active_learning_scores
    >>> unlabeled = np.array([[0.5, 0.5], [0.9, 0.1]])
    >>> get_active_learning_scores(pred_probs_unlabeled=unlabeled)[1]
    array([0.5, 0.7])
    """
    return active_scores(labels_multiannotator, pred_probs, pred_probs_unlabeled, class_names=class_names)


def get_active_learning_scores_ensemble(
    labels_multiannotator: Any = None,
    pred_probs: Any = None,
    pred_probs_unlabeled: Any = None,
    *,
    class_names: Sequence[Any] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what `get_active_learning_scores` does, from the probabilities of several models.

    Parameters
    ----------
    labels_multiannotator, class_names
        As there.
    pred_probs, pred_probs_unlabeled : (P, N, K) and (P, U, K) arrays, or lists of P arrays, optional
        Probabilities of each model, each of which has a temperature and a weight of its own.

    Returns
    -------
    tuple of (N,) and (U,) float64
        As there.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multiannotator import get_active_learning_scores_ensemble
    >>> models = np.array([[[0.5, 0.5], [0.9, 0.1]], [[0.7, 0.3], [0.7, 0.3]]])
    >>> get_active_learning_scores_ensemble(pred_probs_unlabeled=models)[1].round(3)
    array([0.567, 0.7  ])
    """
    return active_scores(
        labels_multiannotator, pred_probs, pred_probs_unlabeled, ensemble=True, class_names=class_names
    )


def get_majority_vote_label(
    labels_multiannotator: Any,
    pred_probs: Any = None,
    verbose: bool = True,
    *,
    class_names: Sequence[Any] | None = None,
) -> NDArray[Any]:
    """Return the class that most annotators gave to each example.

    Parameters
    ----------
    labels_multiannotator : (N, M) array or frame, long frame, or sparse matrix
        Labels 0..K-1 or names.
    pred_probs : (N, K) float array, optional
        Probability of each class, which decides ties first.
    verbose : bool, default True
        Whether to warn of classes that no majority has; nothing is printed.
    class_names : sequence of length K, optional
        Name of each class, when labels are names.

    Returns
    -------
    (N,) array
        int64, or names where labels are names.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Notes
    -----
    Ties go to the most probable class; then to the least frequent among all labels; then to the one whose voters are
    most often with the majority of other examples; then to the lowest class. Time O(A + N K), memory O(A + N).

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multiannotator import get_majority_vote_label
    >>> get_majority_vote_label(np.array([[0, 0, 1], [1, 1, np.nan], [0, 1, np.nan]]))
    array([0, 1, 0])
    """
    return vote(labels_multiannotator, pred_probs, class_names=class_names, verbose=verbose)


def dawid_skene(
    labels_multiannotator: Any, *, num_classes: int | None = None, class_names: Sequence[Any] | None = None
) -> NDArray[np.float64]:
    """Return the probability of each class of each example, from the labels of several annotators alone.

    Parameters
    ----------
    labels_multiannotator : (N, M) array or frame, long frame, or sparse matrix
        Labels 0..K-1 or names.
    num_classes : int, optional
        K. Default: one more than the highest label, or the number of names.
    class_names : sequence of length K, optional
        Name of each class, when labels are names.

    Returns
    -------
    (N, K) float64
        `pred_probs` for the other functions, where no model can be trained: rows sum to one.

    Raises
    ------
    InputError
        If the labels cannot be used.

    Notes
    -----
    Expectation and maximisation in turn, 50 times, from the shares of the votes: how often each annotator gives which
    class for which (counts plus 0.01), and how probable that makes each class. Time O(50 A K) for A labels, memory
    O(A + N K).

    Source
    ------
    Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm, 1979.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multiannotator import dawid_skene
    >>> labels = np.array([[0, 0, 1], [1, 1, 0], [0, 0, 0], [1, 1, np.nan]])
    >>> dawid_skene(labels).argmax(axis=1)
    array([0, 1, 0, 1])
    """
    reading = read_annotations(labels_multiannotator, num_classes=num_classes, class_names=class_names)
    return vote_posterior(reading.annotations)


def convert_long_to_wide_dataset(labels_multiannotator_long: Any) -> pd.DataFrame:
    """Return a frame with a row per example and a column per annotator, from one with a row per label.

    Parameters
    ----------
    labels_multiannotator_long : DataFrame
        Columns task (or example), annotator, label. The other functions take it as it is.

    Returns
    -------
    DataFrame
        Examples and annotators in sorted order, NaN where there is no label: N x M values. Two labels of one example by
        one annotator are refused.

    Examples
    --------
    >>> import pandas as pd
    >>> from labelproof.multiannotator import convert_long_to_wide_dataset
    >>> long = pd.DataFrame({"task": [0, 0, 1], "annotator": ["a", "b", "b"], "label": [1, 0, 1]})
    >>> convert_long_to_wide_dataset(long)
         a    b
    0  1.0  0.0
    1  NaN  1.0
    """
    names = required_columns(labels_multiannotator_long)
    frame = pd.DataFrame({name: np.asarray(labels_multiannotator_long[name]) for name in names})
    return frame.pivot(index=names[0], columns=names[1], values=names[2]).rename_axis(index=None, columns=None)


def _result(judged: Judged, detailed: bool, annotators: bool, weights: bool) -> dict[str, Any]:
    """Return what was asked for."""
    found: dict[str, Any] = {"label_quality": _frame(example_table(judged))}
    if detailed:
        found["detailed_label_quality"] = _frame(score_table(judged))
    if annotators:
        found["annotator_stats"] = _frame(annotator_table(judged))
    if weights and judged.weights is not None:
        found["model_weight"] = judged.weights.models
        found["annotator_weight"] = judged.weights.annotators
    return found


def _frame(table: Table) -> pd.DataFrame:
    """Return a table as a frame."""
    if table.values is not None:
        return pd.DataFrame(table.values, index=table.index, columns=list(table.columns), copy=False)
    return pd.DataFrame(table.columns, index=table.index, copy=False)
