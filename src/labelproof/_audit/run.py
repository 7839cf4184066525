"""The audit: read, learn out-of-sample probabilities unless they are given, detect, sum up.

The steps are separate so that the command line can check its output folder between reading and learning.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._audit.classes import class_codes, in_company, ordered_classes
from labelproof._audit.findings import find_issues
from labelproof._audit.given import given_pred_probs
from labelproof._audit.issues import issues_table
from labelproof._audit.notes import look_alike_notes, weak_model_notes
from labelproof._audit.prepared import Prepared, Probabilities, record_of
from labelproof._audit.request import AuditRequest
from labelproof._audit.result import AuditResult
from labelproof._audit.revision import settled
from labelproof._audit.summary import summarise
from labelproof._audit.tags.run import analyse_tags, carries_tags, prepare_tags
from labelproof._base.dataset import Dataset
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT, Progress
from labelproof._formats import ListedLabelsError, read, read_given
from labelproof._learn.builtin import learn_pred_probs
from labelproof._learn.own_model import learn_with

__all__ = ["Prepared", "analyse", "audit", "prepare"]

_READING = ("label", "text", "image", "features", "id", "audio", "header")
"""The arguments of a request that say how to read its data."""


def audit(
    data: Any = None,
    *,
    label: str | int | None = None,
    text: Sequence[str] = (),
    image: str | None = None,
    features: Sequence[str] = (),
    id: str | None = None,  # noqa: A002
    header: bool | None = None,
    labels: Any = None,
    pred_probs: Any = None,
    feature_array: Any = None,
    classes: Any = None,
    model: Any = "fast",
    folds: int = 5,
    seed: int = 0,
    tags: Any = None,
    audio: str | None = None,
    progress: Progress = SILENT,
    cache_dir: str | Path | None = None,
) -> AuditResult:
    """Return every example of a data set ranked by how likely its given label, or one of its tags, is wrong.

    Parameters
    ----------
    data : path, sequence of paths, DataFrame or mapping, optional
        CSV, TSV, JSON lines or Parquet files of the same columns; a folder of images or of
        recordings (or a zip of one); an ``.npz`` with ``X``/``y`` or ``images``/``labels``; a pandas or polars frame
        or an Arrow table. May be left out when `labels` and `pred_probs` are given.
    label : str or int, optional
        The label column, by name or by position (-1 is the last). Default: guessed, and said so.
    text, features : sequence of str, optional
        Columns to learn from. Default: guessed, and said so.
    image : str, optional
        The column with the image paths.
    id : str, optional
        The column that identifies rows; its values must be distinct.
    header : bool, optional
        Whether the tables have a header line. Default: recognised.
    labels : path or array, optional
        Given labels, when they are not a column of `data`.
    pred_probs : path, (N, K) array or other container, optional
        Out-of-sample probabilities; nothing is trained then. Rows in the order of the data. Files: .npy, .npz, .csv,
        .tsv, .jsonl, .parquet, .arrow, .feather, .zarr, .h5. They are held in memory as a whole.
    feature_array : path or (N, D) array, optional
        Features that belong to `labels` and `pred_probs`; kept with the result.
    classes : path or sequence of str, optional
        Class names in the order of the columns of `pred_probs`. Default: column names, else sorted labels.
    model : {"fast", "regular", "best"}, other name, or model, default "fast"
        The built-in model to train, one of its members such as "linear", or a model of your own: an estimator of
        scikit-learn or like it, or a torch module. It is given a list of strings, an array, a frame of the feature
        columns (numbers as floats), or the paths of files.
    folds : int, default 5
        Folds of the cross-validation.
    seed : int, default 0
        Seed of the folds and models.
    tags : str, sequence of str or True, optional
        Says that an example may carry several tags, or none: the column that holds lists of them, or several columns
        of 0 and 1; True to have them found. Default: tags where the format says so (ARFF with several labels,
        CelebA's attribute list), where the label column holds lists, or where `labels` are lists or a matrix of 0 and
        1; else one label per example.
    audio : str, optional
        The column with the paths of recordings.
    progress : Progress, optional
        Where to report progress. Default: nowhere.
    cache_dir : path, optional
        A folder that keeps what each model said of each fold: after an interruption, the same call goes on from there
        and ends with the same result. Default: nothing is kept. (The command line keeps it beside the output.)

    Returns
    -------
    AuditResult
        Issues, summary, probabilities.

    Raises
    ------
    InputError
        If the data cannot be read or used; the message says what came and how to fix it.

    Notes
    -----
    A row is flagged when it is among the first `flag count` rows of the ranking, and exactly those rows have an
    error probability above one half. The probability is *uncalibrated* until people have judged some rows. Rows
    without a label get a suggestion and are never flagged. Time: training, then O(N K^2).

    Of tags, each is judged by itself (`tag_issues`), an example is flagged when one of its tags is, the flagged
    examples come first, and `error_probability` is that of the most doubtful tag. Rows of `pred_probs` need not sum
    to 1 then.

    Source
    ------
    Confident learning, arXiv 1911.00068; the noise-adaptive score departs from it, see `_core.adaptive`.

    Examples
    --------
    >>> import labelproof
    >>> result = labelproof.audit(labels=[0, 0, 0, 1, 1, 1], pred_probs=[[.9, .1]] * 3 + [[.1, .9]] * 2 + [[.95, .05]])
    >>> worst = result.issues.iloc[0]
    >>> int(worst["row"]), worst["given_label"], worst["suggested_label"]
    (5, '1', '0')
    >>> result.summary["counts"]["examples"]
    6
    """
    request = AuditRequest(
        data,
        label,
        text,
        image,
        features,
        id,
        header,
        labels,
        pred_probs,
        feature_array,
        classes,
        model,
        folds,
        seed,
        tags,
        audio,
    )
    return analyse(prepare(request), progress=progress, cache_dir=cache_dir)


def prepare(request: AuditRequest) -> Prepared:
    """Return the data of a request, read and checked.

    Parameters
    ----------
    request : AuditRequest
        What to audit.

    Returns
    -------
    Prepared
        Ready for `analyse`.

    Raises
    ------
    InputError
        If the arguments or the data cannot be used.
    """
    started = time.perf_counter()
    request.check()
    if carries_tags(request):
        return prepare_tags(request, started)
    try:
        return _prepare(request, started)
    except ListedLabelsError as error:
        if request.labels is not None:
            raise
        return prepare_tags(request, started, columns=(error.column,))


def _prepare(request: AuditRequest, started: float) -> Prepared:
    """Return data with one label per example."""
    if request.pred_probs is None:
        dataset = _read(request)
        names = ordered_classes(dataset.labels)
        given = None
    else:
        dataset, given, names = _read_given(request)
        if given.dtype not in (np.float32, np.float64):
            given = given.astype(np.float64)
        ordered_classes(dataset.labels)  # Refuses labels of one class.
    codes = class_codes(dataset.labels, names)
    dataset = replace(dataset, notes=(*dataset.notes, *look_alike_notes(names)))
    return Prepared(request, dataset, names, codes, given, time.perf_counter() - started)


def analyse(prepared: Prepared, *, progress: Progress = SILENT, cache_dir: str | Path | None = None) -> AuditResult:
    """Return the audit of prepared data.

    Parameters
    ----------
    prepared : Prepared
        From `prepare`.
    progress : Progress, optional
        Where to report progress. Default: nowhere.
    cache_dir : path, optional
        Keeps what was learned of each fold. Default: nothing is kept.

    Returns
    -------
    AuditResult
        Issues, summary, probabilities.
    """
    cache = None if cache_dir is None else Path(cache_dir)
    if prepared.dataset.tags is not None:
        return analyse_tags(prepared, progress=progress, cache_dir=cache)
    request, dataset, names, codes = prepared.request, prepared.dataset, prepared.class_names, prepared.codes
    started = time.perf_counter()
    model = _probabilities(prepared, progress, cache)
    _check_readable(codes, model.readable)
    learned = time.perf_counter()
    with progress.task("Ranking", 1) as task:
        findings = find_issues(
            codes,
            model.pred_probs,
            readable=model.readable,
            judged=None if model.readable is None else in_company(codes, model.readable),
            folds=request.folds,
            seed=request.seed,
        )
        task.advance()
    parts = model.parts(prepared, findings)
    if prepared.revision is not None:
        findings = settled(findings, prepared.revision)
    issues, renamed = issues_table(dataset, codes, names, findings)
    weak = weak_model_notes(codes, model.pred_probs, findings.scored, names)
    detected = time.perf_counter()
    timings = {"read": prepared.seconds, "learn": learned - started, "detect": detected - learned}
    run = {"seed": request.seed, "folds": request.folds, "model": request.model_name}
    summary = summarise(
        dataset,
        codes,
        model.pred_probs,
        names,
        findings,
        model=model.facts,
        notes=(*dataset.notes, *model.notes, *weak, *renamed),
        timings={**timings, "total": sum(timings.values()), **model.timings},
        run=run,
    )
    record = record_of(request, dataset)
    return AuditResult(
        issues,
        summary,
        model.pred_probs,
        names,
        dataset,
        codes,
        findings,
        record,
        request.sources,
        parts=parts,
    )


def _read(request: AuditRequest) -> Dataset:
    """Read the data of a request."""
    return read(
        request.data,
        **{name: getattr(request, name) for name in _READING},
        need_label=request.labels is None,
        need_content=request.pred_probs is None,
    )


def _read_given(request: AuditRequest) -> tuple[Dataset, NDArray[np.floating], tuple[str, ...]]:
    """Read labels and probabilities, and the data beside them where there is some."""
    beside = _read(request) if request.has_data else None
    labels = request.labels if request.labels is not None or beside is None else beside.labels
    given, pred_probs, names = read_given(
        labels, given_pred_probs(request.pred_probs), features=request.feature_array, classes=request.classes
    )
    if beside is None:
        return given, pred_probs, names
    if len(beside.frame) != len(given.labels):
        raise InputError(
            f"The data has {len(beside.frame):,} rows and pred_probs belong to {len(given.labels):,} labels. "
            "Give labels and probabilities of the same rows, in the same order."
        )
    merged = replace(
        beside,
        labels=given.labels,
        arrays=beside.arrays if given.arrays is None else given.arrays,
        notes=tuple(dict.fromkeys((*beside.notes, *given.notes))),
        inputs=tuple(dict.fromkeys((*beside.inputs, *given.inputs))),
    )
    return merged, pred_probs, names


def _probabilities(prepared: Prepared, progress: Progress, cache_dir: Path | None) -> Probabilities:
    """Return the given probabilities, or learn them."""
    if prepared.given is not None:
        return Probabilities.own(prepared.given)
    request = prepared.request
    if not isinstance(request.model, str):
        own = learn_with(
            request.model,
            prepared.dataset,
            prepared.lessons,
            prepared.class_names,
            folds=request.folds,
            seed=request.seed,
            progress=progress,
            cache_dir=cache_dir,
        )
        return Probabilities.learned(own, request.folds)
    learned = learn_pred_probs(
        prepared.dataset,
        prepared.lessons,
        len(prepared.class_names),
        model=request.model,
        folds=request.folds,
        seed=request.seed,
        progress=progress,
        cache_dir=cache_dir,
    )
    return Probabilities.learned(learned, request.folds)


def _check_readable(codes: NDArray[np.int64], readable: NDArray[np.bool_] | None) -> None:
    """Refuse data of which no labelled example could be read."""
    if readable is not None and not (readable & (codes >= 0)).any():
        raise InputError(
            f"None of the {int((codes >= 0).sum()):,} labelled examples could be read. "
            "Check that the files are images or recordings, and that they are complete."
        )
