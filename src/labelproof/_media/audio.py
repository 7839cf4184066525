"""The sound of one example, from a file or a zip member, within limits that hostile files cannot break.

WAV files are read by NumPy alone; compressed and rarer ones by soundfile, the extra `audio`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._base.dataset import FileRef
from labelproof._base.errors import InputError
from labelproof._base.optional import require
from labelproof._media.content import DAMAGE, UnreadableFile, content_of, reason_of
from labelproof._media.wav import Waves, check_format, read_wav

__all__ = ["MAX_BYTES", "MAX_SECONDS", "Sound", "UnreadableRecording", "decode"]

MAX_BYTES = 64 * 1024 * 1024
MAX_SECONDS = 300
"""What comes later in a recording is not listened to."""
MAX_VALUES = 2**24
"""Samples of all channels that are read at most."""
_MAGIC = (b"fLaC", b"OggS", b"FORM", b"RIFX", b"RF64", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
_CANCELLED = 0.1
"""Channels whose mean keeps less than this share of the loudest one cancel each other."""


class UnreadableRecording(InputError):  # noqa: N818 - the name says what the recording is, as the notes do
    """A recording that cannot be decoded: missing, empty, cut off, too large, or no recording at all."""


@dataclass(frozen=True)
class Sound:
    """One channel of samples.

    Attributes
    ----------
    samples : (T,) float32
        From -1 to 1, T at least 1.
    rate : int
        Samples a second.
    seconds : float
        How long the whole recording is.
    cut : bool
        Whether there is more of it than `samples` holds.
    """

    samples: NDArray[np.float32]
    rate: int
    seconds: float
    cut: bool


def decode(ref: FileRef) -> Sound:
    """Return the sound of one example as a single channel.

    Parameters
    ----------
    ref : FileRef
        A file or a member of a zip file.

    Returns
    -------
    Sound
        The mean of the channels (the loudest one where they cancel each other), at the rate of the file; of a long
        recording the first five minutes. What is louder than full scale is scaled down.

    Raises
    ------
    UnreadableRecording
        If the recording is missing, empty, damaged or over 64 MiB.
    MissingExtraError
        If it is no plain WAV file and soundfile is not installed.

    Notes
    -----
    At most 2^24 samples are read, whatever a header promises.
    """
    try:
        waves = _waves(content_of(ref, most=MAX_BYTES))
        samples = _mono(waves.samples)
    except UnreadableFile as error:
        reason = str(error)
        raise UnreadableRecording(
            f"Recording `{ref.name}` cannot be read: {reason}. Replace the file, or remove its row."
        ) from error
    return Sound(samples, waves.rate, waves.total / waves.rate, waves.total > samples.size)


def _waves(content: bytes) -> Waves:
    """Return the samples of a file by what its first bytes say that it is."""
    if not content:
        raise UnreadableFile("it is empty")
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        waves = read_wav(content, most_seconds=MAX_SECONDS, most_values=MAX_VALUES)
        if waves is not None:
            return waves
    elif not content.startswith(_MAGIC):
        raise UnreadableFile("it is not a recording of a known format (WAV, FLAC, Ogg, MP3, AIFF)")
    return _by_library(content)


def _by_library(content: bytes) -> Waves:
    """Return the samples of a file that soundfile reads."""
    soundfile = require("soundfile", extra="audio", purpose="Reading recordings other than plain WAV files")
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            rate, channels, total = int(file.samplerate), int(file.channels), int(file.frames)
            check_format(rate, channels)
            frames = min(total, MAX_SECONDS * rate, MAX_VALUES // channels)
            samples = file.read(frames, dtype="float32", always_2d=True)
    except UnreadableFile:
        raise
    except DAMAGE as error:
        said = getattr(error, "error_string", None)  # Without it soundfile shows the address of an object in memory.
        raise UnreadableFile(reason_of(error if said is None else ValueError(said))) from error
    if not len(samples):
        raise UnreadableFile("it is empty: it holds no samples")
    return Waves(samples, rate, total if len(samples) == frames else len(samples))


def _mono(samples: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return one channel from -1 to 1."""
    peak = float(np.max(np.abs(samples)))
    if not np.isfinite(peak):
        raise UnreadableFile("some of its samples are no finite numbers")
    scaled: NDArray[Any] = samples / peak if peak > 1 else samples
    if scaled.shape[1] == 1:
        return np.ascontiguousarray(scaled[:, 0], dtype=np.float32)
    mixed = scaled.mean(axis=1, dtype=np.float64)
    loudness = np.sqrt(np.mean(np.square(scaled, dtype=np.float64), axis=0))
    if float(np.sqrt(np.mean(mixed**2))) < _CANCELLED * float(loudness.max()):
        mixed = scaled[:, int(np.argmax(loudness))]
    return np.ascontiguousarray(mixed, dtype=np.float32)
