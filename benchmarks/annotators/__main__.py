"""Several annotators: accuracy of the consensus on real data, and time and memory: python benchmarks/annotators.

`accuracy`, `speed` or `large` as the argument measures that part alone and prints it; without one, all are measured and
`benchmarks/annotators.md` is written. Needs LABELPROOF_TEST_DATA and the extra `bench`. Fails when a bar is missed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from data import CrowdSet, crowd_sets, dense_problem, sparse_problem
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelproof import multiannotator

OUT = Path(__file__).resolve().parent.parent / "annotators.md"
TURNS = 7
RATIO, SECONDS, GIGABYTES = 15, 60, 2.0
SHAPES = ((20_000, 50, 10, 0.1), (20_000, 50, 10, 1.0), (20_000, 50, 3, 0.2))
LARGE = (1_000_000, 2_000, 10, 5)
HEAD = (
    "# Several annotators",
    "",
    "Written by `python benchmarks/annotators`, never by hand.",
    "",
)


def accuracy(data: Path) -> list[str]:
    """Return the table of accuracies; stop when a consensus is worse than the majority vote."""
    lines = [
        "## Accuracy of the consensus",
        "",
        "Share of the examples with a known truth whose label is the truth. *Majority* is `get_majority_vote_label`",
        "without probabilities. The consensus is that of `get_label_quality_multiannotator` with its defaults; its",
        "probabilities come from logistic regression on the majority vote, cross-validated in 5 folds, where a set has",
        "features (LabelMe: VGG16), and from `dawid_skene` elsewhere.",
        "",
        "| data | examples | annotators | labels | probabilities | majority | consensus |",
        "|---|--:|--:|--:|---|--:|--:|",
    ]
    found = []
    for crowd in crowd_sets(data):
        vote = multiannotator.get_majority_vote_label(crowd.labels)
        probs = _probabilities(crowd, vote)
        judged = multiannotator.get_label_quality_multiannotator(crowd.labels, probs)["label_quality"]
        consensus = judged["consensus_label"].to_numpy()
        shares = [float(np.mean(labels[crowd.rows] == crowd.truth)) for labels in (vote, consensus)]
        origin = "Dawid-Skene" if crowd.features is None else "features"
        sizes = " | ".join(f"{number:,}" for number in crowd.shape)
        lines.append(f"| {crowd.name} | {sizes} | {origin} | {shares[0]:.4f} | **{shares[1]:.4f}** |")
        found.append(shares)
    means = np.mean(found, axis=0)
    lines += [f"| mean | | | | | {means[0]:.4f} | **{means[1]:.4f}** |", ""]
    print("\n".join(lines))
    if any(ours < vote for vote, ours in found) or means[1] <= means[0]:
        sys.exit("The consensus is worse than the majority vote.")
    return lines


def _probabilities(crowd: CrowdSet, vote: np.ndarray) -> np.ndarray:
    if crowd.features is None:
        return multiannotator.dawid_skene(crowd.labels)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    return np.asarray(cross_val_predict(model, crowd.features, vote, cv=5, method="predict_proba"))


def speed() -> list[str]:
    """Return the table of times beside the reference package, whose answer is checked first."""
    from cleanlab import multiannotator as reference  # noqa: PLC0415 - the extra is optional

    lines = [
        "## Time",
        "",
        "`get_label_quality_multiannotator` with its defaults, 20,000 examples x 50 annotators in an array; *share* is",
        f"the part of them that is there. The answers are compared first; then both in turns, medians of {TURNS}.",
        "",
        "| classes | share | reference | ours | times faster (quartiles) |",
        "|--:|--:|--:|--:|--:|",
    ]
    worst = np.inf
    for rows, annotators, classes, share in SHAPES:
        labels, probs = dense_problem(rows, annotators, classes, share)
        ours = lambda: multiannotator.get_label_quality_multiannotator(labels, probs, verbose=False)  # noqa: B023, E731
        theirs = lambda: reference.get_label_quality_multiannotator(labels, probs, verbose=False)  # noqa: B023, E731
        check(ours(), theirs())
        slow, fast = zip(*((_seconds(theirs), _seconds(ours)) for _ in range(TURNS)), strict=True)
        low, _, high = statistics.quantiles(np.divide(slow, fast), n=4)
        ratio = statistics.median(slow) / statistics.median(fast)
        worst = min(worst, ratio)
        times = f"{statistics.median(slow) * 1e3:,.0f} ms | {statistics.median(fast) * 1e3:.1f} ms"
        lines.append(f"| {classes} | {share:.0%} | {times} | **{ratio:.0f}** ({low:.0f}-{high:.0f}) |")
    print("\n".join(lines))
    if worst < RATIO:
        sys.exit(f"Only {worst:.1f} times faster than the reference package, not {RATIO}.")
    return [*lines, ""]


def check(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Stop unless both say the same."""
    for name, table in theirs.items():
        mine = ours[name].loc[table.index]
        if not np.allclose(mine.to_numpy(float), table.to_numpy(float), rtol=1e-9, equal_nan=True):
            sys.exit(f"{name} differs from the reference package's.")


