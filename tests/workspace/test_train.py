"""A model of the corrected labels: fitted, kept in a folder, and asked about other data."""

import io
import json
import wave

import numpy as np
import pandas as pd
import pytest

import labelproof
from labelproof._audit.predictions import predict
from labelproof._base.errors import InputError
from labelproof._workspace.train import train
from labelproof._workspace.workspace import Workspace
from workspace.mail import mail


def texts(rows=60):
    """Return texts of two classes."""
    return pd.DataFrame({"number": [f"m{row}" for row in range(rows)], **mail(rows)})


def png(array):
    """Return the bytes of a picture."""
    pillow = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    out = io.BytesIO()
    pillow.fromarray(array).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def workspace(tmp_path):
    """The folder of an audit of a table."""
    texts().to_csv(tmp_path / "mail.csv", index=False)
    result = labelproof.audit(tmp_path / "mail.csv", label="label", text=["text"], id="number")
    return result.save(tmp_path / "mail.labelproof")


def test_model_labels_other_texts(workspace, tmp_path):
    done = train(workspace, tmp_path / "model")
    assert done.examples == 60
    assert done.model.accuracy > 0.9
    found = predict(tmp_path / "model", {"text": ["a fee and a refund", "my chip and pin"]})
    assert found["label"].tolist() == ["bill", "card"]
    assert found["probability"].between(0.5, 1).all()
    assert list(found.columns) == ["row", "label", "probability"]


def test_id_of_the_audit_is_repeated_where_it_is(workspace, tmp_path):
    train(workspace, tmp_path / "model")
    found = predict(tmp_path / "model", tmp_path / "mail.csv", each=True)
    assert found["id"].tolist() == texts()["number"].tolist()
    np.testing.assert_allclose(found["p(bill)"] + found["p(card)"], 1, atol=1e-5)


def test_model_learns_what_people_decided(workspace, tmp_path):
    with Workspace.open(workspace, user="ann") as opened:
        opened.decide(list(range(0, 60, 2)), "relabel", "card")
        opened.decide(list(range(1, 60, 2)), "relabel", "bill")
        opened.decide([0, 1], "exclude")
    done = train(workspace, tmp_path / "model")
    assert done.examples == 58
    assert predict(tmp_path / "model", {"text": ["a fee and a refund"]})["label"].tolist() == ["card"]


def test_added_class_is_learned(workspace, tmp_path):
    with Workspace.open(workspace, user="ann") as opened:
        opened.add_class("other")
        opened.decide(list(range(0, 20, 2)), "relabel", "other")
    assert train(workspace, tmp_path / "model").model.names == ("bill", "card", "other")


def test_same_seed_gives_the_same_model(workspace, tmp_path):
    for name in ("one", "two"):
        train(workspace, tmp_path / name)
    assert (tmp_path / "one" / "arrays.npz").read_bytes() == (tmp_path / "two" / "arrays.npz").read_bytes()


