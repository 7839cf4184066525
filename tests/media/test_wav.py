from __future__ import annotations

import re
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof._media.content import UnreadableFile
from labelproof._media.wav import read_wav
from sounds import wav

RAMP = np.linspace(-1, 1 - 2**-7, 101)


def read(content: bytes, *, seconds: float = 60, values: int = 10**6):
    return read_wav(content, most_seconds=seconds, most_values=values)


@pytest.mark.parametrize(
    ("bits", "kind"), [(8, "int"), (16, "int"), (24, "int"), (32, "int"), (32, "float"), (64, "float")]
)
@pytest.mark.parametrize("extensible", [False, True])
def test_samples_come_back_as_they_were_written(bits, kind, extensible):
    waves = read(wav(RAMP, 8_000, bits=bits, kind=kind, extensible=extensible))
    assert (waves.rate, waves.total, waves.samples.shape) == (8_000, 101, (101, 1))
    assert np.abs(waves.samples[:, 0] - RAMP).max() <= (max(2.0**-bits, 1e-7) if kind == "int" else 1e-7)


def test_channels_lie_side_by_side():
    both = np.column_stack([RAMP, -RAMP / 2])
    assert np.abs(read(wav(both, bits=24)).samples - both).max() < 1e-6


def test_more_than_is_wanted_is_not_read():
    content = wav(np.zeros((1000, 2)), 1_000)
    assert [len(read(content, seconds=0.5).samples), len(read(content, values=20).samples)] == [500, 10]
    assert read(content, values=20).total == 1000


def test_a_size_that_was_not_known_while_writing_means_to_the_end():
    content = wav(RAMP)
    place = content.index(b"data") + 4
    assert read(content[:place] + b"\xff\xff\xff\xff" + content[place + 4 :]).total == 101


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda c: c[:-1], "it is cut off: of 202 bytes of samples 201 are there"),
        (lambda c: c[: c.index(b"data")], "it is cut off: it holds no samples"),
        (lambda c: c[:12], "it is cut off: it holds no samples"),
        (lambda c: c[:30], "it is cut off in its header"),
        (lambda c: c.replace(b"fmt ", b"junk"), "it does not say how its samples are coded"),
        (lambda c: c.replace(struct.pack("<I", 16_000), struct.pack("<I", 999), 1), "its rate is 999 samples a second"),
        (lambda c: c[:22] + b"\0\0" + c[24:], "it has 0 channels"),
        (lambda c: c[:22] + b"\xff\xff" + c[24:], "it has 65,535 channels"),
    ],
)
def test_damage_is_named(damage, reason):
    with pytest.raises(UnreadableFile, match=re.escape(reason)):
        read(damage(wav(RAMP)))


def test_a_file_without_samples_is_empty():
    with pytest.raises(UnreadableFile, match="it is empty"):
        read(wav(np.zeros(0)))


@pytest.mark.parametrize("tag", [2, 6, 7, 0x55])
def test_another_coding_is_left_to_others(tag):
    content = wav(RAMP)
    assert read(content[:20] + struct.pack("<H", tag) + content[22:]) is None


@given(data=st.data())
def test_no_bytes_do_more_than_be_refused(data):
    content = bytearray(wav(RAMP[:20], bits=data.draw(st.sampled_from([8, 16, 24, 32]))))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(12, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(12, len(content)))]
    try:
        waves = read(bytes(content))
    except UnreadableFile:
        return
    assert waves is None or 0 < len(waves.samples) <= waves.total
