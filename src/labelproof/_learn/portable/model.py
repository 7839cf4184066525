"""A model that is fitted once, on all rows, and kept: features, heads, and how their scores become probabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from labelproof._base.dataset import Dataset, Modality
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT, Progress, Task
from labelproof._core.ensemble import likelihood_weights
from labelproof._learn.cross_val import likeliest_scale
from labelproof._learn.folds import stratified_folds
from labelproof._learn.near_pairs import Space
from labelproof._learn.portable.heads import HEADS, Head
from labelproof._learn.portable.media import ImageFeatures, SoundFeatures
from labelproof._learn.portable.parts import Arrays, Features, taken
from labelproof._learn.portable.tables import ArrayFeatures, TableFeatures
from labelproof._learn.portable.texts import TextFeatures

__all__ = ["PortableModel", "Voice", "fit_portable"]

_FOLDS = 4
UNKNOWN = 255
_HEADS = {
    "text": ("planes",),
    "array": ("planes", "kernel"),
    "table": ("planes", "kernel"),
    "image": ("kernel",),
    "audio": ("kernel", "planes"),
}
_FEATURES: dict[str, Any] = {
    "text": TextFeatures,
    "array": ArrayFeatures,
    "table": TableFeatures,
    "image": ImageFeatures,
    "audio": SoundFeatures,
}


@dataclass(frozen=True)
class Voice:
    """A head and what its scores mean: ``scale * score + offset`` are log odds, and `weight` is its share."""

    kind: str
    head: Head
    weight: float
    scale: NDArray[np.float64]
    offset: NDArray[np.float64]


@dataclass(frozen=True)
class PortableModel:
    """A fitted model.

    Attributes
    ----------
    task : {"classes", "tags"}
        Whether an example has one label, or any number of tags.
    kind : str
        What the features are of: text, array, table, image, audio.
    names : tuple of str
        The K classes or tags.
    taught : (k,) int64
        Which of them it has learned; the others get the probability 0.
    features : Features
        How examples become numbers.
    voices : tuple of Voice
        What judges the numbers.
    accuracy : float
        Share of the rows that it had not seen for which its first answer is the label; of tags, the share of rows with
        every tag right.
    """

    task: str
    kind: str
    names: tuple[str, ...]
    taught: NDArray[np.int64]
    features: Features
    voices: tuple[Voice, ...]
    accuracy: float

    def predict(
        self, dataset: Dataset, *, progress: Progress = SILENT
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return (N, K) probabilities, and which rows could be read; the others have NaN."""
        rows = self.features.rows(dataset, progress)
        found = np.zeros((len(rows.readable), len(self.names)))
        found[:, self.taught] = _mixed(self.task, [(voice, voice.head.scores(rows.values)) for voice in self.voices])
        found[~rows.readable] = np.nan
        return found, rows.readable

    def kept(self) -> tuple[dict[str, Any], Arrays]:
        """Return what brings it back: words and numbers for JSON, and arrays."""
        words, arrays = self.features.kept()
        stored: Arrays = {f"features.{name}": array for name, array in arrays.items()}
        for number, voice in enumerate(self.voices):
            parts = {**voice.head.arrays(), "scale": voice.scale, "offset": voice.offset}
            stored |= {f"head{number}.{name}": array for name, array in parts.items()}
        about = {
            "task": self.task,
            "kind": self.kind,
            "names": list(self.names),
            "taught": self.taught.tolist(),
            "features": words,
            "heads": [{"kind": voice.kind, "weight": voice.weight} for voice in self.voices],
            "accuracy": self.accuracy,
        }
        return about, stored

    @classmethod
    def from_kept(cls, about: Mapping[str, Any], arrays: Arrays) -> PortableModel:
        """Return what `kept` has given."""
        voices = []
        for number, said in enumerate(about["heads"]):
            own = taken(arrays, f"head{number}.")
            head = HEADS[said["kind"]].from_arrays(own)
            voices.append(Voice(said["kind"], head, float(said["weight"]), own["scale"], own["offset"]))
        features = _FEATURES[about["kind"]].from_kept(about["features"], taken(arrays, "features."))
        names, taught = tuple(map(str, about["names"])), np.array(about["taught"], dtype=np.int64)
        return cls(about["task"], about["kind"], names, taught, features, tuple(voices), float(about["accuracy"]))


