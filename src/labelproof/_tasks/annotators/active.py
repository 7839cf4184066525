"""Which examples to have labelled next, those with labels and those without."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError
from labelproof._core.annotators.active import labelled_scores, unlabelled_scores
from labelproof._core.annotators.annotations import Annotations
from labelproof._core.annotators.crowdlab import Crowd, Posterior
from labelproof._core.annotators.temperature import scaled
from labelproof._kernels.votes import entries
from labelproof._tasks.annotators.consensus import calibrated
from labelproof._tasks.annotators.models import check_rows, read_models
from labelproof._tasks.annotators.quality import Options, label_scores
from labelproof._tasks.annotators.reading import read_annotations

__all__ = ["active_scores"]

Models = list[NDArray[np.floating]]


def active_scores(
    labels: Any,
    pred_probs: Any,
    pred_probs_unlabeled: Any,
    *,
    ensemble: bool = False,
    class_names: Sequence[Any] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the scores of the examples with labels (N,) and of those without (U,), low = label next."""
    _check_given(labels, pred_probs, pred_probs_unlabeled)
    models, names = (None, None) if pred_probs is None else read_models(pred_probs, ensemble=ensemble)
    others = None
    if pred_probs_unlabeled is not None:
        size = None if models is None else models[0].shape[1]
        others, _ = read_models(pred_probs_unlabeled, ensemble=ensemble, name="pred_probs_unlabeled", num_classes=size)
    if models is not None and others is not None and len(models) != len(others):
        raise InputError(
            f"`pred_probs_unlabeled` must be of the {len(models)} models of `pred_probs`: got {len(others)}. "
            "Predict with each of them."
        )
    scores, temperatures, posterior = np.empty(0), [1.0] * len(others or []), _equal(len(others or []), 1)
    if models is not None:
        names = names if class_names is None else tuple(class_names)
        annotations = read_annotations(labels, num_classes=models[0].shape[1], class_names=names).annotations
        check_rows(models, annotations.num_rows)
        scores, temperatures, posterior = _labelled(annotations, models)
    if others is None:
        return scores, np.empty(0)
    heated = [scaled(probs, value) for probs, value in zip(others, temperatures, strict=True)]
    return scores, unlabelled_scores(heated, posterior)


def _labelled(annotations: Annotations, models: Models) -> tuple[NDArray[np.float64], list[float], Posterior]:
    """Return the scores (N,), the temperature of each model and the weights."""
    if annotations.counts.max() == 1:  # nothing to compare annotators by
        posterior = _equal(len(models), annotations.num_annotators)
        own = [entries(annotations.triples, np.ascontiguousarray(probs, np.float64)) for probs in models]
        return labelled_scores(annotations, posterior, np.mean(own, axis=0)), [1.0] * len(models), posterior
    heated, temperatures = calibrated(annotations, models)
    crowd = Crowd(annotations, heated)
    consensus = crowd.best()
    posterior = crowd.weigh(consensus)
    rows_of = partial(crowd.rows, posterior)
    quality, _ = label_scores(annotations, rows_of, consensus, options=Options(), detailed=False)
    return labelled_scores(annotations, posterior, quality), temperatures, posterior


def _equal(models: int, annotators: int) -> Posterior:
    """Return weights of one."""
    return Posterior(1.0, np.ones(models), np.ones(annotators))


def _check_given(labels: Any, pred_probs: Any, pred_probs_unlabeled: Any) -> None:
    if pred_probs is None and pred_probs_unlabeled is None:
        raise InputError(
            "`pred_probs` and `pred_probs_unlabeled` are both None. Pass the probabilities of examples with labels, of "
            "those without, or both."
        )
    if (pred_probs is None) != (labels is None):
        given, absent = ("`labels_multiannotator`", "`pred_probs`")[:: 1 if pred_probs is None else -1]
        raise InputError(f"{given} must come with {absent}, which is None. Pass both, or neither.")
