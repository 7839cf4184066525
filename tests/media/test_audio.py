from __future__ import annotations

import io
import re
import zipfile

import numpy as np
import pytest

from labelproof._base.dataset import FileRef
from labelproof._base.errors import MissingExtraError
from labelproof._media import audio
from labelproof._media.audio import UnreadableRecording, decode
from sounds import wav

TONE = 0.5 * np.sin(np.arange(4000) * 0.3)


def saved(folder, content: bytes, name: str = "a.wav") -> FileRef:
    (folder / name).write_bytes(content)
    return FileRef(name, folder / name)


def test_one_channel_stays_as_it_is(tmp_path):
    sound = decode(saved(tmp_path, wav(TONE, 8_000, bits=32, kind="float")))
    assert (sound.rate, sound.seconds, sound.cut, sound.samples.dtype) == (8_000, 0.5, False, np.float32)
    assert np.abs(sound.samples - TONE).max() < 1e-7


def test_the_mean_of_channels_is_taken(tmp_path):
    sound = decode(saved(tmp_path, wav(np.column_stack([TONE, TONE / 2]), bits=24)))
    assert np.abs(sound.samples - 0.75 * TONE).max() < 1e-6


def test_channels_that_cancel_each_other_leave_the_loudest(tmp_path):
    sound = decode(saved(tmp_path, wav(np.column_stack([-TONE / 2, TONE, -TONE / 2]), bits=24)))
    assert np.abs(sound.samples - TONE).max() < 1e-6


def test_what_is_louder_than_full_scale_is_scaled_down(tmp_path):
    sound = decode(saved(tmp_path, wav(1e30 * TONE, bits=64, kind="float")))
    assert np.abs(sound.samples).max() == 1
    assert np.abs(sound.samples - TONE / np.abs(TONE).max()).max() < 1e-6


def test_of_a_long_recording_the_start_is_listened_to(tmp_path, monkeypatch):
    monkeypatch.setattr(audio, "MAX_SECONDS", 1)
    sound = decode(saved(tmp_path, wav(TONE, 1_000)))
    assert (sound.samples.size, sound.seconds, sound.cut) == (1000, 4.0, True)


def test_a_member_of_a_zip_file_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x/a.wav", wav(TONE))
    assert decode(FileRef("a", tmp_path / "a.zip", "x/a.wav")).samples.size == 4000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"<html>no sound</html>", "it is not a recording of a known format (WAV, FLAC, Ogg, MP3, AIFF)"),
        (wav(TONE)[:-9], "it is cut off: of 8,000 bytes of samples 7,991 are there"),
        (wav([0.0, np.nan], kind="float", bits=32), "some of its samples are no finite numbers"),
        (wav([0.0, -np.inf], kind="float", bits=64), "some of its samples are no finite numbers"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(tmp_path, content, reason):
    with pytest.raises(UnreadableRecording, match=re.escape(f"Recording `a.wav` cannot be read: {reason}. Replace")):
        decode(saved(tmp_path, content))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableRecording, match="the file does not exist"):
        decode(FileRef("a.wav", tmp_path / "a.wav"))


def test_a_large_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(audio, "MAX_BYTES", 5 << 20)
    with pytest.raises(UnreadableRecording, match="it is larger than 5 MiB"):
        decode(saved(tmp_path, b"RIFF" + bytes(5 << 20)))


def test_without_soundfile_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "soundfile", None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'labelproof[audio]'")):
        decode(saved(tmp_path, b"fLaC" + bytes(50)))


@pytest.mark.parametrize(("kind", "error"), [("FLAC", 1e-4), ("AIFF", 1e-4), ("OGG", 0.1), ("MP3", 0.1)])
def test_other_formats_are_read_by_soundfile(tmp_path, kind, error):
    soundfile = pytest.importorskip("soundfile")
    out = io.BytesIO()
    soundfile.write(out, np.tile(TONE, 4), 16_000, format=kind)
    sound = decode(saved(tmp_path, out.getvalue(), f"a.{kind.lower()}"))
    assert (sound.rate, sound.cut) == (16_000, False)
    assert abs(float(np.std(sound.samples)) - float(np.std(TONE))) < error


def test_damage_that_soundfile_finds_is_told_without_addresses(tmp_path):
    pytest.importorskip("soundfile")
    with pytest.raises(UnreadableRecording, match="it is damaged or cut off") as caught:
        decode(saved(tmp_path, b"fLaC" + bytes(50)))
    assert "0x" not in str(caught.value)
