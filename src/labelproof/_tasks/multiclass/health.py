"""The joint distribution that dataset summaries need, from whatever the caller has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._core.joint import normalize
from labelproof._tasks.multiclass.counts import count_issues, joint_distribution
from labelproof._tasks.multiclass.inputs import prepare, refuse_multi_label

__all__ = ["Health", "health"]


@dataclass(frozen=True)
class Health:
    """Joint distribution (K, K) of given and true classes, the number of examples, class names and the health score."""

    joint: NDArray[np.float64]
    num_examples: float
    class_names: tuple[Any, ...] | None
    score: float


def health(
    labels: Any,
    pred_probs: Any,
    class_names: Sequence[Any] | None,
    num_examples: int | None,
    joint: Any,
    confident_joint: Any,
    multi_label: bool,
) -> Health:
    """Return what the summaries are made of; a given `joint` is used as it is."""
    refuse_multi_label(multi_label)
    if labels is not None and pred_probs is not None:
        inputs = prepare(labels, pred_probs, class_names=class_names)
        known = _square(joint, "joint") if joint is not None else joint_distribution(inputs, joint=confident_joint)
        number = num_examples or len(inputs.labels)
        score = float(1 - count_issues(inputs) / number)
        names = inputs.class_names if class_names is None else tuple(class_names)
        return Health(known, number, _checked(names, len(known)), score)
    if joint is None and confident_joint is None:
        raise InputError(
            "A summary needs `labels` and `pred_probs`, or `joint`, or `confident_joint`: got too few of them. "
            "Pass labels and pred_probs."
        )
    known = _square(joint, "joint") if joint is not None else normalize(_square(confident_joint, "confident_joint"))
    names = None if class_names is None else tuple(class_names)
    return Health(
        known, _number(labels, num_examples, confident_joint), _checked(names, len(known)), float(np.trace(known))
    )


def _square(matrix: Any, name: str) -> NDArray[np.float64]:
    values = np.asarray(matrix, np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1]:
        raise InputError(f"`{name}` must have shape (K, K), given by true class: got {values.shape}.")
    return values


def _number(labels: Any, num_examples: int | None, confident_joint: Any) -> float:
    if num_examples is not None:
        return num_examples
    if labels is not None:
        return len(labels)
    if confident_joint is not None:
        return float(np.sum(confident_joint))
    raise InputError(
        "The number of examples is unknown: got `joint` without `labels`, `num_examples` or `confident_joint`. "
        "Pass num_examples=."
    )


def _checked(names: tuple[Any, ...] | None, size: int) -> tuple[Any, ...] | None:
    if names is not None and len(names) != size:
        raise InputError(f"`class_names` must have one name per class: got {len(names)} names and {size} classes.")
    return names
