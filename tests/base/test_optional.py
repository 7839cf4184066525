"""An optional package that is not there is named, and so is the one that it lacks."""

import sys

import pytest

from labelproof._base.errors import MissingExtraError
from labelproof._base.optional import require


def _package(folder, monkeypatch, code):
    (folder / "outer_package.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "outer_package", raising=False)


def _message(module):
    with pytest.raises(MissingExtraError) as caught:
        require(module, extra="image", purpose="Reading images")
    return str(caught.value)


def test_a_module_that_is_there_is_returned():
    assert require("json.decoder", extra="image", purpose="Reading") is sys.modules["json.decoder"]


@pytest.mark.parametrize("module", ["no_such_package", "no_such_package.part"])
def test_a_missing_package_is_named_with_its_extra(module):
    assert _message(module) == (
        "Reading images needs the package 'no_such_package', which is not installed. "
        "Run: pip install 'labelproof[image]'"
    )


def test_a_package_that_lacks_another_is_not_called_missing(tmp_path, monkeypatch):
    _package(tmp_path, monkeypatch, "import no_such_package.part")
    assert _message("outer_package") == (
        "Reading images needs the package 'outer_package', and that needs 'no_such_package', which is not installed. "
        "Run: pip install 'labelproof[image]'"
    )


def test_a_package_that_is_broken_says_why(tmp_path, monkeypatch):
    _package(tmp_path, monkeypatch, "from json import no_such_name")
    assert "'outer_package', which cannot be imported here (cannot import name 'no_such_name'" in _message(
        "outer_package"
    )
