"""Summaries of a whole data set: which classes are mislabelled, which overlap, how healthy the labels are.

All functions take labels and probabilities, or an estimated joint distribution instead. The arithmetic lives in
`_tasks.multiclass.summary`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from labelproof._tasks.multiclass.health import Health, health
from labelproof._tasks.multiclass.summary import class_pairs, class_quality

__all__ = [
    "find_overlapping_classes",
    "health_summary",
    "overall_label_health_score",
    "rank_classes_by_label_quality",
]


def rank_classes_by_label_quality(
    labels: Any = None,
    pred_probs: Any = None,
    *,
    class_names: Sequence[Any] | None = None,
    num_examples: int | None = None,
    joint: Any = None,
    confident_joint: Any = None,
    multi_label: bool = False,
) -> pd.DataFrame:
    """Return the classes sorted by label quality, worst first.

    Parameters
    ----------
    labels : (N,) array-like, optional
        Given labels.
    pred_probs : (N, K) float array, optional
        Out-of-sample probability of each class.
    class_names : sequence of length K, optional
        Adds a column with the names.
    num_examples : int, optional
        N, when there are no labels.
    joint : (K, K) array, optional
        Estimated joint distribution of given and true classes, instead of labels and probabilities.
    confident_joint : (K, K) array, optional
        Counts to estimate the joint from.
    multi_label : bool, default False
        Must be False; multi-label data have their own module.

    Returns
    -------
    DataFrame
        Columns Class Name (when known), Class Index, Label Issues (given this class, truly another), Inverse Label
        Issues (truly this class, given another), Label Noise and Inverse Label Noise (the same as shares), and Label
        Quality Score (1 - Label Noise).

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, or the number of examples is unknown.

    Examples
    --------
    >>> from labelproof.dataset import rank_classes_by_label_quality
    >>> table = rank_classes_by_label_quality(joint=[[0.4, 0.1], [0.0, 0.5]], num_examples=100)
    >>> table[["Class Index", "Label Issues", "Label Quality Score"]].values.tolist()
    [[0.0, 10.0, 0.8], [1.0, 0.0, 1.0]]
    """
    found = health(labels, pred_probs, class_names, num_examples, joint, confident_joint, multi_label)
    return _class_table(found)


def find_overlapping_classes(
    labels: Any = None,
    pred_probs: Any = None,
    *,
    asymmetric: bool = False,
    class_names: Sequence[Any] | None = None,
    num_examples: int | None = None,
    joint: Any = None,
    confident_joint: Any = None,
    multi_label: bool = False,
) -> pd.DataFrame:
    """Return the pairs of classes that are given for one another most, largest overlap first.

    Parameters
    ----------
    labels, pred_probs, class_names, num_examples, joint, confident_joint, multi_label
        As in `rank_classes_by_label_quality`.
    asymmetric : bool, default False
        Whether "A given, B true" and "B given, A true" are two pairs.

    Returns
    -------
    DataFrame
        Columns Class Name A and B (when known), Class Index A and B, Num Overlapping Examples, Joint Probability.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, or the number of examples is unknown.

    Examples
    --------
    >>> from labelproof.dataset import find_overlapping_classes
    >>> table = find_overlapping_classes(joint=[[0.4, 0.1], [0.0, 0.5]], num_examples=100)
    >>> int(table.loc[0, "Num Overlapping Examples"])
    10
    """
    found = health(labels, pred_probs, class_names, num_examples, joint, confident_joint, multi_label)
    return _pair_table(found, asymmetric)


def overall_label_health_score(
    labels: Any = None,
    pred_probs: Any = None,
    *,
    num_examples: int | None = None,
    joint: Any = None,
    confident_joint: Any = None,
    multi_label: bool = False,
    verbose: bool = True,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
) -> float:
    """Return the estimated share of labels that are right.

    Parameters
    ----------
    labels, pred_probs, num_examples, joint, confident_joint, multi_label
        As in `rank_classes_by_label_quality`.
    verbose : bool, default True
        Has no effect.

    Returns
    -------
    float
        In [0, 1]; 1 - number of issues / N with labels and probabilities, else the trace of the joint.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, or the number of examples is unknown.

    Examples
    --------
    >>> from labelproof.dataset import overall_label_health_score
    >>> overall_label_health_score(joint=[[0.4, 0.1], [0.0, 0.5]], num_examples=100)
    0.9
    """
    return health(labels, pred_probs, None, num_examples, joint, confident_joint, multi_label).score


def health_summary(
    labels: Any = None,
    pred_probs: Any = None,
    *,
    asymmetric: bool = False,
    class_names: Sequence[Any] | None = None,
    num_examples: int | None = None,
    joint: Any = None,
    confident_joint: Any = None,
    multi_label: bool = False,
    verbose: bool = True,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
) -> dict[str, Any]:
    """Return the health score, the joint distribution and both tables in one dictionary.

    Parameters
    ----------
    labels, pred_probs, class_names, num_examples, joint, confident_joint, multi_label
        As in `rank_classes_by_label_quality`.
    asymmetric : bool, default False
        As in `find_overlapping_classes`.
    verbose : bool, default True
        Has no effect.

    Returns
    -------
    dict
        Keys overall_label_health_score, joint, classes_by_label_quality, overlapping_classes.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used, or the number of examples is unknown.

    Examples
    --------
    >>> from labelproof.dataset import health_summary
    >>> sorted(health_summary(joint=[[0.4, 0.1], [0.0, 0.5]], num_examples=100))
    ['classes_by_label_quality', 'joint', 'overall_label_health_score', 'overlapping_classes']
    """
    found = health(labels, pred_probs, class_names, num_examples, joint, confident_joint, multi_label)
    return {
        "overall_label_health_score": found.score,
        "joint": found.joint,
        "classes_by_label_quality": _class_table(found),
        "overlapping_classes": _pair_table(found, asymmetric),
    }


def _class_table(found: Health) -> pd.DataFrame:
    quality = class_quality(found.joint, found.num_examples)
    table = {
        "Class Index": quality.order,
        "Label Issues": quality.given_issues,
        "Inverse Label Issues": quality.true_issues,
        "Label Noise": quality.given_noise,
        "Inverse Label Noise": quality.true_noise,
        "Label Quality Score": quality.score,
    }
    names = {} if found.class_names is None else {"Class Name": [found.class_names[k] for k in quality.order]}
    return pd.DataFrame({**names, **table})


def _pair_table(found: Health, asymmetric: bool) -> pd.DataFrame:
    pairs = class_pairs(found.joint, found.num_examples, asymmetric=asymmetric)
    names = found.class_names
    named = (
        {}
        if names is None
        else {
            "Class Name A": [names[k] for k in pairs.first],
            "Class Name B": [names[k] for k in pairs.second],
        }
    )
    return pd.DataFrame(
        {
            **named,
            "Class Index A": pairs.first,
            "Class Index B": pairs.second,
            "Num Overlapping Examples": pairs.num_examples,
            "Joint Probability": pairs.probability,
        },
        copy=False,  # half a million pairs for a thousand classes
    )
