"""How CleanLearning finds label issues: probabilities, noise model, flags, one frame.

Every call starts from its arguments alone: nothing of an earlier call is used. Training on the rest is in `clean_fit`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._base.warnings import warn
from labelproof._core.selection import predicted_class
from labelproof._engines import map_rows
from labelproof._learn.clean_cross_val import check_cross_val, cross_validate_kept
from labelproof._learn.clean_inputs import (
    FilterOptions,
    check_classifier,
    check_folds,
    check_noise_matrix,
    check_pulearning,
    filter_options,
    given_labels,
    score_options,
)
from labelproof._learn.clean_noise import Known, NoiseModel, noise_model
from labelproof._learn.examples import as_container, check_length, is_torch_dataset
from labelproof._learn.judged import judged_part
from labelproof._learn.reference_cv import cross_validate, default_classifier
from labelproof._tasks.multiclass.batched import BatchedRule, flag_in_batches
from labelproof._tasks.multiclass.inputs import Inputs, prepare
from labelproof._tasks.multiclass.issues import find_issues
from labelproof._tasks.multiclass.scores import quality_scores

__all__ = ["Findings", "Request", "Settings", "find", "for_classifier", "log"]

_LOGGER = logging.getLogger("labelproof.classification")


@dataclass(frozen=True)
class Settings:
    """The parameters of the estimator, unchecked, exactly as its constructor takes them."""

    clf: Any = None
    seed: int | None = None
    cv_n_folds: int = 5
    converge_latent_estimates: bool = False
    pulearning: int | None = None
    find_label_issues_kwargs: Mapping[str, Any] | None = None
    label_quality_scores_kwargs: Mapping[str, Any] | None = None
    verbose: bool = False
    low_memory: bool = False
    cross_val: Any = None


@dataclass(frozen=True)
class Request:
    """The arguments of one call, beyond X and labels."""

    pred_probs: Any = None
    thresholds: Any = None
    noise_matrix: Any = None
    inverse_noise_matrix: Any = None
    clf_kwargs: Mapping[str, Any] | None = None
    validation_func: Any = None


@dataclass(frozen=True)
class Findings:
    """What was found about the given labels.

    Attributes
    ----------
    values : (N,) array
        A copy of the given labels, which says whether later calls are about the same ones.
    issues : DataFrame
        One row per example: is_label_issue, label_quality, given_label, predicted_label, after a training also
        sample_weight. No rows when it was not to be kept.
    num_classes : int
        K.
    codes : (N,) int64 or None
        The column of each given label.
    ps : (K,) float64 or None
        Share of each given class.
    noise : NoiseModel
        The estimated noise.
    """

    values: NDArray[Any]
    issues: pd.DataFrame
    num_classes: int
    codes: NDArray[np.int64] | None = None
    ps: NDArray[np.float64] | None = None
    noise: NoiseModel = field(default_factory=NoiseModel)

    @property
    def mask(self) -> NDArray[np.bool_]:
        """True for flagged rows (N,)."""
        return self.issues["is_label_issue"].to_numpy(dtype=bool)

    def without_issues(self) -> Findings:
        """Return these findings with an empty frame."""
        return replace(self, issues=self.issues.iloc[:0])


@dataclass(frozen=True)
class _Evidence:
    """Checked inputs, the label of each column, and the classes that could not be judged."""

    inputs: Inputs
    classes: NDArray[Any]
    alone: NDArray[np.bool_]


def log(settings: Settings, message: str) -> None:
    """Report a step to the logger `labelproof.classification` when the user wants to hear of it."""
    if settings.verbose:
        _LOGGER.info(message)


def for_classifier(X: Any, clf: Any) -> Any:
    """Return X as the classifier gets it; the default one gets arrays flattened to two dimensions."""
    if clf is not None:
        return as_container(X)
    if any(hasattr(X, name) for name in ("iloc", "columns", "tocsr")) or is_torch_dataset(X) or X is None:
        return X
    array = np.asarray(X)
    return array.reshape(len(array), -1) if array.ndim > 2 else array


def find(settings: Settings, X: Any, labels: Any, request: Request) -> Findings:
    """Return the label issues of a data set and the noise model behind them.

    Parameters
    ----------
    settings : Settings
        The estimator's parameters.
    X : examples or None
        Needed unless the request holds pred_probs.
    labels : (N,) array-like
        Given labels of any kind.
    request : Request
        The arguments of the call.

    Returns
    -------
    Findings
        A frame and the estimates.
    """
    check_classifier(settings.clf)
    options = filter_options(settings.find_label_issues_kwargs)
    scoring = score_options(settings.label_quality_scores_kwargs)
    values = given_labels(labels)
    evidence = _evidence(settings, X, values, request)
    inputs = evidence.inputs
    if settings.low_memory:
        _warn_unused(settings, request)
        noise = NoiseModel()
        mask = np.zeros(len(values), np.bool_)
        mask[flag_in_batches(inputs, BatchedRule(inputs.num_classes, n_jobs=options.n_jobs))] = True
    else:
        noise = noise_model(inputs, _known(settings, options, request, inputs.num_classes), evidence.alone)
        mask = _flags(evidence, options, noise)
    quality = quality_scores(inputs, n_jobs=options.n_jobs, **scoring)
    log(settings, f"{int(mask.sum())} of {len(mask)} labels are flagged.")
    counts = inputs.class_counts
    return Findings(
        values=values.copy(),
        issues=_frame(mask, quality, values, evidence, options.n_jobs),
        num_classes=inputs.num_classes,
        codes=inputs.labels.astype(np.int64, copy=False),
        ps=counts / counts.sum(),
        noise=noise,
    )


def _evidence(settings: Settings, X: Any, values: NDArray[Any], request: Request) -> _Evidence:
    """Return labels beside probabilities: those given, or cross-validated ones."""
    if request.pred_probs is not None:
        inputs = prepare(values, request.pred_probs)
        classes = _classes_of(inputs, values)
        return _Evidence(inputs, classes, np.zeros(inputs.num_classes, np.bool_))
    X = for_classifier(X, settings.clf)
    check_length(X, len(values))
    distinct = _distinct(values)
    if len(distinct) == 1:
        raise InputError(
            f"`labels` must hold at least 2 classes: got 1 class only, {distinct.tolist()[0]!r}. "
            "A label error is a label that should be another one, so there is nothing to find."
        )
    check_folds(len(values), len(distinct), settings.cv_n_folds)
    log(settings, f"Training {settings.cv_n_folds} models for out-of-sample probabilities.")
    clf = default_classifier() if settings.clf is None else settings.clf
    unused = {"clf_kwargs": request.clf_kwargs, "validation_func": request.validation_func}
    options = check_cross_val(settings.cross_val, unused=unused)
    if options is not None:
        learned = cross_validate_kept(X, values, clf, options, folds=settings.cv_n_folds, seed=settings.seed)
    else:
        learned = cross_validate(
            X,
            values,
            clf,
            cv_n_folds=settings.cv_n_folds,
            seed=settings.seed,
            clf_kwargs=request.clf_kwargs,
            validation_func=request.validation_func,
        )
    return _Evidence(prepare(learned.codes, learned.pred_probs), learned.classes, learned.alone)


def _distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return the sorted distinct labels."""
    try:
        return np.unique(values)
    except TypeError:
        raise InputError(
            "`labels` mix values that cannot be sorted, such as numbers and strings. Convert them all to strings."
        ) from None


