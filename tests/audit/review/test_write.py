"""The folder `review` of an audit, for every kind of source: columns, what each row holds, where it came from."""

import io
import itertools
import json
import wave
import zipfile

import numpy as np
import pandas as pd
import pytest

import labelproof

WORDS = {"card": "my card is lost and the bank card is blocked", "bill": "the bill shows a fee that I did not pay"}


def texts(rows=24, wrong=3):
    """Return a frame of two kinds of texts, one of them with the label of the other."""
    labels = ["card" if row % 2 else "bill" for row in range(rows)]
    frame = pd.DataFrame({"text": [f"{WORDS[label]} {row}" for row, label in enumerate(labels)], "label": labels})
    frame.loc[wrong, "label"] = "bill"
    return frame


def pictures(rows=24):
    """Return dark and light pictures of different noise, and their labels."""
    rng = np.random.default_rng(0)
    labels = np.arange(rows) % 2
    return (labels[:, None, None] * 150 + rng.integers(0, 80, (rows, 8, 8))).astype(np.uint8), labels


def png(array):
    """Return the bytes of a picture."""
    pillow = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    out = io.BytesIO()
    pillow.fromarray(array).save(out, "PNG")
    return out.getvalue()


class Folder:
    """The folder `review` of a saved audit."""

    def __init__(self, path):
        self.path = path / "review"
        self.about = json.loads((self.path / "review.json").read_bytes())

    def __getitem__(self, name):
        return np.load(self.path / f"{name}.npy", allow_pickle=False)

    def rows(self):
        data, ends = (self.path / "payload.bin").read_bytes(), self["payload"].astype(int)
        return [json.loads(data[start:end]) for start, end in itertools.pairwise(ends)]

    def all_bytes(self):
        return {path.name: path.read_bytes() for path in self.path.iterdir() if path.name != "review.json"}


@pytest.fixture
def reviewed(tmp_path):
    """A function that audits, saves, and returns the folder `review`."""

    def make(*args, **options):
        return Folder(labelproof.audit(*args, **options).save(tmp_path / "out.labelproof", force=True))

    return make


def test_columns_say_what_the_table_of_issues_says(tmp_path):
    result = labelproof.audit(texts(), label="label")
    folder = Folder(result.save(tmp_path / "out"))
    listed = result.issues.set_index("row").sort_index()
    names = np.array(folder.about["classes"])
    assert names[folder["given"]].tolist() == listed["given_label"].tolist()
    assert names[folder["suggested"]].tolist() == listed["suggested_label"].tolist()
    assert folder["flagged"].tolist() == listed["is_label_issue"].tolist()
    np.testing.assert_allclose(folder["chance"], listed["error_probability"], rtol=1e-6)
    assert folder["order"].tolist() == result.issues["row"].tolist()
    kinds = {name: folder[name].dtype.str for name in ("given", "suggested", "chance", "flagged", "order", "group")}
    assert kinds == {
        "given": "<i4",
        "suggested": "<i4",
        "chance": "<f4",
        "flagged": "|b1",
        "order": "<i4",
        "group": "<i4",
    }


def test_rows_without_a_label_have_no_class_and_no_chance(reviewed):
    frame = texts()
    frame.loc[5, "label"] = None
    folder = reviewed(frame, label="label")
    assert (int(folder["given"][5]), bool(np.isnan(folder["chance"][5])), bool(folder["flagged"][5])) == (
        -1,
        True,
        False,
    )
    assert folder["suggested"][5] >= 0
    assert folder.about["issue_kinds"]["unlabelled"] == 1


