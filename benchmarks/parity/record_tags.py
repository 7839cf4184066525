"""Write the recorded small cases of several tags per example: what the reference package gives on a few problems.

Run `python benchmarks/parity/record_tags.py` with the `bench` extra after a change of the cases; tests need no extra.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import cleanlab
import cleanlab.count
import numpy as np
from cleanlab.multilabel_classification import dataset, filter, rank  # noqa: A004
from record import SCORES, plain

OUT = Path(__file__).parents[2] / "tests" / "parity" / "recorded" / "multilabel.json"
SHAPES = ((30, 2), (40, 3), (60, 5), (50, 8))
FILTERS = (
    *("prune_by_noise_rate", "prune_by_class", "both", "confident_learning", "predicted_neq_given"),
    *("low_self_confidence", "low_normalized_margin"),
)


def problem(seed: int, rows: int, tags: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    true = rng.random((rows, tags)) < 0.4
    given = true ^ (rng.random((rows, tags)) < 0.15)
    return given, np.round(np.clip(true * 0.4 + rng.random((rows, tags)) * 0.6, 0, 1), 6)


def record(seed: int, rows: int, tags: int) -> dict[str, Any]:
    given, probs = problem(seed, rows, tags)
    labels = [np.flatnonzero(row).tolist() for row in given]
    joint = cleanlab.count.compute_confident_joint(labels, probs, multi_label=True, calibrate=False)
    calibrated = cleanlab.count.compute_confident_joint(labels, probs, multi_label=True)
    options = {"confident_joint": calibrated, "n_jobs": 1}
    return {
        "labels": labels,
        "pred_probs": probs,
        "thresholds": cleanlab.count.get_confident_thresholds(labels, probs, multi_label=True),
        "joint": joint,
        "calibrated": calibrated,
        "num_label_issues": cleanlab.count.num_label_issues(labels, probs, multi_label=True),
        "examples": {
            name: np.flatnonzero(filter.find_label_issues(labels, probs, filter_by=name, **options)) for name in FILTERS
        },
        "tags": {
            name: np.argwhere(filter.find_multilabel_issues_per_class(labels, probs, filter_by=name, **options))
            for name in FILTERS
        },
        "ranked": filter.find_label_issues(labels, probs, return_indices_ranked_by="self_confidence", **options),
        "scores": {name: rank.get_label_quality_scores(labels, probs, method=name) for name in SCORES},
        "scores_per_tag": {
            name: rank.get_label_quality_scores_per_class(labels, probs, method=name) for name in SCORES
        },
        "adjusted": rank.get_label_quality_scores(labels, probs, adjust_pred_probs=True),
        "softmin": rank.get_label_quality_scores(labels, probs, aggregator_kwargs={"method": "softmin"}),
        "classes": dataset.rank_classes_by_multilabel_quality(labels, probs, joint=calibrated)
        .sort_values("Class Index")
        .to_numpy(),
        "health": dataset.overall_multilabel_health_score(labels, probs, confident_joint=calibrated),
    }


def main() -> None:
    warnings.simplefilter("ignore")
    cases = [{key: as_plain(value) for key, value in record(seed, *shape).items()} for seed, shape in enumerate(SHAPES)]
    text = json.dumps({"reference": f"cleanlab {cleanlab.__version__}", "cases": cases})
    OUT.write_text(text + "\n", encoding="utf-8")


def as_plain(value: Any) -> Any:
    return value if isinstance(value, list) else plain(value)


if __name__ == "__main__":
    main()
