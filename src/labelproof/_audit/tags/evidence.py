"""The cards of a report on tags: for each of the worst examples its content and its tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from labelproof._audit.evidence import MOST_CARDS, content_of, id_of, worst_rows
from labelproof._audit.report.tag_cards import Chip, TagCard
from labelproof._audit.tags.findings import TagFindings

if TYPE_CHECKING:
    from labelproof._audit.result import AuditResult

__all__ = ["worst_tag_cards"]


def worst_tag_cards(
    result: AuditResult, findings: TagFindings, *, most: int = MOST_CARDS, images: bool = True
) -> list[TagCard]:
    """Return cards of the flagged examples, worst first; a few of the lowest qualities where little is flagged.

    Parameters
    ----------
    result : AuditResult
        The audit.
    findings : TagFindings
        What it found.
    most : int, default 60
        At most this many.
    images : bool, default True
        Whether to decode images; else only their names are given.

    Returns
    -------
    list of TagCard
        In rank order.
    """
    return [
        TagCard(
            rank=rank,
            row=row,
            id=id_of(result.dataset, row),
            chips=_chips(result, findings, row),
            error_probability=float(findings.worst[row]),
            content=content_of(result.dataset, row, images=images),
        )
        for rank, row in enumerate(worst_rows(findings, most=most), start=1)
    ]


def _chips(result: AuditResult, findings: TagFindings, row: int) -> tuple[Chip, ...]:
    """Return the doubtful tags of a row, most doubtful first, then the others that it was given, in their order."""
    tags = findings.tags
    given, error, wrong = tags.given[row], findings.error_probability[row], findings.is_tag_issue[row]
    doubtful = np.flatnonzero(wrong)
    ordered = [*doubtful[np.argsort(-error[doubtful], kind="stable")], *np.flatnonzero(~wrong & (given != 0))]
    return tuple(
        Chip(
            name=tags.names[k],
            state="kept" if not wrong[k] else "extra" if given[k] else "missing",
            probability=float(result.pred_probs[row, k]),
            error_probability=float(error[k]),
        )
        for k in ordered
    )
