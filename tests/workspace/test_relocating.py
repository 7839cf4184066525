"""Data that were moved since the audit: found again where somebody says, if they are what was audited."""

import json
import shutil

import numpy as np
import pytest

import labelproof
from labelproof import Workspace
from labelproof._base.errors import InputError

LINES = ["text,label", "it purrs,cat", "it barks,dog", "it fetches,cat", "it guards,dog"]
PROBABILITIES = np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]])
KNOWN = {"label": "label", "text": ["text"], "classes": ["cat", "dog"]}


def described(workspace):
    """Return what the description of a workspace says of its source."""
    return json.loads((workspace / "review" / "review.json").read_text())


@pytest.fixture
def moved(tmp_path, monkeypatch):
    """A workspace whose table lies in another folder by now, with another table beside it; row 2 is relabelled."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pets.csv").write_text("\n".join(LINES))
    result = labelproof.audit("pets.csv", pred_probs=PROBABILITIES, **KNOWN)
    with Workspace.open(result.save("pets.labelproof")) as workspace:
        workspace.decide(2, "accept")
    (tmp_path / "new").mkdir()
    shutil.move("pets.csv", "new/pets.csv")
    (tmp_path / "new" / "other.csv").write_text("\n".join(reversed(LINES)))
    return tmp_path


def test_missing_data_are_refused_with_how_to_name_their_place(moved):
    with Workspace.open("pets.labelproof") as workspace:
        with pytest.raises(InputError, match=r"pets\.csv is no longer there.* --data PLACE"):
            workspace.export("source", "fixed.csv")
        with pytest.raises(InputError, match=r"pets\.csv is no longer there.* --data PLACE"):
            workspace.export("csv", "fixed.csv")


@pytest.mark.parametrize("place", ["new/pets.csv", "new"])
def test_a_file_is_found_by_its_place_or_its_folder_and_the_place_is_remembered(moved, place):
    with Workspace.open("pets.labelproof", data=place) as workspace:
        workspace.export("source", "fixed.csv")
    with Workspace.open("pets.labelproof") as workspace:
        workspace.export("source", "again.csv")
        assert len(workspace.runs()) == 1
    assert (moved / "fixed.csv").read_text().splitlines()[3] == "it fetches,dog"
    assert (moved / "again.csv").read_bytes() == (moved / "fixed.csv").read_bytes()
    assert described(moved / "pets.labelproof")["source"]["files"][0]["path"] == "new/pets.csv"
    assert described(moved / "pets.labelproof")["source"]["reading"]["data"] == ["new/pets.csv"]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("new/other.csv", r"other\.csv is not what was audited: its SHA-256"),
        ("new/none.csv", r"none\.csv does not exist"),
        (["new/pets.csv", "new/other.csv"], "got 2 places for 1"),
    ],
)
def test_what_was_not_audited_is_refused_and_nothing_is_changed(moved, place, message):
    before = described(moved / "pets.labelproof")
    with pytest.raises(InputError, match=message):
        Workspace.open("pets.labelproof", data=place)
    assert described(moved / "pets.labelproof") == before


def test_data_from_memory_have_no_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    labelproof.audit(labels=["cat", "dog", "cat", "dog"], pred_probs=PROBABILITIES).save("pets.labelproof")
    with pytest.raises(InputError, match="came from memory"):
        Workspace.open("pets.labelproof", data=tmp_path)


def test_several_files_are_found_in_one_folder_or_one_by_one(moved):
    (moved / "a.csv").write_text("\n".join(LINES[:3]))
    (moved / "b.csv").write_text("\n".join([LINES[0], *LINES[3:]]))
    labelproof.audit(["a.csv", "b.csv"], pred_probs=PROBABILITIES, **KNOWN).save("two.labelproof")
    shutil.move("a.csv", "new/a.csv")
    shutil.move("b.csv", "new/b.csv")
    for place in ("new", ["new/a.csv", "new/b.csv"]):
        with Workspace.open("two.labelproof", data=place) as workspace:
            assert workspace.preview_export().rows == 4


def test_pictures_are_found_with_the_table_that_names_them(tmp_path, monkeypatch):
    image = pytest.importorskip("PIL.Image")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old" / "pictures").mkdir(parents=True)
    names = [f"pictures/{number}.png" for number in range(4)]
    for number, name in enumerate([*names, "pictures/no row names it.png"]):
        image.new("L", (8, 8), 40 * number).save(tmp_path / "old" / name)
    lines = [f"{name},{label}" for name, label in zip(names, ["cat", "dog", "cat", "dog"], strict=True)]
    (tmp_path / "old" / "pets.csv").write_text("\n".join(["file,label", *lines]))
    result = labelproof.audit(
        "old/pets.csv", image="file", label="label", classes=["cat", "dog"], pred_probs=PROBABILITIES
    )
    folder = result.save("pets.labelproof")
    assert described(folder)["root"] == "../old"
    shutil.move("old", "new")
    with Workspace.open(folder, data="new/pets.csv") as workspace:
        assert workspace.preview_export().rows == 4
    assert described(folder)["root"] == "../new"
    image.new("L", (8, 8), 255).save(tmp_path / "new" / names[1])
    with pytest.raises(InputError, match="is not what was audited"):
        Workspace.open(folder, data="new")


@pytest.mark.parametrize("name", ["pets", "pets.v2"])
def test_a_folder_of_class_folders_is_found(tmp_path, monkeypatch, name):
    image = pytest.importorskip("PIL.Image")
    monkeypatch.chdir(tmp_path)
    for number, label in enumerate(["cat", "cat", "dog", "dog"]):
        (tmp_path / name / label).mkdir(parents=True, exist_ok=True)
        image.new("L", (8, 8), 40 * number).save(tmp_path / name / label / f"{number}.png")
    folder = labelproof.audit(name, pred_probs=PROBABILITIES, classes=["cat", "dog"]).save("pets.labelproof")
    shutil.move(name, "animals")
    with Workspace.open(folder, data="animals") as workspace:
        assert workspace.preview_export().rows == 4
    assert described(folder)["root"] == "../animals"
