"""How CleanLearning trains: without the flagged examples, and with weights that make up for them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.utils.validation import has_fit_parameter

from labelproof._base.errors import InputError
from labelproof._learn.clean_inputs import check_classifier, flagged_rows, given_labels, weights_of
from labelproof._learn.clean_learning import Findings, Request, Settings, find, for_classifier, log
from labelproof._learn.examples import check_length, take
from labelproof._learn.fresh import unfitted_copy
from labelproof._learn.reference_cv import default_classifier

__all__ = ["FitArguments", "Trained", "accuracy", "fit"]

_LEAST_SHARE = 1e-3


@dataclass(frozen=True)
class FitArguments:
    """The arguments of `fit` that concern the final training."""

    sample_weight: Any = None
    clf_kwargs: Mapping[str, Any] | None = None
    clf_final_kwargs: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Trained:
    """A classifier trained on the rest, and the labels of its classes."""

    clf: Any
    classes: NDArray[Any]


def fit(
    settings: Settings,
    X: Any,
    labels: Any,
    *,
    label_issues: Any,
    request: Request,
    arguments: FitArguments,
    last: Findings | None,
) -> tuple[Findings, Trained]:
    """Return what was found about the labels, and the classifier trained on the rest.

    Parameters
    ----------
    settings : Settings
        The estimator's parameters.
    X, labels
        Examples and given labels.
    label_issues : frame, mask, positions or None
        Which examples to leave out; None finds them.
    request : Request
        Arguments for finding them.
    arguments : FitArguments
        Arguments for the final training.
    last : Findings or None
        Of the call before; its noise model gives weights when `label_issues` is given and the labels are the same.

    Returns
    -------
    tuple of Findings and Trained
        The frame of the findings has the weights used, if any.
    """
    _check_arguments(settings, arguments)
    if label_issues is None:
        findings = find(settings, X, labels, request)
    else:
        findings = _given_findings(label_issues, given_labels(labels), last)
    keep = ~findings.mask
    weights = _noise_weights(settings, arguments, findings, keep)
    trained = _train(settings, X, findings.values, keep, arguments, weights)
    issues = findings.issues if weights is None else findings.issues.assign(sample_weight=weights)
    return replace(findings, issues=issues), trained


def _given_findings(label_issues: Any, values: NDArray[Any], last: Findings | None) -> Findings:
    """Return findings of the user's own, with the last noise model if it is about the same labels."""
    mask = flagged_rows(label_issues, values)
    frame = label_issues.copy() if isinstance(label_issues, pd.DataFrame) else pd.DataFrame({"is_label_issue": mask})
    frame = frame.assign(is_label_issue=mask).drop(columns="sample_weight", errors="ignore")
    if last is not None and np.array_equal(last.values, values):
        return replace(last, issues=frame)
    return Findings(values.copy(), frame, len(np.unique(values)))


def _check_arguments(settings: Settings, arguments: FitArguments) -> None:
    """Refuse weights in the wrong place, or for a classifier that takes none, before any time is spent."""
    check_classifier(settings.clf)
    if "sample_weight" in (arguments.clf_kwargs or {}):
        raise InputError(
            "`sample_weight` must not be in `clf_kwargs`, which also go to the folds of cross-validation. "
            "Pass it to fit directly or in `clf_final_kwargs`."
        )
    if arguments.sample_weight is not None and not _takes_weights(settings):
        raise InputError(
            f"`sample_weight` must be an argument of clf.fit: that of {type(settings.clf).__name__} has none. "
            "Leave the weights out, or use another classifier."
        )


def _noise_weights(
    settings: Settings, arguments: FitArguments, findings: Findings, keep: NDArray[np.bool_]
) -> NDArray[np.float64] | None:
    """Return weights that restore the share of each class, 0 for flagged rows; None where they are not wanted.

    An example of class k weighs 1 / P(given k | true k): the errors of class k were removed, so those left stand for
    more. Rates below 0.001 count as 0.001.
    """
    noise, codes = findings.noise.noise_matrix, findings.codes
    chosen = arguments.sample_weight is not None or "sample_weight" in (arguments.clf_final_kwargs or {})
    if chosen or noise is None or codes is None or not _takes_weights(settings):
        return None
    per_class = 1 / np.maximum(np.diagonal(noise), _LEAST_SHARE)
    return np.where(keep, per_class[codes], 0.0)


def _train(
    settings: Settings,
    X: Any,
    values: NDArray[Any],
    keep: NDArray[np.bool_],
    arguments: FitArguments,
    weights: NDArray[np.float64] | None,
) -> Trained:
    """Return a copy of the classifier, trained on the rows to keep."""
    X = for_classifier(X, settings.clf)
    check_length(X, len(values))
    rows = np.flatnonzero(keep)
    if not len(rows):
        raise InputError("`label_issues` flag every example, so none is left to train on. Flag fewer of them.")
    kwargs = {**(arguments.clf_kwargs or {}), **(arguments.clf_final_kwargs or {})}
    chosen = weights_of(arguments.sample_weight, len(values)) if weights is None else weights
    if chosen is not None:
        kwargs["sample_weight"] = chosen[rows]
    log(settings, f"Training the final model on {len(rows)} of {len(values)} examples.")
    base = default_classifier() if settings.clf is None else settings.clf
    clf = unfitted_copy(base, seed=settings.seed, stream=settings.cv_n_folds)
    clf.fit(take(X, rows), values[rows], **kwargs)
    classes = getattr(clf, "classes_", None)
    return Trained(clf, np.unique(values[rows]) if classes is None else np.asarray(classes))


def accuracy(clf: Any, X: Any, y: Any, sample_weight: Any) -> float:
    """Return the classifier's own score, or its accuracy where it has none."""
    score = getattr(clf, "score", None)
    if callable(score):
        weighted = sample_weight is not None and "sample_weight" in inspect.signature(score).parameters
        if weighted or sample_weight is None:
            return float(score(X, y, sample_weight=sample_weight) if weighted else score(X, y))
    right = np.asarray(clf.predict(X)) == np.asarray(y)
    return float(np.average(right, weights=sample_weight))


def _takes_weights(settings: Settings) -> bool:
    """Return True if the classifier's fit has an argument of that name."""
    return settings.clf is None or bool(has_fit_parameter(settings.clf, "sample_weight"))
