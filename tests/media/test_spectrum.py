from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from labelproof._media.audio import Sound
from labelproof._media.spectrum import BANDS, log_mel, picture


def tone(hertz: float, rate: int, *, height: float = 0.5, seconds: float = 1.0) -> Sound:
    samples = height * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return Sound(samples.astype(np.float32), rate, seconds, False)


def naive_band(sound: Sound, band: int) -> float:
    """The power of one band in the first frame, as a sum over frequencies by the definition of the transform."""
    mels = np.linspace(2595 * np.log10(1 + 60 / 700), 2595 * np.log10(1 + 16_000 / 700), BANDS + 2)
    low, middle, high = (700 * (10 ** (mel / 2595) - 1) for mel in mels[band : band + 3])
    length, size = round(0.025 * sound.rate), 1024
    window = np.array([0.5 - 0.5 * np.cos(2 * np.pi * (n + 1) / (length + 1)) for n in range(length)])
    frame = (sound.samples - sound.samples.mean())[:length] * window
    total = 0.0
    for k in range(size // 2 + 1):
        hertz = k * sound.rate / size
        share = max(0.0, min((hertz - low) / (middle - low), (high - hertz) / (high - middle)))
        total += share * abs(np.sum(frame * np.exp(-2j * np.pi * k * np.arange(length) / size))) ** 2
    return 10 * np.log10(total * 2 / (size * np.sum(window**2)))


@pytest.mark.parametrize("band", [8, 9, 10])
def test_bands_are_what_the_definition_says(band):
    sound = tone(440, 32_000)
    assert abs(float(log_mel(sound)[0, band]) - naive_band(sound, band)) < 0.01


@pytest.mark.parametrize("hertz", [300.0, 1000.0, 3000.0])
def test_the_rate_does_not_matter(hertz):
    first, second = (log_mel(tone(hertz, rate)).mean(axis=0) for rate in (16_000, 44_100))
    both = ~np.isnan(first) & (np.maximum(first, second) > -30)
    assert both.sum() >= 2
    assert np.abs(first[both] - second[both]).max() < 1.5


def test_half_the_height_is_six_decibels_less():
    full, half = (log_mel(tone(500, 16_000, height=height)) for height in (0.5, 0.25))
    assert abs(float(np.nanmax(full) - np.nanmax(half)) - 6.02) < 0.01


def test_bands_that_a_rate_cannot_hold_are_missing():
    missing = np.isnan(log_mel(tone(500, 8_000)))
    assert missing[:, -1].all()
    assert not missing[:, :40].any()
    assert not np.isnan(log_mel(tone(500, 44_100))).any()


def test_a_click_and_silence_are_sounds_too():
    for samples in ([1.0], [0.0], [0.0] * 5000):
        loudness = log_mel(Sound(np.array(samples, dtype=np.float32), 16_000, 1.0, False))
        assert np.isfinite(loudness[:, 0]).all()


def test_the_picture_is_a_whole_png_of_one_size():
    sizes = set()
    for sound in (tone(500, 8_000), tone(500, 44_100, seconds=3), Sound(np.ones(1, np.float32), 16_000, 0, False)):
        data = picture(sound)
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        length = struct.unpack(">I", data[33:37])[0]
        lines = zlib.decompress(data[41 : 41 + length])
        assert len(lines) == height * (width + 1)
        sizes.add((width, height))
    assert sizes == {(224, 224)}


def test_a_tone_is_a_dark_line_where_its_band_is():
    data = picture(tone(1000, 32_000))
    length = struct.unpack(">I", data[33:37])[0]
    pixels = np.frombuffer(zlib.decompress(data[41 : 41 + length]), dtype=np.uint8).reshape(224, 225)[:, 1:]
    bands = pixels[80::2][::-1]
    loudest = int(np.argmax(np.nanmean(log_mel(tone(1000, 32_000)), axis=0)))
    assert int(np.argmin(bands.mean(axis=1))) == loudest
    assert bands[loudest].max() < 20
