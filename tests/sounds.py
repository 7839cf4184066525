"""Synthesised sounds, and the bytes of WAV files that hold them, for the tests of audio."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CLASSES = ("sine", "square", "saw", "rising", "falling", "white", "pink", "tremolo", "clicks", "bursts")
Samples = NDArray[np.float64]


def wav(samples: object, rate: int = 16_000, *, bits: int = 16, kind: str = "int", extensible: bool = False) -> bytes:
    """The bytes of a WAV file; `samples` is (T,) or (T, channels) from -1 to 1."""
    values = np.asarray(samples, dtype=np.float64)
    values = values[:, None] if values.ndim == 1 else values
    channels, step = values.shape[1], values.shape[1] * bits // 8
    tag = {"int": 1, "float": 3}[kind]
    layout = struct.pack("<HHIIHH", 0xFFFE if extensible else tag, channels, rate, rate * step, step, bits)
    if extensible:
        layout += struct.pack("<HHIH", 22, bits, 0, tag) + bytes.fromhex("000000001000800000aa00389b71")
    data = _coded(values, bits, kind)
    chunks = [(b"fmt ", layout), (b"LIST", b"odd"), (b"data", data)]
    body = b"".join(n + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for n, d in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def _coded(values: Samples, bits: int, kind: str) -> bytes:
    if kind == "float":
        return values.astype(f"<f{bits // 8}").tobytes()
    if bits == 8:
        return (np.clip(np.round(values * 128), -128, 127) + 128).astype(np.uint8).tobytes()
    whole = np.clip(np.round(values * 2 ** (bits - 1)), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1).astype("<i4")
    raw = whole.reshape(-1, 1).view(np.uint8).reshape(-1, 4)
    return raw[:, : bits // 8].tobytes()


def sound(name: str, rng: np.random.Generator, *, rate: int, seconds: float) -> Samples:
    """One sound of a class, with its own pitch, loudness, rhythm and background."""
    time = np.arange(round(seconds * rate)) / rate
    pitch = rng.uniform(150, 900)
    phase = 2 * np.pi * pitch * time
    noise = rng.normal(size=time.size)
    sweep = 2 ** (np.linspace(-1, 1, time.size) * rng.uniform(0.5, 1.2))
    beat = np.sin(2 * np.pi * rng.uniform(3, 8) * time)
    made = {
        "sine": lambda: np.sin(phase),
        "square": lambda: np.sign(np.sin(phase)),
        "saw": lambda: 2 * ((pitch * time) % 1) - 1,
        "rising": lambda: np.sin(2 * np.pi * np.cumsum(pitch * sweep) / rate),
        "falling": lambda: np.sin(2 * np.pi * np.cumsum(pitch * sweep[::-1]) / rate),
        "white": lambda: noise / 3,
        "pink": lambda: _pink(noise),
        "tremolo": lambda: np.sin(phase) * (0.55 + 0.45 * beat),
        "clicks": lambda: (beat > 0.98) * noise,
        "bursts": lambda: (beat > 0.3) * noise / 3,
    }[name]()
    clean = made / max(float(np.abs(made).max()), 1e-9)
    return np.clip((clean + 0.01 * rng.normal(size=time.size)) * rng.uniform(0.1, 0.9), -1, 1)


def _pink(noise: Samples) -> Samples:
    spectrum = np.fft.rfft(noise)
    return np.fft.irfft(spectrum / np.sqrt(np.arange(spectrum.size) + 1), noise.size)


def write_sounds(folder: Path, count: int, *, seed: int = 0, flips: float = 0.1) -> dict[str, str]:
    """Write `count` sounds into one folder per class, a share of them into a wrong one; the true class of each file.

    Rates, lengths, channels and codings vary.
    """
    rng = np.random.default_rng(seed)
    truth = {}
    wrong = set(rng.choice(count, size=round(flips * count), replace=False).tolist())
    for number in range(count):
        true = CLASSES[number % len(CLASSES)]
        given = str(rng.choice([name for name in CLASSES if name != true])) if number in wrong else true
        rate = int(rng.choice([16_000, 22_050, 44_100]))
        samples = sound(true, rng, rate=rate, seconds=rng.uniform(0.4, 0.8))
        stereo = np.column_stack([samples, 0.8 * samples]) if number % 3 == 0 else samples
        path = folder / given / f"{number:04d}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wav(stereo, rate, bits=(8, 16, 24, 32)[number % 4]))
        truth[path.relative_to(folder).as_posix()] = true
    return truth
