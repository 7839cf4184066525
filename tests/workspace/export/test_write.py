"""The corrected data on the disk: what is in them, what is with them, what is refused."""

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from labelproof._base.errors import InputError
from workspace.export.conftest import GIVEN, TEXTS, as_csv, as_lines, name, open_folder, put_media, tell, tree
from workspace.folders import write_folder


def decide(workspace):
    """Relabel rows 0 and 5, keep 1, leave 3 out, doubt 4."""
    workspace.decide(0, "relabel", "bee", comment="=look")
    workspace.decide(5, "accept")
    workspace.decide(1, "keep")
    workspace.decide(3, "exclude")
    workspace.decide(4, "unsure")


CORRECTED = [1, 1, 2, 1, 0]
KEPT = [text for row, text in enumerate(TEXTS) if row != 3]


def test_the_source_comes_back_with_the_decisions_and_nothing_else(beside):
    workspace = beside()
    decide(workspace)
    done = workspace.export("source", "out.csv")
    assert Path("out.csv").read_bytes() == as_csv(KEPT, CORRECTED)
    assert Path("data.csv").read_bytes() == as_csv()
    assert (done.rows, done.bytes, done.format, done.user_name) == (5, len(as_csv(KEPT, CORRECTED)), "source", "Ada")
    assert done.sha256 == hashlib.sha256(as_csv(KEPT, CORRECTED)).hexdigest()
    assert workspace.exports() == [done]


def test_without_decisions_the_copy_is_the_source(beside):
    beside().export("source", "out.csv")
    assert Path("out.csv").read_bytes() == Path("data.csv").read_bytes()


def test_json_lines_come_back_as_they_were(beside):
    workspace = beside("data.jsonl", as_lines(), "jsonl")
    decide(workspace)
    workspace.export("source", "out.jsonl")
    lines = as_lines().splitlines(keepends=True)
    expected = [lines[0].replace(b"ant", b"bee"), lines[1], lines[2], lines[4], lines[5].replace(b"null", b'"ant"')]
    assert Path("out.jsonl").read_bytes() == b"".join(expected)


def test_the_manifest_says_what_was_made_of_what(beside):
    workspace = beside()
    decide(workspace)
    workspace.export("source", "out.csv")
    manifest = json.loads(Path("out.csv.manifest.json").read_text())
    assert manifest["inputs"] == [{"path": "data.csv", "sha256": hashlib.sha256(as_csv()).hexdigest(), "rows": 6}]
    assert manifest["outputs"][0]["sha256"] == hashlib.sha256(Path("out.csv").read_bytes()).hexdigest()
    assert manifest["last_event"]["seq"] == workspace.seq
    assert len(manifest["last_event"]["hash"]) == 64
    assert manifest["counts"] == {
        "rows": 5,
        "changed": 2,
        "left_out": 1,
        "marked": 0,
        "undecided": 0,
        "unsure": 1,
        "in_conflict": 0,
    }
    assert manifest["excluded_rows"] == [3]
    assert manifest["versions"]["labelproof"] == workspace.project().version


def test_added_columns_tell_what_was_thought_and_decided(beside):
    workspace = beside()
    decide(workspace)
    workspace.export("source", "out.csv", columns="add", excluded="mark")
    table = pd.read_csv("out.csv", keep_default_na=False)
    assert table["label"].tolist() == [name(code) for code in GIVEN]
    assert table["given_label"].tolist() == [name(code) for code in GIVEN]
    assert table["suggested_label"].tolist() == ["bee", "bee", "cat", "cat", "ant", "ant"]
    assert table["corrected_label"].tolist() == ["bee", "bee", "cat", "", "bee", "ant"]
    assert table["action"].tolist() == ["relabel", "keep", "", "exclude", "unsure", "relabel"]
    assert table["reviewer"].tolist() == ["Ada", "Ada", "", "Ada", "Ada", "Ada"]
    assert table["comment"].tolist() == ["'=look", "", "", "", "", ""]
    assert table["error_probability"].tolist() == ["0.9", "0.1", "0.1", "0.897", "0.896", ""]
    assert table["text"].tolist() == TEXTS


