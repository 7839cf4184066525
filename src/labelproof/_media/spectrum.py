"""How loud a sound is over time in bands of the mel scale, and a small picture of it.

Windows and bands are given in seconds and in hertz, so sounds of any rate are compared without resampling.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from labelproof._media.audio import Sound

__all__ = ["BANDS", "HOP", "log_mel", "picture"]

BANDS = 72
HOP = 0.01
"""Seconds from one frame to the next."""
_WINDOW = 0.025
_LOWEST, _HIGHEST = 60.0, 16_000.0
_FLOOR = 1e-10
_RANGE = 80.0
"""Decibels below the loudest moment at which a recording is taken as silent."""
_BLOCK = 512
_WIDTH, _WAVE_HEIGHT, _GAP = 224, 72, 8


def log_mel(sound: Sound) -> NDArray[np.float32]:
    """Return the loudness of a sound in decibels, by frame and band.

    Parameters
    ----------
    sound : Sound
        One channel.

    Returns
    -------
    (frames, BANDS) float32
        A frame every 10 ms; bands that the rate of the sound cannot hold are NaN.

    Notes
    -----
    Frames of 25 ms under a Hann window; the power spectrum, so scaled that neither rate nor length matters, is summed
    by triangles that are even on the mel scale from 60 Hz to 16 kHz. Time O(T log T), memory O(frames).

    Source
    ------
    Davis and Mermelstein, "Comparison of Parametric Representations for Monosyllabic Word Recognition", IEEE TASSP
    1980; mel(f) = 2595 log10(1 + f / 700), O'Shaughnessy 1987.
    """
    window, filters = _tables(sound.rate)
    step = max(1, round(HOP * sound.rate))
    samples = sound.samples - sound.samples.mean(dtype=np.float64).astype(np.float32)
    if samples.size < window.size:
        samples = np.pad(samples, (0, window.size - samples.size))
    frames = sliding_window_view(samples, window.size)[::step]
    size = 2 * (len(filters) - 1)
    power = np.empty((len(frames), BANDS), dtype=np.float32)
    for start in range(0, len(frames), _BLOCK):
        spectrum = np.fft.rfft(frames[start : start + _BLOCK] * window, size)
        squared = np.square(spectrum.real) + np.square(spectrum.imag)
        power[start : start + _BLOCK] = squared.astype(np.float32) @ filters
    loudness: NDArray[np.float32] = 10 * np.log10(np.maximum(power, _FLOOR))
    np.maximum(loudness, loudness.max() - _RANGE, out=loudness)
    loudness[:, _band_edges()[2:] > sound.rate / 2] = np.nan
    return loudness


@lru_cache(maxsize=8)
def _tables(rate: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the window, and the share of each frequency in each band (frequencies, BANDS)."""
    length = max(4, round(_WINDOW * rate))
    window = np.hanning(length + 2)[1:-1]
    size = 2 ** int(np.ceil(np.log2(length)))
    frequencies = np.arange(size // 2 + 1)[:, None] * (rate / size)
    edges = _band_edges()
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (frequencies - low) / (middle - low), (high - frequencies) / (high - middle)
    share = np.maximum(0, np.minimum(rising, falling))
    # So scaled, a band holds the power of what sounds in it: half its squared height for a tone.
    share *= 2 / (size * np.square(window).sum())
    return window.astype(np.float32), share.astype(np.float32)


def _band_edges() -> NDArray[np.float64]:
    """Return the lower edge of each band, then the middle and the upper edge of the last, in hertz."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOWEST, _HIGHEST))
    return np.asarray(700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1))


def picture(sound: Sound) -> bytes:
    """Return a small grey PNG file: above the wave, below the loudness of the bands, low ones at the bottom.

    Parameters
    ----------
    sound : Sound
        One channel.

    Returns
    -------
    bytes
        A picture of 224 x 224 pixels, whatever the length of the sound; loud is dark.
    """
    wave = _wave(sound.samples)
    loudness = np.stack([part.max(axis=0) for part in _parts(log_mel(sound))], axis=1)
    shade = (np.nanmax(loudness) - loudness) / _RANGE
    shade = np.where(np.isnan(shade), 1.0, np.clip(shade, 0, 1))[::-1]
    bands = np.repeat(np.round(255 * shade).astype(np.uint8), 2, axis=0)
    gap = np.full((_GAP, _WIDTH), 255, dtype=np.uint8)
    return _png(np.vstack([wave, gap, bands]))


def _parts(values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Return the values cut into as many pieces as the picture is wide; short sounds repeat theirs."""
    places = np.linspace(0, len(values), _WIDTH + 1)
    starts, stops = np.floor(places[:-1]).astype(int), np.ceil(places[1:]).astype(int)
    return [values[start:stop] for start, stop in zip(starts, stops, strict=True)]


def _wave(samples: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the range of the samples in each column, dark on white."""
    parts = _parts(samples)
    peak = max(float(np.abs(samples).max()), 1e-9)
    lows = np.array([part.min() for part in parts]) / peak
    highs = np.array([part.max() for part in parts]) / peak
    level = np.linspace(1, -1, _WAVE_HEIGHT)[:, None]
    half = 1 / _WAVE_HEIGHT
    return np.where((level <= highs + half) & (level >= lows - half), 90, 255).astype(np.uint8)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """Return a grey picture as the bytes of a PNG file."""
    height, width = pixels.shape
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = pixels
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
