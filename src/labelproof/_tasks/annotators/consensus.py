"""One label per example from many, and how good it is, each label is, and each annotator is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.errors import InputError, nearest
from labelproof._base.warnings import warn
from labelproof._core.annotators.annotations import Annotations
from labelproof._core.annotators.crowdlab import Crowd, Posterior
from labelproof._core.annotators.records import Records, records
from labelproof._core.annotators.temperature import best_temperature, scaled
from labelproof._core.annotators.votes import majority_vote
from labelproof._tasks.annotators.models import check_rows, read_models
from labelproof._tasks.annotators.quality import Options, RowsOf, label_scores, read_options
from labelproof._tasks.annotators.reading import Reading, read_annotations

__all__ = ["Consensus", "Judged", "calibrated", "judge", "vote"]

_CONSENSUS = ("best_quality", "majority_vote")
_QUALITY = ("crowdlab", "agreement")


@dataclass(frozen=True)
class Consensus:
    """The label of each example, its quality, and the share of its annotators who gave it, (N,) each."""

    labels: NDArray[np.int64]
    quality: NDArray[np.float64]
    agreement: NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """What is said of the labels of several annotators.

    `found` has one consensus per method. By the first go the score of every label (A,), None if not wanted, and the
    annotators' records and quality (M,); by the last the weights, None where votes alone count.
    """

    reading: Reading
    found: dict[str, Consensus]
    scores: NDArray[np.float64] | None
    records: Records | None
    annotator_quality: NDArray[np.float64] | None
    weights: Posterior | None


def vote(labels: Any, pred_probs: Any, *, class_names: Sequence[Any] | None, verbose: bool) -> NDArray[Any]:
    """Return the majority vote of each example (N,), in the words of the input."""
    models, names = ([], None) if pred_probs is None else read_models(pred_probs)
    size = models[0].shape[1] if models else None
    reading = read_annotations(labels, num_classes=size, class_names=names if class_names is None else class_names)
    if models:
        check_rows(models, reading.annotations.num_rows)
    found = majority_vote(reading.annotations, models)
    if verbose:
        _warn_of_lost_classes(reading, found)
    return reading.as_given(found)


def judge(
    labels: Any,
    pred_probs: Any,
    *,
    ensemble: bool = False,
    consensus_method: str | Sequence[str] = "best_quality",
    quality_method: str = "crowdlab",
    calibrate_probs: bool = False,
    annotators: bool = True,
    detailed: bool = True,
    score_options: Mapping[str, Any] | None = None,
    class_names: Sequence[Any] | None = None,
    verbose: bool = True,
) -> Judged:
    """Return what `labelproof.multiannotator.get_label_quality_multiannotator` says.

    Parameters
    ----------
    labels, pred_probs, consensus_method, quality_method, calibrate_probs, score_options, class_names, verbose
        As there.
    ensemble : bool, default False
        Whether `pred_probs` are those of several models.
    annotators, detailed : bool, default True
        Whether annotators and single labels are judged too.

    Returns
    -------
    Judged
        One consensus per method, and the rest.
    """
    methods = _known_methods(consensus_method)
    if quality_method not in _QUALITY:
        raise InputError(
            f"`quality_method` must be a known one: got {quality_method!r}. {nearest(quality_method, _QUALITY)}"
        )
    options = read_options(score_options)
    models, names = read_models(pred_probs, ensemble=ensemble)
    names = names if class_names is None else tuple(class_names)
    reading = read_annotations(labels, num_classes=models[0].shape[1], class_names=names)
    known = reading.annotations
    check_rows(models, known.num_rows)
    _require_overlap(known)
    crowd = Crowd(known, calibrated(known, models)[0] if calibrate_probs else models)
    by = partial(_consensus, crowd, pooled=quality_method == "crowdlab", options=options)
    results = [by(method, detailed=(detailed or annotators) and method == methods[0]) for method in methods]
    found = {method: result[0] for method, result in zip(methods, results, strict=True)}
    (main, scores, posterior), weights = results[0], results[-1][2]
    if verbose:
        _warn(reading, crowd, main.labels)
    if not annotators or scores is None:
        return Judged(reading, found, scores, None, None, weights)
    told = records(known, main.labels, main.quality)
    own = told.shared_agreement if posterior is None else _annotator_quality(known, posterior, scores, told)
    return Judged(reading, found, scores, told, own, weights)


def calibrated(
    annotations: Annotations, models: Sequence[NDArray[np.floating]]
) -> tuple[list[NDArray[np.float64]], list[float]]:
    """Return the probabilities of each model at its best temperature, and these."""
    found = [best_temperature(annotations, probs) for probs in models]
    return [scaled(probs, temperature) for probs, temperature in zip(models, found, strict=True)], found


def _consensus(
    crowd: Crowd, method: str, *, pooled: bool, options: Options, detailed: bool
) -> tuple[Consensus, NDArray[np.float64] | None, Posterior | None]:
    """Return a consensus, the score of every label if wanted, and the weights unless only votes count."""
    known = crowd.annotations
    labels = crowd.best() if pooled and method == "best_quality" else crowd.majority
    agreement = known.matches(labels) / known.counts
    posterior = crowd.weigh(labels) if pooled else None
    rows_of: RowsOf = _vote_shares if posterior is None else partial(crowd.rows, posterior)
    quality, scores = label_scores(known, rows_of, labels, options=options, detailed=detailed)
    return Consensus(labels, quality if pooled else agreement, agreement), scores, posterior


def _vote_shares(where: slice, part: Annotations) -> NDArray[np.float64]:  # noqa: ARG001 - as for pooled probabilities
    """Return the shares of the votes (n, K)."""
    return part.votes() / part.counts[:, None]


def _annotator_quality(
    annotations: Annotations, posterior: Posterior, scores: NDArray[np.float64], told: Records
) -> NDArray[np.float64]:
    """Return the mean score of each annotator's labels and their agreement with the consensus, weighed, (M,)."""
    model = float(posterior.models.mean())
    share = len(annotations.labels) / annotations.num_rows / annotations.num_annotators
    trusted = model / (model + float(posterior.annotators.sum()) * share)
    own: NDArray[np.float64] = annotations.by_annotator(scores) / told.labelled
    return trusted * own + (1 - trusted) * told.shared_agreement


