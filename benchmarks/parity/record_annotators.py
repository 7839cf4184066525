"""Write the recorded small cases of several annotators: what the reference package gives on a few problems.

Run `python benchmarks/parity/record_annotators.py` with the `bench` extra after a change of the cases; tests need none.
"""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from pathlib import Path
from typing import Any

import cleanlab
import numpy as np
import pandas as pd
from cleanlab import multiannotator

OUT = Path(__file__).parents[2] / "tests" / "parity" / "recorded" / "multiannotator.json"
SHAPES = ((14, 3, 2, 0.6), (20, 4, 3, 1.0), (25, 5, 4, 0.5), (18, 3, 3, 1.0))


def problem(seed: int, rows: int, annotators: int, classes: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    true = rng.integers(0, classes, rows)
    right = rng.random((rows, annotators)) < 0.7
    labels = np.where(right, true[:, None], rng.integers(0, classes, right.shape))
    models = rng.dirichlet(np.ones(classes), (2, rows))
    models[:, np.arange(rows), true] += 0.7
    models = np.round(models / models.sum(axis=2, keepdims=True), 6)
    if share == 1:
        return labels, models
    gaps = np.where(rng.random(labels.shape) < share, labels, np.nan)
    gaps[:, 0] = labels[:, 0]
    return gaps, models


def record(seed: int, shape: tuple[int, int, int, float]) -> dict[str, Any]:
    labels, models = problem(seed, *shape)
    full = labels.dtype.kind == "i"  # else the reference package counts votes wrongly (a listed difference)
    quality, several = multiannotator.get_label_quality_multiannotator, "get_label_quality_multiannotator_ensemble"
    found = {
        "labels": labels,
        "models": models,
        "vote": multiannotator.get_majority_vote_label(labels, models[0]),
        "best_quality": quality(labels, models[0], return_weights=True),
        "majority_vote": quality(labels, models[0], consensus_method="majority_vote", return_weights=True),
        "ensemble": getattr(multiannotator, several)(labels, models.copy(), return_weights=True),
    }
    if full:
        found["calibrated"] = quality(labels, models[0].copy(), calibrate_probs=True, return_weights=True)
        found["agreement"] = quality(labels, models[0], quality_method="agreement")
        found["active"] = multiannotator.get_active_learning_scores(labels, models[0].copy(), models[1, :5].copy())
        found["active_ensemble"] = multiannotator.get_active_learning_scores_ensemble(
            labels, models.copy(), models[:, :5].copy()
        )
    return found


def as_plain(value: Any) -> Any:
    """Lists and numbers; None for NaN; the rows of frames in the order of their names."""
    if isinstance(value, dict):
        return {key: as_plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, pd.DataFrame):
        return {column: as_plain(value.sort_index()[column].to_numpy()) for column in value}
    array = np.asarray(value)
    return np.where(np.isnan(array), None, array).tolist() if array.dtype.kind == "f" else array.tolist()


def main() -> None:
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()):
        cases = [as_plain(record(seed, shape)) for seed, shape in enumerate(SHAPES)]
    text = json.dumps({"reference": f"cleanlab {cleanlab.__version__}", "cases": cases})
    OUT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