def test_csv_and_tsv_name_file_columns_and_digests(reviewed, tmp_path):
    for kind, separator in (("csv", ","), ("tsv", "\t")):
        path = tmp_path / f"mail.{kind}"
        texts().assign(id=[f"m{row}" for row in range(24)]).to_csv(path, index=False, sep=separator)
        folder = reviewed(path, label="label", text=["text"], id="id")
        source = folder.about["source"]
        assert (source["kind"], source["rows"], source["header"]) == (kind, [24], True)
        assert source["files"][0]["path"] == f"mail.{kind}"
        assert source["reading"]["data"] == [f"mail.{kind}"]
        assert (source["reading"]["label"], source["reading"]["text"]) == ("label", ["text"])
        assert folder.about["columns"] == {
            "label": "label", "tags": None, "id": "id", "text": ["text"], "features": []
        }  # fmt: skip
        first = folder.rows()[0]
        assert (first["key"], first["name"], first["text"]) == ("m0", "m0", f"{WORDS['bill']} 0")
        assert "media" not in first


def test_headless_table_says_so(reviewed, tmp_path):
    path = tmp_path / "mail.csv"
    texts().to_csv(path, index=False, header=False)
    assert reviewed(path, label=-1, text=["c0"], header=False).about["source"]["header"] is False


def test_json_lines_and_parquet_are_told_apart(reviewed, tmp_path):
    texts().to_json(tmp_path / "mail.jsonl", orient="records", lines=True)
    assert reviewed(tmp_path / "mail.jsonl", label="label").about["source"]["kind"] == "jsonl"
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    texts().to_parquet(tmp_path / "mail.parquet")
    assert reviewed(tmp_path / "mail.parquet", label="label").about["source"]["kind"] == "parquet"


def test_several_files_say_how_many_rows_each_gave(reviewed, tmp_path):
    frame = texts()
    frame.iloc[:10].to_csv(tmp_path / "a.csv", index=False)
    frame.iloc[10:].to_csv(tmp_path / "b.csv", index=False)
    source = reviewed([tmp_path / "a.csv", tmp_path / "b.csv"], label="label").about["source"]
    assert (source["rows"], [file["path"] for file in source["files"]]) == ([10, 14], ["a.csv", "b.csv"])


def test_files_elsewhere_are_named_whole(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "work").mkdir()
    path = tmp_path / "data" / "mail.csv"
    texts().to_csv(path, index=False)
    folder = Folder(labelproof.audit(path, label="label").save(tmp_path / "work" / "out"))
    assert folder.about["source"]["files"][0]["path"] == str(path)


def test_class_folders_name_their_pictures_from_the_root(reviewed, tmp_path):
    arrays, labels = pictures()
    for row, (array, label) in enumerate(zip(arrays, labels, strict=True)):
        path = tmp_path / "images" / f"c{label}" / f"{row:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(array))
    folder = reviewed(tmp_path / "images")
    first = folder.rows()[0]
    assert (first["key"], first["media"], first["name"]) == ("c0/00.png", "c0/00.png", "c0/00.png")
    assert (folder.about["root"], folder.about["source"]["kind"]) == ("../images", "folder")
    assert (folder.path.parent / folder.about["root"] / first["media"]).is_file()
    assert (folder.about["modality"], folder.about["noun"]) == ("image", "images")


def test_zip_names_its_members(reviewed, tmp_path):
    arrays, labels = pictures()
    with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
        for row, (array, label) in enumerate(zip(arrays, labels, strict=True)):
            archive.writestr(f"c{label}/{row:02}.png", png(array))
    folder = reviewed(tmp_path / "images.zip")
    assert folder.rows()[0]["media"] == {"file": "images.zip", "member": "c0/00.png"}
    assert (folder.about["root"], folder.about["source"]["kind"]) == ("..", "zip")


def test_table_of_pictures_keeps_its_other_columns(reviewed, tmp_path):
    arrays, labels = pictures()
    (tmp_path / "data").mkdir()
    for row, array in enumerate(arrays):
        (tmp_path / "data" / f"{row}.png").write_bytes(png(array))
    table = pd.DataFrame({"file_name": [f"{row}.png" for row in range(24)], "label": labels, "by": "ann"})
    table.to_csv(tmp_path / "data" / "metadata.csv", index=False)
    folder = reviewed(tmp_path / "data", label="label")
    assert folder.rows()[3]["media"] == "3.png"
    assert ["by", "ann"] in folder.rows()[3]["cells"]
    assert (folder.about["source"]["kind"], folder.about["root"]) == ("csv", "../data")


