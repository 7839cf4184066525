"""Write the recorded small cases of `tests/parity`: what the reference package gives on problems that fit on a page.

Run `python benchmarks/parity/record.py` with the `bench` extra after a change of the cases; the tests need no extra.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import cleanlab
import cleanlab.count
import cleanlab.dataset
import cleanlab.filter
import cleanlab.rank
import numpy as np
from cleanlab.experimental.label_issues_batched import find_label_issues_batched

OUT = Path(__file__).parents[2] / "tests" / "parity" / "recorded" / "multiclass.json"
SHAPES = ((24, 2), (30, 3), (40, 4), (60, 5), (36, 6), (50, 3))
UNCOUNTED = ("confident_learning", "predicted_neq_given", "low_self_confidence", "low_normalized_margin")
SCORES = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")


def problem(seed: int, rows: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    true = rng.integers(0, classes - (seed == 4), rows)
    labels = np.where(rng.random(rows) < 0.3, rng.integers(0, classes - (seed == 4), rows), true)
    scores = rng.normal(size=(rows, classes))
    scores[np.arange(rows), true] += 1.5
    probs = np.exp(scores)
    return labels, np.round(probs / probs.sum(axis=1, keepdims=True), 6)


def record(seed: int, rows: int, classes: int) -> dict[str, Any]:
    labels, probs = problem(seed, rows, classes)
    joint, off_diagonal = cleanlab.count.compute_confident_joint(
        labels, probs, calibrate=False, return_indices_of_off_diagonals=True
    )
    calibrated = cleanlab.count.calibrate_confident_joint(joint, labels)
    filters = {
        name: np.flatnonzero(cleanlab.filter.find_label_issues(labels, probs, filter_by=name, n_jobs=1))
        for name in UNCOUNTED
    }
    pruned = {
        name: np.flatnonzero(
            cleanlab.filter.find_label_issues(labels, probs, filter_by=name, confident_joint=calibrated, n_jobs=1)
        )
        for name in ("prune_by_noise_rate", "prune_by_class", "both")
    }
    quality = cleanlab.dataset.rank_classes_by_label_quality(labels, probs, confident_joint=calibrated)
    return {
        "labels": labels,
        "pred_probs": probs,
        "thresholds": cleanlab.count.get_confident_thresholds(labels, probs),
        "joint": joint,
        "off_diagonal": off_diagonal,
        "calibrated": calibrated,
        "num_label_issues": cleanlab.count.num_label_issues(labels, probs),
        "filters": filters,
        "pruned": pruned,
        "scores": {name: cleanlab.rank.get_label_quality_scores(labels, probs, method=name) for name in SCORES},
        "adjusted": cleanlab.rank.get_label_quality_scores(labels, probs, adjust_pred_probs=True),
        "classes": quality.sort_values("Class Index").to_numpy(),
        "health": cleanlab.dataset.overall_label_health_score(labels, probs, verbose=False),
        "batched": find_label_issues_batched(labels, probs, verbose=False),
    }


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return np.asarray(value).tolist()


def main() -> None:
    warnings.simplefilter("ignore")
    cases = [plain(record(seed, *shape)) for seed, shape in enumerate(SHAPES)]
    OUT.write_text(
        json.dumps({"reference": f"cleanlab {cleanlab.__version__}", "cases": cases}) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
