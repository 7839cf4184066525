from __future__ import annotations

import numpy as np
import pytest

import naive
from labelproof._base.errors import InputError
from labelproof.filter import find_label_issues, find_predicted_neq_given
from labelproof.rank import get_label_quality_scores
from problems import problem

LABELS = [0, 0, 0, 1, 1, 1]
PROBS = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]])


def test_the_mask_is_boolean():
    actual = find_label_issues(LABELS, PROBS)
    assert actual.dtype == bool
    assert actual.tolist() == [False, False, True, False, False, False]


def test_ranked_output_is_sorted_by_the_chosen_score():
    labels = [0, 0, 0, 0, 1, 1, 1, 1]
    probs = np.array([[0.9, 0.1]] * 2 + [[0.2, 0.8], [0.1, 0.9]] + [[0.1, 0.9]] * 3 + [[0.7, 0.3]])
    for score in ("self_confidence", "normalized_margin", "confidence_weighted_entropy"):
        options = {"filter_by": "predicted_neq_given", "return_indices_ranked_by": score}
        assert find_label_issues(labels, probs, **options).tolist() == [3, 2, 7]


def test_rank_by_kwargs_reach_the_score():
    labels = [0, 0, 0, 0, 1, 1, 1, 1]
    probs = np.array([[0.9, 0.1]] * 3 + [[0.30, 0.70]] + [[0.45, 0.55]] * 3 + [[0.75, 0.25]])
    options = {"filter_by": "predicted_neq_given", "return_indices_ranked_by": "self_confidence"}
    assert find_label_issues(labels, probs, **options).tolist() == [7, 3]
    adjusted = find_label_issues(labels, probs, **options, rank_by_kwargs={"adjust_pred_probs": True})
    assert adjusted.tolist() == [3, 7]


def test_wanted_numbers_are_flagged_per_class():
    labels = [0] * 5 + [1] * 5
    probs = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.3, 0.7], [0.2, 0.8]] * 2)
    probs[5:] = probs[5:, ::-1]
    joint = [[4, 1], [1, 4]]
    options = {"filter_by": "prune_by_class", "num_to_remove_per_class": [2, 1], "confident_joint": joint}
    assert np.flatnonzero(find_label_issues(labels, probs, **options)).tolist() == [3, 4, 9]


def test_small_classes_are_left_alone_with_a_warning():
    labels = [0, 0, 0, 0, 1, 2, 2, 2]
    probs = np.array([[0.8, 0.1, 0.1]] * 4 + [[0.8, 0.1, 0.1]] + [[0.1, 0.1, 0.8]] * 3)
    with pytest.warns(UserWarning, match="1 classes have at most 1 examples, so none of their labels is flagged: 1"):
        assert not find_label_issues(labels, probs).any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"return_indices_ranked_by": "margin"}, "`return_indices_ranked_by` must be a known score"),
        ({"frac_noise": 1.5}, r"`frac_noise` must lie in \[0, 1\]: got 1.5"),
        ({"num_to_remove_per_class": [1]}, "one number per class: got 1 numbers and 2 classes"),
        ({"num_to_remove_per_class": [1, 1], "filter_by": "confident_learning"}, "has no effect with filter_by"),
        ({"confident_joint": np.ones((3, 3))}, r"must have shape \(2, 2\), given by guessed: got \(3, 3\)"),
        ({"confident_joint": [[1, np.nan], [0, 1]]}, "must hold counts, 0 or more"),
        ({"confident_joint": [[1, -1], [0, 1]]}, "must hold counts, 0 or more"),
        ({"num_to_remove_per_class": [-5, 3]}, "must hold numbers of 0 or more"),
        ({"min_examples_per_class": -3}, "`min_examples_per_class` must be 0 or more"),
        ({"multi_label": True}, "must hold a list of tags for each example"),
        (
            {
                "return_indices_ranked_by": "confidence_weighted_entropy",
                "rank_by_kwargs": {"adjust_pred_probs": True},
            },
            "cannot be combined",
        ),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        find_label_issues(LABELS, PROBS, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"filter_by": "predicted_neq_given", "frac_noise": 0.5}, "`frac_noise` has no effect"),
        ({"filter_by": "confident_learning", "confident_joint": np.eye(2)}, "`confident_joint` has no effect"),
    ],
)
def test_options_without_effect_warn_at_the_callers_line(options, message):
    with pytest.warns(UserWarning, match=message) as caught:
        find_label_issues(LABELS, PROBS, **options)
    assert caught[0].filename == __file__


def test_predicted_neq_given_takes_the_first_largest_class():
    assert find_predicted_neq_given([0, 1, 1], np.array([[0.5, 0.5], [0.5, 0.5], [0.2, 0.8]])).tolist() == [
        False,
        True,
        False,
    ]