def test_picture_that_is_missing_is_a_row_like_the_others(reviewed, tmp_path):
    arrays, labels = pictures()
    for row, array in enumerate(arrays[:-1]):
        (tmp_path / f"{row}.png").write_bytes(png(array))
    table = pd.DataFrame({"image": [f"{row}.png" for row in range(24)], "label": labels})
    table.to_csv(tmp_path / "table.csv", index=False)
    folder = reviewed(tmp_path / "table.csv", label="label", image="image")
    assert (folder.rows()[23]["media"], int(folder["suggested"][23])) == ("23.png", -1)
    assert folder["vectors"][23].tolist() == [0] * folder["vectors"].shape[1]


def test_arrays_of_pictures_are_kept(reviewed, tmp_path):
    pytest.importorskip("PIL", reason="Pillow is not installed")
    arrays, labels = pictures()
    np.savez(tmp_path / "digits.npz", images=arrays, labels=labels)
    for data in (tmp_path / "digits.npz", {"images": arrays, "labels": labels}):
        folder = reviewed(data)
        np.testing.assert_array_equal(folder["images"], arrays)
        assert folder.rows()[5]["media"] == {"file": "images.npy", "index": 5}
    assert folder.about["source"]["reading"]["in_memory"] == ["data"]


def test_pictures_of_floats_are_kept_as_bytes(reviewed):
    pytest.importorskip("PIL", reason="Pillow is not installed")
    arrays, labels = pictures()
    folder = reviewed({"images": arrays / np.float32(255), "labels": labels})
    np.testing.assert_array_equal(folder["images"], arrays)


def test_array_of_features_shows_numbers(reviewed):
    values = np.arange(48.0).reshape(24, 2) % 5
    folder = reviewed({"X": values, "y": [0, 1] * 12})
    assert folder.rows()[1]["cells"] == [["x0", "2"], ["x1", "3"]]
    assert folder.about["numbers"]["x0"] == {"median": 2.0, "mad": 1.0}


def test_recordings_name_their_files(reviewed, tmp_path):
    times = np.arange(8000) / 8000
    for row in range(12):
        path = tmp_path / "sounds" / f"c{row % 2}" / f"{row:02}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            tone = np.sin(2 * np.pi * (300 + 900 * (row % 2) + 10 * row) * times) * 9000
            file.writeframes(tone.astype("<i2").tobytes())
    folder = reviewed(tmp_path / "sounds")
    assert (folder.about["modality"], folder.rows()[0]["media"]) == ("audio", "c0/00.wav")
    assert folder["vectors"].any()


def test_table_says_the_middle_of_its_numbers(reviewed):
    frame = pd.DataFrame({"petal": ["1.0", "1.2", "5.0", "5.4"] * 6, "hue": list("aabb") * 6, "kind": list("bbcc") * 6})
    folder = reviewed(frame, label="kind")
    assert folder.about["numbers"] == {"petal": {"median": 3.1, "mad": 2.0}}
    assert folder.rows()[0]["cells"] == [["petal", "1.0"], ["hue", "a"]]


def test_labels_and_probabilities_alone_are_enough(reviewed):
    labels = [0, 1] * 12
    probs = np.array([[0.9, 0.1], [0.2, 0.8]] * 12)
    folder = reviewed(labels=labels, pred_probs=probs)
    assert (folder.about["modality"], folder.about["source"]["kind"]) == ("given", "arrays")
    assert folder.rows()[7] == {"key": "row 7", "name": None}
    assert folder["group"].tolist() == [-1] * 24
    assert folder["vectors"].shape == (24, 2)


