"""From an audit of each kind of data to the same data corrected."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import labelproof
from labelproof._workspace.workspace import Workspace

ROWS = 12
LABELS = ["ant" if row % 3 else "bee" for row in range(ROWS)]
PROBS = np.array([[0.8, 0.2] if label == "ant" else [0.2, 0.8] for label in LABELS])
WANTED = ["ant", *LABELS[2:]]


@pytest.fixture
def corrected(tmp_path, monkeypatch):
    """Return a function that audits data, relabels row 0, leaves row 1 out, exports, and says where."""
    monkeypatch.chdir(tmp_path)

    def run(data=None, target="out", **arguments):
        labelproof.audit(data, pred_probs=PROBS, classes=["ant", "bee"], **arguments).save("audit.labelproof")
        with Workspace.open("audit.labelproof") as workspace:
            workspace.decide(0, "relabel", "ant")
            workspace.decide(1, "exclude")
            return Path(workspace.export("source", target).path)

    return run


def texts():
    return [f"text {row}" for row in range(ROWS)]


def test_parquet(corrected):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"text": texts(), "label": pd.Categorical(LABELS)})
    frame.to_parquet("data.parquet")
    actual = pd.read_parquet(corrected("data.parquet", label="label"))
    assert actual["label"].tolist() == WANTED
    assert actual["label"].dtype == frame["label"].dtype
    assert actual["text"].tolist() == [text for text in texts() if text != "text 1"]


def test_arrays(corrected):
    np.savez("data.npz", X=np.arange(2 * ROWS).reshape(ROWS, 2), labels=np.array(LABELS))
    with np.load(corrected("data.npz")) as actual:
        assert actual["labels"].tolist() == WANTED
        assert actual["X"].tolist() == [[2 * row, 2 * row + 1] for row in range(ROWS) if row != 1]


def test_arff_with_one_label(corrected):
    head = "@relation r\n@attribute x numeric\n@attribute class {ant,bee}\n@data\n"
    Path("data.arff").write_text(head + "".join(f"{row},{label}\n" for row, label in enumerate(LABELS)))
    actual = corrected("data.arff", label="class").read_text()
    assert actual == head + "0,ant\n" + "".join(f"{row},{LABELS[row]}\n" for row in range(2, ROWS))


def test_a_file_without_a_header(corrected):
    Path("data.csv").write_text("".join(f"some text {row},{label}\n" for row, label in enumerate(LABELS)))
    actual = corrected("data.csv", label=-1, header=False).read_text()
    assert actual == "some text 0,ant\n" + "".join(f"some text {row},{LABELS[row]}\n" for row in range(2, ROWS))


@pytest.mark.parametrize("zipped", [False, True])
def test_a_folder_with_a_table_of_its_files(corrected, zipped):
    Image = pytest.importorskip("PIL.Image")
    Path("photos").mkdir()
    for row in range(ROWS):
        Image.new("L", (4, 4), row).save(f"photos/{row}.png")
    if zipped:
        with zipfile.ZipFile("photos/images.zip", "w") as archive:
            for row in range(ROWS):
                archive.write(f"photos/{row}.png", f"{row}.png")
                Path(f"photos/{row}.png").unlink()
    lines = [f"{row}.png,{label}\n" for row, label in enumerate(LABELS)]
    Path("photos/metadata.csv").write_text("file_name,label\n" + "".join(lines))
    actual = corrected("photos", label="label").read_text()
    assert actual == "file_name,label\n0.png,ant\n" + "".join(lines[2:])


def test_class_folders(corrected):
    Image = pytest.importorskip("PIL.Image")
    for row, label in enumerate(sorted(LABELS)):
        Path("photos", label).mkdir(parents=True, exist_ok=True)
        Image.new("L", (4, 4), row).save(f"photos/{label}/{row:02}.png")
    probs = PROBS[np.argsort(LABELS, kind="stable")]
    labelproof.audit("photos", pred_probs=probs, classes=["ant", "bee"]).save("audit.labelproof")
    with Workspace.open("audit.labelproof") as workspace:
        workspace.decide(0, "relabel", "bee")
        workspace.decide(1, "exclude")
        target = Path(workspace.export("source", "out").path)
    found = sorted(path.relative_to(target).as_posix() for path in target.rglob("*.png"))
    ants = LABELS.count("ant")
    assert found == [
        *(f"ant/{row:02}.png" for row in range(2, ants)),
        "bee/00.png",
        *(f"bee/{row:02}.png" for row in range(ants, ROWS)),
    ]


@pytest.mark.parametrize("words", [["0", "1"], ["ant", "bee"]])
def test_labels_in_an_array_of_their_own(corrected, words):
    coded = np.array([("ant", "bee").index(label) for label in LABELS], np.int16)
    np.save("labels.npy", coded if words == ["0", "1"] else np.array(LABELS))
    actual = np.load(corrected(labels="labels.npy", target="out.npy"), allow_pickle=False)
    assert actual.astype(str).tolist() == [words[("ant", "bee").index(label)] for label in WANTED]
    assert actual.dtype.kind == ("i" if words == ["0", "1"] else "U")


def test_labels_in_lines_of_text(corrected):
    Path("labels.txt").write_text("".join(f"{label}\n" for label in LABELS))
    assert corrected(labels="labels.txt", target="out.txt").read_text() == "".join(f"{label}\n" for label in WANTED)


def test_labels_in_a_table_beside_the_data(corrected):
    Path("data.csv").write_text("text,label\n" + "".join(f"{text},same\n" for text in texts()))
    Path("labels.csv").write_text("row,label\n" + "".join(f"row {row},{label}\n" for row, label in enumerate(LABELS)))
    actual = corrected("data.csv", labels="labels.csv").read_text()
    assert actual == "row,label\n" + "".join(f"row {row + (row > 0)},{label}\n" for row, label in enumerate(WANTED))


def test_labels_that_number_the_classes_in_a_column(corrected):
    lines = [f"text {row},{('ant', 'bee').index(label)}\n" for row, label in enumerate(LABELS)]
    Path("data.csv").write_text("text,label\n" + "".join(lines))
    actual = corrected("data.csv", label="label").read_text()
    assert actual == "text,label\ntext 0,0\n" + "".join(lines[2:])


def test_two_files_that_are_joined(corrected):
    lines = [json.dumps({"text": f"text {row}", "label": label}) + "\n" for row, label in enumerate(LABELS)]
    Path("train.jsonl").write_text("".join(lines[:8]))
    Path("test.jsonl").write_text("".join(lines[8:]))
    actual = corrected(["train.jsonl", "test.jsonl"], label="label")
    assert (actual / "train.jsonl").read_text() == lines[0].replace("bee", "ant") + "".join(lines[2:8])
    assert (actual / "test.jsonl").read_text() == "".join(lines[8:])
