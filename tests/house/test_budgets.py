"""The size budgets of CONTRIBUTING.md, for every file of the package and of the compiled core.

Files have at most 400 lines. Function bodies, without their docstring, have at most 60 lines, and all but one in
twenty at most 40. Cyclomatic complexity is at most 10 and nesting at most 3. Ruff checks some of it too; this test
also sees what a `noqa` would hide.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository import NATIVE, PACKAGE, ROOT, door_names, native_files, python_files

FILE_LINES = 400
BODY_LINES = 60
USUAL_BODY_LINES = 40
SHARE_ABOVE_USUAL = 0.05
COMPLEXITY = 10
NESTING = 3

Function = ast.FunctionDef | ast.AsyncFunctionDef
_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With, ast.AsyncWith, ast.Match)
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _body_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function without those of the functions and classes inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _NESTED):
            waiting.extend(ast.iter_child_nodes(node))


def _complexity(function: Function) -> int:
    """One plus the number of statements where the flow can go two ways (McCabe)."""
    return 1 + sum(isinstance(node, _BRANCHES) for node in _own_nodes(function))


def _depth(statements: list[ast.stmt]) -> int:
    return max((_statement_depth(statement) for statement in statements), default=0)


def _statement_depth(statement: ast.stmt) -> int:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return 0
    inner: list[ast.stmt] = []
    for name in ("body", "finalbody"):
        inner += getattr(statement, name, [])
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        inner += part.body
    deepest = _depth(inner)
    otherwise = getattr(statement, "orelse", [])
    is_elif = isinstance(statement, ast.If) and len(otherwise) == 1 and isinstance(otherwise[0], ast.If)
    # An `elif` continues its `if`: it is not one level deeper.
    beside = _depth(otherwise) - 1 if is_elif else _depth(otherwise)
    return int(isinstance(statement, _BLOCKS)) + max(deepest, beside)


def _forbidden(tree: ast.AST) -> Iterator[str]:
    """What library code never does: print, unpickle, catch everything without a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "eval", "exec"}:
            yield f"line {node.lineno}: {node.func.id}()"
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"line {node.lineno}: bare except"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            if {name.partition(".")[0] for name in names} & {"pickle", "cloudpickle", "dill", "marshal", "shelve"}:
                yield f"line {node.lineno}: imports a pickle"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and getattr(node.value, "value", None):
            yield f"line {node.value.lineno}: allow_pickle"


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = [pytest.param(path, id=_name(path)) for path in python_files()]


@pytest.mark.parametrize("path", [*python_files(), *native_files()], ids=_name)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", SOURCES)
def test_functions_stay_small_flat_and_simple(path: Path) -> None:
    too_much = []
    for function in _functions(_parse(path)):
        measured = {
            f"{_body_lines(function)} lines": _body_lines(function) > BODY_LINES,
            f"complexity {_complexity(function)}": _complexity(function) > COMPLEXITY,
            f"nesting {_depth(function.body)}": _depth(function.body) > NESTING,
        }
        too_much += [f"{function.name}: {what}" for what, over in measured.items() if over]
    assert too_much == []


def test_few_functions_need_more_than_40_lines() -> None:
    lengths = {
        f"{_name(path)}:{function.name}": _body_lines(function)
        for path in python_files()
        for function in _functions(_parse(path))
    }
    long = {name: lines for name, lines in lengths.items() if lines > USUAL_BODY_LINES}
    assert len(long) <= SHARE_ABOVE_USUAL * len(lengths), long


@pytest.mark.parametrize("path", SOURCES)
def test_library_code_does_nothing_forbidden(path: Path) -> None:
    printing_is_its_job = (PACKAGE / "cli") in path.parents
    found = [what for what in _forbidden(_parse(path)) if not (printing_is_its_job and what.endswith("print()"))]
    assert found == []


@pytest.mark.parametrize("door", door_names())
def test_every_door_lists_its_public_names(door: str) -> None:
    parts = door.split(".")[1:]
    path = PACKAGE.joinpath(*parts, "__init__.py") if PACKAGE.joinpath(*parts).is_dir() else PACKAGE.joinpath(*parts)
    tree = _parse(path if path.suffix else path.with_suffix(".py"))
    assigned = [t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)]
    assert "__all__" in assigned


@pytest.mark.parametrize("path", native_files(), ids=_name)
def test_native_functions_stay_small(path: Path) -> None:
    """At namespace level a function starts and ends in the first column; what lies between is its body."""
    assert _long_native_functions(path.read_text(encoding="utf-8")) == []


def _long_native_functions(text: str) -> list[str]:
    found, start, header = [], 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        opens = re.match(r"^[A-Za-z].*\)[^;]*\{$", line) and not line.startswith(("namespace", "struct", "class"))
        if opens:
            start, header = number, line
        elif line == "}" and start:
            if number - start - 1 > BODY_LINES:
                found.append(f"{header}: {number - start - 1} lines")
            start = 0
    return found


def _only(source: str) -> Function:
    return next(_functions(ast.parse(source)))


def test_the_measures_see_what_they_should() -> None:
    long = _only("def f():\n    'doc'\n" + "    x = 1\n" * 61)
    assert _body_lines(long) == 61
    deep = _only("def f(a):\n if a:\n  for b in a:\n   while b:\n    with b:\n     pass\n")
    assert _depth(deep.body) == 4
    chain = _only("def f(a):\n if a:\n  pass\n elif a > 1:\n  pass\n elif a > 2:\n  pass\n")
    assert (_depth(chain.body), _complexity(chain)) == (1, 4)
    assert _long_native_functions("void f(int x) {\n" + "  x;\n" * 61 + "}\n") != []


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "import pickle",
        "from pickle import loads",
        "try:\n  pass\nexcept:\n  pass",
        "load(x, allow_pickle=True)",
    ],
)
def test_forbidden_code_is_noticed(source: str) -> None:
    assert list(_forbidden(ast.parse(source))) != []


def test_the_walk_finds_the_package() -> None:
    assert PACKAGE / "__init__.py" in python_files()
    assert NATIVE / "bind.cpp" in native_files()
