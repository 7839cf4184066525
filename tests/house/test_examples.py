"""The examples run, offline, and find what they say they find."""

from __future__ import annotations

import csv
import gzip
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import load_digits

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


def test_any_model_finds_the_planted_errors_and_mending_them_helps(tmp_path: Path) -> None:
    run = _run("-W", "error", EXAMPLES / "bring_your_own_model.py", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    found = {line.partition(":")[0]: int(line.split()[-6]) for line in run.stdout.splitlines() if "flagged" in line}
    assert {"boosted trees", "Keras-style"} <= set(found)
    assert min(found.values()) >= 130
    assert "better" in run.stdout


def test_the_tutorial_for_several_tags_finds_errors_and_draws_them(tmp_path: Path) -> None:
    run = _run("-W", "error", EXAMPLES / "multilabel_tutorial.py", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "of these 30 are among the 24 true errors" in run.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"true_errors.png", "found_issues.png"}


def _digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Small digits in the form of MNIST."""
    pixels, labels = load_digits(return_X_y=True)
    images = np.kron(pixels.reshape(-1, 8, 8) * 15, np.ones((3, 3)))
    return np.pad(images, ((0, 0), (2, 2), (2, 2))).astype(np.uint8), labels.astype(np.uint8)


def _write_idx(path: Path, array: NDArray[np.uint8]) -> None:
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    path.write_bytes(gzip.compress(head + array.tobytes()))


def test_the_workflow_of_digits_trains_ranks_and_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("skorch", reason="the example needs the extra torch")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # batches are small: threads would wait for each other
    images, labels = _digits()
    np.savez(tmp_path / "digits.npz", images=images, labels=labels)
    run = _run("-W", "error", EXAMPLES / "mnist.py", "digits.npz", "--epochs", "8", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert float(run.stdout.partition("held-out data: ")[2].split()[0]) > 0.4
    assert "train_loss" in run.stdout
    assert "\x1b" not in run.stdout
    assert "label issues.\nHere are the indices of the top 15 most likely label errors:\n[" in run.stdout
    assert (tmp_path / "mnist_issues.png").read_bytes()[1:4] == b"PNG"


def test_digits_are_read_from_each_kind_of_file(tmp_path: Path) -> None:
    pytest.importorskip("skorch", reason="the example needs the extra torch")
    images, labels = _digits()
    for part, prefix, rows in (("train", "train", slice(500)), ("test", "t10k", slice(500, None))):
        (tmp_path / "idx").mkdir(exist_ok=True)
        _write_idx(tmp_path / "idx" / f"{prefix}-images-idx3-ubyte.gz", images[rows])
        _write_idx(tmp_path / "idx" / f"{prefix}-labels-idx1-ubyte.gz", labels[rows])
        np.savez(tmp_path / f"mnist-{part}.npz", images=images[rows], labels=labels[rows])
    load = runpy.run_path(str(EXAMPLES / "mnist.py"))["load"]
    for source in (tmp_path, tmp_path / "idx"):
        actual = load(source)
        np.testing.assert_array_equal(actual[0], images)
        np.testing.assert_array_equal(actual[1], labels)


def test_a_folder_without_digits_is_named(tmp_path: Path) -> None:
    pytest.importorskip("skorch", reason="the example needs the extra torch")
    run = _run(EXAMPLES / "mnist.py", ".", cwd=tmp_path)
    assert run.returncode == 1
    assert "expected mnist-train.npz and mnist-test.npz, or a file train-images*idx3-ubyte*" in run.stderr


def test_wrong_tags_of_drawn_faces_are_found_and_shown(tmp_path: Path) -> None:
    for package in ("torch", "PIL", "matplotlib"):
        pytest.importorskip(package, reason="the example trains a network on images and draws")
    few = ("--output", "out", "--folds", "3", "--epochs", "25")
    run = _run("-W", "error", EXAMPLES / "image_tagging.py", *few, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("300 of 300 images, 527 tags of 6 kinds")
    lift = run.stdout.partition("audit's order: ")[2].partition("\n")[0]
    assert "of the 30 most suspect images, 15% of all" in lift
    assert float(lift.split()[-1]) > 4.5  # the published lift on CelebA
    assert (tmp_path / "out" / "most_suspect.png").read_bytes()[1:4] == b"PNG"
    assert "data:image/" in (tmp_path / "out" / "audit" / "report.html").read_text(encoding="utf-8")
    assert _wrong(tmp_path / "out") <= _planted(tmp_path / "out" / "faces")


def _wrong(folder: Path) -> set[tuple[str, str]]:
    """Return image and tag of the ten most doubtful tags."""
    with (folder / "audit" / "tag_issues.csv").open(encoding="utf-8", newline="") as file:
        return {(line["image"], line["tag"]) for line in list(csv.DictReader(file))[:10]}


def _planted(folder: Path) -> set[tuple[str, str]]:
    """Return image and tag of all planted errors."""
    given, true = (_lines(folder / name) for name in ("list_attr_celeba.txt", "list_attr_true.txt"))
    tags = given[1]
    pairs = zip(given[2:], true[2:], strict=True)
    return {(own[0], tag) for own, right in pairs for tag, a, b in zip(tags, own[1:], right[1:], strict=True) if a != b}


def _lines(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text(encoding="utf-8").splitlines()]


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
