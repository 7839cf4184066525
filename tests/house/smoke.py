"""What every wheel must be able to do after installation, without test tools: run as a script by cibuildwheel."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

import labelproof
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores


def check() -> None:
    """Raise unless the compiled core loads, finds the one planted error, and the command line answers."""
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0])
    likely = np.array([0.9, 0.8, 0.95, 0.85, 0.1, 0.2, 0.05, 0.15, 0.02])
    pred_probs = np.column_stack([likely, 1 - likely])
    found = find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
    if found.tolist() != [8]:
        raise SystemExit(f"expected the planted error [8], got {found.tolist()}")
    scores = get_label_quality_scores(labels, pred_probs)
    if int(scores.argmin()) != 8:
        raise SystemExit("the planted error does not have the lowest score")
    shown = subprocess.run(
        [sys.executable, "-m", "labelproof", "--version"], capture_output=True, text=True, check=True
    )
    if labelproof.__version__ not in shown.stdout:
        raise SystemExit(f"labelproof --version printed {shown.stdout!r}")


if __name__ == "__main__":
    check()
