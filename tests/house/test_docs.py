"""The documents keep their promises: what they name exists, and what exists is named."""

from __future__ import annotations

import ast
import doctest
import functools
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from labelproof.cli import COMMANDS
from repository import ROOT, door_names, public_names, python_files

REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
GUIDE = ROOT / "docs" / "guides"
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_MAKE = re.compile(r"\bmake ([a-z][a-z-]*(?: [a-z][a-z-]*)*)")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def _code(text: str) -> list[str]:
    return re.findall(r"```.*?```|`[^`\n]*`", text, flags=re.DOTALL)


def _anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the usual Markdown hosts write them."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _broken_links(path: Path, text: str) -> list[str]:
    broken = []
    for target in _LINK.findall(_without_code(text)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = path.parent / file if file else path
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in _anchors(_text(place))):
            broken.append(target)
    return broken


def _make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", _text(ROOT / "Makefile"), flags=re.MULTILINE))


def _snake(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def _titles(text: str) -> list[str]:
    return re.findall(r"^- \*\*(.+?)\*\*", text, flags=re.MULTILINE)


@functools.cache
def _test_names() -> set[str]:
    trees = (ast.parse(_text(path)) for path in (ROOT / "tests").rglob("test_*.py"))
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _help(command: str) -> str:
    run = [sys.executable, "-m", "labelproof", command, "--help"]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout


def _note_codes() -> set[str]:
    """The stable names of everything that is handled and reported: first arguments of `Note(...)`."""
    codes = set()
    for path in python_files():
        for node in ast.walk(ast.parse(_text(path))):
            is_note = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note"
            if is_note and node.args and isinstance(node.args[0], ast.Constant):
                codes.add(node.args[0].value)
    return codes


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_relative_links_resolve(path: Path) -> None:
    assert _broken_links(path, _text(path)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_make_commands_exist(path: Path) -> None:
    named = {word for code in _code(_text(path)) for words in _MAKE.findall(code) for word in words.split()}
    assert named - _make_targets() == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_examples_in_documents_run(path: Path) -> None:
    # The examples of the reference are those of the docstrings, which have a test of their own.
    if ">>>" not in _text(path) or path.parent == REFERENCE:
        return
    if np.lib.NumpyVersion(np.__version__) < "2.0.0":
        pytest.skip("the examples show what NumPy 2 prints")
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    # A closing fence would otherwise be read as expected output.
    text = _text(path).replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, _name(path), str(path), 0)
    lines: list[str] = []
    assert doctest.DocTestRunner(optionflags=options).run(test, out=lines.append).failed == 0, "".join(lines)


@pytest.mark.parametrize("door", door_names())
def test_every_door_has_its_reference_page(door: str) -> None:
    page = _text(REFERENCE / f"{door}.md")
    listed = set(re.findall(r"^## `(\w+)`$", page, flags=re.MULTILINE))
    assert listed == set(public_names(door))


def test_reference_index_lists_every_door_and_nothing_else() -> None:
    index = _text(REFERENCE / "index.md")
    assert set(re.findall(r"\]\((labelproof[\w.]*)\.md\)", index)) == set(door_names())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_in_its_guide(command: str) -> None:
    guide = _text(GUIDE / f"{command}.md")
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _help(command)))
    assert options
    assert {option for option in options if f"`{option}" not in guide} == set()


def test_everything_that_is_reported_is_in_the_guide() -> None:
    guide = _text(GUIDE / "audit.md")
    codes = _note_codes()
    assert codes
    assert {code for code in codes if f"`{code}`" not in guide} == set()


def test_every_difference_has_a_test_of_the_same_title() -> None:
    titles = _titles(_text(ROOT / "docs" / "differences.md"))
    assert titles
    assert len(set(titles)) == len(titles)
    assert {title for title in titles if f"test_{_snake(title)}" not in _test_names()} == set()


def test_every_test_of_a_difference_has_its_line() -> None:
    listed = {f"test_{_snake(title)}" for title in _titles(_text(ROOT / "docs" / "differences.md"))}
    trees = [ast.parse(_text(path)) for path in (ROOT / "tests" / "doors").glob("test_*differences.py")]
    tests = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {name for name in tests if name.startswith("test_")} - listed == set()


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    files = {path.name for path in folder.glob("[0-9]*.md")}
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", _text(folder / "index.md")))
    assert files
    assert listed == files


def test_readme_links_every_guide_under_documentation() -> None:
    guides = {path.name for path in (ROOT / "docs" / "guides").glob("*.md")}
    listed = _text(ROOT / "README.md").split("## Documentation")[1]
    assert set(re.findall(r"\(docs/guides/([\w-]+\.md)\)", listed)) == guides


def test_readme_repeats_the_measured_means() -> None:
    means = re.search(r"^\| mean \|(.*)$", _text(ROOT / "benchmarks" / "detection.md"), flags=re.MULTILINE)
    assert means is not None
    measured = re.findall(r"0\.\d{3}", means[1])[:4]  # peer and ours: average precision, then F1
    readme = _text(ROOT / "README.md")
    assert [number for number in measured if number not in readme] == []


def test_what_is_missing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One word\n[a](absent.md) [b](#one-word) [c](#two) [d](https://example.org)\n", encoding="utf-8")
    assert _broken_links(page, _text(page)) == ["absent.md", "#two"]
    assert _titles("- **Ties go by row number**: why.") == ["Ties go by row number"]
    assert _snake("Ties go by row number, always.") == "ties_go_by_row_number_always"
    assert _MAKE.findall("`make lint types test`") == ["lint types test"]
    assert "test" in _make_targets()
    assert "nonsense" not in _make_targets()
