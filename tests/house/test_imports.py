"""Importing the package is cheap: nothing heavy is loaded before it is used."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

HEAVY = ("IPython", "PIL", "joblib", "matplotlib", "pandas", "polars", "pyarrow", "scipy", "sklearn", "torch")


# Without pyarrow: pandas loads it for itself where it is installed.
OPTIONAL = {"PIL", "matplotlib", "polars", "torch"}


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
    "door", ["filter", "rank", "experimental.label_issues_batched", "benchmarking.noise_generation"]
)
def test_numeric_doors_need_numpy_alone(door: str) -> None:
    assert _loaded_after(f"import labelproof.{door}") & set(HEAVY) == set()


@pytest.mark.parametrize("door", ["classification", "count", "dataset"])
def test_other_doors_load_nothing_optional(door: str) -> None:
    assert _loaded_after(f"import labelproof.{door}") & OPTIONAL == set()


def test_help_starts_in_a_third_of_a_second() -> None:
    command = [sys.executable, "-m", "labelproof", "--help"]
    assert min(_seconds(command) for _ in range(5)) < 0.35


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def test_a_heavy_import_is_noticed() -> None:
    assert "json" in _loaded_after("import json")


def test_private_packages_load_nothing_optional() -> None:
    code = "import labelproof._audit, labelproof._formats, labelproof._learn, labelproof._media"
    assert _loaded_after(code) & OPTIONAL == set()