def test_excluded_rows_can_be_marked(beside):
    workspace = beside()
    decide(workspace)
    workspace.export("source", "out.csv", excluded="mark")
    table = pd.read_csv("out.csv", keep_default_na=False)
    assert table["excluded"].tolist() == [False, False, False, True, False, False]
    assert table["label"].tolist() == ["bee", "bee", "cat", "ant", "bee", "ant"]


@pytest.mark.parametrize("code", ["csv", "jsonl", "parquet"])
def test_new_tables_hold_the_same_rows(beside, code):
    if code == "parquet":
        pytest.importorskip("pyarrow")
    workspace = beside()
    decide(workspace)
    workspace.export(code, f"out.{code}")
    readers = {"csv": pd.read_csv, "jsonl": lambda path: pd.read_json(path, lines=True), "parquet": pd.read_parquet}
    table = readers[code](f"out.{code}")
    assert table["label"].tolist() == [name(code) for code in CORRECTED]
    assert table["text"].tolist() == KEPT


def test_a_new_csv_runs_no_formula(beside):
    workspace = beside()
    workspace.export("csv", "out.csv")
    assert b"\n'=cmd,ant\n" in Path("out.csv").read_bytes()


def test_data_from_memory_come_back_as_the_audit_kept_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = write_folder(tmp_path / "made.labelproof", GIVEN, [1, 1, 2, 2, 0, 0], texts=TEXTS)
    with open_folder(folder) as workspace:
        decide(workspace)
        assert "memory" in next(one.why for one in workspace.export_formats() if one.code == "source")
        with pytest.raises(InputError, match="came from memory"):
            workspace.export("source", "out.csv")
        workspace.export("jsonl", "out.jsonl")
    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert rows[0] == {"id": "key 0", "text": TEXTS[0], "label": "bee"}
    assert [row["label"] for row in rows] == ["bee", "bee", "cat", "bee", "ant"]


def test_a_class_that_was_added_is_written(beside):
    workspace = beside()
    workspace.add_class("new, class")
    workspace.decide(0, "relabel", "new, class")
    workspace.export("source", "out.csv")
    assert Path("out.csv").read_bytes() == as_csv().replace(b'"one, two",ant', b'"one, two","new, class"')


def test_classes_that_probabilities_number_are_written_as_numbers(beside):
    numbered = as_csv().replace(b",ant\r", b",0\r").replace(b",bee\r", b",1\r").replace(b",cat\r", b",2\r")
    workspace = beside(content=numbered, reading={"pred_probs": ["probs.npy"]})
    workspace.add_class("dog")
    workspace.decide(0, "relabel", "bee")
    workspace.decide(1, "relabel", "dog")
    workspace.export("source", "out.csv")
    expected = numbered.replace(b'"one, two",0', b'"one, two",1').replace(b'""x""",1', b'""x""",3')
    assert Path("out.csv").read_bytes() == expected


