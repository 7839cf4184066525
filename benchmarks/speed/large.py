"""Growth with N, streaming of what is larger than memory, and containers: ours alone, its answer against its own."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from cases import Settings, prepare
from clock import paired
from data import blocks, make
from memory import available, peak_of
from works import BATCHED_SHAPE, QUICK_SHAPES, SHAPES, WORKS, ours, reference

from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores

__all__ = ["LARGE", "WrongAnswerError", "stream_to_files"]

LINEAR_WITHIN = 1.3
STREAM_ROWS, STREAM_CLASSES, STREAM_BYTES = 100_000_000, 10, 512e6
SOURCE_BYTES = 64e6
RANKED = "self_confidence"
RESULTS = ("mask", "indices", "scores")
EQUAL = {"measured": "equal"}
"""The finding of a run that times nothing."""


class WrongAnswerError(Exception):
    """Two ways to the same answer gave two answers."""


def linear(settings: Settings) -> dict[str, Any] | None:
    """Time per element at ten times as many rows."""
    small, big = ((1_000, 10), (10_000, 10)) if settings.quick else ((1_000_000, 10), (10_000_000, 10))
    os.environ["LABELPROOF_NUM_THREADS"] = str(settings.jobs)
    problems = {"small": prepare(small, settings), "big": prepare(big, settings)}
    calls = {
        name: partial(find_label_issues, one.labels, one.pred_probs, return_indices_ranked_by=RANKED)
        for name, one in problems.items()
    }
    for name, call in calls.items():
        if not np.array_equal(call(), call(n_jobs=1)):
            raise WrongAnswerError(f"{name}: one thread ranks other rows than {settings.jobs}")
    if settings.quick:
        return EQUAL
    times = paired(calls, max(settings.repeats, 9))
    per = {name: times.median(name) / problems[name].pred_probs.size * 1e9 for name in calls}
    ratio = per["big"] / per["small"]
    return {
        "title": f"default filter, ranked: time per element at {big[0]:,} x 10, and at {small[0]:,} x 10",
        "measured": f"{per['big']:.3f} ns, {per['small']:.3f} ns: ratio {ratio:.2f}",
        "bar": f"ratio at most {LINEAR_WITHIN}",
        "met": ratio <= LINEAR_WITHIN,
    }


def harder(settings: Settings) -> dict[str, Any] | None:
    """Less accurate probabilities: more rows disagree with their labels and have to be looked at again."""
    shape, raised = (QUICK_SHAPES[-1], 3.0) if settings.quick else (SHAPES[1], 3.0)
    if importlib.util.find_spec("cleanlab") is None:
        print("harder: skipped, the reference package is not installed")
        return None
    problem, work = make(*shape, raised=raised), WORKS["ranked"]
    calls = {
        "ours": partial(work.call, ours(settings.jobs), problem),
        "reference": partial(work.call, reference(), problem),
    }
    difference = work.differs(calls["ours"](), calls["reference"]())
    if difference:
        raise WrongAnswerError(difference)
    if settings.quick:
        return EQUAL
    times = paired(calls, settings.repeats)
    low, high = times.spread("reference", "ours")
    agreeing = float((problem.pred_probs.argmax(axis=1) == problem.labels).mean())
    return {
        "title": f"default filter, ranked, {shape[0]:,} x {shape[1]}, less accurate data: {agreeing:.0%} of the labels "
        "are the most likely class",
        "measured": f"equal; {times.median('ours') * 1e3:.1f} ms, {times.median('reference') * 1e3:.0f} ms: "
        f"{times.median('reference') / times.median('ours'):.1f} times the reference's speed ({low:.1f}-{high:.1f})",
        "bar": "none",
        "met": True,
    }


def write_stream(folder: Path, rows: int, classes: int) -> None:
    """Write pred_probs.npy (float16) and labels.npy (int8) block by block."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    probs = np.lib.format.open_memmap(folder / "pred_probs.npy", "w+", np.float16, (rows, classes))
    labels = np.lib.format.open_memmap(folder / "labels.npy", "w+", np.int8, (rows,))
    start = 0
    for given, values in blocks(rows, classes):
        stop = start + len(given)
        labels[start:stop], probs[start:stop] = given, values
        start = stop
    (folder / "done").touch()


def stream(settings: Settings) -> dict[str, Any] | None:
    """A file larger than the memory that is used: mask, indices and scores go to files."""
    rows = 30_000 if settings.quick else STREAM_ROWS
    folder = settings.folder / f"stream-{rows}"
    write_stream(folder, rows, STREAM_CLASSES)
    write_stream(folder / "small", 3_000, STREAM_CLASSES)
    if settings.quick or not available():
        stream_to_files(folder)
        check_stream(folder)
        return EQUAL
    peak = peak_of(["stream", str(folder)], environment={"LABELPROOF_NUM_THREADS": str(settings.jobs)})
    check_stream(folder)
    return {
        "title": f"{rows:,} x {STREAM_CLASSES} float16 from a file; mask, indices and scores to files",
        "measured": f"equal; {peak.said['seconds']:.1f} s, {peak.total / 1e6:.0f} MB of anonymous memory in all",
        "bar": f"finishes; at most {STREAM_BYTES / 1e6:.0f} MB",
        "met": peak.total <= STREAM_BYTES,
    }


