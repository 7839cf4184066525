"""Summaries of a whole data set with several tags per example: which tags are wrong or missing, how healthy it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from labelproof._tasks.multiclass.issues import PruneOptions
from labelproof._tasks.multilabel.inputs import TagInputs, prepare_tags
from labelproof._tasks.multilabel.issues import TagFilter
from labelproof._tasks.multilabel.summary import TagIssues, health_score, health_summary, tag_issues

__all__ = [
    "common_multilabel_issues",
    "multilabel_health_summary",
    "overall_multilabel_health_score",
    "rank_classes_by_multilabel_quality",
]


def common_multilabel_issues(
    labels: Any, pred_probs: Any, *, class_names: Sequence[Any] | None = None, confident_joint: Any = None
) -> pd.DataFrame:
    """Return how often each tag is given wrongly, and how often it is missing, most frequent first.

    Parameters
    ----------
    labels : N lists of tags, (N, K) matrix of 0 and 1, dense or sparse, or N texts such as "cat|dog"
        The given tags.
    pred_probs : (N, K) float array, frame, tensor, path or iterable of blocks
        Out-of-sample probability of each tag; rows need not sum to one.
    class_names : sequence of length K, optional
        Adds a column with the names; the columns of a frame by default.
    confident_joint : (K, 2, 2) array, optional
        Counts to use instead of the estimated ones.

    Returns
    -------
    DataFrame
        Columns Class Name (when known), Class Index, In Given Label, In Suggested Label, Num Examples, and Issue
        Probability (a share of all examples); two rows per tag.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Notes
    -----
    Counts what `filter.find_multilabel_issues_per_class` flags. Ties by tag, wrongly given tags first.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification.dataset import common_multilabel_issues
    >>> pred_probs = np.array([[0.9], [0.8], [0.1], [0.2], [0.1]])
    >>> table = common_multilabel_issues([[0], [0], [], [], [0]], pred_probs)
    >>> table[["In Given Label", "Num Examples"]].values.tolist()
    [[True, 1], [False, 0]]
    """
    inputs, how = _prepared(labels, pred_probs, class_names, confident_joint)
    return _issue_table(tag_issues(inputs, how), inputs.class_names)


def rank_classes_by_multilabel_quality(
    labels: Any,
    pred_probs: Any,
    *,
    class_names: Sequence[Any] | None = None,
    joint: Any = None,
    confident_joint: Any = None,
) -> pd.DataFrame:
    """Return the tags sorted by label quality, worst first.

    Parameters
    ----------
    labels, pred_probs, class_names
        As in `common_multilabel_issues`.
    joint, confident_joint : (K, 2, 2) array, optional
        Counts to use instead of the estimated ones; both mean the same, and `joint` goes first.

    Returns
    -------
    DataFrame
        Columns Class Name (when known), Class Index, Label Issues (given wrongly), Inverse Label Issues (missing),
        Label Noise and Inverse Label Noise (the same as shares of all examples), and Label Quality Score (1 - Label
        Noise).

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Notes
    -----
    Ties by tag.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification.dataset import rank_classes_by_multilabel_quality
    >>> pred_probs = np.array([[0.9], [0.8], [0.1], [0.2], [0.1]])
    >>> table = rank_classes_by_multilabel_quality([[0], [0], [], [], [0]], pred_probs)
    >>> table[["Class Index", "Label Issues", "Label Quality Score"]].values.tolist()
    [[0.0, 1.0, 0.8]]
    """
    inputs, how = _prepared(labels, pred_probs, class_names, confident_joint if joint is None else joint)
    return _class_table(tag_issues(inputs, how), inputs.class_names)


def overall_multilabel_health_score(
    labels: Any, pred_probs: Any, *, confident_joint: Any = None, class_names: Sequence[Any] | None = None
) -> float:
    """Return the fraction of examples of which no tag is flagged.

    Parameters
    ----------
    labels, pred_probs, confident_joint, class_names
        As in `common_multilabel_issues`.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Notes
    -----
    One minus the share of what `filter.find_label_issues` flags.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification.dataset import overall_multilabel_health_score
    >>> pred_probs = np.array([[0.9], [0.8], [0.1], [0.2], [0.1]])
    >>> overall_multilabel_health_score([[0], [0], [], [], [0]], pred_probs)
    0.8
    """
    return health_score(*_prepared(labels, pred_probs, class_names, confident_joint))


def multilabel_health_summary(
    labels: Any,
    pred_probs: Any,
    *,
    class_names: Sequence[Any] | None = None,
    num_examples: int | None = None,  # noqa: ARG001  accepted for callers of the reference package; labels tell it
    confident_joint: Any = None,
    verbose: bool = True,  # noqa: ARG001  accepted for callers of the reference package; nothing prints here
) -> dict[str, Any]:
    """Return the health score and both tables.

    Parameters
    ----------
    labels, pred_probs, class_names, confident_joint
        As in `common_multilabel_issues`.
    num_examples : int, optional
        Has no effect.
    verbose : bool, default True
        Has no effect.

    Returns
    -------
    dict
        Keys overall_multilabel_health_score, classes_by_multilabel_quality and common_multilabel_issues.

    Raises
    ------
    InputTypeError, InputError
        If the inputs cannot be used.

    Notes
    -----
    The three functions above with one preparation.

    Examples
    --------
    >>> import numpy as np
    >>> from labelproof.multilabel_classification.dataset import multilabel_health_summary
    >>> pred_probs = np.array([[0.9], [0.8], [0.1], [0.2], [0.1]])
    >>> multilabel_health_summary([[0], [0], [], [], [0]], pred_probs)["overall_multilabel_health_score"]
    0.8
    """
    inputs, how = _prepared(labels, pred_probs, class_names, confident_joint)
    found, score = health_summary(inputs, how)
    return {
        "overall_multilabel_health_score": score,
        "classes_by_multilabel_quality": _class_table(found, inputs.class_names),
        "common_multilabel_issues": _issue_table(found, inputs.class_names),
    }


def _prepared(
    labels: Any, pred_probs: Any, class_names: Sequence[Any] | None, confident_joint: Any
) -> tuple[TagInputs, TagFilter]:
    inputs = prepare_tags(labels, pred_probs, class_names=class_names, counted=True)
    return inputs, TagFilter(options=PruneOptions(confident_joint=confident_joint))


def _issue_table(found: TagIssues, class_names: tuple[Any, ...] | None) -> pd.DataFrame:
    columns = {
        "Class Index": found.tag,
        "In Given Label": found.given,
        "In Suggested Label": ~found.given,
        "Num Examples": found.num_examples,
        "Issue Probability": found.probability,
    }
    return _named(columns, class_names)


def _class_table(found: TagIssues, class_names: tuple[Any, ...] | None) -> pd.DataFrame:
    by_tag = np.argsort(found.tag, kind="stable")
    wrong, missing = (by_tag[found.given[by_tag] == given] for given in (True, False))
    score = 1 - found.probability[wrong]
    order = np.argsort(score, kind="stable")
    columns = {
        "Class Index": found.tag[wrong][order],
        "Label Issues": found.num_examples[wrong][order],
        "Inverse Label Issues": found.num_examples[missing][order],
        "Label Noise": found.probability[wrong][order],
        "Inverse Label Noise": found.probability[missing][order],
        "Label Quality Score": score[order],
    }
    return _named(columns, class_names)


def _named(columns: dict[str, Any], class_names: tuple[Any, ...] | None) -> pd.DataFrame:
    if class_names is None:
        return pd.DataFrame(columns)
    return pd.DataFrame({"Class Name": [class_names[k] for k in columns["Class Index"]], **columns})
