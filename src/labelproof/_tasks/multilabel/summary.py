"""Which tags are mislabelled most: wrongly given, or missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._tasks.multilabel.inputs import TagInputs
from labelproof._tasks.multilabel.issues import TagFilter, flag_examples, issue_counts

__all__ = ["TagIssues", "health_score", "tag_issues"]


@dataclass(frozen=True)
class TagIssues:
    """Tags and the two ways in which they err, most frequent first; all arrays (2 K,).

    `given` is True where the tag is given and should not be, False where it should be and is not.
    """

    tag: NDArray[np.int64]
    given: NDArray[np.bool_]
    num_examples: NDArray[np.int64]
    probability: NDArray[np.float64]


def tag_issues(inputs: TagInputs, how: TagFilter | None = None) -> TagIssues:
    """Return how many examples are flagged per tag and error, ties by tag, wrongly given tags first."""
    counts = issue_counts(inputs, how)
    tag = np.repeat(np.arange(inputs.num_tags), 2)
    given = np.tile([True, False], inputs.num_tags)
    number = counts[:, ::-1].reshape(-1)
    order = np.argsort(-number, kind="stable")
    return TagIssues(tag[order], given[order], number[order], number[order] / inputs.num_rows)


def health_score(inputs: TagInputs, how: TagFilter | None = None) -> float:
    """Return the fraction of examples without a flagged tag."""
    return 1.0 - float(np.count_nonzero(flag_examples(inputs, how))) / inputs.num_rows
