"""The benchmark of planted errors plants what it says and resumes, and its page is what was measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from repository import ROOT

NOISE = ROOT / "benchmarks" / "noise"
_START = f"import json, sys\nimport numpy as np\nsys.path.insert(0, {str(NOISE)!r})\n"
_PLANTED = """
from planting import KINDS, flip_chances, plant
labels = np.random.default_rng(0).choice(4, 2000, p=[0.4, 0.3, 0.2, 0.1])
probs = np.random.default_rng(1).dirichlet(np.ones(4), 2000) + 2 * np.eye(4)[labels]
probs /= probs.sum(axis=1, keepdims=True)
def planted(kind, seed):
    return plant(kind, labels, 4, lambda: probs, seed=seed).tolist()
two = np.arange(100) % 2
print(json.dumps({
    "labels": labels.tolist(),
    "probs": probs.tolist(),
    "noisy": {kind: planted(kind, 0) for kind in KINDS},
    "again": {kind: planted(kind, 0) for kind in KINDS},
    "other": {kind: planted(kind, 1) for kind in KINDS},
    "two": plant("class-dependent", two, 2, lambda: None, seed=0).tolist(),
    "chances": flip_chances(labels, probs)[0].tolist(),
    "steep": flip_chances(np.zeros(100, int), np.vstack([np.eye(2)[[1] * 5], np.eye(2)[[0] * 75],
                                                         np.full((20, 2), 0.5)]))[0].tolist(),
}))
"""
_PAGE = """
from page import compared, interval, page
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
made = [
    {"data": "german", "noise": "uniform", "seed": seed, "way": way, "rows": 9, "wrong": 1, "ap": ap, "seconds": 1.0,
     "by": "x"}
    for way, aps in (("logistic", [0.1, 0.3]), ("boosting", [0.3, 0.2]), ("regular", [0.5, 0.7, 0.9]))
    for seed, ap in enumerate(aps)
]
print(json.dumps({"page": page(lines), "compared": compared(made, "german"), "width": interval(np.array([0.2, 0.5]))}))
"""


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")


def _answers(program: str, *arguments: object) -> Any:
    run = _run("-c", _START + program, *arguments)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def planted() -> dict[str, Any]:
    """Four kinds of errors in 2,000 labels of four classes."""
    answers: dict[str, Any] = _answers(_PLANTED)
    return answers


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """The page of what was measured, and parts of it for a few made-up runs."""
    answers: dict[str, Any] = _answers(_PAGE, NOISE / "results.jsonl")
    return answers


def _flips(planted: dict[str, Any], kind: str) -> tuple[np.ndarray, np.ndarray]:
    labels, noisy = np.array(planted["labels"]), np.array(planted["noisy"][kind])
    return labels[labels != noisy], noisy[labels != noisy]


def test_uniform_errors_hit_one_label_in_ten_and_any_other_class(planted: dict[str, Any]) -> None:
    true, given = _flips(planted, "uniform")
    assert true.size == 200
    steps = np.bincount((given - true) % 4, minlength=4)
    assert steps[0] == 0
    assert steps[1:].min() > 45


def test_asymmetric_errors_are_the_next_class(planted: dict[str, Any]) -> None:
    true, given = _flips(planted, "asymmetric")
    assert true.size == 200
    assert set((given - true) % 4) == {1}


def test_class_dependent_errors_leave_half_of_the_confusions_out(planted: dict[str, Any]) -> None:
    true, given = _flips(planted, "class-dependent")
    seen = np.zeros((4, 4), dtype=bool)
    seen[given, true] = True
    assert 3 <= seen.sum() <= 6
    two, noisy = np.arange(100) % 2, np.array(planted["two"])
    assert sorted(np.bincount(two[two != noisy], minlength=2).tolist()) == [0, 15]


def test_instance_dependent_errors_follow_the_margin(planted: dict[str, Any]) -> None:
    labels, probs = np.array(planted["labels"]), np.array(planted["probs"])
    others = np.where(np.eye(4)[labels] > 0, -1, probs)
    doubt = 1 - (probs[np.arange(2000), labels] - others.max(axis=1))
    np.testing.assert_allclose(planted["chances"], 0.1 * doubt / doubt.mean())
    noisy = np.array(planted["noisy"]["instance-dependent"])
    hit = labels != noisy
    assert 150 < hit.sum() < 250
    np.testing.assert_array_equal(noisy[hit], others.argmax(axis=1)[hit])


def test_chances_are_cut_at_one_and_keep_their_mean(planted: dict[str, Any]) -> None:
    steep = np.array(planted["steep"])
    assert steep.max() <= 1
    assert steep.mean() == pytest.approx(0.1)
    assert set(steep[5:80]) == {0}


def test_a_seed_plants_the_same_errors_and_another_one_others(planted: dict[str, Any]) -> None:
    assert planted["noisy"] == planted["again"]
    assert all(planted["noisy"][kind] != planted["other"][kind] for kind in planted["noisy"])


def test_the_better_reference_is_compared_on_the_seeds_that_all_have(shown: dict[str, Any]) -> None:
    assert shown["compared"] == {"uniform": ["boosting", {"0": 0.3, "1": 0.2}, {"0": 0.5, "1": 0.7}]}


def test_intervals_are_those_of_student(shown: dict[str, Any]) -> None:
    assert shown["width"] == pytest.approx(12.7062 * 0.15, rel=1e-4)


def test_the_page_is_what_was_measured(shown: dict[str, Any]) -> None:
    assert (ROOT / "benchmarks" / "noise.md").read_text(encoding="utf-8") == shown["page"]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    pytest.importorskip("cleanlab", reason="the bench extra is not installed")
    data = tmp_path / "tabular-classification"
    data.mkdir()
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 2))
    lines = [f"{a:.3f},{b:.3f},{int(a > 0)}" for a, b in rows]
    (data / "phoneme.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    store = tmp_path / "store.jsonl"
    command = (NOISE, "--data", tmp_path, "--only", "phoneme", "--noise", "uniform", "--seeds", 1, "--store", store)
    first = _run(*command, "--ways", "logistic")
    assert first.returncode == 0, first.stderr
    kept = store.read_text(encoding="utf-8")
    store.write_text(kept + '{"data": "phoneme", "noi', encoding="utf-8")
    second = _run(*command, "--ways", "logistic", "fast", "--jobs", 2)
    assert second.returncode == 0, second.stderr
    found = [json.loads(line) for line in store.read_text(encoding="utf-8").splitlines()]
    assert json.loads(kept) == found[0]
    assert [(line["way"], line["wrong"]) for line in found] == [("logistic", 6), ("fast", 6)]