def test_nothing_in_the_folder_is_pickled(workspace, tmp_path):
    train(workspace, tmp_path / "model")
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == ["arrays.npz", "model.json"]
    with np.load(tmp_path / "model" / "arrays.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "uif" for name in arrays.files)


def test_earlier_model_is_replaced_only_when_asked_for(workspace, tmp_path):
    train(workspace, tmp_path / "model")
    with pytest.raises(InputError, match="--force"):
        train(workspace, tmp_path / "model")
    train(workspace, tmp_path / "model", force=True)
    (tmp_path / "model" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"notes\.txt"):
        train(workspace, tmp_path / "model", force=True)


def test_folder_of_something_else_is_never_replaced(workspace, tmp_path):
    with pytest.raises(InputError, match="is no model"):
        train(workspace, workspace, force=True)
    assert (workspace / "run.json").is_file()


def test_folder_without_a_model_is_refused(workspace):
    with pytest.raises(InputError, match="holds no model"):
        predict(workspace, {"text": ["a"]})


@pytest.mark.parametrize("damage", ["arrays", "version", "parts"])
def test_damaged_model_is_refused(workspace, tmp_path, damage):
    train(workspace, tmp_path / "model")
    record = tmp_path / "model" / "model.json"
    said = json.loads(record.read_text())
    if damage == "arrays":
        (tmp_path / "model" / "arrays.npz").write_bytes(b"PK damaged")
    else:
        said |= {"version": 9} if damage == "version" else {"model": {}}
        record.write_text(json.dumps(said))
    with pytest.raises(InputError, match="damaged" if damage != "version" else "another version"):
        predict(tmp_path / "model", {"text": ["a"]})


def test_data_without_the_column_is_refused(workspace, tmp_path):
    train(workspace, tmp_path / "model")
    with pytest.raises(InputError, match="text"):
        predict(tmp_path / "model", {"title": ["a", "b"]})


def test_too_few_labels_teach_nothing(workspace, tmp_path):
    with Workspace.open(workspace, user="ann") as opened:
        opened.decide(list(range(4, 60)), "exclude")
    with pytest.raises(InputError, match="too little to learn from: 4 labelled examples of 2 classes"):
        train(workspace, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_table_of_mixed_columns_is_learned_from(tmp_path):
    rng = np.random.default_rng(0)
    kinds = np.arange(80) % 2
    frame = pd.DataFrame(
        {
            "size": np.where(rng.random(80) < 0.1, "", (kinds + rng.normal(0, 0.3, 80)).round(3).astype(str)),
            "hue": np.where(kinds, "red", "blue"),
            "word": [f"{'aaa' if kind else 'zzz'}{row:03}" for row, kind in enumerate(kinds)],
            "kind": np.where(kinds, "yes", "no"),
        }
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    path = labelproof.audit(tmp_path / "t.csv", label="kind", features=["size", "hue", "word"]).save(tmp_path / "out")
    done = train(path, tmp_path / "model")
    assert done.model.accuracy > 0.95
    other = {"size": [1.1, -0.2, None], "hue": ["red", "blue", "green"], "word": ["aaa900", "zzz900", "aaa901"]}
    assert predict(tmp_path / "model", other)["label"].tolist() == ["yes", "no", "yes"]
    with pytest.raises(InputError, match="hue"):
        predict(tmp_path / "model", {"size": [1], "word": ["aaa"]})


def test_array_of_features_is_learned_from(tmp_path):
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    values = rng.normal(size=(60, 4)) + 4 * (labels[:, None] == np.arange(4))
    np.savez(tmp_path / "a.npz", X=values, y=labels)
    path = labelproof.audit(tmp_path / "a.npz").save(tmp_path / "out")
    train(path, tmp_path / "model")
    np.save(tmp_path / "new.npy", values[:5])
    assert predict(tmp_path / "model", tmp_path / "new.npy")["label"].tolist() == ["0", "1", "2", "0", "1"]
    with pytest.raises(InputError, match="3 columns"):
        predict(tmp_path / "model", {"X": values[:, :3]})


def test_pictures_need_no_class_folders_and_may_be_damaged(tmp_path):
    rng = np.random.default_rng(0)
    for row in range(24):
        path = tmp_path / "images" / ("dark", "light")[row % 2] / f"{row:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(((row % 2) * 150 + rng.integers(0, 80, (12, 12))).astype(np.uint8)))
    path = labelproof.audit(tmp_path / "images").save(tmp_path / "out")
    train(path, tmp_path / "model")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.png").write_bytes(png(np.full((12, 12), 200, dtype=np.uint8)))
    (tmp_path / "new" / "b.png").write_bytes(b"\x89PNG broken")
    found = predict(tmp_path / "model", tmp_path / "new")
    assert found["file"].tolist() == ["a.png", "b.png"]
    assert found["label"].tolist() == ["light", None]
    assert np.isnan(found["probability"][1])


def test_recordings_are_learned_from(tmp_path):
    times = np.arange(4000) / 8000
    for row in range(16):
        path = tmp_path / "sounds" / ("low", "high")[row % 2] / f"{row:02}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            tone = np.sin(2 * np.pi * (300 + 1500 * (row % 2) + 10 * row) * times) * 9000
            file.writeframes(tone.astype("<i2").tobytes())
    path = labelproof.audit(tmp_path / "sounds").save(tmp_path / "out")
    train(path, tmp_path / "model")
    found = predict(tmp_path / "model", tmp_path / "sounds")
    assert found["label"].tolist() == ["high"] * 8 + ["low"] * 8


def test_tags_are_learned_and_told(tmp_path):
    frame = texts()
    frame["label"] = ["money|plastic" if label == "card" else "money|paper" for label in frame["label"]]
    frame.loc[::5, "label"] = frame.loc[::5, "label"].str.replace("money|", "")
    frame.to_csv(tmp_path / "t.csv", index=False)
    path = labelproof.audit(tmp_path / "t.csv", tags="label", text=["text"]).save(tmp_path / "out")
    with Workspace.open(path, user="ann") as opened:
        opened.decide([2], "exclude", tag="paper")
    done = train(path, tmp_path / "model")
    assert done.examples == 59
    found = predict(tmp_path / "model", {"text": ["a fee and a refund", "my chip and pin"]}, each=True)
    assert ["paper" in tags for tags in found["tags"]] == [True, False]
    assert ["plastic" in tags for tags in found["tags"]] == [False, True]
    assert list(found.columns) == ["row", "tags", "p(money)", "p(paper)", "p(plastic)"]


def test_tag_that_nobody_has_is_never_told(tmp_path):
    frame = texts()
    frame["label"] = ["plastic" if label == "card" else "paper" for label in frame["label"]]
    frame.to_csv(tmp_path / "t.csv", index=False)
    path = labelproof.audit(tmp_path / "t.csv", tags="label", text=["text"]).save(tmp_path / "out")
    with Workspace.open(path, user="ann") as opened:
        opened.add_class("gold")
    done = train(path, tmp_path / "model")
    assert done.model.names == ("paper", "plastic", "gold")
    found = predict(tmp_path / "model", {"text": ["my chip and pin"]}, each=True)
    assert (found["tags"].tolist(), found["p(gold)"].tolist()) == (["plastic"], [0.0])
