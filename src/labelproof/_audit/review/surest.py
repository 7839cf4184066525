"""Which examples show best what a class is: those of its label that the model finds surest, without copies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.findings import Findings
from labelproof._audit.tags.findings import TagFindings

__all__ = ["SHOWN", "surest_examples"]

SHOWN = 6
_LOOKED_AT = 4 * SHOWN


def surest_examples(
    findings: Findings | TagFindings,
    codes: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    groups: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return (K, 6) rows of each class or tag, surest first, -1 where there are no more.

    Only rows that carry it and are not flagged; a second one of a group of copies only where others are missing.
    """
    shown = np.full((pred_probs.shape[1], SHOWN), -1, dtype=np.int32)
    if isinstance(findings, TagFindings):
        candidates = _of_tags(findings, pred_probs)
    else:
        candidates = _of_classes(findings, codes, pred_probs)
    for number, rows in candidates:
        _, first = np.unique(np.where(groups[rows] < 0, -2 - rows, groups[rows]), return_index=True)
        again = np.setdiff1d(np.arange(rows.size), first)
        chosen = rows[np.concatenate([np.sort(first), again])][:SHOWN]
        shown[number, : chosen.size] = chosen
    return shown


def _of_classes(
    findings: Findings, codes: NDArray[np.int64], pred_probs: NDArray[np.floating]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the first candidates of each class, surest first, ties by row."""
    rows = np.flatnonzero(findings.scored & ~findings.is_issue)
    order = rows[np.lexsort((-pred_probs[rows, codes[rows]], codes[rows]))]
    starts = np.searchsorted(codes[order], np.arange(pred_probs.shape[1] + 1))
    for number in range(pred_probs.shape[1]):
        yield number, order[starts[number] : min(starts[number] + _LOOKED_AT, starts[number + 1])]


def _of_tags(findings: TagFindings, pred_probs: NDArray[np.floating]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield the first candidates of each tag, surest first, ties by row."""
    for number in range(pred_probs.shape[1]):
        carried = (findings.tags.given[:, number] != 0) & findings.scored & ~findings.is_tag_issue[:, number]
        rows = np.flatnonzero(carried)
        yield number, rows[np.argsort(-pred_probs[rows, number], kind="stable")[:_LOOKED_AT]]
