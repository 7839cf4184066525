"""Everything an audit says in numbers, as one plain dictionary: `summary.json`, and what the report draws.

Version 1 of the schema; it changes only together with `SCHEMA_VERSION`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof import __version__
from labelproof._audit.classes import similar_classes
from labelproof._audit.findings import DIGITS, Findings
from labelproof._base.dataset import Dataset, Note
from labelproof._core.intervals import wilson_interval

__all__ = [
    "SCHEMA_VERSION",
    "ModelFacts",
    "alike",
    "head_of",
    "interval",
    "quality_histogram",
    "short",
    "summarise",
    "tail_of",
]

SCHEMA_VERSION = 1
_SMALLEST_PROBABILITY = 1e-7
_BINS = 20
_CALIBRATION_BINS = 10
_LISTED = 100


@dataclass(frozen=True)
class ModelFacts:
    """What is said of the model: `given` when the probabilities came from the user, then `folds` is None."""

    description: str
    given: bool
    folds: int | None


def summarise(
    dataset: Dataset,
    codes: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    names: Sequence[str],
    findings: Findings,
    *,
    model: ModelFacts,
    notes: Sequence[Note],
    timings: Mapping[str, float],
    run: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the summary of an audit.

    Parameters
    ----------
    dataset : Dataset
        The rows as they were read.
    codes : (N,) int64
        Given class of each row, -1 where the label is missing.
    pred_probs : (N, K) float32 or float64
        Out-of-sample probabilities.
    names : sequence of str
        K class names.
    findings : Findings
        What was found.
    model : ModelFacts
        Where the probabilities came from.
    notes : sequence of Note
        What was handled and must be reported.
    timings : mapping of str to float
        Seconds of each step.
    run : mapping
        Arguments that the report shows: seed, folds, model.

    Returns
    -------
    dict
        Plain values only, ready for JSON.

    Notes
    -----
    Rows without a label or without readable content count as examples, and in nothing else. Time O(N K).
    """
    rows = _scored_rows(codes, pred_probs, findings.scored)
    classes = _classes(codes, names, findings)
    return {
        **head_of(dataset),
        "counts": {
            "examples": len(codes),
            "labelled": int((codes >= 0).sum()),
            "unlabelled": int((codes < 0).sum()),
            "unreadable": int(((codes >= 0) & ~findings.scored & (findings.suggested < 0)).sum()),
            "flagged": int(findings.is_issue.sum()),
            "classes": len(names),
            "classes_with_flags": sum(1 for row in classes if row["flagged"]),
        },
        "model": _model(rows, model),
        "detection": {
            "method": "noise-adaptive score, geometric-mean count",
            "class_conditionality": short(findings.class_conditionality),
            "probability": "uncalibrated until people have judged some rows",
        },
        "classes": classes,
        "class_pairs": _class_pairs(codes, names, findings),
        "quality_histogram": quality_histogram(1.0 - findings.error_probability, findings.is_issue, findings.scored),
        "calibration": _calibration(rows),
        "similar_classes": alike(names),
        "unlabelled": _unlabelled(codes, pred_probs, names, findings),
        **tail_of(dataset, notes=notes, timings=timings, run=run),
    }


def head_of(dataset: Dataset) -> dict[str, Any]:
    """Return what every summary says first, whatever the examples carry."""
    return {
        "schema_version": SCHEMA_VERSION,
        "name": dataset.name,
        "created": datetime.date.today().isoformat(),
        "labelproof_version": __version__,
        "modality": dataset.modality,
    }


