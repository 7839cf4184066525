"""From a data set to out-of-sample class probabilities, with models that need no download.

The conductor: features by modality (`models`), copies (`groups`), cross-validation (`cross_val`), and what to say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import Dataset, Note
from labelproof._base.errors import InputError, unknown_name
from labelproof._base.progress import SILENT, Progress
from labelproof._learn.copy_votes import with_copies_heard
from labelproof._learn.cross_val import cross_validated
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.groups import Groups, duplicate_groups, given_groups
from labelproof._learn.models import audio, image, table, text
from labelproof._learn.models.backbone import is_backbone
from labelproof._learn.models.examples import Prepared
from labelproof._learn.vectors import short_vectors, space_of

__all__ = ["Clock", "Learned", "Model", "check_learnable", "how_trained", "learn_pred_probs", "rare_classes"]

Model = Literal["fast", "regular", "best"]

_ROUNDS: dict[str, int] = {"fast": 1, "regular": 1, "best": 3}
_NAMES_SHOWN = 8
_HEAVY = ("image", "text")
"""What networks may read: these are told of the device and of a folder for large files."""
_PREPARE: dict[str, Callable[..., Prepared]] = {
    "text": text.prepare,
    "image": image.prepare,
    "audio": audio.prepare,
    "table": table.prepare,
}


@dataclass(frozen=True)
class Learned:
    """Out-of-sample probabilities and how they were learned.

    Attributes
    ----------
    pred_probs : (N, K) float64
        Rows sum to 1. Out-of-sample for labelled rows; for unlabelled ones the mean over the models of all folds;
        for unreadable ones the share of each class.
    readable : (N,) bool
        False where the example could not be read.
    description : str
        What was trained, in words.
    fold : (N,) int64
        The fold in which the row was held out (of the first round); -1 for rows that were not trained on.
    groups : (N,) int64
        Rows of one group were held out together.
    notes : tuple of Note
        What was handled.
    timings : dict of str to float
        Seconds of "features", "duplicates" and "training".
    vectors : (N, D) float16 or None
        Alike rows lie close together; see `vectors`.
    """

    pred_probs: NDArray[np.float64]
    readable: NDArray[np.bool_]
    description: str
    fold: NDArray[np.int64]
    groups: NDArray[np.int64]
    notes: tuple[Note, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    vectors: NDArray[np.float16] | None = None


def learn_pred_probs(
    dataset: Dataset,
    codes: NDArray[np.int64],
    num_classes: int,
    *,
    model: str = "fast",
    folds: int = 5,
    rounds: int = 1,
    groups: Any = "auto",
    seed: int = 0,
    progress: Progress = SILENT,
    device: str | None = None,
    cache_dir: Path | None = None,
) -> Learned:
    """Return out-of-sample class probabilities from built-in models.

    Parameters
    ----------
    dataset : Dataset
        Of modality "text", "image", "audio" or "table".
    codes : (N,) int64
        Class of each row, 0..K-1; -1 for unlabelled rows.
    num_classes : int
        K.
    model : {"fast", "regular", "best"} or the name of one member, default "fast"
        More models, then more rounds of cross-validation: better and slower. A member's name trains that one alone.
        For images and texts also a backbone with weights on this machine, such as
        "timm:resnet18=weights.safetensors" or "transformers:FOLDER".
    folds : int, default 5
        Folds of the cross-validation.
    rounds : int, default 1
        At least so many rounds of cross-validation are averaged; "best" has three.
    groups : "auto", None or (N,) array, default "auto"
        Rows of one group are held out together. "auto": copies and near copies; None: each row on its own.
    seed : int, default 0
        The single source of every random choice here.
    progress : Progress, optional
        Told of every fold. Default: silent.
    device : str, optional
        Where networks are trained. Default: the first GPU where there is one.
    cache_dir : Path, optional
        A folder that keeps what each model said of each fold: the same call goes on from there after an interruption.

    Returns
    -------
    Learned
        Probabilities, folds, groups of copies, notes.

    Raises
    ------
    InputError
        If there is nothing to learn from (no examples besides labels, no readable image, empty texts), or if there
        are fewer labelled examples than folds.

    Notes
    -----
    Copies and near copies are held out together (`groups`), classes are spread evenly over the folds (`folds`), and
    the members of the pool are mixed by their out-of-fold likelihood (`cross_val`). Copies with another label make an
    example doubtful, those with the same one do not confirm it (`copy_votes`). The same seed, machine and
    number of threads give the same bytes.
    """
    check_learnable(dataset, folds, "labels")
    clock = Clock()
    cache = FoldCache(cache_dir)
    training: dict[str, Any] = {"device": device, "cache_dir": cache_dir} if dataset.modality in _HEAVY else {}
    prepare = _PREPARE[dataset.modality]
    whole = model in _ROUNDS or (dataset.modality in _HEAVY and is_backbone(model))
    ready = prepare(dataset, model=model if whole else "best", seed=seed, progress=progress, **training)
    ready = ready if whole else _only(ready, model)
    rounds = max(rounds, ready.rounds, _ROUNDS.get(model, 1))
    clock.lap("features")
    usable = np.where(ready.readable, codes, -1)
    _check_folds(folds, int(np.count_nonzero(usable >= 0)))
    grouped = _groups(ready, groups, seed)
    clock.lap("duplicates")
    found = cross_validated(
        ready.members,
        usable,
        num_classes,
        groups=grouped.ids,
        folds=folds,
        rounds=rounds,
        seed=seed,
        progress=progress,
        cache=cache,
    )
    clock.lap("training")
    # Rows of groups that the caller made belong together; only copies speak about each other's labels.
    copied = isinstance(groups, str)
    pred_probs = with_copies_heard(found.pred_probs, usable, grouped.ids) if copied else found.pred_probs
    pred_probs[~ready.readable] = _prior(codes, num_classes)
    return Learned(
        pred_probs=pred_probs,
        readable=ready.readable,
        description=how_trained(ready.description, folds, rounds),
        fold=found.fold,
        groups=grouped.ids,
        notes=(*ready.notes, *grouped.notes, *rare_classes(dataset.labels, usable, found.absent, folds)),
        timings=clock.laps,
        vectors=short_vectors(space_of(ready.members, ready.space), seed=seed, readable=ready.readable),
    )


def check_learnable(dataset: Dataset, folds: int, given: str) -> None:
    """Refuse a single fold, and data that holds nothing besides what was `given`."""
    if folds < 2:
        raise InputError(f"`folds` must be at least 2: got {folds}. Use 5 unless you have a reason not to.")
    if dataset.modality not in _PREPARE:
        raise InputError(
            f"There is nothing to learn from: only {given} came. "
            "Pass `pred_probs`, or data with text, images, recordings or features."
        )


def _only(ready: Prepared, model: str) -> Prepared:
    """Return the examples with one member alone, which is known by its class: `Linear` is "linear"."""
    members = {type(member).__name__.strip("_").lower(): member for member in reversed(ready.members)}
    if model not in members:
        raise unknown_name("model", "name a built-in model", model, [*_ROUNDS, *members])
    return replace(ready, members=(members[model],), description=f"{model} alone")


def _groups(ready: Prepared, groups: Any, seed: int) -> Groups:
    """Return the groups that were given, or those of copies."""
    if isinstance(groups, str) and groups == "auto":
        return duplicate_groups(
            ready.keys, ready.space, what=ready.what, seed=seed, alike=ready.alike, readable=ready.readable
        )
    given = given_groups(groups, ready.keys.size)
    return Groups(np.arange(ready.keys.size) if given is None else given, ())


class Clock:
    """Seconds of each part of the work."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Note the time since the last part."""
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now


