"""Importing the package is cheap: nothing heavy is loaded before it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from repository import PACKAGE, python_files

HEAVY = (
    *("IPython", "PIL", "datasets", "h5py", "joblib", "matplotlib", "pandas", "polars", "pyarrow", "scipy", "sklearn"),
    *("torch", "zarr"),
)


# Without pyarrow: pandas loads it for itself where it is installed.
OPTIONAL = {"PIL", "datasets", "h5py", "matplotlib", "polars", "soundfile", "timm", "torch", "zarr"}


def _loaded_after(code: str) -> set[str]:
    """The top-level packages that a fresh interpreter holds after running some code."""
    script = f"{code}\nimport json, sys; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_import_labelproof_loads_nothing_heavy() -> None:
    assert _loaded_after("import labelproof") & set(HEAVY) == set()


def test_import_labelproof_does_not_even_load_numpy() -> None:
    assert "numpy" not in _loaded_after("import labelproof")


def test_help_loads_nothing_heavy() -> None:
    code = "import contextlib, io\nfrom labelproof.cli import main\nwith contextlib.redirect_stdout(io.StringIO()):\n"
    for arguments in (["--help"], ["audit", "--help"], ["--version"]):
        quiet = f"    try:\n        main({arguments})\n    except SystemExit:\n        pass"
        assert _loaded_after(code + quiet) & set(HEAVY) == set(), arguments


@pytest.mark.parametrize(
    "door",
    [
        *("filter", "rank", "experimental.label_issues_batched", "benchmarking.noise_generation"),
        *("multilabel_classification", "multilabel_classification.filter", "multilabel_classification.rank"),
        *("internal.multilabel_scorer", "internal.multilabel_utils"),
    ],
)
def test_numeric_doors_need_numpy_alone(door: str) -> None:
    assert _loaded_after(f"import labelproof.{door}") & set(HEAVY) == set()


@pytest.mark.parametrize(
    "door", ["classification", "count", "dataset", "learn", "multiannotator", "multilabel_classification.dataset"]
)
def test_other_doors_load_nothing_optional(door: str) -> None:
    assert _loaded_after(f"import labelproof.{door}") & OPTIONAL == set()


def test_help_starts_in_a_third_of_a_second() -> None:
    command = [sys.executable, "-m", "labelproof", "--help"]
    assert min(_seconds(command) for _ in range(5)) < 0.35


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


# Who may load what on demand: a package, or a file of those that read containers. Static imports are the business of
# the import contracts.
OWNERS = {
    "PIL": {"_media", "_learn"},
    "h5py": {"_blocks/hdf5.py"},
    "matplotlib": {"_audit"},
    "msgspec": {"studio"},
    "soundfile": {"_media"},
    "starlette": {"studio"},
    "pyarrow": {"_audit", "_formats", "_blocks/arrow.py", "_blocks/columns.py", "_blocks/parquet.py"},
    "safetensors": {"_learn"},
    "threadpoolctl": {"_audit"},
    "timm": {"_learn"},
    "torch": {"_learn"},
    "torchvision": {"_learn"},
    "transformers": {"_learn"},
    "umap": {"_learn"},
    "uvicorn": {"studio"},
    "websockets": {"studio"},
    "zarr": {"_blocks/zarr.py"},
}


def _loads_on_demand(tree: ast.AST) -> Iterator[str]:
    """The top-level packages that code asks for by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in {"require", "import_module", "__import__"}:
                yield str(node.args[0].value).partition(".")[0]


def test_optional_packages_are_loaded_by_their_owners_alone() -> None:
    found: dict[str, set[str]] = {}
    for path in python_files():
        owner = path.relative_to(PACKAGE).parts[0]
        owner = path.relative_to(PACKAGE).as_posix() if owner == "_blocks" else owner
        for package in _loads_on_demand(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(package, set()).add(owner)
    assert found == OWNERS
    assert list(_loads_on_demand(ast.parse('require("torch.nn", extra="torch")'))) == ["torch"]


def test_a_heavy_import_is_noticed() -> None:
    assert "json" in _loaded_after("import json")


def test_private_packages_load_nothing_optional() -> None:
    code = "import labelproof._audit, labelproof._formats, labelproof._learn, labelproof._media"
    assert _loaded_after(code) & OPTIONAL == set()
