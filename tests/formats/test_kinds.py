from __future__ import annotations

import pytest

from labelproof._base.errors import InputError
from labelproof._formats import read, read_tagged
from labelproof._formats.kinds import IMAGES, RECORDINGS, named_by
from repository import ROOT

WAV = b"RIFF"  # Nothing is decoded while reading.


def test_a_name_tells_the_kind():
    assert [RECORDINGS.ends(name) for name in ("a.wav", "b/c.FLAC", "wav", "a.wav.txt", "a.png")] == [
        *(True, True, False, False, False)
    ]
    assert [RECORDINGS.holds(name) for name in ("a/b.mp3", ".cache/a.wav", "a/._b.wav", "__MACOSX/a.wav")] == [
        *(True, False, False, False)
    ]


def test_most_names_decide_and_images_where_there_are_as_many():
    assert named_by(["a.wav", "b.wav ", "c.png"]) is RECORDINGS
    assert named_by(["a.wav", "c.png"]) is IMAGES


def test_subfolders_of_recordings_are_classes(write, note, tmp_path):
    for name in ("dog/2.wav", "cat/1.flac", "cat/deep/3.MP3", "cat/notes.txt"):
        write(f"set/{name}", WAV)
    dataset = read(tmp_path / "set")
    assert (dataset.modality, dataset.images, dataset.labels.tolist()) == ("audio", (), ["cat", "cat", "dog"])
    assert [ref.name for ref in dataset.audio] == ["cat/1.flac", "cat/deep/3.MP3", "dog/2.wav"]
    assert dataset.audio[2].path == tmp_path / "set" / "dog" / "2.wav"
    assert len(dataset.inputs) == 1


def test_the_rarer_kind_in_a_folder_is_left_out_and_said(write, png, note, tmp_path):
    for name in ("dog/1.wav", "cat/1.wav"):
        write(f"set/{name}", WAV)
    write("set/dog/cover.png", png())
    dataset = read(tmp_path / "set")
    assert (dataset.modality, len(dataset.audio)) == ("audio", 2)
    assert note(dataset, "other_files").message == "1 images lie beside the recordings and were left out."


def test_recordings_in_no_class_folder_are_left_out_and_said(write, note, tmp_path):
    for name in ("dog/1.wav", "cat/1.wav", "intro.wav"):
        write(f"set/{name}", WAV)
    assert note(read(tmp_path / "set"), "loose_recordings").count == 1


def test_a_zip_file_of_recordings_is_read(pack):
    dataset = read(pack("pets.zip", {"pets/dog/1.wav": WAV, "pets/cat/1.wav": WAV}))
    assert (dataset.modality, dataset.labels.tolist()) == ("audio", ["cat", "dog"])
    assert [ref.member for ref in dataset.audio] == ["pets/cat/1.wav", "pets/dog/1.wav"]


def test_a_metadata_table_names_the_recordings_of_a_folder(write, note, tmp_path):
    write("set/a.wav", WAV)
    write("set/b.wav", WAV)
    write("set/c.wav", WAV)
    write("set/metadata.csv", "file_name,label\na.wav,dog\nb.wav,cat\nno.wav,cat\n")
    dataset = read(tmp_path / "set")
    assert (dataset.modality, [ref.name for ref in dataset.audio]) == ("audio", ["a.wav", "b.wav", "no.wav"])
    assert note(dataset, "missing_recordings").rows == (2,)
    assert note(dataset, "unlisted_recordings").count == 1


def test_a_column_of_recordings_is_guessed_and_can_be_named(write, note, tmp_path):
    write("a.wav", WAV)
    write("b.wav", WAV)
    path = write("t.csv", "clip,speaker,label\na.wav,x,dog\nb.wav,y,cat\na.wav,x,dog\nb.wav,y,cat\n")
    guessed = read(path)
    assert guessed.modality == "audio"
    assert (
        "`clip` as the audio (guessed; name them with --label and --audio)" in note(guessed, "guessed_columns").message
    )
    assert [ref.name for ref in read(path, audio="clip", label="label").audio] == ["a.wav", "b.wav", "a.wav", "b.wav"]


def test_an_example_is_not_an_image_and_a_recording(write):
    path = write("t.csv", "clip,img,label\na.wav,a.png,dog\nb.wav,b.png,cat\n")
    with pytest.raises(InputError, match="An example is an image or a recording, not both"):
        read(path, audio="clip", image="img")


def test_recordings_may_carry_tags(write, tmp_path):
    write("set/a.wav", WAV)
    write("set/b.wav", WAV)
    write("set/metadata.csv", "file_name,tags\na.wav,rain;wind\nb.wav,wind\n")
    dataset = read_tagged(tmp_path / "set", tags=("tags",))
    assert (dataset.modality, len(dataset.audio)) == ("audio", 2)
    assert dataset.tags is not None
    assert dataset.tags.names == ("rain", "wind")


def test_a_path_that_leads_out_is_refused(write, tmp_path):
    write("set/a.wav", WAV)
    path = write("set/t.csv", "clip,label\na.wav,dog\n../b.wav,cat\n")
    with pytest.raises(InputError, match="leads out of the folder"):
        read(path, audio="clip")


@pytest.mark.parametrize("what", ["loose", "missing", "unlisted", "unreadable"])
@pytest.mark.parametrize("kind", [IMAGES, RECORDINGS])
def test_what_is_said_of_files_is_in_the_guide(what, kind):
    # The codes are put together, so the test of all written codes does not see them.
    assert f"`{what}_{kind.plural}`" in (ROOT / "docs" / "guides" / "audit.md").read_text(encoding="utf-8")
