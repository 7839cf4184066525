"""What scikit-learn is told about an estimator that wraps another: the other's own description.

The tag classes exist from scikit-learn 1.6 on; older versions never call this.
"""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator

__all__ = ["wrapped_tags"]


def wrapped_tags(tags: Any, clf: Any) -> Any:
    """Return the tags with the inputs and classifier part of the wrapped classifier.

    Parameters
    ----------
    tags : sklearn.utils.Tags
        Of the wrapper.
    clf : classifier
        What it wraps.

    Returns
    -------
    sklearn.utils.Tags
        Those of the wrapper where the wrapped classifier does not describe itself.
    """
    if not isinstance(clf, BaseEstimator) or not hasattr(clf, "__sklearn_tags__"):
        return tags
    inner = clf.__sklearn_tags__()
    tags.input_tags = inner.input_tags
    tags.non_deterministic = inner.non_deterministic
    if inner.classifier_tags is not None and tags.classifier_tags is not None:
        tags.classifier_tags.poor_score = inner.classifier_tags.poor_score
        tags.classifier_tags.multi_class = inner.classifier_tags.multi_class
    return tags
