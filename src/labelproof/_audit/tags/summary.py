"""Everything an audit of tags says in numbers: `summary.json` with `task` "tags", and what the report draws.

The keys that an audit of one label per example has too mean the same here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.summary import ModelFacts, alike, head_of, interval, quality_histogram, short, tail_of
from labelproof._audit.tags.agreement import Agreement
from labelproof._audit.tags.findings import TagFindings
from labelproof._base.dataset import Dataset, Note
from labelproof._core.tag_adaptive import row_blocks

__all__ = ["summarise_tags", "tag_swaps"]

_TOGETHER = 24
_SWAPS = 100


def summarise_tags(
    dataset: Dataset,
    findings: TagFindings,
    agreement: Agreement,
    *,
    model: ModelFacts,
    notes: Sequence[Note],
    timings: Mapping[str, float],
    run: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the summary of an audit of tags.

    Parameters
    ----------
    dataset : Dataset
        The rows as they were read.
    findings : TagFindings
        What was found.
    agreement : Agreement
        How well the model agrees with the given tags.
    model, notes, timings, run
        As in `summarise`.

    Returns
    -------
    dict
        Plain values only, ready for JSON.

    Notes
    -----
    Rows that could not be read count as examples, and in nothing else. Time O(N K + K^2 N / block).
    """
    tags = findings.tags
    rows = np.flatnonzero(findings.scored)
    given, wrong = tags.given[rows] != 0, findings.is_tag_issue[rows]
    table = _tags(tags.names, given, wrong, _mean_quality(findings), agreement.gains)
    missing, extra = int((~given & wrong).sum()), int((given & wrong).sum())
    return {
        **head_of(dataset),
        "task": "tags",
        "counts": {
            "examples": len(tags.given),
            "labelled": len(rows),
            "unlabelled": 0,
            "unreadable": len(tags.given) - len(rows),
            "flagged": int(findings.is_issue.sum()),
            "tags": len(tags.names),
            "tags_given": int(given.sum()),
            "without_tags": int((~given.any(axis=1)).sum()),
            "flagged_tags": missing + extra,
            "missing": missing,
            "extra": extra,
            "tags_with_flags": sum(1 for row in table if row["missing"] or row["extra"]),
        },
        "model": _model(agreement, int(given.sum()), model),
        "detection": {
            "method": "tag posterior and self-confidence joined by log-odds, moving average 0.8 per example",
            "probability": "uncalibrated until people have judged some rows",
        },
        "tags": table,
        "tag_swaps": tag_swaps(tags.names, given, wrong),
        "similar_classes": alike(tags.names),
        "co_occurrence": _together(tags.names, given),
        "quality_histogram": quality_histogram(findings.label_quality, findings.is_issue, findings.scored),
        "calibration": _calibration(agreement),
        **tail_of(dataset, notes=notes, timings=timings, run=run),
    }


def _model(agreement: Agreement, given: int, facts: ModelFacts) -> dict[str, Any]:
    """Return how well the model agrees with the given tags, out of sample."""
    right, total, both = agreement.right, agreement.rows, agreement.said + given
    return {
        "description": facts.description,
        "given": facts.given,
        "folds": facts.folds,
        "accuracy": short(right / total),
        "accuracy_interval": interval(right, total),
        "micro_f1": short(2 * agreement.hits / both) if both else None,
        "log_loss": short(agreement.losses.mean()),
        "constant_log_loss": short(agreement.constants.mean()),
    }


def _mean_quality(findings: TagFindings) -> NDArray[np.float64]:
    """Return the mean quality of each tag over the rows that could be read."""
    scored, error = findings.scored, findings.error_probability
    total = np.zeros(error.shape[1])
    for block in row_blocks(*error.shape):
        total += (1.0 - error[block][scored[block]]).sum(axis=0)
    return np.asarray(total / scored.sum())


def _tags(
    names: Sequence[str],
    given: NDArray[np.bool_],
    wrong: NDArray[np.bool_],
    quality: NDArray[np.float64],
    gains: NDArray[np.float64],
) -> list[dict[str, Any]]:
    """Return the table per tag, in the order of the tags; shares are of those without it, and of those with it."""
    carried = given.sum(axis=0).tolist()
    missing, extra = (~given & wrong).sum(axis=0).tolist(), (given & wrong).sum(axis=0).tolist()
    rows = len(given)
    return [
        {
            "name": names[k],
            "given": carried[k],
            "missing": missing[k],
            "missing_share": short(missing[k] / (rows - carried[k])) if carried[k] < rows else None,
            "missing_interval": interval(missing[k], rows - carried[k]) if carried[k] < rows else None,
            "extra": extra[k],
            "extra_share": short(extra[k] / carried[k]) if carried[k] else None,
            "extra_interval": interval(extra[k], carried[k]) if carried[k] else None,
            "mean_quality": short(quality[k]),
            "model_gain": short(gains[k]) if 0 < carried[k] < rows else None,
        }
        for k in range(len(names))
    ]


def tag_swaps(names: Sequence[str], given: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Return how often one tag is extra where another is missing, most frequent first, ties by the order of tags."""
    extra, missing = np.flatnonzero((given & wrong).any(axis=0)), np.flatnonzero((~given & wrong).any(axis=0))
    counts = np.zeros((len(extra), len(missing)), dtype=np.int64)
    for block in row_blocks(*given.shape):
        there, flagged = given[block], wrong[block]
        left, right = (there & flagged)[:, extra], (~there & flagged)[:, missing]
        both = left.any(axis=1) & right.any(axis=1)
        counts += np.rint(left[both].T.astype(np.float32) @ right[both].astype(np.float32)).astype(np.int64)
    rows, columns = np.nonzero(counts)
    often = counts[rows, columns]
    first = np.argsort(-often, kind="stable")[:_SWAPS]
    return [
        {"extra": names[a], "missing": names[b], "flagged": count}
        for a, b, count in zip(
            extra[rows[first]].tolist(), missing[columns[first]].tolist(), often[first].tolist(), strict=True
        )
    ]


def _together(names: Sequence[str], given: NDArray[np.bool_]) -> dict[str, Any]:
    """Return how often the most frequent tags are given together; the diagonal counts each of them."""
    carried = given.sum(axis=0)
    shown = np.sort(np.argsort(-carried, kind="stable")[:_TOGETHER])
    counts = np.zeros((len(shown), len(shown)), dtype=np.int64)
    for block in row_blocks(*given.shape):
        carried_here = given[block][:, shown].astype(np.float32)
        counts += np.rint(carried_here.T @ carried_here).astype(np.int64)
    return {"names": [names[k] for k in shown.tolist()], "counts": counts.tolist()}


def _calibration(agreement: Agreement) -> list[dict[str, Any]]:
    """Return, for each tenth of the probability that has tags in it, how often the tag was given."""
    return [
        {
            "predicted": short(total_probability / total),
            "observed": short(given / total),
            "interval": interval(int(given), int(total)),
            "examples": int(total),
        }
        for total, given, total_probability in zip(
            agreement.totals.tolist(), agreement.given.tolist(), agreement.sums.tolist(), strict=True
        )
        if total
    ]
