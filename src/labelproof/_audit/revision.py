"""An audit of labels that people have corrected: what is learned from, what is settled, and what a review shows.

The table of issues, the summary and the report speak of the labels as they are now, and take what people have decided
as settled. The folder `review` speaks of the labels of the source, so that versions of one review can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.findings import DIGITS, Findings
from labelproof._audit.review.columns import columns_of
from labelproof._audit.tags.findings import TagFindings
from labelproof._base.dataset import Note
from labelproof._core.tags import exponential_moving_average

__all__ = ["Revision", "review_columns", "settled"]

_DOUBTED = 0.5 + 10.0**-DIGITS
AnyFindings = TypeVar("AnyFindings", Findings, TagFindings)


@dataclass(frozen=True)
class Revision:
    """What people have decided, one entry per row, or of tags per row and tag.

    Attributes
    ----------
    names : tuple of str
        Classes or tags, those added while reviewing last.
    given : int array
        What the source says: a class or -1, of tags 0 or 1.
    now : int array
        The same, corrected.
    decided : bool array
        What somebody has kept, fixed or excluded.
    taught : bool array
        False where nothing is to be learned from the label: excluded, unsure, ambiguous, or people differ.
    """

    names: tuple[str, ...]
    given: NDArray[Any]
    now: NDArray[Any]
    decided: NDArray[np.bool_]
    taught: NDArray[np.bool_]

    @property
    def fixed(self) -> NDArray[np.bool_]:
        """What has another label now."""
        return np.asarray(self.decided & (self.now != self.given))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the summary says of it."""
        fixed, apart = int(self.fixed.sum()), int((~self.taught).sum())
        kept = int((self.decided & self.taught).sum()) - fixed
        what = "labels" if self.given.ndim == 1 else "tags"
        message = (
            f"{fixed:,} {what} are as people corrected them, {kept:,} as they kept them; "
            f"nothing was learned from {apart:,} that they excluded or left open."
        )
        return (Note("corrected_labels", message, fixed),)

    def lessons(self) -> NDArray[Any]:
        """Return the labels to learn from: of classes -1 where there is none, of tags 255, as uint8."""
        if self.now.ndim == 1:
            return np.where(self.taught, self.now, -1)
        return np.where(self.taught, self.now, 255).astype(np.uint8)


def settled(findings: AnyFindings, revision: Revision) -> AnyFindings:
    """Return the findings in which what people have decided is no issue, and comes after what they have not."""
    if isinstance(findings, Findings):
        decided = revision.decided & findings.scored
        is_issue = findings.is_issue & ~decided
        error = np.where(decided, 0.0, findings.error_probability)
        order = _first(findings.order, is_issue, findings.scored & ~decided, findings.scored)
        return replace(findings, error_probability=error, is_issue=is_issue, order=order)
    decided = revision.decided & findings.scored[:, None]
    error = np.where(decided, 0.0, findings.error_probability)
    is_tag_issue = findings.is_tag_issue & ~decided
    quality, touched = findings.label_quality.copy(), decided.any(axis=1)
    quality[touched] = np.round(exponential_moving_average(1.0 - error[touched]), DIGITS)
    is_issue = np.asarray(is_tag_issue.any(axis=1))
    order = findings.order[np.lexsort((quality[findings.order], ~is_issue[findings.order]))]
    return replace(
        findings,
        error_probability=error,
        is_tag_issue=is_tag_issue,
        label_quality=quality,
        is_issue=is_issue,
        order=order,
    )


def review_columns(
    findings: Findings | TagFindings, revision: Revision, pred_probs: NDArray[np.floating]
) -> dict[str, NDArray[Any]]:
    """Return the columns of the review: about the labels of the source, of which those that were fixed are flagged.

    Parameters
    ----------
    findings : Findings or TagFindings
        What was found about the corrected labels, nothing settled.
    revision : Revision
        What people have decided.
    pred_probs : (N, K) float
        Out-of-sample probabilities.
    """
    columns = columns_of(findings, revision.now)
    given, fixed = revision.given, revision.fixed
    columns["suggested"] = np.where(fixed, revision.now, columns["suggested"]).astype(columns["suggested"].dtype)
    columns["given"] = given.astype(columns["given"].dtype)
    if isinstance(findings, TagFindings):
        agreed = np.where(given != 0, pred_probs, 1 - pred_probs)
        wrong = fixed & findings.scored[:, None]
    else:
        agreed = pred_probs[np.arange(len(given)), given]
        columns["chance"] = np.where(given < 0, np.nan, columns["chance"]).astype(np.float32)
        columns["flagged"] = columns["flagged"] & (given >= 0)
        wrong = fixed & (given >= 0)
    columns["flagged"] = columns["flagged"] | wrong
    doubt = np.maximum(np.round(1 - agreed, DIGITS), _DOUBTED).astype(np.float32)
    columns["chance"] = np.where(wrong, doubt, columns["chance"])
    columns["order"] = _by_chance(columns, findings.order)
    return columns


def _by_chance(columns: dict[str, NDArray[Any]], order: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the rows by how suspect they are; ties, and rows without a chance, in the order that they had."""
    chance, flagged = columns["chance"][order], columns["flagged"][order]
    if chance.ndim > 1:
        return order[np.argsort(~flagged.any(axis=1), kind="stable")].astype(np.int32)
    return order[np.lexsort((-np.nan_to_num(chance, nan=-1.0), ~flagged))].astype(np.int32)


def _first(order: NDArray[np.int64], *groups: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rows of the first group before those of the second and so on, each in the order that they had."""
    return order[np.lexsort([~group[order] for group in reversed(groups)])]
