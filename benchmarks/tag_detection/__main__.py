"""Plant wrong tags in real data, audit it, and count what is found; writes `benchmarks/tag_detection.md`.

Run ``LABELPROOF_TEST_DATA=.../data python benchmarks/tag_detection [NAME ...]`` in an environment with the `bench`
extra; names such as ``emotions`` measure some of the data and print the table without writing it. Both rankings see the
probabilities that the audit has learned. The page holds no time: the same data give the same file.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from detection_page import TOP, Measured, page, rows_of
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score

from labelproof._audit.prepared import Prepared
from labelproof._audit.request import AuditRequest
from labelproof._audit.run import analyse, prepare
from labelproof._audit.tags.findings import TagFindings
from labelproof._base.dataset import TagMatrix

try:
    from cleanlab.multilabel_classification import get_label_quality_scores as peer_scores
    from cleanlab.multilabel_classification.rank import get_label_quality_scores_per_class as peer_tag_scores
except ImportError:
    sys.exit("The bench extra is not installed: there is nobody to compare with.")

OUT = Path(__file__).resolve().parent.parent / "tag_detection.md"
SHARE = 0.1


def requests(data: Path) -> Iterator[tuple[str, AuditRequest, Sequence[int]]]:
    """Yield name, what to audit, and the seeds of the planted errors."""
    arff = data / "multilabel-arff"
    for name, file in (("emotions", "emotions.arff"), ("scene", "scene-train.arff"), ("birds", "birds-train.arff")):
        yield name, AuditRequest(data=arff / name / file), (0, 1, 2)
    go = data / "goemotions"
    request = AuditRequest(data=go / "train.tsv", tags=("c1",), text=("c0",), header=False, classes=go / "labels.txt")
    yield "goemotions", request, (0,)


def swapped(given: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the tags after one in ten carriers of each has lost it and as many others have got it."""
    noisy = given.copy()
    for column in range(given.shape[1]):
        carriers, others = np.flatnonzero(given[:, column]), np.flatnonzero(given[:, column] == 0)
        number = min(round(SHARE * len(carriers)), len(others))
        noisy[rng.choice(carriers, number, replace=False), column] = 0
        noisy[rng.choice(others, number, replace=False), column] = 1
    return noisy


def flipped(given: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the tags after each was turned over with a chance of one in ten."""
    return np.where(rng.random(given.shape) < SHARE, 1 - given, given).astype(np.uint8)


ERRORS = {"swapped": swapped, "flipped": flipped}


def measure(name: str, prepared: Prepared, clean: TagMatrix, errors: str, seed: int) -> Measured:
    """Plant errors, audit, and compare."""
    noisy = ERRORS[errors](clean.given, np.random.default_rng(seed))
    dataset = replace(prepared.dataset, tags=TagMatrix(clean.names, noisy))
    started = time.perf_counter()
    result = analyse(replace(prepared, dataset=dataset))
    print(f"{name}, {errors}, seed {seed}: audited in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    found = result.findings
    if not isinstance(found, TagFindings):
        sys.exit("the audit did not see tags")
    check(found)
    wrong = noisy != clean.given
    rows = wrong.any(axis=1)
    suspicion = np.empty(len(rows))
    suspicion[found.order] = -np.arange(len(rows))
    labels = [np.flatnonzero(row).tolist() for row in noisy]
    peer = -np.asarray(peer_scores(labels, result.pred_probs))
    peer_tags = -np.asarray(peer_tag_scores(labels, result.pred_probs))
    flags = found.is_tag_issue
    hits = int((flags & wrong).sum())
    return Measured(
        name=name,
        errors=errors,
        seed=seed,
        share=float(rows.mean()),
        peer=float(average_precision_score(rows, peer)),
        ours=float(average_precision_score(rows, suspicion)),
        peer_tags=float(average_precision_score(wrong.ravel(), peer_tags.ravel())),
        our_tags=float(average_precision_score(wrong.ravel(), found.error_probability.ravel())),
        peer_lift=lift(rows, peer),
        our_lift=lift(rows, suspicion),
        f1=float(f1_score(wrong.ravel(), flags.ravel())),
        precision=hits / max(int(flags.sum()), 1),
        recall=hits / int(wrong.sum()),
    )


def lift(wrong: NDArray[np.bool_], suspicion: NDArray[np.floating]) -> float:
    """Return how many times more errors the most suspect examples hold than a random choice."""
    first = np.argsort(-suspicion, kind="stable")[:TOP]
    return float(wrong[first].mean() / wrong.mean())


def check(found: TagFindings) -> None:
    """Stop when order, flags and probabilities contradict each other."""
    flagged = int(found.is_issue.sum())
    agree = np.array_equal(found.is_tag_issue, found.error_probability > 0.5)
    if not agree or not found.is_issue[found.order[:flagged]].all():
        sys.exit("order, flags and probabilities contradict each other")


def main() -> None:
    """Measure, write the page, and fail when the peer is better on the mean."""
    folder = os.environ.get("LABELPROOF_TEST_DATA")
    if not folder:
        sys.exit("Set LABELPROOF_TEST_DATA to the folder that holds multilabel-arff and goemotions.")
    warnings.simplefilter("ignore")
    wanted, measured = set(sys.argv[1:]), []
    for name, request, seeds in requests(Path(folder)):
        if wanted and name not in wanted:
            continue
        prepared = prepare(request)
        clean = prepared.dataset.tags
        if clean is not None:
            measured += [measure(name, prepared, clean, errors, seed) for errors in ERRORS for seed in seeds]
    written = page(rows_of(measured))
    print(written)
    if wanted:
        return
    OUT.write_text(written, encoding="utf-8")
    for what, peer, ours in (("examples", "peer", "ours"), ("tags", "peer_tags", "our_tags")):
        theirs, found = (float(np.mean([getattr(one, field) for one in measured])) for field in (peer, ours))
        if found <= theirs:
            sys.exit(f"The mean average precision of {what} {found:.4f} is not above the peer's {theirs:.4f}.")


if __name__ == "__main__":
    main()