def test_several_files_come_back_as_several(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parts = {"train.csv": slice(0, 4), "test.csv": slice(4, 6)}
    for file, part in parts.items():
        Path(file).write_bytes(as_csv(TEXTS[part], GIVEN[part]))
    folder = write_folder(tmp_path / "data.labelproof", GIVEN, [1, 1, 2, 2, 0, 0], texts=TEXTS)
    tell(folder, "csv", list(parts), rows=[4, 2])
    with open_folder(folder) as workspace:
        decide(workspace)
        done = workspace.export("source", "fixed")
        preview = workspace.preview_export("source")
        workspace.export("patch", "patch.jsonl")
        assert [(one.format, one.folder) for one in workspace.exports()] == [("patch", False), ("source", True)]
    assert tree("fixed") == {
        "train.csv": as_csv([TEXTS[0], TEXTS[1], TEXTS[2]], [1, 1, 2]),
        "test.csv": as_csv(TEXTS[4:], [1, 0]),
    }
    manifest = Path("fixed/manifest.json")
    assert [one["name"] for one in json.loads(manifest.read_text())["outputs"]] == ["train.csv", "test.csv"]
    assert done.sha256 == hashlib.sha256(manifest.read_bytes()).hexdigest()
    assert [one.place for one in preview.differences] == ["train.csv, line 2", "train.csv, line 5", "test.csv, line 3"]


@pytest.mark.parametrize(
    ("content", "columns", "expected"),
    [
        (
            b"text,tags\na,red\nb,round\nc,red|round\n",
            ["tags"],
            b"text,tags\na,round\nb,round\n",
        ),
        (
            b"text,red,round\na,1,0\nb,0,1\nc,1,1\n",
            ["red", "round"],
            b"text,red,round\na,0,1\nb,0,1\n",
        ),
    ],
)
def test_tags_come_back_in_their_columns(with_tags, content, columns, expected):
    workspace = with_tags(content, columns)
    workspace.decide(0, "accept", tag="red")
    workspace.decide(0, "accept", tag="round")
    workspace.decide(2, "exclude", tag="red")
    workspace.export("source", "out.csv")
    assert Path("out.csv").read_bytes() == expected
    workspace.export("jsonl", "out.jsonl")
    first = json.loads(Path("out.jsonl").read_text().splitlines()[0])
    assert first == ({"text": "a", "tags": "round"} if columns == ["tags"] else {"text": "a", "red": "0", "round": "1"})
    workspace.export("csv", "added.csv", columns="add", excluded="mark")
    table = pd.read_csv("added.csv", keep_default_na=False)
    assert table["corrected_label"].tolist() == ["round", "round", ""]
    assert table["given_label"].tolist() == ["red", "round", "red|round"]


def test_class_folders_come_back_as_a_copy(pictures):
    pictures.decide(0, "relabel", "bee")
    pictures.decide(3, "exclude")
    pictures.add_class("dog")
    pictures.decide(4, "relabel", "dog")
    done = pictures.export("source", "fixed")
    assert tree("fixed") == {
        "bee/0.png": b"picture 0",
        "bee/1.png": b"picture 1",
        "cat/2.png": b"picture 2",
        "dog/4.png": b"picture 4",
        "README.txt": b"about",
    }
    assert done.rows == 4
    with pytest.raises(InputError, match="no columns"):
        pictures.export("source", "more", columns="add")


def test_links_that_lead_out_of_the_folder_are_not_followed(pictures, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    Path("photos/link.txt").symlink_to(tmp_path / "secret.txt")
    pictures.export("source", "fixed")
    assert "link.txt" not in tree("fixed")


def test_a_changed_picture_is_refused(pictures):
    Path("photos/ant/0.png").write_bytes(b"another one")
    with pytest.raises(InputError, match="photos has changed since the audit"):
        pictures.export("source", "fixed")
    assert not Path("fixed").exists()


def test_class_folders_in_a_zip_come_back_in_a_zip(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = [f"all/{name(code)}/{row}.png" for row, code in enumerate(GIVEN[:5])]
    with zipfile.ZipFile("photos.zip", "w") as archive:
        for row, place in enumerate(names):
            archive.writestr(place, b"picture %d" % row)
    folder = write_folder(tmp_path / "photos.labelproof", GIVEN[:5], [1, 1, 2, 2, 0])
    put_media(folder, [{"file": "photos.zip", "member": place} for place in names])
    tell(folder, "zip", ["photos.zip"], columns={"label": None})
    with open_folder(folder) as workspace:
        workspace.decide(0, "relabel", "bee")
        workspace.decide(3, "exclude")
        workspace.export("source", "fixed.zip")
    with zipfile.ZipFile("fixed.zip") as archive:
        found = {place: archive.read(place) for place in archive.namelist()}
    assert found == {
        "all/bee/0.png": b"picture 0",
        "all/bee/1.png": b"picture 1",
        "all/cat/2.png": b"picture 2",
        "all/bee/4.png": b"picture 4",
    }


def test_arrays_come_back_with_other_labels(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez("data.npz", X=np.arange(12.0).reshape(6, 2), y=np.array(["ant", "bee", "cat", "ant", "bee", ""]))
    folder = write_folder(tmp_path / "data.labelproof", GIVEN, [1, 1, 2, 2, 0, 0])
    tell(folder, "npz", ["data.npz"], columns={"label": None})
    with open_folder(folder) as workspace:
        decide(workspace)
        workspace.export("source", "out.npz")
    with np.load("out.npz") as arrays:
        assert arrays["y"].tolist() == ["bee", "bee", "cat", "bee", "ant"]
        assert arrays["X"].tolist() == [[0, 1], [2, 3], [4, 5], [8, 9], [10, 11]]


def test_a_source_that_changed_is_refused(beside):
    workspace = beside()
    Path("data.csv").write_bytes(as_csv() + b"more,ant\r\n")
    for code in ("source", "csv"):
        with pytest.raises(InputError, match=r"data\.csv has changed since the audit.*audit again"):
            workspace.export(code, "out.csv")
    with pytest.raises(InputError, match="has changed since the audit"):
        workspace.preview_export("source")
    assert not Path("out.csv").exists()
    workspace.export("patch", "out.jsonl")


def test_a_source_that_is_gone_is_named(beside):
    workspace = beside()
    Path("data.csv").unlink()
    with pytest.raises(InputError, match=r"data\.csv is no longer there"):
        workspace.export("source", "out.csv")


@pytest.mark.parametrize("force", [False, True])
def test_the_source_is_never_overwritten(beside, force):
    workspace = beside()
    decide(workspace)
    Path("link.csv").symlink_to("data.csv")
    for target in ("data.csv", "../" + Path.cwd().name + "/data.csv", "link.csv"):
        with pytest.raises(InputError, match="is the source"):
            workspace.export("source", target, force=force)
    assert Path("data.csv").read_bytes() == as_csv()


def test_a_copy_does_not_mix_with_the_folder(pictures):
    for target in ("photos", "photos/fixed", "."):
        with pytest.raises(InputError, match="is the source"):
            pictures.export("source", target, force=True)


def test_a_taken_place_needs_force(beside):
    workspace = beside()
    Path("out.csv").write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        workspace.export("source", "out.csv")
    assert Path("out.csv").read_text() == "mine"
    workspace.export("source", "out.csv", force=True)
    assert Path("out.csv").read_bytes() == as_csv()


def test_a_folder_that_no_export_wrote_is_not_replaced(pictures):
    Path("fixed").mkdir()
    Path("fixed/mine.txt").write_text("mine")
    with pytest.raises(InputError, match="no export wrote"):
        pictures.export("source", "fixed", force=True)
    assert tree("fixed") == {"mine.txt": b"mine"}
    pictures.export("source", "again")
    pictures.export("source", "again", force=True)
    assert "README.txt" in tree("again")


def test_a_place_in_no_folder_is_refused(beside):
    with pytest.raises(InputError, match="does not exist"):
        beside().export("source", "nowhere/out.csv")


def test_nothing_is_left_behind_when_writing_fails(beside, monkeypatch):
    workspace = beside()

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        workspace.export("source", "out.csv")
    assert sorted(path.name for path in Path().iterdir()) == ["data.csv", "data.labelproof"]
    assert workspace.exports() == []


def test_names_are_numbered_in_the_folder_of_exports(beside):
    workspace = beside()
    paths = [Path(workspace.export("source").path).name for _ in range(2)]
    assert paths == ["data.corrected.csv", "data.corrected-2.csv"]
    assert Path(workspace.export("csv", name="mine.csv").path).parent.name == "exports"
    for wrong in ("../mine.csv", "/tmp/mine.csv", ".hidden", "a\\b"):
        with pytest.raises(InputError, match="must be the name of a file"):
            workspace.export("csv", name=wrong)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"format": "xlsx"}, "`format`"), ({"columns": "both"}, "`columns`"), ({"excluded": "hide"}, "`excluded`")],
)
def test_unknown_words_are_refused(beside, arguments, message):
    with pytest.raises(InputError, match=message):
        beside().export(**{"format": "source", "path": "out.csv", **arguments})


def test_a_file_and_a_folder_never_take_each_others_place(pictures):
    Path("notes.csv").write_text("mine")
    with pytest.raises(InputError, match="is a file, which a folder does not replace"):
        pictures.export("source", "notes.csv", force=True)
    assert Path("notes.csv").read_text() == "mine"
    pictures.export("source", "copy")
    with pytest.raises(InputError, match="is a folder, which one file does not replace"):
        pictures.export("csv", "copy", force=True)
    assert Path("copy", "manifest.json").is_file()


def test_the_manifest_names_the_excluded_files_of_class_folders(pictures):
    pictures.decide(3, "exclude")
    pictures.export("source", "copy", excluded="mark")
    assert Path("copy/ant/3.png").is_file()
    assert json.loads(Path("copy/manifest.json").read_text())["excluded_files"] == ["ant/3.png"]
