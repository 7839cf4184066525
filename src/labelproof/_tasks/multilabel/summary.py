"""Which tags are mislabelled most: wrongly given, or missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelproof._tasks.multilabel.inputs import TagInputs
from labelproof._tasks.multilabel.issues import TagFilter, flag_examples, flags_and_counts, issue_counts

__all__ = ["TagIssues", "health_score", "health_summary", "tag_issues"]


@dataclass(frozen=True)
class TagIssues:
    """Tags and the two ways in which they err, most frequent first; all arrays (2 K,).

    `given` is True where the tag is given and should not be, False where it should be and is not.
    """

    tag: NDArray[np.int64]
    given: NDArray[np.bool_]
    num_examples: NDArray[np.int64]
    probability: NDArray[np.float64]


def tag_issues(inputs: TagInputs, how: TagFilter) -> TagIssues:
    """Return how many examples are flagged per tag and error, ties by tag, wrongly given tags first."""
    return _sorted(issue_counts(inputs, how), inputs.num_rows)


def health_score(inputs: TagInputs, how: TagFilter) -> float:
    """Return the fraction of examples without a flagged tag."""
    return _share_unflagged(flag_examples(inputs, how))


def health_summary(inputs: TagInputs, how: TagFilter) -> tuple[TagIssues, float]:
    """Return what `tag_issues` and `health_score` do, with one joint."""
    mask, counts = flags_and_counts(inputs, how)
    return _sorted(counts, inputs.num_rows), _share_unflagged(mask)


def _sorted(counts: NDArray[np.int64], num_rows: int) -> TagIssues:
    """Return the counts (K, 2) of flagged examples that lack or have each tag as rows, most frequent first."""
    tag = np.repeat(np.arange(len(counts)), 2)
    given = np.tile([True, False], len(counts))
    number = counts[:, ::-1].reshape(-1)
    order = np.argsort(-number, kind="stable")
    return TagIssues(tag[order], given[order], number[order], number[order] / num_rows)


def _share_unflagged(mask: NDArray[np.bool_]) -> float:
    return 1.0 - float(np.count_nonzero(mask)) / len(mask)
