"""How sure the label of an example would be after one more annotation: low scores are to be labelled next.

Source: ActiveLab, arXiv 2301.11856.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelproof._core.annotators.annotations import Annotations
from labelproof._core.annotators.crowdlab import Posterior
from labelproof._core.annotators.votes import majority_vote

__all__ = ["labelled_scores", "unlabelled_scores"]


def labelled_scores(
    annotations: Annotations, posterior: Posterior, quality: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (q (w + W) + u / K) / (w + W + u) of each example (N,).

    q is the quality of its consensus, w the weight of the models, W that of its annotators, and u that of a usual one,
    whose next label is expected to say nothing.
    """
    said = posterior.models.sum() + annotations.by_row(posterior.annotators[annotations.annotators])
    usual = posterior.annotators.mean()
    scores: NDArray[np.float64] = (quality * said + usual / annotations.num_classes) / (said + usual)
    return scores


def unlabelled_scores(pred_probs: Sequence[NDArray[np.float64]], posterior: Posterior) -> NDArray[np.float64]:
    """Return (sum of w p + u / K) / (sum of w + u) of each example without labels (N,).

    p is a model's probability of the class that most models find most likely, w its weight, and u that of a usual
    annotator.
    """
    size, num_classes = pred_probs[0].shape
    chosen = pred_probs[0].argmax(axis=1)
    if len(pred_probs) > 1 and size:
        chosen = _voted(pred_probs)
    rows, usual = np.arange(size), posterior.annotators.mean()
    said = np.zeros(size)
    for weight, probs in zip(posterior.models, pred_probs, strict=True):
        said += weight * probs[rows, chosen]
    scores: NDArray[np.float64] = (said + usual / num_classes) / (posterior.models.sum() + usual)
    return scores


def _voted(pred_probs: Sequence[NDArray[np.float64]]) -> NDArray[np.int64]:
    """Return the majority vote of the models."""
    (size, num_classes), models = pred_probs[0].shape, len(pred_probs)
    labels = np.stack([probs.argmax(axis=1) for probs in pred_probs], axis=1).astype(np.int32)
    votes = Annotations(
        np.arange(size + 1, dtype=np.int64) * models,
        np.tile(np.arange(models, dtype=np.int32), size),
        labels.ravel(),
        models,
        num_classes,
    )
    return majority_vote(votes, pred_probs)