def _check_folds(folds: int, labelled: int) -> None:
    """Refuse folds that would hold out nothing."""
    if folds > labelled:
        raise InputError(
            f"`folds` must be at most the number of labelled examples, {labelled:,}: got {folds:,}. "
            + (
                "Use 5 unless you have a reason not to."
                if labelled >= 5
                else "Label more examples, or use fewer folds."
            )
        )


def _prior(codes: NDArray[np.int64], num_classes: int) -> NDArray[np.float64]:
    """Return the share of each class among the labelled rows."""
    counts = np.bincount(codes[codes >= 0], minlength=num_classes).astype(np.float64)
    return counts / counts.sum() if counts.any() else np.full(num_classes, 1 / num_classes)


def how_trained(what: str, folds: int, rounds: int) -> str:
    """Return in words what was trained."""
    again = f", {rounds} rounds" if rounds > 1 else ""
    return f"{what}, {folds} folds{again}, duplicates kept together"


def rare_classes(
    labels: NDArray[np.object_], codes: NDArray[np.int64], absent: Sequence[int], folds: int
) -> tuple[Note, ...]:
    """Return the note about classes with fewer examples than folds, or that some model never saw."""
    classes, first, counts = np.unique(codes, return_index=True, return_counts=True)
    rare = (classes >= 0) & ((counts < folds) | np.isin(classes, absent))
    if not rare.any():
        return ()
    named = [f"'{labels[row]}' ({count})" for row, count in zip(first[rare], counts[rare], strict=True)]
    more = f" and {len(named) - _NAMES_SHOWN} more" if len(named) > _NAMES_SHOWN else ""
    rows = np.flatnonzero(np.isin(codes, classes[rare]))
    return (
        Note(
            "rare_classes",
            f"Classes with fewer examples than the {folds} folds: {', '.join(named[:_NAMES_SHOWN])}{more}. The models "
            "saw few or none of them, so judge the flags of these rows with care; the only example of a class is not "
            "judged at all.",
            len(named),
            tuple(rows[:10].tolist()),
        ),
    )
