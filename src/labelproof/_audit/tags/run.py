"""The audit of tags: read, learn out-of-sample probabilities unless they are given, find doubtful tags, sum up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.given import given_pred_probs
from labelproof._audit.prepared import Prepared, Probabilities, record_of
from labelproof._audit.request import AuditRequest, Model
from labelproof._audit.result import AuditResult
from labelproof._audit.revision import settled
from labelproof._audit.tags.agreement import agreement_of
from labelproof._audit.tags.findings import TagFindings, find_tag_issues
from labelproof._audit.tags.notes import tag_look_alike_notes, tag_notes, weak_tag_model_notes
from labelproof._audit.tags.summary import summarise_tags
from labelproof._audit.tags.tables import tag_issues_table, tagged_issues_table
from labelproof._base.dataset import Dataset, Note
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT, Progress
from labelproof._formats import (
    TagProbs,
    class_list,
    given_tag_probs,
    holds_tags,
    labels_hold_tags,
    read_given_tags,
    read_tagged,
)
from labelproof._learn.multilabel.builtin import learn_tag_probs

__all__ = ["analyse_tags", "carries_tags", "prepare_tags"]

_READING = ("text", "image", "features", "id", "audio", "header")
_SUM_TOLERANCE = 0.01


def carries_tags(request: AuditRequest) -> bool:
    """Tell whether examples carry tags: the user says so, or else their labels or the format of the data do."""
    if request.tags is not None:
        return request.tagged
    if request.labels is not None:
        return labels_hold_tags(request.labels)
    return request.label is None and holds_tags(request.data)


def prepare_tags(request: AuditRequest, started: float, *, columns: Sequence[str] | None = None) -> Prepared:
    """Return the data of a request whose examples carry tags, read and checked.

    Parameters
    ----------
    request : AuditRequest
        What to audit.
    started : float
        When reading began, by `time.perf_counter`.
    columns : sequence of str, optional
        The columns that hold the tags, when the request does not name them.

    Raises
    ------
    InputError
        If the arguments or the data cannot be used.
    """
    if request.pred_probs is None:
        names, inputs = class_list(request.classes)
        dataset = _read(request, _wanted(request, columns), names=names)
        dataset, given = replace(dataset, inputs=(*dataset.inputs, *inputs)), None
    else:
        probs = given_tag_probs(given_pred_probs(request.pred_probs), request.classes)
        dataset, given = _read_beside(request, probs, _wanted(request, columns)), _floats(probs.values)
        _check_one_hot(request, dataset, given)
    if dataset.tags is None:
        raise InputError("There are no tags. Name the column that holds them with --tags (tags=...).")
    names = dataset.tags.names
    said = _guess_note(columns) if request.label is None else ()
    dataset = replace(dataset, notes=(*said, *dataset.notes, *tag_notes(dataset.tags), *tag_look_alike_notes(names)))
    codes = np.full(len(dataset.labels), -1, dtype=np.int64)
    return Prepared(request, dataset, names, codes, given, time.perf_counter() - started)


def analyse_tags(prepared: Prepared, *, progress: Progress = SILENT, cache_dir: Path | None = None) -> AuditResult:
    """Return the audit of prepared data whose examples carry tags.

    Parameters
    ----------
    prepared : Prepared
        From `prepare_tags`.
    progress : Progress, optional
        Where to report progress. Default: nowhere.
    cache_dir : Path, optional
        Keeps what was learned of each fold. Default: nothing is kept.

    Returns
    -------
    AuditResult
        Issues, doubtful tags, summary, probabilities.
    """
    request, dataset = prepared.request, prepared.dataset
    started = time.perf_counter()
    model = _probabilities(prepared, progress, cache_dir)
    learned = time.perf_counter()
    with progress.task("Ranking", 1) as task:
        findings = _findings(dataset, model)
        task.advance()
    parts = model.parts(prepared, findings)
    if prepared.revision is not None:
        findings = settled(findings, prepared.revision)
    issues, renamed = tagged_issues_table(dataset, findings)
    doubtful = tag_issues_table(dataset, model.pred_probs, findings)
    agreement = agreement_of(findings.tags.given, model.pred_probs, findings.scored)
    weak = weak_tag_model_notes(findings, agreement)
    timings = {"read": prepared.seconds, "learn": learned - started, "detect": time.perf_counter() - learned}
    summary = summarise_tags(
        dataset,
        findings,
        agreement,
        model=model.facts,
        notes=(*dataset.notes, *model.notes, *weak, *renamed),
        timings={**timings, "total": sum(timings.values()), **model.timings},
        run={"seed": request.seed, "folds": request.folds, "model": request.model_name},
    )
    return AuditResult(
        issues,
        summary,
        model.pred_probs,
        prepared.class_names,
        dataset,
        prepared.codes,
        findings,
        record_of(request, dataset),
        request.sources,
        doubtful,
        parts,
    )


def _guess_note(columns: Sequence[str] | None) -> tuple[Note, ...]:
    """Return the note that a column was taken for the label, and holds tags."""
    shown = ", ".join(f"`{column}`" for column in columns or ())
    message = f"Using the column {shown}, which holds lists, as the tags (guessed; name it with --tags)."
    return (Note("guessed_columns", message, 1),) if shown else ()


def _wanted(request: AuditRequest, columns: Sequence[str] | None) -> Any:
    """Return the columns of the tags as `read_tagged` takes them."""
    if columns is not None:
        return columns
    if request.tags is None or request.tags is True:
        return True
    return (request.tags,) if isinstance(request.tags, (str, int)) else tuple(request.tags)


def _read(request: AuditRequest, tags: Any, **more: Any) -> Dataset:
    """Read the data of a request."""
    return read_tagged(request.data, tags=tags, **{name: getattr(request, name) for name in _READING}, **more)


def _read_beside(request: AuditRequest, probs: TagProbs, tags: Any) -> Dataset:
    """Read tags that belong to probabilities, and the data beside them where there is some."""
    count, width = probs.values.shape
    if request.labels is None:
        dataset = _read(request, tags, names=probs.names, width=width, need_content=False)
        _check_rows(dataset, count)
        return _with_probs(dataset, probs)
    given = read_given_tags(request.labels, probs, features=request.feature_array)
    if not request.has_data:
        return given
    beside = _read(request, None, need_content=False)
    _check_rows(beside, count)
    return replace(
        beside,
        tags=given.tags,
        arrays=beside.arrays if given.arrays is None else given.arrays,
        notes=tuple(dict.fromkeys((*beside.notes, *given.notes))),
        inputs=tuple(dict.fromkeys((*beside.inputs, *given.inputs))),
    )


def _with_probs(dataset: Dataset, probs: TagProbs) -> Dataset:
    """Return the data set with what was said of its probabilities."""
    return replace(
        dataset,
        notes=tuple(dict.fromkeys((*dataset.notes, *probs.notes))),
        inputs=tuple(dict.fromkeys((*dataset.inputs, *probs.inputs))),
    )


def _check_rows(dataset: Dataset, count: int) -> None:
    """Refuse data and probabilities of different lengths."""
    if len(dataset.frame) != count:
        raise InputError(
            f"The data has {len(dataset.frame):,} rows and pred_probs has {count:,}. "
            "Give tags and probabilities of the same rows, in the same order."
        )


def _check_one_hot(request: AuditRequest, dataset: Dataset, given: NDArray[np.floating]) -> None:
    """Refuse a matrix with one 1 per row beside rows that sum to 1, unless the user says that these are tags."""
    if request.tagged or request.labels is None or dataset.tags is None or dataset.tags.given.shape[1] < 2:
        return
    one_each = bool((dataset.tags.given.sum(axis=1) == 1).all())
    if one_each and bool((np.abs(given.sum(axis=1) - 1) <= _SUM_TOLERANCE).all()):
        raise InputError(
            f"`labels` must be one-dimensional, one label per row: got shape {dataset.tags.given.shape} with a single "
            "1 in every row. If they are one-hot, pass labels.argmax(axis=1); if they are tags, say so with --tags "
            "(tags=True)."
        )


def _floats(values: NDArray[Any]) -> NDArray[np.floating]:
    return values if values.dtype in (np.float32, np.float64) else values.astype(np.float64)


def _probabilities(prepared: Prepared, progress: Progress, cache_dir: Path | None) -> Probabilities:
    """Return the given probabilities, or learn them."""
    if prepared.given is not None:
        return Probabilities.own(prepared.given)
    request = prepared.request
    if request.model not in get_args(Model):
        raise InputError(
            f"Of examples with tags the audit trains one of its own models: got {request.model_name!r}. Cross-validate "
            "yours with labelproof.learn.cross_val_multilabel_pred_probs, and pass the probabilities with --pred-probs."
        )
    learned = learn_tag_probs(
        prepared.dataset,
        prepared.lessons,
        model=request.model,
        folds=request.folds,
        seed=request.seed,
        tag_names=prepared.class_names,
        progress=progress,
        cache_dir=cache_dir,
    )
    return Probabilities.learned(learned, request.folds)


def _findings(dataset: Dataset, model: Probabilities) -> TagFindings:
    """Return what is found, refused when no example could be read."""
    if dataset.tags is None or (model.readable is not None and not model.readable.any()):
        raise InputError(
            f"None of the {len(dataset.labels):,} examples could be read. "
            "Check that the files are images or recordings, and that they are complete."
        )
    return find_tag_issues(dataset.tags, model.pred_probs, readable=model.readable)
