"""Images and recordings as the leading components of what is computed from them, with the directions that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from labelproof._base.dataset import Dataset, FileRef
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.models.image_cache import read_pictures
from labelproof._learn.models.mel import sound_features
from labelproof._learn.models.pixels import pixel_features
from labelproof._learn.portable.parts import Arrays, Rows
from labelproof._media.audio import UnreadableRecording, decode

__all__ = ["ImageFeatures", "SoundFeatures"]

_COMPONENTS = 192
_FIT_ROWS = 5000
_BLOCK = 1024


@dataclass(frozen=True)
class _Components:
    """A middle, directions and one scale: rows become their places along the directions."""

    middle: NDArray[np.float32]
    directions: NDArray[np.float32]
    scale: float

    @classmethod
    def of(cls, sample: NDArray[np.float32], seed: int) -> _Components:
        """Return the directions in which a sample is spread the most."""
        middle = sample.mean(axis=0)
        size = min(_COMPONENTS, *sample.shape)
        directions = randomized_svd(sample - middle, size, random_state=seed)[2].astype(np.float32)
        spread = float(((sample - middle) @ directions.T).std(axis=0).max())
        return cls(middle, directions, max(spread, 1e-9))

    def places(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the places of rows."""
        return np.asarray((rows - self.middle) @ self.directions.T / np.float32(self.scale), dtype=np.float32)

    def arrays(self) -> Arrays:
        """Return it as arrays."""
        return {"middle": self.middle, "directions": self.directions, "scale": np.array([self.scale])}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> _Components:
        """Return what `arrays` has given."""
        return cls(arrays["middle"], arrays["directions"], float(arrays["scale"][0]))


@dataclass(frozen=True)
class ImageFeatures:
    """Components of gradients and pixels, and how wide images usually are."""

    components: _Components
    width: float

    @classmethod
    def fitted(cls, dataset: Dataset, *, seed: int, progress: Progress) -> ImageFeatures:
        """Return the features that suit these images."""
        rng = np.random.default_rng(seed)
        count = len(dataset.images)
        sample = np.sort(rng.choice(count, size=min(_FIT_ROWS, count), replace=False))
        seen = read_pictures([dataset.images[row] for row in sample], large=False, folder=None, progress=progress)
        if not seen.readable.any():
            raise InputError("None of the images can be read: there is nothing to learn from. Check the files.")
        features = pixel_features(seen.small[seen.readable])
        return cls(_Components.of(features, seed), float(np.median(seen.shape[seen.readable])))

    @classmethod
    def from_kept(cls, about: Mapping[str, Any], arrays: Arrays) -> ImageFeatures:
        """Return what `kept` has given."""
        return cls(_Components.from_arrays(arrays), float(about["width"]))

    def kept(self) -> tuple[dict[str, Any], Arrays]:
        """Return the directions, and how wide images usually are."""
        return {"width": self.width}, self.components.arrays()

    def rows(self, dataset: Dataset, progress: Progress) -> Rows:
        """Return the components, and how wide each image is."""
        if not dataset.images:
            raise InputError("The model has learned from images, and the data has none. Give images.")
        seen = read_pictures(dataset.images, large=False, folder=None, progress=progress)
        size = len(self.components.directions)
        rows = np.zeros((len(seen.small), size + 1), dtype=np.float32)
        for start in range(0, len(rows), _BLOCK):
            part = slice(start, start + _BLOCK)
            rows[part, :size] = self.components.places(pixel_features(seen.small[part]))
        rows[:, size] = np.clip(seen.shape - self.width, -2, 2) / 2
        rows[~seen.readable] = 0
        return Rows(rows, np.asarray(seen.readable))


@dataclass(frozen=True)
class SoundFeatures:
    """Components of the statistics of mel bands; `weights` give each group of them the same length."""

    components: _Components
    usual: NDArray[np.float32]
    weights: NDArray[np.float32]

    @classmethod
    def fitted(cls, dataset: Dataset, *, seed: int, progress: Progress) -> SoundFeatures:
        """Return the features that suit these recordings."""
        groups = [found for found in _heard(dataset.audio, progress) if found is not None]
        if not groups:
            raise InputError("None of the recordings can be read: there is nothing to learn from. Check the files.")
        usual, weights = [], []
        for group in (np.stack(parts) for parts in zip(*groups, strict=True)):
            known = ~np.isnan(group)
            middle = np.where(known, group, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
            length = float(np.sqrt(np.square(np.where(known, group - middle, 0)).sum(axis=1).mean()))
            usual.append(middle)
            weights.append(np.full(group.shape[1], 1 / max(length, 1e-9)))
        middles, scales = (np.concatenate(parts).astype(np.float32) for parts in (usual, weights))
        rows = _weighted(np.stack([np.concatenate(found) for found in groups]), middles, scales)
        return cls(_Components.of(rows, seed), middles, scales)

    @classmethod
    def from_kept(cls, about: Mapping[str, Any], arrays: Arrays) -> SoundFeatures:  # noqa: ARG003 - one shape for all
        """Return what `kept` has given."""
        return cls(_Components.from_arrays(arrays), arrays["usual"], arrays["weights"])

    def kept(self) -> tuple[dict[str, Any], Arrays]:
        """Return the directions and the moments."""
        return {}, {**self.components.arrays(), "usual": self.usual, "weights": self.weights}

    def rows(self, dataset: Dataset, progress: Progress) -> Rows:
        """Return the components."""
        if not dataset.audio:
            raise InputError("The model has learned from recordings, and the data has none. Give recordings.")
        heard = _heard(dataset.audio, progress)
        readable = np.array([found is not None for found in heard])
        rows = np.zeros((len(heard), len(self.components.directions)), dtype=np.float32)
        if readable.any():
            found = np.stack([np.concatenate(groups) for groups in heard if groups is not None])
            rows[readable] = self.components.places(_weighted(found, self.usual, self.weights))
        return Rows(rows, readable)


def _heard(audio: tuple[FileRef, ...], progress: Progress) -> list[list[NDArray[np.float32]] | None]:
    """Return the features of each recording, None for one that cannot be read."""
    found: list[list[NDArray[np.float32]] | None] = []
    with progress.task("Reading recordings", len(audio)) as task:
        for ref in audio:
            try:
                found.append(sound_features(decode(ref)))
            except UnreadableRecording:
                found.append(None)
            task.advance()
    return found


def _weighted(
    rows: NDArray[np.float32], usual: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return rows centred and weighted; what a recording cannot know is taken as average."""
    return np.asarray(np.where(np.isnan(rows), 0, (rows - usual) * weights), dtype=np.float32)