def stream_to_files(folder: Path) -> Any:
    """Find the issues of a folder's files and write the results beside them."""
    return find_label_issues(
        folder / "labels.npy",
        folder / "pred_probs.npy",
        return_indices_ranked_by=RANKED,
        out={name: folder / f"{name}.npy" for name in RESULTS},
    )


def check_stream(folder: Path) -> None:
    """Compare the files that were written with the answers in memory."""
    mask, indices, scores = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in RESULTS)
    labels, probs = np.load(folder / "labels.npy"), np.load(folder / "pred_probs.npy")
    expected = find_label_issues(labels, probs, return_indices_ranked_by=RANKED)
    if not np.array_equal(indices, expected):
        raise WrongAnswerError("other rows, or another order, than from memory")
    if np.count_nonzero(mask) != len(expected) or not mask[expected].all():
        raise WrongAnswerError("the mask marks other rows than the indices name")
    for start in range(0, len(labels), 1 << 23):
        part = slice(start, start + (1 << 23))
        if not np.array_equal(scores[part], get_label_quality_scores(labels[part], probs[part])):
            raise WrongAnswerError("other scores than from memory")


@dataclass(frozen=True)
class Container:
    """A kind of file, the package that writes it, and its layout: rows stored together, or None for the usual."""

    suffix: str
    package: str
    rows: int | None = None
    layout: str = ""


CONTAINERS = {
    "npy": Container("npy", "numpy"),
    "parquet": Container("parquet", "pyarrow", None, ", one row group (what Arrow and pandas write)"),
    "parquet-groups": Container("parquet", "pyarrow", 1 << 16, ", row groups of 65,536"),
    "zarr": Container("zarr", "zarr", 10_000, ", chunks of 10,000 whole rows"),
    "zarr-auto": Container("zarr", "zarr", None, ", chunks as Zarr chooses them"),
}


def written(kind: str, probs: np.ndarray, folder: Path) -> Path:
    """Write probabilities into a container of their own folder and return its path."""
    chosen = CONTAINERS[kind]
    if kind == "npy":
        return folder / "pred_probs.npy"
    path = folder / f"{kind}.{chosen.suffix}"
    if not path.exists() and chosen.suffix == "parquet":
        _write_parquet(path, probs, chosen.rows)
    elif not path.exists():
        _write_zarr(path, probs, chosen.rows)
    return path


def _write_parquet(path: Path, probs: np.ndarray, rows: int | None) -> None:
    columns = {f"class_{k}": np.ascontiguousarray(probs[:, k]) for k in range(probs.shape[1])}
    importlib.import_module("pyarrow.parquet").write_table(
        importlib.import_module("pyarrow").table(columns), path, row_group_size=rows
    )


def _write_zarr(path: Path, probs: np.ndarray, rows: int | None) -> None:
    chunks = True if rows is None else (min(rows, len(probs)), probs.shape[1])  # True: as Zarr itself divides it
    zarr = importlib.import_module("zarr")
    zarr.open(str(path), mode="w", shape=probs.shape, chunks=chunks, dtype=probs.dtype)[:] = probs


def container(kind: str, settings: Settings) -> dict[str, Any] | None:
    """The default filter from a file: the flags of memory, and little memory."""
    chosen = CONTAINERS[kind]
    if importlib.util.find_spec(chosen.package) is None:
        print(f"{kind}: skipped, {chosen.package} is not installed")
        return None
    shape = QUICK_SHAPES[-1] if settings.quick else BATCHED_SHAPE
    folder = settings.folder / f"{shape[0]}x{shape[1]}"
    problem = prepare(shape, settings)
    small = problem.head(2000)
    path = written(kind, problem.pred_probs, folder)
    few = written(kind, small.pred_probs, folder / "small")
    expected = find_label_issues(problem.labels, problem.pred_probs)
    actual = find_label_issues(problem.labels, path)
    if not np.array_equal(actual, expected):
        raise WrongAnswerError(f"{np.count_nonzero(actual != expected)} flags differ from those in memory")
    if settings.quick or not available():
        return EQUAL
    del problem, actual, expected
    peak = peak_of(["container", str(path), str(few)], environment={"LABELPROOF_NUM_THREADS": str(settings.jobs)})
    extra = peak.extra - peak.said["bytes"]
    return {
        "title": f"default filter from {chosen.suffix}{chosen.layout}, {shape[0]:,} x {shape[1]}: the flags of memory",
        "measured": f"equal; {peak.said['seconds']:.2f} s, {extra / 1e6:.1f} MB beyond labels and result",
        "bar": f"equal; at most {SOURCE_BYTES / 1e6:.0f} MB",
        "met": extra <= SOURCE_BYTES,
    }


LARGE: dict[str, Callable[[Settings], dict[str, Any] | None]] = {
    "linear": linear,
    "harder": harder,
    "stream": stream,
    **{kind: partial(container, kind) for kind in CONTAINERS},
}
"""Name on the command line, and what measures it; None where there is nothing to report."""
