"""From tags and probabilities to what an audit says: which tags look wrong, and which examples first.

Array work only; names, tables and files are made from it elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.findings import DIGITS, rounded
from labelproof._base.dataset import TagMatrix
from labelproof._core.tag_adaptive import row_blocks, tag_adaptive

__all__ = ["TagFindings", "find_tag_issues"]


@dataclass(frozen=True)
class TagFindings:
    """What the audit found, one entry per row, or per row and tag, in input order.

    Attributes
    ----------
    tags : TagMatrix
        What the rows were given.
    order : (N,) int64
        Rows from most to least suspect, the flagged ones first; rows that could not be read come last.
    error_probability : (N, K) float64
        Rounded to 6 digits; NaN in rows that could not be read.
    is_tag_issue : (N, K) bool
        Exactly the tags whose error probability is above 0.5.
    is_issue : (N,) bool
        Rows with a flagged tag.
    label_quality : (N,) float64
        Moving average over the tag qualities of a row, the worst weighing most; NaN in rows that could not be read.
    scored : (N,) bool
        Rows that could be read.
    """

    tags: TagMatrix
    order: NDArray[np.int64]
    error_probability: NDArray[np.float64]
    is_tag_issue: NDArray[np.bool_]
    is_issue: NDArray[np.bool_]
    label_quality: NDArray[np.float64]
    scored: NDArray[np.bool_]

    @property
    def worst(self) -> NDArray[np.float64]:
        """The error probability of each row's most doubtful tag."""
        return np.asarray(self.error_probability.max(axis=1, initial=0.0))

    def ranked_tags(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return rows and columns of the flagged tags, most doubtful first, ties by row, then by column."""
        rows, columns = np.nonzero(self.is_tag_issue)
        order = np.argsort(-self.error_probability[rows, columns], kind="stable")
        return rows[order], columns[order]


def find_tag_issues(
    tags: TagMatrix, pred_probs: NDArray[np.floating], *, readable: NDArray[np.bool_] | None = None
) -> TagFindings:
    """Return what the audit says of every tag of every row.

    Parameters
    ----------
    tags : TagMatrix
        What the rows were given.
    pred_probs : (N, K) float
        Out-of-sample probability of every tag.
    readable : (N,) bool, optional
        False for rows whose content could not be read; they are never flagged. Default: all True.

    Returns
    -------
    TagFindings
        One entry per row.
    """
    given = tags.given
    scored = np.ones(len(given), dtype=np.bool_) if readable is None else readable
    rows = np.flatnonzero(scored)
    whole = len(rows) == len(given)
    found = tag_adaptive(given if whole else given[rows], pred_probs if whole else pred_probs[rows])
    error, is_tag_issue = found.error_probability, found.is_tag_issue
    for block in row_blocks(*error.shape):
        error[block] = rounded(error[block], is_tag_issue[block])
    if not whole:
        error, is_tag_issue = _spread(error, rows, given, np.nan), _spread(is_tag_issue, rows, given, False)
    quality = np.full(len(given), np.nan)
    quality[rows] = np.round(found.example_quality, DIGITS)
    is_issue = np.zeros(len(given), dtype=np.bool_)
    is_issue[rows] = found.is_issue
    order = np.concatenate([rows[found.order], np.flatnonzero(~scored)])
    return TagFindings(tags, order.astype(np.int64), error, is_tag_issue, is_issue, quality, scored)


def _spread(values: NDArray[Any], rows: NDArray[np.int64], like: NDArray[Any], otherwise: float) -> NDArray[Any]:
    """Return the values at their rows of a matrix, and something else in the others."""
    wide = np.full(like.shape, otherwise, dtype=values.dtype)
    wide[rows] = values
    return wide
