"""From labels and probabilities to the three things an audit says of each row: its rank, its flag, its suggestion.

Array work only; names, tables and files are made from it elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._core.adaptive import noise_adaptive
from labelproof._learn.recalibrate import recalibrated_given

__all__ = ["DIGITS", "Findings", "find_issues", "rounded"]

DIGITS = 6
"""Digits of every probability that is written: enough to rank by, few enough to be the same on every run."""


@dataclass(frozen=True)
class Findings:
    """What the audit found, one entry per row in input order.

    Attributes
    ----------
    order : (N,) int64
        Rows from most to least suspect; rows that could not be read or judged, then rows without a label, come last.
    error_probability : (N,) float64
        Rounded to 6 digits; NaN for a row without a label, without readable content, or that was not judged.
    is_issue : (N,) bool
        Exactly the rows whose error probability is above 0.5.
    suggested : (N,) int64
        The class to put instead; never the given one for a flagged row, -1 where nothing can be said.
    scored : (N,) bool
        Rows that have a label, could be read, and were judged.
    class_conditionality : float
        How much the noise depends on the class rather than on the example, 0 to 1.
    """

    order: NDArray[np.int64]
    error_probability: NDArray[np.float64]
    is_issue: NDArray[np.bool_]
    suggested: NDArray[np.int64]
    scored: NDArray[np.bool_]
    class_conditionality: float


def find_issues(
    codes: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    *,
    readable: NDArray[np.bool_] | None = None,
    judged: NDArray[np.bool_] | None = None,
    folds: int = 5,
    seed: int = 0,
) -> Findings:
    """Return the rank, flag and suggestion of every row.

    Parameters
    ----------
    codes : (N,) int64
        Given class of each row, -1 where the label is missing.
    pred_probs : (N, K) float32 or float64
        Out-of-sample probabilities.
    readable : (N,) bool, optional
        False for rows whose content could not be read; they are never flagged. Default: all True.
    judged : (N,) bool, optional
        False for rows whose label the model could not know, such as the only example of a class; they are never
        flagged either, but get a suggestion. Default: all True.
    folds, seed : int
        Of the recalibration that the score uses.

    Returns
    -------
    Findings
        One entry per row.

    Notes
    -----
    The suggestion is the most likely class; for a flagged row whose most likely class is the given one, it is the
    second most likely. Rows without a label are ordered by the probability of their suggestion, surest first.
    """
    labelled = codes >= 0
    readable = np.ones(len(codes), dtype=np.bool_) if readable is None else readable
    scored = labelled & readable if judged is None else labelled & readable & judged
    rows = np.flatnonzero(scored)
    # Taking all rows by number would copy the probabilities.
    given, probs = (codes, pred_probs) if scored.all() else (codes[rows], pred_probs[rows])
    recalibrated = recalibrated_given(given, probs, folds=folds, seed=seed)
    found = noise_adaptive(given, probs, recalibrated=recalibrated)

    is_issue = np.zeros(len(codes), dtype=np.bool_)
    is_issue[rows] = found.is_issue
    error_probability = np.full(len(codes), np.nan)
    error_probability[rows] = rounded(found.error_probability, found.is_issue)
    order = np.concatenate([rows[found.order], np.flatnonzero(labelled & ~scored), _unlabelled(labelled, pred_probs)])
    return Findings(
        order=order.astype(np.int64),
        error_probability=error_probability,
        is_issue=is_issue,
        suggested=_suggested(codes, pred_probs, is_issue, readable),
        scored=scored,
        class_conditionality=float(found.class_conditionality),
    )


def rounded(probability: NDArray[np.float64], is_issue: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Round so that the flags still are exactly the values above one half."""
    step = 10.0**-DIGITS
    rounded = np.round(np.clip(probability, 0.0, 1.0), DIGITS)
    return np.where(is_issue, np.maximum(rounded, 0.5 + step), np.minimum(rounded, 0.5)).round(DIGITS)


def _unlabelled(labelled: NDArray[np.bool_], pred_probs: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the rows without a label, the surest suggestion first, ties by row."""
    rows = np.flatnonzero(~labelled)
    return rows[np.argsort(-pred_probs[rows].max(axis=1), kind="stable")] if len(rows) else rows


def _suggested(
    codes: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    is_issue: NDArray[np.bool_],
    readable: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Return the class to suggest for each row, -1 where the content could not be read."""
    best: NDArray[np.int64] = pred_probs.argmax(axis=1).astype(np.int64)
    agree = np.flatnonzero(is_issue & (best == codes))
    others = pred_probs[agree].copy()
    others[np.arange(len(agree)), codes[agree]] = -np.inf
    best[agree] = others.argmax(axis=1)
    best[~readable] = -1
    return best