def tail_of(
    dataset: Dataset, *, notes: Sequence[Note], timings: Mapping[str, float], run: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what every summary says last; the arguments are those of `summarise`."""
    return {
        "notes": [
            {"code": n.code, "message": n.message, "count": n.count, "rows": [int(row) for row in n.rows]}
            for n in notes
        ],
        "skipped": [],
        "timings": {step: round(seconds, 3) for step, seconds in timings.items()},
        "input": {
            "files": [{"path": file.path, "sha256": file.sha256} for file in dataset.inputs],
            "label": dataset.label_column,
            "text": list(dataset.text_columns),
            "features": list(dataset.feature_columns),
            "image": "files" if dataset.images else None,
            "audio": "files" if dataset.audio else None,
        },
        "run": dict(run),
    }


def alike(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the groups of names that look like one, and why."""
    return [{"names": list(group), "reason": "differ only by case or blanks"} for group in similar_classes(names)]


@dataclass(frozen=True)
class _Rows:
    """What is kept of the probabilities of the scored rows: a few numbers per row, never a copy of them."""

    top: NDArray[np.float64]
    of_given: NDArray[np.float64]
    agrees: NDArray[np.bool_]


def _scored_rows(codes: NDArray[np.int64], pred_probs: NDArray[np.floating], scored: NDArray[np.bool_]) -> _Rows:
    """Return the numbers of the rows that have a label and could be read."""
    rows = np.flatnonzero(scored)
    return _Rows(
        top=pred_probs.max(axis=1)[rows].astype(np.float64),
        of_given=pred_probs[rows, codes[rows]].astype(np.float64),
        agrees=pred_probs.argmax(axis=1)[rows] == codes[rows],
    )


def _model(rows: _Rows, facts: ModelFacts) -> dict[str, Any]:
    """Return how well the model agrees with the labels, out of sample."""
    right, total = int(rows.agrees.sum()), len(rows.agrees)
    log_loss = float(-np.log(np.maximum(rows.of_given, _SMALLEST_PROBABILITY)).mean())
    return {
        "description": facts.description,
        "given": facts.given,
        "folds": facts.folds,
        "accuracy": short(right / total),
        "accuracy_interval": interval(right, total),
        "log_loss": short(log_loss),
    }


def _classes(codes: NDArray[np.int64], names: Sequence[str], findings: Findings) -> list[dict[str, Any]]:
    """Return the table per class, in class order; shares are of the examples that were scored."""
    size, scored, issue = len(names), findings.scored, findings.is_issue
    examples = np.bincount(codes[scored], minlength=size)
    flagged = np.bincount(codes[issue], minlength=size)
    suggested = np.bincount(findings.suggested[issue], minlength=size)
    quality = np.bincount(codes[scored], weights=1.0 - findings.error_probability[scored], minlength=size)
    return [
        {
            "name": names[k],
            "examples": int(examples[k]),
            "flagged": int(flagged[k]),
            "share": short(flagged[k] / examples[k]) if examples[k] else None,
            "interval": interval(int(flagged[k]), int(examples[k])) if examples[k] else None,
            "suggested": int(suggested[k]),
            "mean_quality": short(quality[k] / examples[k]) if examples[k] else None,
        }
        for k in range(size)
    ]


def _class_pairs(codes: NDArray[np.int64], names: Sequence[str], findings: Findings) -> list[dict[str, Any]]:
    """Return how often each given class is flagged with each suggestion, most frequent first, ties by class order."""
    issue = findings.is_issue
    pairs = Counter(zip(codes[issue].tolist(), findings.suggested[issue].tolist(), strict=True))
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [{"given": names[given], "suggested": names[new], "flagged": count} for (given, new), count in ordered]


def quality_histogram(
    quality: NDArray[np.float64], is_issue: NDArray[np.bool_], scored: NDArray[np.bool_]
) -> dict[str, Any]:
    """Return how many flagged and other examples lie in each twentieth of the label quality."""
    edges = np.linspace(0.0, 1.0, _BINS + 1).round(2)
    flagged = np.histogram(quality[is_issue], bins=edges)[0]
    other = np.histogram(quality[scored & ~is_issue], bins=edges)[0]
    return {"edges": edges.tolist(), "flagged": flagged.tolist(), "other": other.tolist()}


def _calibration(rows: _Rows) -> list[dict[str, Any]]:
    """Return, for each tenth of the top probability that has examples, how often the model agrees with the label."""
    top, agrees = rows.top, rows.agrees
    which = np.minimum((top * _CALIBRATION_BINS).astype(np.int64), _CALIBRATION_BINS - 1)
    bins = []
    for b in range(_CALIBRATION_BINS):
        members = which == b
        total, right = int(members.sum()), int(agrees[members].sum())
        if total:
            bins.append(
                {
                    "predicted": short(float(top[members].mean())),
                    "observed": short(right / total),
                    "interval": interval(right, total),
                    "examples": total,
                }
            )
    return bins


def _unlabelled(
    codes: NDArray[np.int64], pred_probs: NDArray[np.floating], names: Sequence[str], findings: Findings
) -> list[dict[str, Any]]:
    """Return the suggestions for the first rows without a label, surest first."""
    rows = findings.order[codes[findings.order] < 0][:_LISTED].tolist()
    return [
        {
            "row": row,
            "suggested": names[findings.suggested[row]] if findings.suggested[row] >= 0 else None,
            "probability": short(float(pred_probs[row].max())) if findings.suggested[row] >= 0 else None,
        }
        for row in rows
    ]


def interval(count: int, total: int) -> list[float]:
    """Return the 95 % Wilson interval of a share."""
    low, high = wilson_interval(count, total)
    return [short(float(low)), short(float(high))]


def short(value: float) -> float:
    """Return a number with as many digits as are written."""
    return round(float(value), DIGITS)
