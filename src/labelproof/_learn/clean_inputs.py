"""What a user may hand to CleanLearning, checked and brought into one form before anything is learned.

Checks of labels and probabilities that every task shares live in `_tasks.multiclass.inputs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.exceptions import DataConversionWarning
from sklearn.utils.multiclass import type_of_target

from labelproof._base.errors import InputError, InputTypeError, nearest, refuse_unknown_keys
from labelproof._base.warnings import warn
from labelproof._tasks.multiclass.issues import PruneOptions
from labelproof._tasks.multiclass.labels import label_values
from labelproof._tasks.multiclass.scores import check_method

__all__ = [
    "FilterOptions",
    "check_classifier",
    "check_folds",
    "check_noise_matrix",
    "check_pulearning",
    "filter_options",
    "flagged_rows",
    "given_labels",
    "one_of",
    "score_options",
    "weights_of",
]

_FILTER_DEFAULTS: Mapping[str, Any] = {"min_examples_per_class": 10}
_PRUNE_KEYS = ("frac_noise", "num_to_remove_per_class", "min_examples_per_class", "confident_joint")
_REFUSED_KEYS = ("return_indices_ranked_by", "multi_label")
_IGNORED_KEYS = ("rank_by_kwargs", "verbose")
_NEEDED_METHODS = ("fit", "predict_proba", "predict")


@dataclass(frozen=True)
class FilterOptions:
    """How issues are to be chosen."""

    filter_by: str
    prune: PruneOptions
    n_jobs: int | None


def given_labels(labels: Any) -> NDArray[Any]:
    """Return the given labels as a 1-D array of the user's own values; whole floats become integers."""
    if labels is None:
        raise InputTypeError("`labels` must hold one label per example: got None. Pass a list, an array or a series.")
    if hasattr(labels, "__array__") and not hasattr(labels, "__len__"):
        labels = np.asarray(labels)
    if isinstance(labels, np.ndarray) and labels.ndim == 2 and labels.shape[1] == 1:
        warn("A column-vector y was passed when a 1d array was expected. Pass y.ravel().", DataConversionWarning)
    values = np.asarray(labels) if isinstance(labels, np.ndarray) else None
    if values is not None and values.dtype.kind == "f" and np.isinf(values).any():
        raise InputError("Input y contains infinity. `labels` must be whole numbers or names: check the column.")
    if values is not None and values.dtype.kind == "f" and values.ndim == 1 and np.isfinite(values).all():
        kind = type_of_target(values)
        if kind.startswith("continuous"):
            raise InputError(
                f"Unknown label type: {kind}. `labels` must be whole numbers or names, one per class: got "
                "measurements. For a numeric target use a regression tool."
            )
    return label_values(labels)


def one_of(labels: Any, y: Any) -> Any:
    """Return whichever of the two names of the labels was used."""
    if labels is not None and y is not None:
        raise InputError("`labels` and `y` are two names of the same argument: got both. Pass one of them.")
    if labels is None and y is None:
        raise InputError(
            "CleanLearning requires y to be passed, but the target y is None. Pass it as `labels` or as `y`."
        )
    return y if labels is None else labels


def check_classifier(clf: Any) -> None:
    """Refuse a classifier that cannot be trained or asked for probabilities."""
    missing = [name for name in _NEEDED_METHODS if clf is not None and not callable(getattr(clf, name, None))]
    if missing:
        raise InputError(
            f"`clf` must have the methods fit, predict and predict_proba: {type(clf).__name__} has no {missing[0]}. "
            "Pass a scikit-learn compatible classifier that gives probabilities."
        )


def check_folds(num_examples: int, num_classes: int, cv_n_folds: int) -> None:
    """Refuse data with fewer examples per class, on average, than folds."""
    if num_examples / num_classes < cv_n_folds:
        raise InputError(
            f"`cv_n_folds` must be at most the mean number of examples per class: got {cv_n_folds} folds, "
            f"{num_examples} examples and {num_classes} classes. "
            "Lower `cv_n_folds` (for example to 2), or pass `pred_probs`."
        )


def check_pulearning(pulearning: Any, num_classes: int) -> None:
    """Refuse positive-unlabelled learning of anything but one of two classes."""
    if pulearning is None:
        return
    if num_classes != 2 or pulearning not in (0, 1):
        raise InputError(
            f"`pulearning` must be 0 or 1, the one of two classes whose labels have no errors: got {pulearning!r} with "
            f"{num_classes} classes. Leave it out for other data."
        )


def check_noise_matrix(matrix: Any, num_classes: int, name: str) -> NDArray[np.float64] | None:
    """Return a noise matrix as floats, refusing a wrong shape or a trace of at most 1."""
    if matrix is None:
        return None
    values = np.asarray(matrix, np.float64)
    if values.shape != (num_classes, num_classes):
        raise InputError(
            f"`{name}` must have one row and one column per class, shape ({num_classes}, {num_classes}): got "
            f"{values.shape}. Its order is that of the sorted classes."
        )
    trace = float(np.trace(values))
    if not trace > 1:
        raise InputError(
            f"`{name}` must have a trace above 1, or labels would say nothing: got {trace:.6g}. "
            "Its columns sum to 1 and its diagonal holds the shares of right labels."
        )
    return values


