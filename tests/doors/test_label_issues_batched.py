from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

import naive
from labelproof.experimental.label_issues_batched import LabelInspector, find_label_issues_batched, split_arr
from problems import problem

ALL = {"estimation_method": "off_diagonal_calibrated"}
METHOD = "normalized_margin"


@pytest.mark.parametrize("n_jobs", [1, 2, 4, 7, None])
@pytest.mark.parametrize("options", [{}, {"num_issue_kwargs": ALL}, {"quality_score_kwargs": {"method": METHOD}}])
def test_the_number_of_threads_does_not_matter(n_jobs, options):
    labels, probs = problem(4, rows=60_000, classes=20, dtype=np.float32, coarse=True)
    expected = find_label_issues_batched(labels, probs, n_jobs=1, **options)
    assert len(expected) > 1000
    np.testing.assert_array_equal(find_label_issues_batched(labels, probs, n_jobs=n_jobs, **options), expected)


@pytest.mark.parametrize("batch_size", [1, 7, 50, 10_000])
def test_batches_give_the_flags_of_the_slow_twin(batch_size):
    for seed in range(8):
        labels, probs = problem(seed)
        actual = find_label_issues_batched(labels, probs, batch_size=batch_size)
        assert actual.tolist() == naive.batched(labels.tolist(), probs.tolist())


@pytest.mark.parametrize("size", [1, 13, 400])
@pytest.mark.parametrize(
    "options", [{}, {"num_issue_kwargs": ALL}, {"quality_score_kwargs": {"adjust_pred_probs": True}}]
)
def test_the_inspector_gives_the_same_flags_for_every_batch_size(size, options):
    labels, probs = problem(6, rows=300, classes=5)
    inspector = LabelInspector(num_class=5, **options)
    for batch, part in zip(split_arr(labels, size), split_arr(probs, size), strict=True):
        inspector.update_confident_thresholds(batch, part)
    scores = [
        inspector.score_label_quality(batch, part)
        for batch, part in zip(split_arr(labels, size), split_arr(probs, size), strict=True)
    ]
    expected = find_label_issues_batched(labels, probs, **options)
    np.testing.assert_array_equal(inspector.get_label_issues(), expected)
    np.testing.assert_array_equal(inspector.get_quality_scores(), np.concatenate(scores))
    assert inspector.get_num_issues() >= len(expected)
    if options == {}:
        np.testing.assert_allclose(inspector.get_confident_thresholds(), naive.thresholds(labels, probs), rtol=1e-14)


@pytest.mark.parametrize("name", ["labels.npz", "labels.csv"])
def test_labels_in_another_kind_of_file_are_refused(name, tmp_path):
    labels, probs = problem(2, rows=20, classes=4)
    np.savez(tmp_path / "labels.npz", labels)
    np.savetxt(tmp_path / "labels.csv", labels)
    with pytest.raises(ValueError, match=rf"{name}' is not a plain .npy array \(the magic string is not correct"):
        find_label_issues_batched(labels_file=tmp_path / name, pred_probs=probs)


def test_files_give_the_flags_of_memory(tmp_path):
    labels, probs = problem(2, rows=200, classes=4, dtype=np.float32)
    np.save(tmp_path / "y.npy", labels)
    np.save(tmp_path / "p.npy", probs)
    files = {"labels_file": tmp_path / "y.npy", "pred_probs_file": str(tmp_path / "p.npy")}
    mask = find_label_issues_batched(**files, return_mask=True)
    expected = find_label_issues_batched(labels, probs)
    np.testing.assert_array_equal(np.flatnonzero(mask), expected)
    np.testing.assert_array_equal(find_label_issues_batched(tmp_path / "y.npy", tmp_path / "p.npy"), expected)
    np.testing.assert_array_equal(find_label_issues_batched(labels, pred_probs_file=tmp_path / "p.npy"), expected)


def test_files_are_read_within_forty_bytes_an_example(tmp_path):
    labels, probs = problem(2, rows=100_000, classes=20, dtype=np.float32)
    np.save(tmp_path / "y.npy", labels)
    np.save(tmp_path / "p.npy", probs)  # 8 MB
    del labels, probs
    tracemalloc.start()
    find_label_issues_batched(labels_file=tmp_path / "y.npy", pred_probs_file=tmp_path / "p.npy")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 100_000


def test_nested_lists_work():
    labels, probs = problem(2)
    actual = find_label_issues_batched(labels.tolist(), probs.tolist())
    np.testing.assert_array_equal(actual, find_label_issues_batched(labels, probs))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "exactly one of `labels` and `labels_file`: got neither"),
        ({"labels": [0, 1], "labels_file": "y.npy"}, "exactly one of `labels` and `labels_file`: got both"),
        ({"labels": [0, 1]}, "exactly one of `pred_probs` and `pred_probs_file`: got neither"),
        ({"labels": [0, 1], "pred_probs": [[1, 0]]}, "got 1 rows and 2 labels"),
        ({"labels": [0, 1], "pred_probs": np.eye(2), "batch_size": 0}, "`batch_size` must be at least 1"),
        ({"labels": [0, 1], "pred_probs": np.eye(2), "quality_score_kwargs": {"metod": 1}}, "unknown key: 'metod'"),
        ({"labels": [0, 1], "pred_probs": np.eye(2), "num_issue_kwargs": {"estimation_method": "x"}}, "known method"),
    ],
)
def test_bad_arguments_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        find_label_issues_batched(**options)


def test_calls_in_the_wrong_order_are_refused():
    labels, probs = problem(2)
    inspector = LabelInspector(num_class=probs.shape[1])
    for call in (inspector.get_confident_thresholds, inspector.get_num_issues, inspector.get_label_issues):
        with pytest.raises(ValueError, match="was called too early"):
            call()
    with pytest.raises(ValueError, match="score_label_quality was called too early"):
        inspector.score_label_quality(labels, probs)


def test_scores_that_are_not_stored_cannot_be_asked_for():
    labels, probs = problem(2)
    inspector = LabelInspector(num_class=probs.shape[1], store_results=False)
    inspector.update_confident_thresholds(labels, probs)
    inspector.score_label_quality(labels, probs)
    assert inspector.get_num_issues() >= 0
    with pytest.raises(ValueError, match="store_results=False does not keep"):
        inspector.get_label_issues()


def test_another_number_of_classes_is_refused():
    with pytest.raises(ValueError, match="must have 3 columns"):
        LabelInspector(num_class=3).update_confident_thresholds([0, 1], np.eye(2))
