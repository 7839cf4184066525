"""Every public name explains itself: sections, every parameter, examples that run."""

from __future__ import annotations

import doctest
import inspect
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpydoc.docscrape import NumpyDocString

from repository import public_objects

PUBLIC = list(public_objects())


class _Docstring(NumpyDocString):
    """The sections of numpydoc, and ours that says where a formula comes from."""

    sections = {**NumpyDocString.sections, "Source": ""}


def _parse(item: Any) -> _Docstring:
    return _Docstring(inspect.getdoc(item) or "")


def _methods(name: str, item: Any) -> Iterator[tuple[str, Any]]:
    """The public methods that a class of ours defines itself or inherits from another class of ours."""
    for method, function in inspect.getmembers(item, inspect.isfunction):
        if not method.startswith("_") and function.__module__.startswith("labelproof"):
            yield f"{name}.{method}", function


FUNCTIONS = [(name, item) for name, item in PUBLIC if inspect.isroutine(item)]
CLASSES = [(name, item) for name, item in PUBLIC if inspect.isclass(item)]
METHODS = [found for name, item in CLASSES for found in _methods(name, item)]


def _parameters(item: Any) -> list[str]:
    names = list(inspect.signature(item).parameters.values())
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [("*" * (kinds.index(p.kind) + 1) if p.kind in kinds else "") + p.name for p in names if p.name != "self"]


def _documented(doc: _Docstring, *sections: str) -> list[str]:
    return [name.strip() for section in sections for entry in doc[section] for name in entry.name.split(",")]


def _returns_something(item: Any) -> bool:
    return inspect.signature(item).return_annotation not in {"None", None, inspect.Signature.empty}


def _defects(item: Any, *, needs_example: bool) -> list[str]:
    """What a docstring lacks."""
    doc = _parse(item)
    found = []
    if not any(line.strip() for line in doc["Summary"]):
        found.append("no first line")
    missing = [name for name in _parameters(item) if name not in _documented(doc, "Parameters")]
    found += [f"parameter {name} is not described" for name in missing]
    extra = [name for name in _documented(doc, "Parameters") if name not in _parameters(item)]
    found += [f"{name} is described but is no parameter" for name in extra]
    if inspect.isroutine(item) and _returns_something(item) and not (doc["Returns"] or doc["Yields"]):
        found.append("no Returns section")
    if needs_example and not any(">>>" in line for line in doc["Examples"]):
        found.append("no example")
    return found


@pytest.mark.parametrize(("name", "item"), PUBLIC, ids=[name for name, _ in PUBLIC])
def test_public_names_are_documented_with_an_example(name: str, item: Any) -> None:
    # Frozen results are built by us alone; what they hold is described as attributes, and their maker has the example.
    is_result = inspect.isclass(item) and bool(_parse(item)["Attributes"]) and not _parse(item)["Parameters"]
    if is_result:
        fields = set(getattr(item, "__dataclass_fields__", {}))
        described = set(_documented(_parse(item), "Attributes"))
        assert {field for field in fields if not field.startswith("_")} - described == set()
    else:
        assert _defects(item, needs_example=True) == []


@pytest.mark.parametrize(("name", "method"), METHODS, ids=[name for name, _ in METHODS])
def test_public_methods_are_documented(name: str, method: Any) -> None:
    assert _defects(method, needs_example=False) == []


def _failures(name: str, item: Any) -> str:
    """What the examples of an object print instead of what they say they print."""
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    lines: list[str] = []
    globs = dict(vars(sys.modules[item.__module__]))  # what doctest gives an example: the names of its module
    for test in doctest.DocTestFinder(recurse=False).find(item, name, globs=globs):
        runner.run(test, out=lines.append)
    return "".join(lines)


@pytest.mark.parametrize(("name", "item"), [*PUBLIC, *METHODS], ids=[name for name, _ in [*PUBLIC, *METHODS]])
def test_examples_run(name: str, item: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if np.lib.NumpyVersion(np.__version__) < "2.0.0":
        pytest.skip("the examples show what NumPy 2 prints")
    monkeypatch.chdir(tmp_path)
    assert _failures(name, item) == ""


def test_the_walk_finds_the_doors() -> None:
    names = [name for name, _ in PUBLIC]
    assert "labelproof.filter.find_label_issues" in names
    assert len(names) >= 30


def test_a_poor_docstring_is_noticed() -> None:
    def poor(a: int, b: int) -> int:
        """Return something.

        Parameters
        ----------
        a, c : int
            Numbers.

        Examples
        --------
        >>> 1 + 1
        3
        """
        return a + b

    assert _defects(poor, needs_example=True) == [
        "parameter b is not described",
        "c is described but is no parameter",
        "no Returns section",
    ]
    assert "Expected" in _failures("poor", poor)