def filter_options(kwargs: Mapping[str, Any] | None) -> FilterOptions:
    """Return `find_label_issues_kwargs` on top of CleanLearning's own defaults."""
    options = {**_FILTER_DEFAULTS, **_mapping(kwargs, "find_label_issues_kwargs")}
    refused = [key for key in _REFUSED_KEYS if key in options]
    if refused:
        raise InputError(
            f"`find_label_issues_kwargs` must not contain {refused[0]!r}: CleanLearning gives one row per example "
            "and one label per row. Sort the frame by label_quality instead."
        )
    legal = ("filter_by", "n_jobs", *_PRUNE_KEYS, *_IGNORED_KEYS)
    refuse_unknown_keys("find_label_issues_kwargs", options, legal, error=InputTypeError)
    return FilterOptions(
        filter_by=options.get("filter_by", "prune_by_noise_rate"),
        prune=PruneOptions(**{key: options[key] for key in _PRUNE_KEYS if key in options}),
        n_jobs=options.get("n_jobs"),
    )


def score_options(kwargs: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return `label_quality_scores_kwargs`, checked."""
    options = {"method": "self_confidence", "adjust_pred_probs": False}
    options.update(_mapping(kwargs, "label_quality_scores_kwargs"))
    legal = ("method", "adjust_pred_probs")
    refuse_unknown_keys("label_quality_scores_kwargs", options, legal, error=InputTypeError)
    check_method(str(options["method"]), adjusted=bool(options["adjust_pred_probs"]))
    return options


def _mapping(kwargs: Any, name: str) -> Mapping[str, Any]:
    if kwargs is not None and not isinstance(kwargs, Mapping):
        raise InputTypeError(
            f"`{name}` must be a dict of keyword arguments: got {type(kwargs).__name__}. Leave it out, or pass a dict."
        )
    return kwargs or {}


def weights_of(sample_weight: Any, num_examples: int) -> NDArray[np.float64] | None:
    """Return a user's sample weights as floats, one per example."""
    if sample_weight is None:
        return None
    weights = np.asarray(sample_weight, np.float64)
    if weights.shape != (num_examples,):
        raise InputError(
            f"`sample_weight` must have one weight per example, shape ({num_examples},): got shape {weights.shape}. "
            "Pass the weights of all examples; those of flagged ones are dropped for you."
        )
    return weights


def flagged_rows(label_issues: Any, values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return the mask of flagged examples that a user passed in any of its three forms.

    Parameters
    ----------
    label_issues : frame with a column is_label_issue, or (N,) bool, or unique 0-based positions
        What `find_label_issues` of this class or of `labelproof.filter` returned.
    values : (N,) array
        The given labels.

    Returns
    -------
    (N,) bool
        True = to be left out of the training.
    """
    if isinstance(label_issues, pd.DataFrame):
        return _from_frame(label_issues, values)
    if isinstance(label_issues, (str, bytes, Mapping)) or not hasattr(label_issues, "__len__"):
        raise InputError(
            f"`label_issues` must be a frame, a mask or positions: got {type(label_issues).__name__}. "
            "Pass what find_label_issues returned."
        )
    given = np.asarray(label_issues)
    if given.dtype.kind == "b":
        return _mask(given, len(values))
    if given.size == 0:
        return np.zeros(len(values), np.bool_)
    return _from_positions(given, len(values))


def _from_frame(frame: pd.DataFrame, values: NDArray[Any]) -> NDArray[np.bool_]:
    if "is_label_issue" not in frame.columns:
        raise InputError(
            "`label_issues` must have a column 'is_label_issue' of True and False. "
            + nearest("is_label_issue", frame.columns)
        )
    mask = _mask(frame["is_label_issue"].to_numpy().astype(bool), len(values))
    if "given_label" in frame.columns and not np.array_equal(label_values(frame["given_label"]), values):
        raise InputError(
            "`label_issues` must be about these labels: its column 'given_label' differs from `labels`. "
            "Find the issues of these labels again, or pass the rows in the same order."
        )
    return mask


def _mask(mask: NDArray[Any], num_examples: int) -> NDArray[np.bool_]:
    if mask.shape != (num_examples,):
        raise InputError(
            f"`label_issues` must have one entry per label, shape ({num_examples},): got shape {mask.shape}. "
            "Pass the mask of all examples, in the same order."
        )
    return mask.astype(np.bool_, copy=True)


def _from_positions(positions: NDArray[Any], num_examples: int) -> NDArray[np.bool_]:
    if positions.ndim != 1 or positions.dtype.kind not in "iu":
        raise InputError(
            f"`label_issues` must be a mask of bool or 1-D integer positions: got dtype {positions.dtype}, shape "
            f"{positions.shape}. Pass what find_label_issues returned."
        )
    if positions.min() < 0 or positions.max() >= num_examples:
        wrong = int(positions[np.argmax((positions < 0) | (positions >= num_examples))])
        raise InputError(
            f"`label_issues` must be positions from 0 to {num_examples - 1}: got {wrong}. "
            "Pass positions among all examples, in the same order."
        )
    if len(np.unique(positions)) != len(positions):
        raise InputError(
            "`label_issues` must be unique positions: some come twice. Pass a mask of bool if these are zeros and ones."
        )
    mask = np.zeros(num_examples, np.bool_)
    mask[positions] = True
    return mask
