"""On real annotations the consensus is at least as often right as the majority vote."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from labelproof.multiannotator import dawid_skene, get_label_quality_multiannotator, get_majority_vote_label

SETS = {
    "SpectralMethodsMeetEM/bluebird": 0.89,
    "SpectralMethodsMeetEM/dog": 0.84,
    "SpectralMethodsMeetEM/rte": 0.92,
    "crowd_truth_inference/s4_Face Sentiment Identification": 0.64,
}


@pytest.mark.parametrize("name", SETS)
def test_the_consensus_beats_or_equals_the_majority_vote(test_data: Path, name: str) -> None:
    folder = test_data / "crowd-truth-inference" / name
    labels = pd.read_csv(folder / "label.csv").rename(columns={"item": "task", "worker": "annotator"})
    truth = pd.read_csv(folder / "truth.csv").set_index("item")["truth"]
    items = pd.Index(np.unique(labels["task"]))
    known = items.isin(truth.index)
    expected = truth.loc[items[known]].to_numpy()
    found = get_label_quality_multiannotator(labels, dawid_skene(labels))["label_quality"]
    assert found.index.tolist() == items.tolist()
    actual = np.mean(found["consensus_label"].to_numpy()[known] == expected)
    assert actual >= np.mean(get_majority_vote_label(labels)[known] == expected)
    assert actual > SETS[name]