def _classes_of(inputs: Inputs, values: NDArray[Any]) -> NDArray[Any]:
    """Return the label of each column of the given probabilities."""
    if inputs.class_names is not None:
        return np.asarray(inputs.class_names)
    if values.dtype.kind == "i":
        return np.arange(inputs.num_classes)
    return np.array([False, True]) if values.dtype.kind == "b" else _distinct(values)


def _known(settings: Settings, options: FilterOptions, request: Request, num_classes: int) -> Known:
    """Return what needs no estimate, checked."""
    check_pulearning(settings.pulearning, num_classes)
    return Known(
        confident_joint=options.prune.confident_joint,
        noise_matrix=check_noise_matrix(request.noise_matrix, num_classes, "noise_matrix"),
        inverse_noise_matrix=check_noise_matrix(request.inverse_noise_matrix, num_classes, "inverse_noise_matrix"),
        thresholds=request.thresholds,
        pulearning=None if settings.pulearning is None else int(settings.pulearning),
        converge=settings.converge_latent_estimates,
    )


def _flags(evidence: _Evidence, options: FilterOptions, noise: NoiseModel) -> NDArray[np.bool_]:
    """Return True for each flagged row; the only example of a class is never flagged."""
    part, rows = judged_part(evidence.inputs, evidence.alone)
    prune = options.prune
    if options.filter_by != "confident_learning":
        prune = replace(prune, confident_joint=noise.confident_joint)
    mask = np.zeros(len(evidence.inputs.labels), np.bool_)
    mask[rows] = find_issues(part, filter_by=options.filter_by, options=prune, n_jobs=options.n_jobs)
    return mask


def _frame(
    mask: NDArray[np.bool_],
    quality: NDArray[np.float64],
    values: NDArray[Any],
    evidence: _Evidence,
    n_jobs: int | None,
) -> pd.DataFrame:
    """Return the frame that users get, one row per example in input order."""
    inputs = evidence.inputs
    best = map_rows(predicted_class, inputs.source, inputs.labels, out=np.empty(len(mask), np.int32), n_jobs=n_jobs)
    return pd.DataFrame(
        {
            "is_label_issue": mask,
            "label_quality": quality,
            "given_label": _compact(values),
            "predicted_label": _compact(evidence.classes[best]),
        }
    )


def _compact(labels: NDArray[Any]) -> NDArray[Any]:
    """Return integer labels in the smallest of int16, int32, int64 that holds them; others as they are."""
    if labels.dtype.kind != "i":
        return labels
    low, high = int(labels.min()), int(labels.max())
    for dtype in (np.int16, np.int32):
        if np.iinfo(dtype).min <= low and high <= np.iinfo(dtype).max:
            return labels.astype(dtype)
    return labels


def _warn_unused(settings: Settings, request: Request) -> None:
    """Name the arguments that the low-memory rule does not use."""
    given = {
        "find_label_issues_kwargs": settings.find_label_issues_kwargs,
        "pulearning": settings.pulearning,
        "thresholds": request.thresholds,
        "noise_matrix": request.noise_matrix,
        "inverse_noise_matrix": request.inverse_noise_matrix,
    }
    for name, value in given.items():
        unset = value is None or (isinstance(value, Mapping) and not value)
        if not unset:
            warn(f"`{name}` has no effect with low_memory=True, which has a rule of its own. Leave one of them out.")
