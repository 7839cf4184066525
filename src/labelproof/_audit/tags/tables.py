"""The two tables of an audit of tags: a line per example, and a line per doubtful tag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labelproof._audit.findings import DIGITS
from labelproof._audit.issues import beside_own_columns
from labelproof._audit.tags.findings import TagFindings
from labelproof._base.dataset import Dataset, Note

__all__ = ["joined_tags", "tag_issues_table", "tagged_issues_table"]

_SEPARATORS = ("|", ";", ",")


def joined_tags(present: NDArray[Any], names: Sequence[str]) -> list[str]:
    """Return the tags of each row in one text: between the first of ``| ; ,`` that no name holds, else as JSON-like."""
    separator = next((mark for mark in _SEPARATORS if not any(mark in name for name in names)), None)
    columns = np.nonzero(present)[1]
    tags = np.array([*names, None], dtype=object)[columns].tolist()
    ends = np.count_nonzero(present, axis=1).cumsum().tolist()
    joined = separator.join if separator else repr
    return [joined(tags[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def tagged_issues_table(dataset: Dataset, findings: TagFindings) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return a line per example in rank order, and a note when a column of the data had to be renamed in it.

    Parameters
    ----------
    dataset : Dataset
        The rows as they were read.
    findings : TagFindings
        What was found.
    """
    order, tags = findings.order, findings.tags
    given, wrong = tags.given[order] != 0, findings.is_tag_issue[order]
    columns: dict[str, object] = {"row": order}
    if dataset.id_column is not None:
        columns["id"] = dataset.frame[dataset.id_column].to_numpy()[order]
    for name, present in (
        ("given_tags", given),
        ("suggested_tags", given ^ wrong),
        ("missing_tags", ~given & wrong),
        ("extra_tags", given & wrong),
    ):
        columns[name] = pd.Series(joined_tags(present, tags.names), dtype=object)
    columns |= {
        "label_quality": findings.label_quality[order],
        "error_probability": findings.worst[order],
        "is_label_issue": findings.is_issue[order],
        "rank": np.arange(1, len(order) + 1, dtype=np.int64),
    }
    return beside_own_columns(dataset, columns)


def tag_issues_table(dataset: Dataset, pred_probs: NDArray[np.floating], findings: TagFindings) -> pd.DataFrame:
    """Return a line per doubtful tag, most doubtful first.

    Parameters
    ----------
    dataset, findings
        As in `tagged_issues_table`.
    pred_probs : (N, K) float
        Out-of-sample probabilities.
    """
    tags = findings.tags
    rows, columns = findings.ranked_tags()
    given = tags.given[rows, columns].astype(np.int64)
    names = np.array([*tags.names, None], dtype=object)
    made: dict[str, object] = {"rank": np.arange(1, len(rows) + 1, dtype=np.int64), "row": rows}
    if dataset.id_column is not None:
        made["id"] = dataset.frame[dataset.id_column].to_numpy()[rows]
    if dataset.images:
        made["image"] = pd.Series([dataset.images[row].name for row in rows.tolist()], dtype=object)
    made |= {
        "tag": pd.Series(names[columns], dtype=object),
        "kind": pd.Series(np.where(given == 1, "extra", "missing").astype(object), dtype=object),
        "given": given,
        "suggested": 1 - given,
        "pred_prob": np.round(pred_probs[rows, columns].astype(np.float64), DIGITS),
        "error_probability": findings.error_probability[rows, columns],
    }
    return pd.DataFrame(made)
