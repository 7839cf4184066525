"""What is computed from a recording: how loud it is in bands of the mel scale over time, whatever its rate and length.

Only arrays; decoding is done by `audio` and `_media`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelproof._media.audio import Sound
from labelproof._media.spectrum import BANDS, HOP, log_mel

__all__ = ["mel_features", "sound_features"]

_SLICES = 8
_SOUNDING = 40.0
"""Decibels below its loudest moment at which a recording counts as silent before it begins and after it ends."""
_PLACES = 24
_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 1.0)
_RHYTHMS = 16
_FASTEST = 30.0
"""Beats a second, up to which the rhythm is looked at."""


def sound_features(sound: Sound) -> list[NDArray[np.float32]]:
    """Return the groups of features of one recording.

    Parameters
    ----------
    sound : Sound
        One channel.

    Returns
    -------
    list of arrays
        Of each band, in decibels: the mean, the deviation over time, the mean change from frame to frame, and the
        mean in each of eight parts of the sounding stretch, less that of all; NaN where the rate of the recording
        cannot hold the band. Then what does not depend on pitch: the means in descending order, and the spread of
        the samples. Then the spectrum of the rhythm, and the length.
    """
    loudness = log_mel(sound)
    moments = np.nanmax(loudness, axis=1)
    loud = np.flatnonzero(moments >= moments.max() - _SOUNDING)
    heard = loudness[loud[0] : loud[-1] + 1]
    mean = heard.mean(axis=0)
    places = np.linspace(0, len(heard), _SLICES + 1)
    parts = [heard[int(a) : max(int(np.ceil(b)), int(a) + 1)].mean(axis=0) - mean for a, b in _pairs(places)]
    change = np.abs(np.diff(heard, axis=0)).mean(axis=0) if len(heard) > 1 else np.zeros(BANDS, dtype=np.float32)
    change[np.isnan(mean)] = np.nan
    length = np.log([len(heard), len(loudness)]).astype(np.float32)
    shape = [_descending(mean), _spread(sound.samples)]
    return [mean, heard.std(axis=0), change, np.concatenate(parts), *shape, _rhythm(heard), length]


def _pairs(places: NDArray[np.float64]) -> list[tuple[float, float]]:
    return list(zip(places[:-1].tolist(), places[1:].tolist(), strict=True))


def _descending(mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the means of the known bands, loudest first, at even places, less the loudest."""
    known = np.sort(mean[~np.isnan(mean)])[::-1]
    places = np.linspace(0, len(known) - 1, _PLACES)
    return np.asarray(np.interp(places, np.arange(len(known)), known) - known[0], dtype=np.float32)


def _spread(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return quantiles of the size of the samples, in units of its quadratic mean: a click differs from a hum."""
    height = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return np.asarray(np.quantile(np.abs(samples) / max(height, 1e-9), _SHARES), dtype=np.float32)


def _rhythm(heard: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much the overall loudness swings at each speed, from 1 to 30 times a second."""
    envelope = np.nanmean(heard, axis=1)
    size = max(len(envelope), round(1 / HOP))
    swing = np.abs(np.fft.rfft(envelope - envelope.mean(), size)) / np.sqrt(len(envelope))
    speeds = np.arange(swing.size) / (size * HOP)
    edges = np.geomspace(1, _FASTEST, _RHYTHMS + 1)
    return np.asarray(np.interp(np.sqrt(edges[:-1] * edges[1:]), speeds, np.log1p(swing)), dtype=np.float32)


def mel_features(groups: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the features of all recordings side by side, each group of them with the same weight.

    Parameters
    ----------
    groups : list of (N, D) float32
        As from `sound_features`, stacked.

    Returns
    -------
    (N, D) float32
        What a recording cannot know, because of its rate, is taken as average.
    """
    return np.hstack([_weighted(group) for group in groups])


def _weighted(group: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a group centred, without gaps, and with a mean squared length of 1."""
    known = ~np.isnan(group)
    count = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, group - np.where(known, group, 0).sum(axis=0) / count, 0)
    length = float(np.sqrt(np.square(centred).sum(axis=1).mean()))
    return np.asarray(centred / max(length, 1e-9), dtype=np.float32)