def fit_portable(
    dataset: Dataset,
    lessons: NDArray[Any],
    names: Sequence[str],
    *,
    groups: NDArray[np.int64] | None = None,
    seed: int = 0,
    progress: Progress = SILENT,
) -> PortableModel:
    """Return a model fitted to labels.

    Parameters
    ----------
    dataset : Dataset
        The examples.
    lessons : (N,) int or (N, K) uint8
        Class of each row, -1 where there is none; or its tags, 0 or 1, 255 where nobody said.
    names : sequence of str
        The K classes or tags.
    groups : (N,) int64, optional
        Copies, which are never on both sides when scores are made probabilities. Default: every row on its own.
    seed : int, default 0
        Seed of samples, folds and models.
    progress : Progress, optional
        Where to report progress. Default: nowhere.

    Returns
    -------
    PortableModel
        To be kept, or asked.

    Raises
    ------
    InputError
        If there is nothing to learn from.
    """
    kind = _kind(dataset.modality, dataset)
    with progress.task("Features", 2) as task:
        features = _fitted_features(kind, dataset, seed, progress)
        task.advance()
        rows = features.rows(dataset, progress)
        task.advance()
    own = np.arange(len(rows.readable)) if groups is None else groups
    learn = _classes if lessons.ndim == 1 else _tags
    task_name = "classes" if lessons.ndim == 1 else "tags"
    wanted, known, taught = _lessons(lessons, rows.readable)
    with progress.task("Training", len(_HEADS[kind]) * (_FOLDS + 1)) as task:
        voices, accuracy = learn(_some(rows.values, known), wanted, own[known], _HEADS[kind], seed, task)
    return PortableModel(task_name, kind, tuple(names), taught, features, voices, accuracy)


def _kind(modality: Modality, dataset: Dataset) -> str:
    """Return what the features are of."""
    kind = "array" if modality in {"table", "given"} and dataset.arrays is not None else modality
    if kind not in _FEATURES:
        raise InputError("There is nothing to learn from: only labels came. Audit data with something to learn from.")
    return kind


def _fitted_features(kind: str, dataset: Dataset, seed: int, progress: Progress) -> Features:
    """Return the features that suit the examples."""
    more = {"seed": seed, "progress": progress} if kind in {"image", "audio"} else {}
    found: Features = _FEATURES[kind].fitted(dataset, **more)
    return found


