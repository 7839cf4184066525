from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from labelproof._base.dataset import Dataset, FileRef
from labelproof._base.errors import InputError
from labelproof._base.progress import SILENT
from labelproof._learn.models.audio import prepare
from labelproof._learn.models.mel import mel_features, sound_features
from labelproof._media import audio
from labelproof._media.audio import Sound
from labelproof.learn import cross_val_pred_probs
from sounds import CLASSES, sound, wav


def dataset_of(folder, contents: dict[str, bytes]) -> Dataset:
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    refs = tuple(FileRef(name, folder / name) for name in contents)
    labels = np.array(["x"] * len(refs), dtype=object)
    return Dataset("s", pd.DataFrame({"file_name": list(contents)}), labels, "audio", audio=refs)


def ready(dataset: Dataset, model: str = "fast"):
    return prepare(dataset, model=model, seed=0, progress=SILENT)


def made(name: str, seed: int = 0, rate: int = 16_000) -> np.ndarray:
    return sound(name, np.random.default_rng(seed), rate=rate, seconds=0.7)


def test_unreadable_recordings_are_named_and_left_out(tmp_path):
    whole = wav(made("sine"))
    found = ready(dataset_of(tmp_path, {"a.wav": whole, "b.wav": whole[:-5], "c.wav": b"", "d.wav": wav(made("pink"))}))
    assert found.readable.tolist() == [True, False, False, True]
    note = next(note for note in found.notes if note.code == "unreadable_recordings")
    assert (note.message, note.rows) == ("2 recordings could not be read: `b.wav`, `c.wav`.", (1, 2))
    assert not np.asarray(found.space)[1:3].any()


def test_without_any_readable_recording_there_is_nothing_to_learn(tmp_path):
    with pytest.raises(InputError, match=r"None of the 2 recordings can be read, the first is `a\.wav`"):
        ready(dataset_of(tmp_path, {"a.wav": b"x", "b.wav": b""}))


def test_equal_sounds_have_one_key_whatever_their_coding(tmp_path):
    samples = np.round(made("saw") * 2**15) / 2**15
    contents = {"a.wav": wav(samples), "b.wav": wav(samples, bits=32), "c.wav": wav(samples, 8_000)}
    assert ready(dataset_of(tmp_path, contents)).keys.tolist() == [0, 0, 2]


def test_long_recordings_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(audio, "MAX_VALUES", 5000)
    found = ready(dataset_of(tmp_path, {"a.wav": wav(made("sine")), "b.wav": wav(made("sine")[:5000])}))
    assert next(note.rows for note in found.notes if note.code == "long_recordings") == (0,)


def test_slower_models_have_more_members(tmp_path):
    dataset = dataset_of(tmp_path, {f"{name}.wav": wav(made(name)) for name in CLASSES})
    assert len(ready(dataset, "regular").members) > len(ready(dataset).members)


def test_features_hardly_depend_on_the_rate():
    def nearest(rate: int) -> list[str]:
        sounds = [(name, number) for name in CLASSES for number in (1, 2)]
        rates = [16_000 if number == 1 else rate for _, number in sounds]
        groups = []
        for (name, _), own in zip(sounds, rates, strict=True):
            samples = made(name, seed=3, rate=own).astype(np.float32)
            groups.append(sound_features(Sound(samples, own, 0.7, False)))
        rows = mel_features([np.stack(group) for group in zip(*groups, strict=True)])
        first, second = rows[::2], rows[1::2]
        distances = np.linalg.norm(first[:, None] - second[None], axis=2)
        return [CLASSES[place] for place in distances.argmin(axis=1)]

    agree = sum(found == name for found, name in zip(nearest(44_100), CLASSES, strict=True))
    assert agree >= 9


def test_what_a_rate_cannot_hold_counts_as_average():
    group = np.array([[1.0, np.nan], [3.0, 4.0], [5.0, 8.0]], dtype=np.float32)
    features = mel_features([group])
    assert features[0, 1] == 0
    assert features.dtype == np.float32
    assert float(np.square(features).sum(axis=1).mean()) == pytest.approx(1)


@pytest.mark.parametrize("samples", [np.zeros(1), np.zeros(4000), np.ones(3), np.r_[np.zeros(3000), 1.0]])
def test_any_sound_has_finite_features(samples):
    groups = sound_features(Sound(samples.astype(np.float32), 8_000, 0.1, False))
    assert np.isfinite(mel_features([np.stack([group, group]) for group in groups])).all()


def test_probabilities_are_learned_from_paths(tmp_path):
    rng = np.random.default_rng(0)
    paths, labels = [], []
    for number in range(40):
        labels.append(("sine", "white")[number % 2])
        paths.append(tmp_path / f"{number}.wav")
        paths[-1].write_bytes(wav(sound(labels[-1], rng, rate=8_000, seconds=0.2)))
    pred_probs = cross_val_pred_probs("fast", [str(path) for path in paths], labels, folds=3)
    assert (pred_probs.argmax(axis=1) == np.arange(40) % 2).all()