def _known_methods(consensus_method: str | Sequence[str]) -> list[str]:
    methods = [consensus_method] if isinstance(consensus_method, str) else list(consensus_method)
    for method in methods or [""]:
        if method not in _CONSENSUS:
            raise InputError(f"`consensus_method` must be a known one: got {method!r}. {nearest(method, _CONSENSUS)}")
    return methods


def _require_overlap(annotations: Annotations) -> None:
    """Refuse annotations of which no two can be compared."""
    if annotations.num_annotators == 1:
        raise InputError(
            "`labels_multiannotator` must have several annotators: got one. "
            "For one label per example use labelproof.rank.get_label_quality_scores."
        )
    if annotations.counts.max() == 1:
        raise InputError(
            "`labels_multiannotator` must have some example with several labels: every example has one. "
            "Collapse them to one label per example, and use labelproof.rank.get_label_quality_scores."
        )


def _warn(reading: Reading, crowd: Crowd, labels: NDArray[np.int64]) -> None:
    """Warn of what makes a consensus worth little."""
    _warn_of_lost_classes(reading, labels)
    met, agreed = crowd.annotations.tally.met, crowd.annotations.tally.agreed
    if not agreed.any():
        warn("Annotators never agree: no two gave an example the same label, so their weights mean little.")
    alone = np.flatnonzero(met == 0)
    if len(alone):
        names = [str(place if reading.annotators is None else reading.annotators[place]) for place in alone[:10]]
        warn(
            f"Annotators who share no example with another: {_listed(names, len(alone))}. They are weighed like "
            "the mean of the others, and their quality is NaN."
        )


def _listed(names: list[str], number: int) -> str:
    return ", ".join(names) + (f" and {number - len(names)} more" if number > len(names) else "")


def _warn_of_lost_classes(reading: Reading, labels: NDArray[np.int64]) -> None:
    """Warn of classes that someone gave and no consensus has: a model trained on it would never see them."""
    size = reading.annotations.num_classes
    given = np.bincount(reading.annotations.labels, minlength=size) > 0
    lost = np.flatnonzero(given & (np.bincount(labels, minlength=size) == 0))
    if len(lost):
        names = [str(name) for name in reading.as_given(lost[:10])]
        warn(
            f"Classes that annotators gave and no consensus has: {_listed(names, len(lost))}. "
            "A model trained on it would never see them."
        )