def _seconds(call: Callable[[], Any]) -> float:
    with contextlib.redirect_stdout(io.StringIO()):
        start = time.perf_counter()
        call()
        return time.perf_counter() - start


def large() -> list[str]:
    """Return the table of times and memory at a million examples, each kind of input in a process of its own."""
    rows, annotators, classes, each = LARGE
    lines = [
        "## A million examples",
        "",
        f"{rows:,} examples, {annotators:,} annotators, {each} labels each, {classes} classes, float32 probabilities:",
        "a long frame in random order, and a sparse matrix. Memory is the most that the process held, input included.",
        "",
        "| input | function | time | memory |",
        "|---|---|--:|--:|",
    ]
    slow, heavy = 0.0, 0.0
    for kind in ("long", "sparse"):
        command = [sys.executable, __file__, "child", kind]
        said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for name, (seconds, gigabytes) in said.items():
            lines.append(f"| {kind} | `{name}` | {seconds:.1f} s | {gigabytes:.2f} GB |")
            slow, heavy = max(slow, seconds), max(heavy, gigabytes)
    print("\n".join(lines))
    if slow > SECONDS or heavy > GIGABYTES:
        sys.exit(f"{slow:.0f} s and {heavy:.2f} GB are above {SECONDS} s and {GIGABYTES} GB.")
    return [*lines, ""]


def child(kind: str) -> None:
    """Print the time and the highest memory so far of each function as JSON."""
    labels, probs, true = sparse_problem(kind, *LARGE)
    said = {}
    for name, call, answer in (
        ("get_majority_vote_label", lambda: multiannotator.get_majority_vote_label(labels), lambda found: found),
        (
            "get_label_quality_multiannotator",
            lambda: multiannotator.get_label_quality_multiannotator(labels, probs),
            lambda found: found["label_quality"]["consensus_label"],
        ),
        ("dawid_skene", lambda: multiannotator.dawid_skene(labels), lambda found: found.argmax(axis=1)),
        ("get_active_learning_scores", lambda: multiannotator.get_active_learning_scores(labels, probs), None),
    ):
        start = time.perf_counter()
        found = call()
        seconds = time.perf_counter() - start
        if answer is not None and np.mean(answer(found) == true) < 0.95:
            sys.exit(f"{name} finds the wrong labels")
        said[name] = (seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9)
    print(json.dumps(said))


def main(parts: list[str]) -> None:
    """Measure, and write the page when everything is measured."""
    warnings.simplefilter("ignore")
    if parts[:1] == ["child"]:
        return child(parts[1])
    data = os.environ.get("LABELPROOF_TEST_DATA")
    if not data and "accuracy" in (parts or ["accuracy"]):
        sys.exit("Set LABELPROOF_TEST_DATA to the folder that holds labelme-crowd and crowd-truth-inference.")
    work = {"accuracy": lambda: accuracy(Path(str(data))), "speed": speed, "large": large}
    page = [line for name in parts or work for line in work[name]()]
    if not parts:
        OUT.write_text("\n".join([*HEAD, *page, *_machine()]) + "\n", encoding="utf-8")
    return None


def _machine() -> list[str]:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "speed"))
    from machine import describe  # noqa: PLC0415 - a neighbour's file

    return ["## Machine", "", *(f"- {name}: {value}" for name, value in describe().items())]


if __name__ == "__main__":
    main(sys.argv[1:])
