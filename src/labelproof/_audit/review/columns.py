"""What was found, as columns in input order: given and suggested label, chance, flag, and the order of the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.findings import Findings
from labelproof._audit.tags.findings import TagFindings

__all__ = ["columns_of"]


def columns_of(findings: Findings | TagFindings, codes: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return the columns by the names of their files.

    Parameters
    ----------
    findings : Findings or TagFindings
        What was found.
    codes : (N,) int64
        Given class of each row, -1 where the label is missing; not looked at where rows carry tags.

    Returns
    -------
    dict of str to array
        `given`, `suggested`, `chance`, `flagged`: one entry per row, or of tags per row and tag; `order`: the rows from
        most to least suspect.
    """
    order = findings.order.astype(np.int32)
    if isinstance(findings, TagFindings):
        given = findings.tags.given.astype(np.uint8)
        return {
            "given": given,
            "suggested": given ^ findings.is_tag_issue,
            "chance": findings.error_probability.astype(np.float32),
            "flagged": findings.is_tag_issue,
            "order": order,
        }
    return {
        "given": codes.astype(np.int32),
        "suggested": findings.suggested.astype(np.int32),
        "chance": findings.error_probability.astype(np.float32),
        "flagged": findings.is_issue,
        "order": order,
    }
