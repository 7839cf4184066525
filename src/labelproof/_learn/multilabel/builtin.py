"""From a data set to out-of-sample probabilities of tags, with models that need no download.

The conductor: features by modality (`models`), copies (`groups`), models and folds (`members`, `pool`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelproof._base.dataset import Dataset, Note
from labelproof._base.errors import InputError, legal_name
from labelproof._base.progress import SILENT, Progress
from labelproof._learn.builtin import Clock, Learned, Model, check_learnable, how_trained
from labelproof._learn.fold_cache import FoldCache
from labelproof._learn.groups import duplicate_groups
from labelproof._learn.models import audio, image, text
from labelproof._learn.models.columns import encode_array, encode_columns
from labelproof._learn.models.examples import Prepared
from labelproof._learn.models.kernel import Kernel
from labelproof._learn.multilabel.members import UNKNOWN, DenseLinear, SmoothVotes, SparseLinear, TagMember, Trees
from labelproof._learn.multilabel.pool import pooled_tags
from labelproof._learn.near_pairs import Space
from labelproof._learn.vectors import short_vectors, space_of

__all__ = ["learn_tag_probs"]

_ROUNDS: dict[str, int] = {"fast": 1, "regular": 1, "best": 3}
_NAMES_SHOWN = 8


@dataclass(frozen=True)
class _Ready:
    """Examples made ready for learning, without looking at a tag; see `models.examples.Prepared`."""

    keys: NDArray[np.int64]
    space: Space
    members: tuple[TagMember, ...]
    readable: NDArray[np.bool_]
    what: str
    description: str
    notes: tuple[Note, ...] = ()
    alike: NDArray[np.int64] | None = None


def learn_tag_probs(
    dataset: Dataset,
    tags: NDArray[np.uint8],
    *,
    model: Model = "fast",
    folds: int = 5,
    seed: int = 0,
    tag_names: Sequence[str] | None = None,
    progress: Progress = SILENT,
    cache_dir: Path | None = None,
) -> Learned:
    """Return out-of-sample probabilities of each tag from built-in models.

    Parameters
    ----------
    dataset : Dataset
        Of modality "text", "image", "audio" or "table"; its `labels` are not looked at.
    tags : (N, K) uint8
        1 where the row has the tag, 0 where not, 255 where nobody said.
    model : {"fast", "regular", "best"}, default "fast"
        More models, then more rounds of cross-validation: better and slower.
    folds : int, default 5
        Folds of the cross-validation.
    seed : int, default 0
        The single source of every random choice here.
    tag_names : sequence of K str, optional
        For the notes. Default: the numbers of the tags.
    progress : Progress, optional
        Told of every fold. Default: silent.
    cache_dir : Path, optional
        A folder that keeps what each model said of each fold: the same call goes on from there after an interruption.

    Returns
    -------
    Learned
        `pred_probs` (N, K) are probabilities of having each tag, so rows need not sum to 1.

    Raises
    ------
    InputError
        If there is nothing to learn from, or if there are fewer rows with known tags than folds.

    Notes
    -----
    Copies and near copies are held out together, tags are spread evenly over the folds (`multilabel.folds`), and the
    models are calibrated and mixed by their out-of-fold likelihood (`pool`). The same seed, machine and number of
    threads give the same bytes.
    """
    _check(dataset, tags, model, folds)
    clock = Clock()
    ready = _PREPARE[dataset.modality](dataset, model, seed, progress)
    clock.lap("features")
    groups = duplicate_groups(
        ready.keys, ready.space, what=ready.what, seed=seed, alike=ready.alike, readable=ready.readable
    )
    clock.lap("duplicates")
    usable = np.where(ready.readable[:, None], tags, UNKNOWN).astype(np.uint8)
    _check_known(usable, folds)
    found = pooled_tags(
        ready.members,
        usable,
        groups=groups.ids,
        folds=folds,
        rounds=_ROUNDS[model],
        seed=seed,
        progress=progress,
        cache=FoldCache(cache_dir),
    )
    clock.lap("training")
    found.pred_probs[~ready.readable] = _share(tags)
    return Learned(
        pred_probs=found.pred_probs,
        readable=ready.readable,
        description=how_trained(ready.description, folds, _ROUNDS[model]),
        fold=found.fold,
        groups=groups.ids,
        notes=(*ready.notes, *groups.notes, *_rare_tags(usable, found.constant, folds, tag_names)),
        timings=clock.laps,
        vectors=short_vectors(space_of(ready.members, ready.space), seed=seed, readable=ready.readable),
    )


def _check(dataset: Dataset, tags: NDArray[np.uint8], model: str, folds: int) -> None:
    """Refuse what cannot be learned from."""
    check_learnable(dataset, folds, "tags")
    legal_name("model", "name a built-in model", model, _ROUNDS)
    if tags.ndim != 2 or len(tags) != len(dataset.frame):
        raise InputError(
            f"`tags` must have one row per example: got shape {tags.shape} for {len(dataset.frame):,} examples. "
            "Pass a matrix of 0 and 1 with one column per tag."
        )


def _check_known(tags: NDArray[np.uint8], folds: int) -> None:
    """Refuse folds that would hold out nothing."""
    known = int((tags != UNKNOWN).any(axis=1).sum())
    if known < folds:
        raise InputError(
            f"`folds` must be at most the number of examples with known tags, {known:,}: got {folds:,}. "
            "Give more examples their tags, or use fewer folds."
        )


def _ready(found: Prepared, members: Iterable[TagMember], description: str) -> _Ready:
    """Return examples that were made ready for learning a class, with models of tags in place of those."""
    return _Ready(
        keys=found.keys,
        space=found.space,
        members=tuple(members),
        readable=found.readable,
        what=found.what,
        description=description,
        notes=found.notes,
        alike=found.alike,
    )


def _text(dataset: Dataset, model: str, seed: int, progress: Progress) -> _Ready:
    """Return texts ready for learning."""
    found = text.prepare(dataset, model="fast", seed=seed, progress=progress)
    matrix = sparse.csr_matrix(found.space)
    members: tuple[TagMember, ...] = (SparseLinear(matrix),)
    if model != "fast":
        members = (*members, SparseLinear(matrix, 1.0))
    return _ready(found, members, "words and characters, linear, one tag against its absence")


def _image(dataset: Dataset, model: str, seed: int, progress: Progress) -> _Ready:
    """Return images ready for learning."""
    found = image.prepare(dataset, model="fast", seed=seed, progress=progress)
    rows = np.asarray(found.space, dtype=np.float32)
    members: dict[str, TagMember] = {"kernel": SmoothVotes(Kernel(rows)), "linear": DenseLinear(rows, 0.1)}
    if model != "fast":
        members["randomised trees"] = Trees(rows)
    return _ready(found, members.values(), f"gradients and pixels, {', '.join(members)}")


def _audio(dataset: Dataset, model: str, seed: int, progress: Progress) -> _Ready:
    """Return recordings ready for learning."""
    found = audio.prepare(dataset, model="fast", seed=seed, progress=progress)
    rows = np.asarray(found.space, dtype=np.float32)
    members: dict[str, TagMember] = {"kernel": SmoothVotes(Kernel(rows)), "randomised trees": Trees(rows)}
    if model != "fast":
        members["linear"] = DenseLinear(rows)
    return _ready(found, members.values(), f"mel bands, {', '.join(members)}")


def _table(dataset: Dataset, model: str, seed: int, progress: Progress) -> _Ready:  # noqa: ARG001
    """Return the rows of a table, or of an array of features, ready for learning."""
    if dataset.arrays is None and not dataset.feature_columns:
        raise InputError("There is no feature column to learn from. Name columns with `--feature` (features=...).")
    if dataset.arrays is not None:
        encoded = encode_array(dataset.arrays)
    else:
        encoded = encode_columns([dataset.frame[name] for name in dataset.feature_columns], seed=seed)
    members: dict[str, TagMember] = {"linear": DenseLinear(encoded.smooth), "randomised trees": Trees(encoded.trees)}
    if model != "fast":
        members["kernel"] = SmoothVotes(Kernel(encoded.smooth))
    return _Ready(
        keys=encoded.keys,
        space=encoded.space,
        members=tuple(members.values()),
        readable=np.ones(len(encoded.keys), dtype=np.bool_),
        what="rows",
        description=f"{encoded.smooth.shape[1]:,} features, {', '.join(members)}",
    )


_PREPARE: dict[str, Callable[[Dataset, str, int, Progress], _Ready]] = {
    "text": _text,
    "image": _image,
    "audio": _audio,
    "table": _table,
}


def _share(tags: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the share of each tag among the rows where somebody said."""
    share: NDArray[np.float64] = (tags == 1).sum(axis=0) / np.maximum((tags != UNKNOWN).sum(axis=0), 1)
    return share


def _rare_tags(
    tags: NDArray[np.uint8], constant: Sequence[int], folds: int, names: Sequence[str] | None
) -> tuple[Note, ...]:
    """Return the note about tags that hardly any example has, or lacks."""
    ones, zeros = (tags == 1).sum(axis=0), (tags == 0).sum(axis=0)
    fewer = np.minimum(ones, zeros)
    rare = np.flatnonzero((fewer < folds) | np.isin(np.arange(ones.size), constant))
    if not rare.size:
        return ()
    named = [f"'{names[tag] if names is not None else tag}' ({ones[tag]:,})" for tag in rare[:_NAMES_SHOWN]]
    more = f" and {rare.size - _NAMES_SHOWN} more" if rare.size > _NAMES_SHOWN else ""
    rows = np.flatnonzero((tags[:, rare] == (ones[rare] <= zeros[rare])).any(axis=1))
    return (
        Note(
            "rare_tags",
            f"Tags that fewer than {folds} examples have, or lack: {', '.join(named)}{more}. The models saw few or "
            "none of these, so judge what is said about these tags with care.",
            int(rare.size),
            tuple(rows[:10].tolist()),
        ),
    )
