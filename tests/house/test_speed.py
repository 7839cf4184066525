"""The speed benchmark covers what was promised, its small run works, and its page is what was measured."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys

import pytest

from repository import ROOT

SPEED = ROOT / "benchmarks" / "speed"
SHAPES = ("1000000x10", "200000x100", "100000x1000")
RATIOS = {
    "ranked": (30, 30, 25),
    "both": (15, 15, 15),
    "confident_learning": (15, 15, 15),
    "low_normalized_margin": (15, 15, 15),
    "self_confidence": (10, 10, 10),
    "normalized_margin": (10, 10, 10),
    "confidence_weighted_entropy": (10, 10, 10),
    "joint": (15, 15, 15),
    "health": (15, 15, 15),
}
MEGABYTES = {
    "ranked": (40, 30, 40),
    "both": (40, 30, 40),
    "confident_learning": (40, 30, 40),
    "low_normalized_margin": (40, 30, 40),
    "self_confidence": (10, 2, 1),
    "normalized_margin": (10, 2, 1),
    "confidence_weighted_entropy": (10, 2, 1),
    "joint": (8.005, 8.5, 58),
    "health": (8.005, 8.5, 58),
}
LARGE = {"linear", "harder", "stream", "npy", "parquet", "parquet-groups", "zarr", "zarr-auto"}
_BARS = """
import json, sys
sys.path.insert(0, sys.argv[1])
from cases import READS_AT_MOST, cases
found = {one.name: [one.work.ratio(*one.shape), one.work.memory(*one.shape) / 1e6] for one in cases()}
reads = {f"{name} {rows}x{columns}": most for (name, (rows, columns)), most in READS_AT_MOST.items()}
print(json.dumps([found, reads]))
"""
_COMPARISONS = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from works import WORKS
flags = np.array([3, 1, 2])
assert WORKS["ranked"].differs(flags, flags) is None
assert WORKS["ranked"].differs(flags, flags[::-1])
assert WORKS["ranked"].differs(flags, flags[:2])
scores = np.array([0.5, 0.25])
assert WORKS["self_confidence"].differs(scores, scores + 1e-7) is None
assert WORKS["self_confidence"].differs(scores, scores + 1e-5)
"""


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")


def test_every_line_of_the_acceptance_table_is_measured_with_its_bar() -> None:
    run = _run("-c", _BARS, SPEED)
    assert run.returncode == 0, run.stderr
    actual, reads = json.loads(run.stdout)
    expected = {
        f"{name} {shape}": [ratio, pytest.approx(most)]
        for name in RATIOS
        for shape, ratio, most in zip(SHAPES, RATIOS[name], MEGABYTES[name], strict=True)
    }
    assert actual == {**expected, "batched 1000000x100": [5, 64]}
    assert reads == {"ranked 100000x1000": 6}


def test_larger_data_are_measured_too() -> None:
    run = _run(SPEED, "--list")
    assert run.returncode == 0, run.stderr
    assert set(run.stdout.splitlines()) >= LARGE


def test_the_small_run_finds_the_answers_of_the_reference_package() -> None:
    run = _run(SPEED, "--quick")
    assert run.returncode == 0, run.stdout + run.stderr
    said = dict(line.split(": ", 1) for line in run.stdout.splitlines())
    checked = {name for name, verdict in said.items() if verdict == "equal"}
    assert {"linear", "stream", "npy"} <= checked
    if importlib.util.find_spec("cleanlab") is None:
        pytest.skip("cleanlab is not installed (the extra `bench`): only our own answers were compared")
    assert {name.partition(" ")[0] for name in checked} >= {*RATIOS, "batched"}


def test_other_answers_are_noticed() -> None:
    run = _run("-c", _COMPARISONS, SPEED)
    assert run.returncode == 0, run.stderr


def test_a_case_that_does_not_exist_is_named() -> None:
    run = _run(SPEED, "--quick", "--case", "rankde")
    assert run.returncode == 1
    assert "No case is called 'rankde'" in run.stderr


def test_the_page_of_results_is_what_was_measured() -> None:
    run = _run(SPEED / "page.py")
    assert run.returncode == 0, run.stderr
    assert (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8") == run.stdout
    measured = json.loads((SPEED / "results.json").read_text(encoding="utf-8"))
    named = {f"{name} {shape}" for name in RATIOS for shape in SHAPES} | {"batched 1000000x100"}
    assert set(measured["cases"]) == named
    assert set(measured["large"]) == LARGE


def test_scale_is_measured_from_ten_thousand_to_a_hundred_million_rows() -> None:
    text = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    tables = dict(re.findall(r"<!-- (\w+) -->\n\n(.*?)\n<!-- end -->", text, flags=re.DOTALL))
    assert re.findall(r"^\| ([\d,]+) \|", tables["rows"], flags=re.MULTILINE) == [
        "10,000",
        "100,000",
        "1,000,000",
        "10,000,000",
        "100,000,000",
    ]
    assert re.findall(r"^\| ([\d,]+) \|", tables["classes"], flags=re.MULTILINE)[-1] == "3,000"


def test_the_pages_about_speed_are_listed() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert "(scale.md)" in index
    assert "(../benchmarks/RESULTS.md)" in index
