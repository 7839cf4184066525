"""Score the consensus and every single label under the pooled probabilities, block by block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, nearest
from labelproof._core.annotators.annotations import Annotations
from labelproof._kernels.row_scores import ScoreMethod, row_scores
from labelproof._kernels.votes import entries
from labelproof._tasks.multiclass.scores import check_method, score_labels

__all__ = ["Options", "RowsOf", "label_scores", "read_options"]

RowsOf = Callable[[slice, Annotations], NDArray[np.float64]]
"""Gives the probabilities (n, K) of a block of examples."""


@dataclass(frozen=True)
class Options:
    """Which label quality score, and whether classes are made comparable first."""

    method: ScoreMethod = "self_confidence"
    adjusted: bool = False


def read_options(given: Mapping[str, Any] | None) -> Options:
    """Return the options of the label quality score, refusing unknown ones."""
    options = dict(given or {})
    legal = ("method", "adjust_pred_probs")
    for name in options:
        if name not in legal:
            raise InputError(f"`label_quality_score_kwargs` has the unknown key {name!r}. {nearest(name, legal)}")
    adjusted = bool(options.get("adjust_pred_probs", False))
    return Options(check_method(options.get("method", "self_confidence"), adjusted=adjusted), adjusted)


def label_scores(
    annotations: Annotations, rows_of: RowsOf, consensus: NDArray[np.int64], *, options: Options, detailed: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Return the score of the consensus of each example (N,), and if wanted that of every label (A,)."""
    if options.adjusted:
        return _adjusted_scores(annotations, rows_of, consensus, options.method)
    quality = np.empty(annotations.num_rows)
    scores = np.empty(len(annotations.labels)) if detailed else None
    for where, labels, part in annotations.blocks():
        probs = rows_of(where, part)
        quality[where] = row_scores(probs, consensus[where], method=options.method)
        if scores is None:
            continue
        if options.method == "self_confidence":
            scores[labels] = entries(part.triples, probs)
        else:
            scores[labels] = row_scores(probs[part.rows], part.labels.astype(np.int64), method=options.method)
    return quality, scores


def _adjusted_scores(
    annotations: Annotations, rows_of: RowsOf, consensus: NDArray[np.int64], method: ScoreMethod
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both, after subtracting the mean self-confidences of the consensus, and of each annotator's own labels."""
    probs = rows_of(slice(0, annotations.num_rows), annotations)
    quality = score_labels(consensus, probs, method=method, adjust_pred_probs=True)
    scores = np.empty(len(annotations.labels))
    order = np.argsort(annotations.annotators, kind="stable")
    ends = np.cumsum(np.bincount(annotations.annotators, minlength=annotations.num_annotators))
    for own in np.split(order, ends[:-1]):
        labels, rows = annotations.labels[own], annotations.rows[own]
        scores[own] = score_labels(labels, probs[rows], method=method, adjust_pred_probs=True)
    return quality, scores
