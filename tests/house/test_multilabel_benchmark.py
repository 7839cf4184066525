"""The multi-label benchmark measures what it says, goes on after being killed, and its page is what was measured."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from repository import ROOT

MULTILABEL = ROOT / "benchmarks" / "multilabel"
SCORES = [
    "labelproof default",
    "EMA 0.8",
    "mean",
    "median",
    "min",
    "max",
    "softmin 0.1",
    "log-transform",
    "cumulative average",
    "simple moving average",
    "weighted cumulative average",
]
_START = f"import sys\nsys.path.insert(0, {str(MULTILABEL)!r})\n"
_KILLED = """
import os
from pathlib import Path
from data import QUICK, generate
from folds import model_of, out_of_sample
learnt = 0
def advance(tags):
    global learnt
    learnt += tags
    if learnt == 2 * QUICK.tags + 1:
        os._exit(9)
folder = Path(sys.argv[1]) / "quick" / "seed-0" / "lr"
out_of_sample(generate(QUICK, 0), model_of("lr", quick=True), folder, advance=advance)
"""
_ANSWERS = """
import json
from pathlib import Path
import numpy as np
from data import GROUPS, generate
from measures import measure
from page import page
from scores import METHODS
problem, again = generate(GROUPS["small"], 3), generate(GROUPS["small"], 3)
norms = np.linalg.norm(problem.X, axis=1).round(9)
row = np.array([[0.5, 0.9, 0.1]])
print(json.dumps({
    "data": {
        "shapes": [problem.X.shape, problem.given.shape],
        "values": np.unique(problem.given).tolist(),
        "norms": np.unique(norms).tolist(),
        "wrong": np.unique(problem.wrong).tolist(),
        "same": np.array_equal(problem.given, again.given) and np.array_equal(problem.X, again.X),
    },
    "joined": {method.title: float(method.join(row)[0]) for method in METHODS.values()},
    "page": page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))),
    "measured": measure(np.array([1, 0, 2, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4, 0.5])),
}))
"""


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")


def _quick(cache: Path) -> str:
    run = _run(MULTILABEL, "--quick", "--seeds", "0,1", "--cache", cache)
    assert run.returncode == 0, run.stderr
    assert run.stderr == "", "progress is for terminals"
    return run.stdout


@pytest.fixture(scope="module")
def answers() -> Any:
    """What the parts of the benchmark say about small inputs."""
    run = _run("-c", _START + _ANSWERS, MULTILABEL / "results.json")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An uninterrupted small run: its cache and its tables."""
    cache = tmp_path_factory.mktemp("fresh")
    return cache, _quick(cache)


def test_data_are_drawn_as_published(answers: Any) -> None:
    assert answers["data"] == {
        "shapes": [[5000, 3], [5000, 4]],
        "values": [0, 1],
        "norms": [1.0],
        "wrong": [0, 1, 2, 3],
        "same": True,
    }


def test_scores_are_joined_by_their_formulas(answers: Any) -> None:
    assert answers["joined"] == pytest.approx(
        {
            "EMA 0.8": 0.8 * 0.1 + 0.2 * (0.8 * 0.5 + 0.2 * 0.9),
            "mean": 0.5,
            "median": 0.5,
            "min": 0.1,
            "max": 0.9,
            "softmin 0.1": (0.1 + 0.5 * 2.718281828**-4 + 0.9 * 2.718281828**-8)
            / (1 + 2.718281828**-4 + 2.718281828**-8),
            "log-transform": 0.045 ** (1 / 3),
            "cumulative average": (0.1 + 0.3 + 0.5) / 3,
            "simple moving average": 0.3,
            "weighted cumulative average": (1 * 0.9 + 2 * 0.5 + 3 * 0.1) / 6,
        }
    )


def test_precision_of_the_slice_is_not_the_textbooks(answers: Any) -> None:
    measured = answers["measured"]
    assert measured["slice 1"] == pytest.approx((1 + 2 / 3) / 2)
    assert measured["whole 1"] == pytest.approx((1 + 2 / 3) / 3)
    assert measured["average precision 1"] == pytest.approx((1 + 2 / 3 + 3 / 5) / 3)
    assert (measured["slice 2"], measured["whole 2"]) == (0, 0)
    assert measured["average precision 2"] == pytest.approx(1 / 3)
    assert measured["slice 3"] is None


def test_the_small_run_gives_sane_answers(fresh: tuple[Path, str]) -> None:
    lines = [line.split(" | ") for line in fresh[1].splitlines() if " ± " in line]
    assert [line[0].strip("|* ") for line in lines] == SCORES * 2
    precisions = {name: float(line[7].split()[0]) for name, line in zip(SCORES, lines[len(SCORES) :], strict=True)}
    assert all(0.3 < precision < 1 for precision in precisions.values())
    assert precisions["EMA 0.8"] > precisions["max"] + 0.1
    assert precisions["labelproof default"] > precisions["max"] + 0.1


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, fresh: tuple[Path, str]) -> None:
    run = _run("-c", _START + _KILLED, tmp_path)
    assert run.returncode == 9, run.stderr
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "quick" / "seed-0" / "lr").iterdir()}
    assert sorted(path.name for path in kept) == ["fold-0.json", "fold-0.npy", "fold-1.json", "fold-1.npy"]
    assert _quick(tmp_path) == fresh[1]
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_probabilities_of_other_data_are_not_used(tmp_path: Path, fresh: tuple[Path, str]) -> None:
    shutil.copytree(fresh[0], tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "quick" / "seed-0" / "lr"
    (folder / "fold-0.json").write_text('{"made_of": "something else", "seconds": 1}', encoding="utf-8")
    (folder / "fold-0.npy").write_bytes((folder / "fold-1.npy").read_bytes())
    assert _quick(tmp_path) == fresh[1]


def test_the_page_is_what_was_measured(answers: Any) -> None:
    assert (ROOT / "benchmarks" / "multilabel.md").read_text(encoding="utf-8") == answers["page"]
    groups = json.loads((MULTILABEL / "results.json").read_text(encoding="utf-8"))["groups"]
    assert {(group, model): len(groups[group][model]) for group in groups for model in groups[group]}.items() >= {
        (("small", "lr"), 10),
        (("small", "rf"), 10),
    }
    assert len(groups["large"]["lr"]) >= 3


def test_the_default_of_audits_beats_the_moving_average_on_the_page() -> None:
    text = (ROOT / "benchmarks" / "multilabel.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "labelproof default, AP" in line]
    assert len(lines) == 4
    assert all(line.endswith("| met |") for line in lines)


def test_the_page_says_which_scores_beat_the_default(answers: Any) -> None:
    part = answers["page"].split("## Small group, random forest")[1].split("##")[0]
    said = next(line for line in part.splitlines() if line.startswith("- AP@T ≥1: labelproof default"))
    means = {
        row.split(" | ")[0].strip("|* "): float(row.split(" | ")[1][:5]) for row in part.splitlines() if " ± " in row
    }
    ours = means.pop("labelproof default")
    assert [f"{name} ({mean:.3f})" for name, mean in means.items() if mean > ours and name not in said] == []
    assert [name for name, mean in means.items() if mean <= ours and f"{name} (" in said] == []
    assert f"default {ours:.3f}" in said