def test_the_snippet_of_the_handwritten_digits_gives_the_published_order(test_data):
    folder = test_data / "label-errors"
    labels = np.load(folder / "mnist_test_set_original_labels.npy")
    pred_probs = np.load(folder / "mnist_test_set_pyx.npy")
    ranked_label_issues = find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
    expected = [2597, 947, 9729, 3520, 1681, 582, 2462, 1226, 1014, 6597, 9664, 449, 9009, 1901, 2130]
    assert ranked_label_issues[:15].tolist() == expected


@pytest.mark.parametrize("filter_by", ["prune_by_noise_rate", "both", "confident_learning", "low_self_confidence"])
def test_results_in_files_are_those_in_memory(filter_by, tmp_path):
    labels, probs = problem(3, rows=500, classes=4)
    expected = find_label_issues(labels, probs, filter_by=filter_by)
    ranked = find_label_issues(labels, probs, filter_by=filter_by, return_indices_ranked_by="normalized_margin")
    out = {name: tmp_path / f"{name}.npy" for name in ("mask", "indices", "scores")}
    mask = find_label_issues(labels, probs, filter_by=filter_by, out=out)
    assert isinstance(mask, np.memmap)
    np.testing.assert_array_equal(mask, expected)
    np.testing.assert_array_equal(np.load(out["scores"]), get_label_quality_scores(labels, probs))
    assert np.load(out["indices"]).tolist() == sorted(np.flatnonzero(expected), key=lambda row: probs[row, labels[row]])
    rows = find_label_issues(labels, probs, filter_by=filter_by, out=out, return_indices_ranked_by="normalized_margin")
    np.testing.assert_array_equal(rows, ranked)
    np.testing.assert_array_equal(np.load(out["indices"]), ranked)
    np.testing.assert_array_equal(np.load(out["mask"]), expected)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"filter_by": "nonsense"}, "`filter_by` must be a known filter"),
        ({"out": {"masks": "mask.npy"}}, "unknown result: 'masks'"),
        ({"rank_by_kwargs": {"adjust_pred_prob": True}}, "unknown key: 'adjust_pred_prob'.*adjust_pred_probs"),
        ({"rank_by_kwargs": {"method": "self_confidence"}}, "unknown key: 'method'"),
        ({"return_indices_ranked_by": "confidence"}, "`return_indices_ranked_by` must be a known score"),
        ({"frac_noise": 2.0}, "`frac_noise` must lie in"),
    ],
)
def test_a_bad_option_is_refused_before_anything_is_read_or_written(options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def blocks():
        pytest.fail("the probabilities were read")  # pragma: no cover

    with pytest.raises(InputError, match=message):
        find_label_issues([0, 1], blocks, **{"out": {"mask": "mask.npy"}, **options})
    assert list(tmp_path.iterdir()) == []


def test_more_removals_than_examples_are_refused():
    with pytest.raises(InputError, match="at most the number of examples, 6"):
        find_label_issues(LABELS, PROBS, num_to_remove_per_class=[1e19, 0])


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_rows_are_selected_as_by_a_sort_where_a_sample_sets_bounds(n_jobs):
    rng = np.random.default_rng(0)
    true = rng.integers(0, 3, 5000)
    labels = np.where(rng.random(5000) < 0.4, rng.integers(0, 3, 5000), true)
    probs = rng.integers(1, 9, (5000, 3)) / 8  # many ties
    probs[np.arange(5000), true] += 1
    probs /= probs.sum(axis=1, keepdims=True)
    joint = np.array([[1000, 200, 300], [250, 900, 350], [400, 150, 800]])
    actual = find_label_issues(labels, probs, confident_joint=joint, n_jobs=n_jobs)
    chosen = naive.prune_by_noise_rate(labels, probs, naive.prune_counts(joint))
    expected = sorted(row for row in chosen if not naive.agrees(labels[row], probs[row]))
    assert np.flatnonzero(actual).tolist() == expected


@pytest.mark.parametrize("bound", [-2.0, -0.5, 0.0])
def test_a_sample_that_misleads_changes_nothing(bound, monkeypatch):
    labels, probs = problem(5, rows=5000, classes=3)
    expected = find_label_issues(labels, probs)
    tight = []

    def misleading(sample):
        tight.append(len(sample.cells.others))
        return np.full(len(sample.cells.others), bound)

    monkeypatch.setattr("labelproof._tasks.multiclass.issues.likely_bounds", misleading)
    np.testing.assert_array_equal(find_label_issues(labels, probs), expected)
    assert tight


def test_numbers_that_change_between_two_readings_are_an_error():
    walks = []

    def blocks():
        walks.append(1)
        yield np.full((2000, 16), 0.5 if len(walks) <= 2 else 0.25)

    with pytest.raises(InputError, match="other numbers"):
        find_predicted_neq_given(np.arange(2000) % 16, blocks)
