"""What is learned from recordings: statistics of mel bands, reduced; a kernel machine, neighbours, trees, a line."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from labelproof._base.dataset import Dataset, FileRef, Note
from labelproof._base.errors import InputError
from labelproof._base.progress import Progress
from labelproof._learn.cross_val import Member
from labelproof._learn.models.examples import Prepared
from labelproof._learn.models.kernel import Kernel
from labelproof._learn.models.mel import mel_features, sound_features
from labelproof._learn.models.neighbors import Neighbors
from labelproof._learn.models.table import Linear, RandomTrees
from labelproof._media.audio import MAX_SECONDS, Sound, UnreadableRecording, decode

__all__ = ["prepare"]

_COMPONENTS = 128
_FIT_ROWS = 10_000
_MANY_LANDMARKS = 5000
_NAMES_SHOWN = 5


def prepare(dataset: Dataset, *, model: str, seed: int, progress: Progress) -> Prepared:
    """Return the recordings of a data set ready for learning.

    Parameters
    ----------
    dataset : Dataset
        With `audio`.
    model : {"fast", "regular", "best"}
        Which members to train.
    seed : int
        Seed of the reduction of the features.
    progress : Progress
        Told of the recordings that were read.

    Returns
    -------
    Prepared
        Ready for cross-validation.

    Raises
    ------
    InputError
        If no recording can be read.
    """
    heard = _Heard(dataset.audio)
    heard.listen(progress)
    readable = heard.readable
    if not readable.any():
        raise InputError(
            f"None of the {readable.size:,} recordings can be read, the first is `{dataset.audio[0].name}`. "
            "Check that they are recordings in a common format (WAV, FLAC, Ogg, MP3, AIFF)."
        )
    found = _reduced(mel_features([np.stack(group) for group in zip(*heard.features, strict=True)]), seed)
    rows = np.zeros((readable.size, found.shape[1]), dtype=np.float32)
    rows[readable] = found
    members: dict[str, Member] = {"kernel": Kernel(rows), "neighbours": Neighbors(rows)}
    members["randomised trees"] = RandomTrees(rows)
    if model != "fast":
        members["kernel"] = Kernel(rows, _MANY_LANDMARKS)
        members["linear"] = Linear(rows)
    return Prepared(
        keys=heard.keys,
        space=rows,
        members=tuple(members.values()),
        readable=readable,
        what="recordings",
        description=f"mel bands, {', '.join(members)}",
        notes=(*heard.unreadable_note(), *heard.cut_note()),
    )


class _Heard:
    """What is kept of recordings once they were listened to: a few hundred numbers of each."""

    def __init__(self, audio: tuple[FileRef, ...]) -> None:
        self._audio = audio
        self.readable = np.ones(len(audio), dtype=np.bool_)
        self.keys = np.arange(len(audio), dtype=np.int64)
        self.features: list[list[NDArray[np.float32]]] = []
        self._cut: list[int] = []

    def listen(self, progress: Progress) -> None:
        """Decode every recording."""
        seen: dict[bytes, int] = {}
        with progress.task("Reading recordings", len(self._audio)) as task:
            for row, ref in enumerate(self._audio):
                try:
                    sound = decode(ref)
                except UnreadableRecording:
                    self.readable[row] = False
                    continue
                finally:
                    task.advance(1)
                self.keys[row] = seen.setdefault(_fingerprint(sound), row)
                self.features.append(sound_features(sound))
                if sound.cut:
                    self._cut.append(row)

    def unreadable_note(self) -> tuple[Note, ...]:
        """Return the note that names recordings that could not be read."""
        rows = np.flatnonzero(~self.readable).tolist()
        if not rows:
            return ()
        message = f"{_counted(rows)} could not be read: {self._names(rows)}."
        return (Note("unreadable_recordings", message, len(rows), tuple(rows[:100])),)

    def cut_note(self) -> tuple[Note, ...]:
        """Return the note that names recordings that are too long to be listened to as a whole."""
        rows = self._cut
        if not rows:
            return ()
        message = f"Of {_counted(rows)} only the start was listened to, at most {MAX_SECONDS} s: {self._names(rows)}."
        return (Note("long_recordings", message, len(rows), tuple(rows[:100])),)

    def _names(self, rows: list[int]) -> str:
        more = f" and {len(rows) - _NAMES_SHOWN:,} more" if len(rows) > _NAMES_SHOWN else ""
        return ", ".join(f"`{self._audio[row].name}`" for row in rows[:_NAMES_SHOWN]) + more


def _counted(rows: list[int]) -> str:
    return f"{len(rows):,} recording{'s' if len(rows) > 1 else ''}"


def _fingerprint(sound: Sound) -> bytes:
    """Return bytes that are equal for equal sounds."""
    return hashlib.blake2b(sound.samples.tobytes(), digest_size=16, key=str(sound.rate).encode()).digest()


def _reduced(features: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Return the leading components of the features, which are centred, in units of their largest deviation.

    Fitted once on a sample of all recordings: no label is seen, so no held-out label leaks.
    """
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.choice(len(features), size=min(_FIT_ROWS, len(features)), replace=False))
    size = min(_COMPONENTS, len(sample), features.shape[1])
    directions = randomized_svd(features[sample], size, random_state=seed)[2]
    rows = features @ directions.T
    return np.asarray(rows / max(float(rows.std(axis=0).max()), 1e-9), dtype=np.float32)
