from __future__ import annotations

import numpy as np
import pytest

from labelproof import dataset

JOINT = [[0.30, 0.05, 0.05], [0.0, 0.2, 0.0], [0.1, 0.0, 0.3]]
LABELS = [0, 0, 0, 0, 1, 1]
PROBS = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.1, 0.9], [0.2, 0.8], [0.1, 0.9]])


def test_classes_are_sorted_by_quality():
    table = dataset.rank_classes_by_label_quality(joint=JOINT, num_examples=100, class_names=["a", "b", "c"])
    assert table["Class Name"].tolist() == ["a", "c", "b"]
    assert table["Class Index"].tolist() == [0, 2, 1]
    assert table["Label Issues"].tolist() == [10, 10, 0]
    assert table["Inverse Label Issues"].tolist() == [10, 5, 5]
    np.testing.assert_allclose(table["Label Noise"], [0.25, 0.25, 0])
    np.testing.assert_allclose(table["Inverse Label Noise"], [0.25, 1 / 7, 0.2])
    np.testing.assert_allclose(table["Label Quality Score"], [0.75, 0.75, 1])


def test_overlapping_classes_count_both_directions():
    table = dataset.find_overlapping_classes(joint=JOINT, num_examples=100)
    assert table[["Class Index A", "Class Index B", "Num Overlapping Examples"]].to_numpy().tolist() == [
        [0, 2, 15],
        [0, 1, 5],
        [1, 2, 0],
    ]


def test_overlapping_classes_can_be_ordered_pairs():
    table = dataset.find_overlapping_classes(joint=JOINT, num_examples=100, asymmetric=True)
    assert len(table) == 6
    assert table.iloc[0][["Class Index A", "Class Index B"]].tolist() == [2, 0]


def test_health_with_labels_counts_issues():
    assert dataset.overall_label_health_score(LABELS, PROBS) == pytest.approx(5 / 6)
    assert dataset.overall_label_health_score(LABELS, PROBS, num_examples=10) == pytest.approx(0.9)


def test_names_of_string_labels_are_shown():
    names = [("cat", "dog")[label] for label in LABELS]
    assert set(dataset.rank_classes_by_label_quality(names, PROBS)["Class Name"]) == {"cat", "dog"}


def test_summary_holds_all_parts():
    summary = dataset.health_summary(LABELS, PROBS)
    assert list(summary) == [
        "overall_label_health_score",
        "joint",
        "classes_by_label_quality",
        "overlapping_classes",
    ]
    assert summary["joint"].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "needs `labels` and `pred_probs`, or `joint`"),
        ({"joint": JOINT}, "The number of examples is unknown"),
        ({"joint": [0.5, 0.5], "num_examples": 2}, r"`joint` must have shape \(K, K\)"),
        ({"joint": JOINT, "num_examples": 2, "class_names": ["a"]}, "one name per class: got 1 names and 3 classes"),
        ({"joint": JOINT, "num_examples": 2, "multi_label": True}, "multi_label=True has a module of its own"),
    ],
)
def test_bad_arguments_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        dataset.health_summary(**options)
