"""`labelproof audit --model`: names, and code that the command line names."""

from __future__ import annotations

import json
import sys

import pytest

from labelproof._base.errors import InputError
from labelproof.cli._model import importable_here, model_of

CODE = """
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

READY = LogisticRegression()

def make_model():
    return make_pipeline(TfidfVectorizer(), LogisticRegression())

def needs(something):
    return something

class Holder:
    inside = LogisticRegression
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """The name of a module in the current folder, which no other test has imported."""
    name = f"own_models_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    yield name
    sys.modules.pop(name, None)


def loaded(text: str):
    with importable_here():
        return model_of(text)


def test_functions_and_classes_are_called_and_estimators_are_taken(module):
    assert type(loaded(f"{module}:make_model")).__name__ == "Pipeline"
    assert type(loaded(f"{module}:READY")).__name__ == "LogisticRegression"
    assert type(loaded(f"{module}:Holder.inside")).__name__ == "LogisticRegression"
    assert type(loaded("sklearn.naive_bayes:GaussianNB")).__name__ == "GaussianNB"


@pytest.mark.parametrize("text", ["fast", "linear", "timm:resnet18", "transformers:folder/x", "C:\\x"])
def test_other_names_are_names(text):
    assert model_of(text) == text


def test_the_search_path_is_as_it_was(module):
    before = list(sys.path)
    loaded(f"{module}:READY")
    assert sys.path == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no_such_module_at_all:x", "there is no module 'no_such_module_at_all'. Run from the folder that holds it"),
        ("{}:make_modle", "has no 'make_modle'. Did you mean 'make_model'?"),
        ("{}:needs", "calling it without arguments failed with TypeError"),
    ],
)
def test_what_cannot_be_loaded_is_named(module, text, message):
    with pytest.raises(InputError) as caught:
        loaded(text.format(module))
    assert message in str(caught.value)


def test_a_module_that_fails_is_named_with_its_error(module, tmp_path):
    (tmp_path / f"{module}.py").write_text("1 / 0")
    with pytest.raises(InputError, match="importing it failed with ZeroDivisionError"):
        loaded(f"{module}:x")
    (tmp_path / f"{module}.py").write_text("import no_such_package_at_all")
    with pytest.raises(InputError, match="importing it needs 'no_such_package_at_all'"):
        loaded(f"{module}:x")


def test_a_model_of_ones_own_audits_texts(shell, tmp_path):
    name = f"own_models_{tmp_path.name}"
    shell.write(f"{name}.py", CODE)
    rows = [
        f"{words} number {i},{label}" for i in range(30) for words, label in (("purr meow", "cat"), ("bark", "dog"))
    ]
    rows[8] = "purr meow wrong,dog"
    shell.write("t.csv", "text,label\n" + "\n".join(rows))
    code, out, err = shell("audit", "t.csv", "--model", f"{name}:make_model", "-o", "out")
    sys.modules.pop(name, None)
    assert code == 0, err
    assert "purr meow wrong" in out
    record = json.loads((shell.folder / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["arguments"]["model"] == f"{name}:make_model"
    summary = json.loads((shell.folder / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["model"]["description"].startswith("your own Pipeline")


def test_code_that_is_missing_is_one_line_before_anything_is_written(shell):
    shell.write("t.csv", "a,label\n1,x\n2,y\n")
    code, out, err = shell("audit", "t.csv", "--model", "no_such_module_at_all:x")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert shell.files() == ["t.csv"]
