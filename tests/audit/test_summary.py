"""The numbers of an audit: they add up, and hold plain values only."""

import json

import numpy as np
import pandas as pd
import pytest

import labelproof


@pytest.fixture(scope="module")
def result():
    rng = np.random.default_rng(3)
    truth = np.arange(200) % 4
    pred_probs = rng.dirichlet(np.ones(4), 200) * 0.5
    pred_probs[np.arange(200), truth] += 0.5
    labels = truth.copy()
    labels[::17] = (labels[::17] + 1) % 4
    frame = pd.DataFrame({"y": np.array(["a", "b", "c", "C"], dtype=object)[labels], "x": range(200)})
    frame.loc[5, "y"] = None
    return labelproof.audit(frame, label="y", pred_probs=pred_probs, classes=["a", "b", "c", "C"])


def test_schema_is_version_1_with_its_keys(result):
    assert list(result.summary) == [
        *("schema_version", "name", "created", "labelproof_version", "modality", "counts", "model", "detection"),
        *("classes", "class_pairs", "quality_histogram", "calibration", "similar_classes", "unlabelled", "notes"),
        *("skipped", "timings", "input", "run"),
    ]
    assert result.summary["schema_version"] == 1


def test_summary_holds_plain_values_only(result):
    assert json.loads(json.dumps(result.summary, allow_nan=False)) == result.summary


def test_counts_add_up(result):
    counts = result.summary["counts"]
    assert (counts["examples"], counts["labelled"], counts["unlabelled"]) == (200, 199, 1)
    assert counts["flagged"] == int(result.issues["is_label_issue"].sum())
    assert counts["flagged"] == sum(row["flagged"] for row in result.summary["classes"])
    assert counts["flagged"] == sum(pair["flagged"] for pair in result.summary["class_pairs"])
    assert counts["flagged"] == sum(result.summary["quality_histogram"]["flagged"])
    assert counts["labelled"] == sum(row["examples"] for row in result.summary["classes"])
    assert counts["labelled"] == sum(row["examples"] for row in result.summary["calibration"])


def test_shares_lie_in_their_intervals(result):
    for row in result.summary["classes"]:
        low, high = row["interval"]
        assert low <= row["share"] <= high
    low, high = result.summary["model"]["accuracy_interval"]
    assert low < result.summary["model"]["accuracy"] < high


def test_class_pairs_are_most_frequent_first(result):
    counts = [pair["flagged"] for pair in result.summary["class_pairs"]]
    assert counts == sorted(counts, reverse=True)


def test_log_loss_is_the_mean_surprise(result):
    table = result.issues[result.issues["given_label"].notna()]
    columns = [result.class_names.index(name) for name in table["given_label"]]
    expected = -np.log(result.pred_probs[table["row"], columns]).mean()
    assert result.summary["model"]["log_loss"] == pytest.approx(expected, abs=1e-6)


def test_histogram_has_twenty_bins_from_zero_to_one(result):
    histogram = result.summary["quality_histogram"]
    assert (len(histogram["edges"]), len(histogram["flagged"]), len(histogram["other"])) == (21, 20, 20)
    assert (histogram["edges"][0], histogram["edges"][-1]) == (0.0, 1.0)


def test_similar_classes_are_listed(result):
    assert result.summary["similar_classes"] == [{"names": ["c", "C"], "reason": "differ only by case or blanks"}]


def test_unlabelled_rows_have_a_suggestion(result):
    (row,) = result.summary["unlabelled"]
    assert row["row"] == 5
    assert row["suggested"] == "b"


def test_class_without_examples_has_no_share():
    labels = np.arange(40) % 2
    pred_probs = np.column_stack([np.where(labels[:, None] == np.arange(2), 0.8, 0.1), np.full(40, 0.1)])
    empty = labelproof.audit(labels=labels, pred_probs=pred_probs).summary["classes"][2]
    assert (empty["examples"], empty["share"], empty["interval"], empty["mean_quality"]) == (0, None, None, None)
