from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

import labelproof
from labelproof._audit.request import MEMBERS
from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.progress import SILENT
from labelproof._formats import read
from labelproof._learn.models import audio, image, image_network, kernel, neighbors, table, text
from labelproof._learn.own_model import examples_of, learn_with


class Spy(ClassifierMixin, BaseEstimator):
    """Says that every class is as likely, and keeps what it was given."""

    seen: list = []

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        Spy.seen.append((X, {name: os.environ.get(name) for name in ("HF_HUB_OFFLINE",)}))
        return self

    def predict_proba(self, X):
        return np.full((len(X), self.classes_.size), 1 / self.classes_.size)


class Broken(Spy):
    """Fails like somebody else's code."""

    def fit(self, X, y):
        raise RuntimeError("shapes do not match")


def rows(count: int = 60):
    rng = np.random.default_rng(0)
    codes = np.arange(count) % 2
    return pd.DataFrame({"a": codes + 0.1 * rng.normal(size=count), "b": rng.normal(size=count), "y": codes})


def test_a_model_of_ones_own_finds_a_wrong_label():
    frame = rows()
    frame.loc[7, "y"] = 0
    result = labelproof.audit(frame, label="y", model=GaussianNB())
    assert int(result.issues["row"].iloc[0]) == 7
    assert result.summary["model"]["description"] == "your own GaussianNB, 5 folds, duplicates kept together"
    assert result.summary["run"]["model"] == "sklearn.naive_bayes:GaussianNB"
    assert result.run["arguments"]["model"] == "sklearn.naive_bayes:GaussianNB"


def test_copies_of_rows_with_words_share_a_fold():
    frame = rows().assign(colour=np.resize(["red", "blue", "green"], 60))
    dataset = read(pd.concat([frame, frame.iloc[:20]], ignore_index=True), label="y")
    codes = np.array([int(label) for label in dataset.labels])
    found = learn_with(Spy(), dataset, codes, ("0", "1"), folds=5, seed=0, progress=SILENT, cache_dir=None)
    assert found.fold[60:].tolist() == found.fold[:20].tolist()
    assert found.description == "your own Spy, 5 folds, duplicates kept together"


def test_texts_are_given_as_strings():
    words = {"cat": "purr meow", "dog": "bark woof"}
    frame = pd.DataFrame(
        [(f"{words[name]} number {i}", name) for i in range(30) for name in words], columns=["text", "y"]
    )
    model = make_pipeline(TfidfVectorizer(), LogisticRegression())
    result = labelproof.audit(frame, label="y", text=["text"], model=model)
    assert result.summary["model"]["accuracy"] == 1


def test_columns_come_as_numbers_where_they_are_numbers():
    table_of = {"n": ["1", " 2", "?", "4"], "s": ["x", "NA", "y", "x"], "f": [1, 2, 3, 4], "y": ["a", "b", "a", "b"]}
    X, groups = examples_of(read(table_of, label="y", features=["n", "s", "f"]))
    assert X["n"].tolist()[:2] + X["n"].tolist()[3:] == [1.0, 2.0, 4.0]
    assert np.isnan(X["n"].iloc[2])
    assert X["s"].tolist() == ["x", None, "y", "x"]
    assert (X["f"].dtype, groups) == (np.float64, "auto")


def test_arrays_and_pixels_are_given_as_they_are():
    y = np.array([0, 1, 0, 1])
    features, pixels = np.arange(8.0).reshape(4, 2), np.zeros((4, 5, 5), dtype=np.uint8)
    assert examples_of(read({"X": features, "y": y}, label="y"))[0].tolist() == features.tolist()
    assert examples_of(read({"images": pixels, "labels": y}))[0].shape == (4, 5, 5)


def test_files_are_given_as_paths(tmp_path):
    for name in ("cat/1.wav", "dog/1.wav"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"RIFF")
    X, groups = examples_of(read(tmp_path))
    assert (X, groups) == ([str(tmp_path / "cat" / "1.wav"), str(tmp_path / "dog" / "1.wav")], None)
    (tmp_path / "t.csv").write_text("p,y\ncat/1.wav,a\nno.wav,b\n")
    with pytest.raises(InputError, match=r"`no\.wav` is missing, or inside a zip file"):
        examples_of(read(tmp_path / "t.csv", audio="p", label="y"))


def test_hub_libraries_are_offline_while_it_is_trained(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    Spy.seen.clear()
    labelproof.audit(rows(), label="y", model=Spy())
    assert [switch for _, switches in Spy.seen for switch in switches.values()] == ["1"] * 5
    assert "HF_HUB_OFFLINE" not in os.environ


def test_rows_without_a_label_get_a_suggestion():
    frame = rows().astype({"y": object})
    frame.loc[3, "y"] = None
    result = labelproof.audit(frame, label="y", model=GaussianNB())
    assert result.issues.loc[result.issues["row"] == 3, "suggested_label"].tolist() == ["1"]


def test_a_model_that_fails_is_named_with_what_it_said():
    with pytest.raises(InputError, match="Your model Broken failed with RuntimeError: shapes do not match"):
        labelproof.audit(rows(), label="y", model=Broken())


def test_code_is_never_named_from_python():
    with pytest.raises(InputError, match="Code is imported for the command line alone"):
        labelproof.audit(rows(), label="y", model="os:getcwd")


@pytest.mark.parametrize("model", [None, 3, True])
def test_a_model_is_a_name_or_a_model(model):
    with pytest.raises(InputTypeError, match="`model` must be a name or a model"):
        labelproof.audit(rows(), label="y", model=model)


def test_a_member_of_the_built_in_models_is_trained_alone():
    result = labelproof.audit(rows(), label="y", model="linear")
    assert "linear alone" in result.summary["model"]["description"]


def test_tags_are_not_learned_by_a_model_of_ones_own():
    frame = pd.DataFrame({"a": np.arange(40.0), "tags": ["x", "x,y"] * 20})
    with pytest.raises(InputError, match="Of examples with tags the audit trains one of its own models"):
        labelproof.audit(frame, tags="tags", features=["a"], model=GaussianNB())


def test_every_member_can_be_named():
    modules = (audio, image, image_network, kernel, neighbors, table, text)
    members = {
        name.strip("_").lower()
        for module in modules
        for name, found in vars(module).items()
        if isinstance(found, type) and hasattr(found, "scores")
    }
    assert members - {"member"} == set(MEMBERS)
