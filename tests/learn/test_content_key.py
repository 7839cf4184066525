"""Equal contents have equal keys, and nothing else has."""

import copy
import sys
from functools import partial
from importlib import metadata
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import sklearn
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from labelproof._base.errors import InputTypeError
from labelproof._learn.content_key import content_key, versions

VALUES = {
    "none": None,
    "true": True,
    "one": 1,
    "one point": 1.0,
    "digit": "1",
    "bytes": b"1",
    "list": [1],
    "nested": [[1], 2],
    "flat": [1, 2],
    "tuple": (1, 2),
    "dict": {"a": 1},
    "set": {1, 2},
    "integers": np.array([1, 2]),
    "floats": np.array([1.0, 2.0]),
    "shape": np.array([[1.0, 2.0]]),
    "single": np.array([1.0, 2.0], dtype=np.float32),
    "strings": np.array(["a", "b"]),
    "objects": np.array(["a", None], dtype=object),
    "frame": pd.DataFrame({"a": [1, 2]}),
    "named": pd.DataFrame({"b": [1, 2]}),
    "missing": pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}),
    "series": pd.Series([1, 2]),
    "sparse": sparse.csr_matrix([[0, 1]]),
    "other sparse": sparse.csr_matrix([[1, 0]]),
    "estimator": LogisticRegression(),
    "parameter": LogisticRegression(C=2.0),
    "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
    "inner parameter": make_pipeline(StandardScaler(), LogisticRegression(C=2.0)),
    "ufunc": FunctionTransformer(np.log1p),
    "lambda": lambda x: x + 1,
    "other lambda": lambda x: x + 2,
    "partial": partial(max, 1),
    "class": LogisticRegression,
    "generator": np.random.default_rng(0),
    "other generator": np.random.default_rng(1),
    "state": np.random.RandomState(0),
}


def test_no_two_contents_share_a_key():
    keys = {name: content_key(value) for name, value in VALUES.items()}
    assert len(set(keys.values())) == len(VALUES)


@pytest.mark.parametrize("name", sorted(set(VALUES) - {"lambda", "other lambda"}))
def test_a_copy_has_the_same_key(name):
    assert content_key(copy.deepcopy(VALUES[name])) == content_key(VALUES[name])


def test_the_order_of_rows_in_memory_does_not_matter():
    rows = np.arange(6.0).reshape(2, 3)
    assert content_key(np.asfortranarray(rows)) == content_key(rows)
    assert content_key(rows.T[:, ::-1][:, ::-1]) == content_key(rows.T.copy())


MODEL = """
from sklearn.base import BaseEstimator

class Base(BaseEstimator):
    def fit(self, X, y):
        return self

    def predict_proba(self, X):
        return {share}

class Model(Base):
    @staticmethod
    def other():
        return {other}
"""


@pytest.mark.parametrize("changed", [{"share": 0.5, "other": 1}, {"share": 0.4, "other": 2}])
@pytest.mark.parametrize("as_file", [True, False])
def test_the_code_of_an_estimator_counts_whatever_it_inherits_from(tmp_path, monkeypatch, as_file, changed):
    def key(**values):
        path = tmp_path / f"models_{len(list(tmp_path.iterdir()))}.py"
        path.write_text(MODEL.format(**values), encoding="utf-8")
        module = ModuleType("models")
        if as_file:
            module.__file__ = str(path)
        monkeypatch.setitem(sys.modules, "models", module)
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
        return content_key(module.Model()), content_key(module.Model)

    same, again, other = key(share=0.4, other=1), key(share=0.4, other=1), key(**changed)
    assert same == again
    assert same[0] != other[0]
    assert same[1] != other[1]


def test_the_version_of_an_installed_package_counts(monkeypatch):
    before = content_key(LogisticRegression())
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} of tomorrow")
    assert content_key(LogisticRegression()) != before


def test_a_value_that_is_enclosed_counts():
    def adder(step):
        return lambda x: x + step

    assert content_key(adder(1)) == content_key(adder(1))
    assert content_key(adder(1)) != content_key(adder(2))


def test_what_cannot_be_told_is_refused():
    with pytest.raises(InputTypeError, match="object cannot"):
        content_key([object()])


def test_what_contains_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(InputTypeError, match="list cannot"):
        content_key(endless)


def test_versions_are_of_installed_packages_whether_or_not_they_are_loaded(monkeypatch):
    wanted = {"numpy", "sklearn", "builtins", "no such package", "made_up"}
    made_up = ModuleType("made_up")
    made_up.__version__ = "7"
    monkeypatch.setitem(sys.modules, "made_up", made_up)
    expected = {"made_up": "7", "numpy": np.__version__, "sklearn": sklearn.__version__}
    assert versions(wanted) == expected
    monkeypatch.delitem(sys.modules, "sklearn")
    assert versions(wanted) == expected
