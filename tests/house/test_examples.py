"""The examples run, offline, and find what they say they find."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from repository import ROOT

EXAMPLES = ROOT / "examples"


def _run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8")


def test_planted_errors_are_found(tmp_path: Path) -> None:
    run = _run("-W", "error", EXAMPLES / "find_label_issues.py", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    found = int(run.stdout.partition("flagged, ")[2].split()[0])
    assert found >= 45


def test_the_tutorial_for_several_tags_finds_errors_and_draws_them(tmp_path: Path) -> None:
    run = _run("-W", "error", EXAMPLES / "multilabel_tutorial.py", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "of these 30 are among the 24 true errors" in run.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"true_errors.png", "found_issues.png"}


def test_question_lines_become_a_table(tmp_path: Path) -> None:
    lines = b"DESC:manner How did serfdom develop in Russia ?\nENTY:cremat What films featured Popeye\xe9 ?\n"
    (tmp_path / "some.train").write_bytes(lines)
    run = _run(EXAMPLES / "trec_to_table.py", "some.train", "-o", "some.csv", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    with (tmp_path / "some.csv").open(encoding="utf-8", newline="") as file:
        actual = list(csv.DictReader(file))
    assert actual[1] == {
        "text": "What films featured Popeyeé ?",
        "coarse": "ENTY",
        "fine": "cremat",
        "file": "some.train",
    }


def test_a_line_without_a_class_is_named(tmp_path: Path) -> None:
    (tmp_path / "some.train").write_text("DESC:manner How ?\nno class here\n")
    run = _run(EXAMPLES / "trec_to_table.py", "some.train", cwd=tmp_path)
    assert run.returncode == 1
    assert "some.train, line 2: expected 'COARSE:fine text'" in run.stderr


def test_demo_data_are_whole_and_licensed() -> None:
    folder = EXAMPLES / "data" / "banking77"
    counts = {}
    for name in ("train.csv", "test.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            counts[name] = len(list(csv.DictReader(file)))
    assert counts == {"train.csv": 10_003, "test.csv": 3_080}
    assert "Attribution 4.0 International" in (folder / "LICENSE").read_text(encoding="utf-8")