def _lessons(
    lessons: NDArray[Any], readable: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Return the labels of the rows to learn from, these rows, and the classes or tags among them."""
    if lessons.ndim > 1:
        known = np.flatnonzero(readable & (lessons != UNKNOWN).all(axis=1))
        wanted = lessons[known]
        taught = np.flatnonzero(wanted.any(axis=0) & ~wanted.all(axis=0)) if known.size else known
        few = taught.size < 1
        wanted = wanted[:, taught]
    else:
        known = np.flatnonzero(readable & (lessons >= 0))
        taught, wanted = np.unique(lessons[known], return_inverse=True)
        few = taught.size < 2
    if few or known.size < 2 * _FOLDS:
        raise InputError(
            f"There is too little to learn from: {known.size:,} labelled examples of {taught.size:,} classes or tags. "
            f"Label at least {2 * _FOLDS} examples, of two classes or more."
        )
    return wanted, known, taught.astype(np.int64)


def _some(rows: Space, which: NDArray[np.int64]) -> Space:
    return rows if which.size == rows.shape[0] else rows[which]


def _classes(
    rows: Space, codes: NDArray[np.int64], groups: NDArray[np.int64], kinds: Sequence[str], seed: int, task: Task
) -> tuple[tuple[Voice, ...], float]:
    """Return the heads of classes, with the scales and weights under which unseen labels are likeliest."""
    count = int(codes.max()) + 1
    fold = stratified_folds(codes, folds=_FOLDS, seed=seed, groups=groups)
    voices, scored = [], []
    for kind in kinds:
        scores = np.full((codes.size, count), -np.inf)
        for train, held in _parts(fold):
            present, own = np.unique(codes[train], return_inverse=True)
            if present.size > 1:
                said = HEADS[kind].fitted(_some(rows, train), own, seed).scores(rows[held])
                scores[np.ix_(held, present)] = said - said.max(axis=1, keepdims=True)
            task.advance(1, kind)
        known = np.flatnonzero(np.isfinite(scores[np.arange(codes.size), codes]))
        scale = likeliest_scale(scores.astype(np.float32), codes, known)
        head = HEADS[kind].fitted(rows, codes, seed)
        task.advance(1, kind)
        voices.append((kind, head, np.full(count, scale)))
        scored.append(_softmax(np.where(np.isfinite(scores), scores * scale, -50.0)))
    given = np.column_stack([probs[np.arange(codes.size), codes] for probs in scored])
    weights = likelihood_weights(given)
    pooled = sum(weight * probs for weight, probs in zip(weights, scored, strict=True))
    made = zip(voices, weights, strict=True)
    return tuple(Voice(*voice[:2], float(weight), voice[2], np.zeros(count)) for voice, weight in made), float(
        (np.argmax(pooled, axis=1) == codes).mean()
    )


def _tags(
    rows: Space, tags: NDArray[np.uint8], groups: NDArray[np.int64], kinds: Sequence[str], seed: int, task: Task
) -> tuple[tuple[Voice, ...], float]:
    """Return the first kind of head for tags, with a scale and an offset of each under which it is likeliest."""
    kind = kinds[0]
    fold = stratified_folds(np.zeros(len(tags), dtype=np.int64), folds=_FOLDS, seed=seed, groups=groups)
    scores = np.full(tags.shape, np.nan)
    for train, held in _parts(fold):
        both = np.flatnonzero(tags[train].any(axis=0) & ~tags[train].all(axis=0))
        said = HEADS[kind].fitted(_some(rows, train), tags[np.ix_(train, both)], seed).scores(rows[held])
        scores[np.ix_(held, both)] = said
        task.advance(1, kind)
    scale, offset = np.zeros(tags.shape[1]), np.zeros(tags.shape[1])
    for tag in range(tags.shape[1]):
        scale[tag], offset[tag] = _odds(scores[:, tag], tags[:, tag])
    head = HEADS[kind].fitted(rows, tags, seed)
    task.advance(1 + (len(kinds) - 1) * (_FOLDS + 1), kind)
    voice = Voice(kind, head, 1.0, scale, offset)
    right = (_mixed("tags", [(voice, np.nan_to_num(scores))]) > 0.5) == (tags != 0)
    return (voice,), float(right.all(axis=1).mean())


def _odds(scores: NDArray[np.float64], given: NDArray[np.uint8]) -> tuple[float, float]:
    """Return the scale and the offset that make log odds of scores."""
    known = np.isfinite(scores)
    if np.unique(given[known]).size < 2 or np.ptp(scores[known]) == 0:
        share = (float((given != 0).sum()) + 0.5) / (given.size + 1)
        return 0.0, float(np.log(share / (1 - share)))
    spread = float(scores[known].std())
    found = LogisticRegression(C=10.0).fit(scores[known, None] / spread, given[known])
    return float(found.coef_[0, 0]) / spread, float(found.intercept_[0])


def _parts(fold: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the rows to train on, and those held out, of each fold."""
    numbers = [number for number in range(int(fold.max()) + 1) if (fold == number).any()]
    return [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in numbers]


def _mixed(task: str, scored: Sequence[tuple[Voice, NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Return the weighted mean of the probabilities that the scores mean."""
    squash: Callable[[Any], Any] = _softmax if task == "classes" else expit
    return np.asarray(sum(voice.weight * squash(scores * voice.scale + voice.offset) for voice, scores in scored))


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of each row."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
