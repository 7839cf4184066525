"""The samples of a WAV file of whole numbers or floats, by NumPy alone.

Strict, because files come from anybody: sizes are checked before anything is made of them. WAV files of other codings
are left to the library that `audio` asks.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelproof._media.content import UnreadableFile

__all__ = ["Waves", "check_format", "read_wav"]

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
_TO_THE_END = 0xFFFFFFFF
"""What programs that write to a pipe put for a size that they cannot know."""
_RATES = (1_000, 768_000)
_MOST_CHANNELS = 64


@dataclass(frozen=True)
class Waves:
    """Samples (T, channels) from -1 to 1 unless they are floats, their rate, and how many there are in the file."""

    samples: NDArray[np.floating]
    rate: int
    total: int


@dataclass(frozen=True)
class _Format:
    """How the samples are coded: whole numbers or floats, of so many bytes each."""

    kind: int
    channels: int
    rate: int
    width: int


def read_wav(content: bytes, *, most_seconds: float, most_values: int) -> Waves | None:
    """Return the samples of a WAV file.

    Parameters
    ----------
    content : bytes
        The file, which begins like a WAV file.
    most_seconds, most_values : float, int
        Samples beyond these are not read.

    Returns
    -------
    Waves or None
        None when the samples are coded in another way than as whole numbers of 8 to 32 bits or as floats.

    Raises
    ------
    UnreadableFile
        If the file is cut off, or its header makes no sense.
    """
    layout: _Format | None = None
    place = 12
    while place + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, place)
        place += 8
        if name == b"fmt ":
            layout = _format(content[place : place + size], size)
            if layout is None:
                return None
        elif name == b"data":
            if layout is None:
                raise UnreadableFile("it does not say how its samples are coded")
            return _waves(content, place, size, layout, most_seconds, most_values)
        place += size + size % 2
    raise UnreadableFile("it is cut off: it holds no samples")


def check_format(rate: int, channels: int) -> None:
    """Refuse a rate or a number of channels that no recording has."""
    if not _RATES[0] <= rate <= _RATES[1]:
        raise UnreadableFile(f"its rate is {rate:,} samples a second, from {_RATES[0]:,} to {_RATES[1]:,} are read")
    if not 1 <= channels <= _MOST_CHANNELS:
        raise UnreadableFile(f"it has {channels:,} channels, from 1 to {_MOST_CHANNELS} are read")


def _format(header: bytes, size: int) -> _Format | None:
    """Return how samples are coded, or None for a coding that is not known here."""
    if size < 16 or len(header) < min(size, 40):
        raise UnreadableFile("it is cut off in its header")
    kind, channels, rate, _, step, bits = struct.unpack_from("<HHIIHH", header)
    if kind == _EXTENSIBLE:
        if size < 40 or header[26:40] != _GUID_TAIL:
            return None
        kind = struct.unpack_from("<H", header, 24)[0]
    check_format(rate, channels)
    width, rest = divmod(step, channels)
    known = {_PCM: (1, 2, 3, 4), _FLOAT: (4, 8)}.get(kind, ())
    if rest or width not in known or not 0 < bits <= 8 * width:
        return None
    return _Format(kind, channels, rate, width)


def _waves(content: bytes, start: int, size: int, layout: _Format, seconds: float, most_values: int) -> Waves:
    """Return the samples of the data chunk that begins at `start`."""
    there = len(content) - start
    if size == _TO_THE_END:
        size = there
    if size > there:
        raise UnreadableFile(f"it is cut off: of {size:,} bytes of samples {there:,} are there")
    total = size // (layout.width * layout.channels)
    if not total:
        raise UnreadableFile("it is empty: it holds no samples")
    frames = min(total, int(seconds * layout.rate), most_values // layout.channels)
    values = _values(content, start, frames * layout.channels, layout)
    return Waves(values.reshape(frames, layout.channels), layout.rate, total)


def _values(content: bytes, start: int, count: int, layout: _Format) -> NDArray[np.floating]:
    """Return so many coded numbers as floats."""

    def raw(dtype: str) -> NDArray[Any]:
        return np.frombuffer(content, dtype=dtype, count=count, offset=start)

    if layout.kind == _FLOAT:
        floats: NDArray[np.floating] = raw(f"<f{layout.width}")
        return floats
    if layout.width == 1:
        return (raw("u1").astype(np.float32) - 128) / 128
    if layout.width == 3:
        parts = np.frombuffer(content, dtype=np.uint8, count=3 * count, offset=start).reshape(count, 3)
        wide = np.zeros((count, 4), dtype=np.uint8)
        wide[:, 1:] = parts
        return wide.view("<i4").ravel().astype(np.float32) / 2**31
    return raw(f"<i{layout.width}").astype(np.float32) / np.float32(2 ** (8 * layout.width - 1))