def test_labels_of_a_file_are_named(reviewed, tmp_path):
    np.save(tmp_path / "labels.npy", [0, 1] * 12)
    np.save(tmp_path / "probs.npy", np.array([[0.9, 0.1], [0.2, 0.8]] * 12))
    source = reviewed(labels=tmp_path / "labels.npy", pred_probs=tmp_path / "probs.npy").about["source"]
    assert (source["kind"], source["labels"], source["reading"]["pred_probs"]) == ("npy", "labels.npy", ["probs.npy"])


def test_tags_have_columns_of_rows_and_tags(reviewed):
    frame = texts()
    frame["label"] = ["red|big" if label == "card" else "red" for label in frame["label"]]
    folder = reviewed(frame, tags="label", text=["text"])
    assert (folder.about["task"], folder.about["classes"]) == ("tags", ["big", "red"])
    assert folder["given"].shape == folder["suggested"].shape == folder["chance"].shape == (24, 2)
    np.testing.assert_array_equal(folder["given"] != folder["suggested"], folder["flagged"])
    assert (folder.about["columns"]["label"], folder.about["columns"]["tags"]) == (None, ["label"])
    assert "cells" not in folder.rows()[0]


def test_copies_share_a_group(reviewed):
    frame = texts()
    frame.loc[10, "text"] = frame.loc[4, "text"]
    group = reviewed(frame, label="label")["group"]
    assert group[4] == group[10] >= 0


def test_equal_rows_are_copies_where_probabilities_were_given(reviewed):
    frame = texts()
    frame.loc[10, "text"] = frame.loc[4, "text"]
    folder = reviewed(frame, label="label", text=["text"], pred_probs=np.array([[0.9, 0.1], [0.2, 0.8]] * 12))
    assert np.flatnonzero(folder["group"] >= 0).tolist() == [4, 10]
    assert folder["vectors"].shape[1] > 2


def test_keys_of_equal_rows_differ_and_do_not_depend_on_labels(reviewed):
    frame = texts()
    frame.loc[10, "text"] = frame.loc[4, "text"]
    keys = [row["key"] for row in reviewed(frame, label="label").rows()]
    assert keys[4].endswith("#1")
    assert keys[10] == keys[4][:-1] + "2"
    assert len(set(keys)) == 24
    frame.loc[6, "label"] = "card"
    assert [row["key"] for row in reviewed(frame, label="label").rows()] == keys


def test_digest_changes_with_the_content_alone(reviewed):
    frame = texts()
    before = reviewed(frame, label="label")["hash"]
    frame.loc[0, "label"] = "card"
    frame.loc[1, "text"] += "!"
    after = reviewed(frame, label="label")["hash"]
    assert np.flatnonzero((before != after).any(axis=1)).tolist() == [1]


def test_surest_examples_carry_the_class_and_no_flag(reviewed):
    folder = reviewed(texts(), label="label")
    for number, rows in enumerate(folder["examples"]):
        shown = rows[rows >= 0]
        assert len(shown) == 6
        assert (folder["given"][shown] == number).all()
        assert not folder["flagged"][shown].any()


def test_same_data_gives_the_same_bytes(reviewed):
    one = reviewed(texts(), label="label")
    first, fingerprint = one.all_bytes(), one.about["fingerprint"]
    again = reviewed(texts(), label="label")
    assert again.all_bytes() == first
    assert again.about["fingerprint"] == fingerprint


def test_other_labels_give_another_fingerprint(reviewed):
    frame = texts()
    before = reviewed(frame, label="label").about["fingerprint"]
    frame.loc[0, "label"] = "card"
    assert reviewed(frame, label="label").about["fingerprint"] != before


def test_hostile_text_is_kept_as_text(reviewed):
    columns = texts().to_dict("list")
    columns["text"][2] += " \ud800 </script> \x00 \u2028"
    shown = reviewed(columns, label="label").rows()[2]["text"]
    assert "</script> \x00 \u2028" in shown
    assert "\ud800" not in shown
