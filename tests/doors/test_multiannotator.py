"""The door to several annotators: kinds of results, options, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import naive_annotators
from annotator_problems import annotator_problem, long_frame, sparse_matrix, votes_of
from labelproof import multiannotator
from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof.multiannotator import (
    convert_long_to_wide_dataset,
    dawid_skene,
    get_active_learning_scores,
    get_active_learning_scores_ensemble,
    get_label_quality_multiannotator,
    get_label_quality_multiannotator_ensemble,
    get_majority_vote_label,
)
from labelproof.rank import get_label_quality_scores

NONE = np.nan
LABELS = np.array([[0, 0, NONE], [1, 1, 1], [0, 1, 1], [NONE, 0, 0]])
PROBS = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]])


def test_results_have_the_known_columns() -> None:
    found = get_label_quality_multiannotator(LABELS, PROBS, return_weights=True)
    assert list(found) == [
        *("label_quality", "detailed_label_quality", "annotator_stats"),
        *("model_weight", "annotator_weight"),
    ]
    assert found["label_quality"].columns.tolist() == [
        *("consensus_label", "consensus_quality_score", "annotator_agreement", "num_annotations"),
    ]
    assert found["detailed_label_quality"].columns.tolist() == [f"quality_annotator_{place}" for place in range(3)]
    assert found["annotator_stats"].columns.tolist() == [
        *("annotator_quality", "agreement_with_consensus", "worst_class", "num_examples_labeled"),
    ]
    assert isinstance(found["model_weight"], float)


def test_only_what_is_asked_for_is_returned() -> None:
    found = get_label_quality_multiannotator(LABELS, PROBS, return_detailed_quality=False, return_annotator_stats=False)
    assert list(found) == ["label_quality"]


def test_frames_keep_their_names() -> None:
    frame = pd.DataFrame(LABELS, index=list("wxyz"), columns=["ann", "bob", "cem"])
    found = get_label_quality_multiannotator(frame, PROBS)
    assert found["label_quality"].index.tolist() == list("wxyz")
    assert found["detailed_label_quality"].index.tolist() == list("wxyz")
    assert found["detailed_label_quality"].columns.tolist() == [f"quality_annotator_{name}" for name in frame.columns]
    assert sorted(found["annotator_stats"].index) == ["ann", "bob", "cem"]


def test_annotators_come_worst_first() -> None:
    labels, probs = annotator_problem(3, rows=50, annotators=6, classes=3, share=0.6)
    stats = get_label_quality_multiannotator(labels, probs)["annotator_stats"]
    assert (np.diff(stats["annotator_quality"]) >= 0).all()


def test_further_consensus_methods_add_columns() -> None:
    labels, probs = annotator_problem(5, rows=40, annotators=3, classes=3)
    found = get_label_quality_multiannotator(labels, probs, consensus_method=["best_quality", "majority_vote"])
    alone = [
        get_label_quality_multiannotator(labels, probs, consensus_method=method)["label_quality"]
        for method in ("best_quality", "majority_vote")
    ]
    both = found["label_quality"]
    assert both.columns.tolist()[4:] == [
        *("consensus_label_majority_vote", "consensus_quality_score_majority_vote"),
        "annotator_agreement_majority_vote",
    ]
    pd.testing.assert_frame_equal(both[both.columns[:4]], alone[0])
    assert both["consensus_label_majority_vote"].tolist() == alone[1]["consensus_label"].tolist()
    assert both["consensus_quality_score_majority_vote"].tolist() == alone[1]["consensus_quality_score"].tolist()


def test_agreement_scores_by_votes_alone() -> None:
    found = get_label_quality_multiannotator(LABELS, PROBS, quality_method="agreement")
    quality = found["label_quality"]
    assert quality["consensus_label"].tolist() == [0, 1, 1, 0]
    np.testing.assert_allclose(quality["consensus_quality_score"], [1, 1, 2 / 3, 1])
    np.testing.assert_allclose(found["detailed_label_quality"].to_numpy()[2], [1 / 3, 2 / 3, 2 / 3])
    stats = found["annotator_stats"].sort_index()
    np.testing.assert_allclose(stats["annotator_quality"], [2 / 3, 1, 1])


def test_adjusted_scores_are_those_of_rank_for_each_annotator() -> None:
    labels, probs = annotator_problem(2, rows=40, annotators=4, classes=3, share=0.7)
    options = {"method": "normalized_margin", "adjust_pred_probs": True}
    found = get_label_quality_multiannotator(labels, probs, label_quality_score_kwargs=options, return_weights=True)
    pooled = _pooled(labels, probs, found)
    consensus = found["label_quality"]["consensus_label"].to_numpy()
    expected = get_label_quality_scores(consensus, pooled, **options)
    np.testing.assert_allclose(found["label_quality"]["consensus_quality_score"], expected)
    for place, column in enumerate(labels.T):
        given = ~np.isnan(column)
        expected = get_label_quality_scores(column[given].astype(int), pooled[given], **options)
        np.testing.assert_allclose(found["detailed_label_quality"].to_numpy()[given, place], expected)


def _pooled(labels: np.ndarray, probs: np.ndarray, found: dict) -> np.ndarray:
    """The pooled probabilities that the weights of a result give."""
    consensus, counts = found["label_quality"]["consensus_label"].to_numpy(), (~np.isnan(labels)).sum(axis=1)
    agreement = found["label_quality"]["annotator_agreement"].to_numpy()
    likelihood, weights = agreement[counts > 1].mean(), found["annotator_weight"]
    total = found["model_weight"] * probs
    for place, column in enumerate(labels.T):
        for row in np.flatnonzero(~np.isnan(column)):
            said = np.full(probs.shape[1], (1 - likelihood) / (probs.shape[1] - 1))
            said[int(column[row])] = likelihood
            total[row] += weights[place] * said
    assert len(consensus) == len(total)
    return total / total.sum(axis=1, keepdims=True)


def test_calibrated_probabilities_are_those_of_the_best_temperature() -> None:
    labels, probs = annotator_problem(4, rows=50, annotators=5, classes=3)
    sure = probs**8 / (probs**8).sum(axis=1, keepdims=True)
    temperature = naive_annotators.temperature(votes_of(labels), sure.tolist(), 3)
    assert temperature != 1
    expected = np.array([naive_annotators.scaled(row, temperature) for row in sure.tolist()])
    for calibrated, plain in (
        (get_label_quality_multiannotator(labels, sure, calibrate_probs=True), (labels, expected)),
        (get_label_quality_multiannotator_ensemble(labels, [sure], calibrate_probs=True), (labels, expected)),
    ):
        wanted = get_label_quality_multiannotator(*plain)["label_quality"]
        pd.testing.assert_frame_equal(calibrated["label_quality"], wanted)


@pytest.mark.filterwarnings("ignore::labelproof._base.warnings.LabelproofWarning")
@pytest.mark.parametrize("seed", range(3))
def test_long_and_sparse_input_say_the_same_as_wide(seed: int) -> None:
    labels, probs = annotator_problem(seed)
    wide = get_label_quality_multiannotator(labels, probs)
    scores = wide["detailed_label_quality"].to_numpy()
    for given in (long_frame(labels), sparse_matrix(labels)):
        found = get_label_quality_multiannotator(given, probs)
        pd.testing.assert_frame_equal(found["label_quality"], wide["label_quality"])
        pd.testing.assert_frame_equal(found["annotator_stats"], wide["annotator_stats"])
        detail = found["detailed_label_quality"]
        example = detail.columns[0]
        assert detail.columns.tolist() == [example, "annotator", "label", "quality"]
        assert detail["quality"].tolist() == scores[detail[example], detail["annotator"]].tolist()
        assert detail["label"].tolist() == labels[detail[example], detail["annotator"]].tolist()
        assert get_majority_vote_label(given).tolist() == get_majority_vote_label(labels).tolist()
        assert get_active_learning_scores(given, probs)[0].tolist() == (
            get_active_learning_scores(labels, probs)[0].tolist()
        )


def test_scores_of_a_long_frame_keep_its_order_and_index() -> None:
    frame = long_frame(LABELS)
    frame.index = [f"row {place}" for place in range(len(frame))]
    detail = get_label_quality_multiannotator(frame, PROBS)["detailed_label_quality"]
    assert detail.index.tolist() == frame.index.tolist()
    pd.testing.assert_frame_equal(detail[["task", "annotator", "label"]], frame, check_dtype=False)


def test_names_come_back_as_names() -> None:
    names = np.where(np.isnan(LABELS), None, np.where(LABELS == 1, "dog", "cat")).astype(object)
    found = get_label_quality_multiannotator(names, PROBS)
    assert found["label_quality"]["consensus_label"].tolist() == ["cat", "dog", "dog", "cat"]
    assert set(found["annotator_stats"]["worst_class"]) <= {"cat", "dog"}
    assert get_majority_vote_label(names).tolist() == ["cat", "dog", "dog", "cat"]
    turned = get_label_quality_multiannotator(names, PROBS[:, ::-1], class_names=["dog", "cat"])
    assert turned["label_quality"]["consensus_label"].tolist() == ["cat", "dog", "dog", "cat"]
    assert dawid_skene(names).shape == (4, 2)


def test_the_columns_of_a_frame_name_the_classes() -> None:
    names = np.where(np.isnan(LABELS), None, np.where(LABELS == 1, "dog", "cat")).astype(object)
    turned = pd.DataFrame(PROBS[:, ::-1], columns=["dog", "cat"])
    found = get_label_quality_multiannotator(names, turned)["label_quality"]
    expected = get_label_quality_multiannotator(LABELS, PROBS)["label_quality"]
    assert found["consensus_label"].tolist() == ["cat", "dog", "dog", "cat"]
    np.testing.assert_allclose(found["consensus_quality_score"], expected["consensus_quality_score"])
    named = pd.DataFrame(PROBS, columns=["cat", "dog"])
    for actual in (
        get_label_quality_multiannotator(LABELS, named)["label_quality"],
        get_label_quality_multiannotator_ensemble(LABELS, [named])["label_quality"],
    ):
        pd.testing.assert_frame_equal(actual, expected)
    assert get_majority_vote_label(names, turned).tolist() == ["cat", "dog", "dog", "cat"]
    assert (
        get_active_learning_scores(names, turned)[0].tolist() == get_active_learning_scores(LABELS, PROBS)[0].tolist()
    )


def test_inputs_stay_untouched_and_probabilities_come_from_any_container(tmp_path: Path) -> None:
    labels, probs = LABELS.copy(), PROBS.astype(np.float32)
    np.save(tmp_path / "probs.npy", probs)
    expected = get_label_quality_multiannotator(labels, probs, calibrate_probs=True)["label_quality"]
    for given in (tmp_path / "probs.npy", pd.DataFrame(probs), np.asfortranarray(probs)):
        actual = get_label_quality_multiannotator(labels, given, calibrate_probs=True)["label_quality"]
        pd.testing.assert_frame_equal(actual, expected)
    np.testing.assert_array_equal(labels, LABELS)
    assert (probs == PROBS.astype(np.float32)).all()


def test_every_example_labelled_once_is_scored_with_equal_weights() -> None:
    once = np.array([[0, NONE], [NONE, 1], [1, NONE]])
    labelled, unlabelled = get_active_learning_scores(once, PROBS[:3], PROBS[3:])
    np.testing.assert_allclose(labelled, (np.array([0.9, 0.8, 0.6]) * 2 + 0.5) / 3)
    np.testing.assert_allclose(unlabelled, [(0.7 + 0.5) / 2])
    ensemble = get_active_learning_scores_ensemble(once, [PROBS[:3], PROBS[:3]], [PROBS[3:], PROBS[3:]])
    np.testing.assert_allclose(ensemble[0], (np.array([0.9, 0.8, 0.6]) * 3 + 0.5) / 4)
    np.testing.assert_allclose(ensemble[1], [(1.4 + 0.5) / 3])


def test_one_annotator_will_do_for_choosing_what_to_label_next() -> None:
    scores, none = get_active_learning_scores(np.array([[0], [1], [1], [0]]), PROBS)
    assert scores.argmin() == 2
    assert none.shape == (0,)


def test_the_posterior_of_the_votes_trusts_who_is_right() -> None:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 3, 300)
    labels = np.where(rng.random((300, 7)) < [0.95, 0.9, 0.4, 0.4, 0.4, 0.4, 0.4], true[:, None], 0).astype(float)
    posterior = dawid_skene(labels)
    np.testing.assert_allclose(posterior.sum(axis=1), 1)
    assert (posterior.argmax(axis=1) == true).mean() > (get_majority_vote_label(labels) == true).mean() + 0.1
    assert dawid_skene(labels, num_classes=5)[:, 3:].max() < 1e-6


def test_long_frames_become_wide() -> None:
    frame = pd.DataFrame({"task": [7, 3, 7], "annotator": ["b", "a", "a"], "label": [1, 0, 2]})
    actual = convert_long_to_wide_dataset(frame)
    expected = pd.DataFrame([[0.0, NONE], [2.0, 1.0]], index=[3, 7], columns=["a", "b"])
    pd.testing.assert_frame_equal(actual, expected, check_names=True)
    with pytest.raises(InputError, match="must have the columns 'task'"):
        convert_long_to_wide_dataset(frame.rename(columns={"task": "id"}))
    with pytest.raises(InputError, match="annotator 'b' gave several to example 7"):
        convert_long_to_wide_dataset(frame.assign(annotator="b"))


@pytest.mark.parametrize(
    ("labels", "probs", "options", "message"),
    [
        (LABELS[:, :1][:3], PROBS[:3], {}, "must have several annotators: got one"),
        (np.array([[0, NONE], [NONE, 1]]), PROBS[:2], {}, "every example has one"),
        (LABELS, PROBS[:3], {}, "one row per example: got 3 rows and the labels of 4"),
        (LABELS, np.stack([PROBS, PROBS]), {}, "ends in _ensemble"),
        (LABELS, PROBS[:, :1], {}, "one column per class: got 1"),
        (LABELS + 1, PROBS, {}, "at most 1, because there are 2 classes"),
        (LABELS, PROBS * 2, {}, r"must lie in \[0, 1\]: got 1.8 in row 0, column 0"),
        (LABELS, np.where(PROBS == 0.6, NONE, PROBS), {}, "got nan in row 2, column 1"),
        (LABELS, PROBS, {"consensus_method": "best_qualit"}, "`consensus_method`.*Did you mean 'best_quality'"),
        (LABELS, PROBS, {"consensus_method": []}, "`consensus_method`"),
        (LABELS, PROBS, {"quality_method": "crowd"}, "`quality_method`.*Did you mean 'crowdlab'"),
        (LABELS, PROBS, {"quality_method": "agreement", "return_weights": True}, "`return_weights` needs"),
        (LABELS, PROBS, {"label_quality_score_kwargs": {"methods": "x"}}, "unknown key 'methods'"),
        (LABELS, PROBS, {"label_quality_score_kwargs": {"method": "x"}}, "must be a known score"),
    ],
)
def test_what_cannot_be_judged_is_refused(labels, probs, options, message) -> None:
    with pytest.raises(InputError, match=message):
        get_label_quality_multiannotator(labels[~np.isnan(labels).all(axis=1)], probs, **options)


def test_probabilities_must_be_a_container() -> None:
    with pytest.raises(InputTypeError, match="`pred_probs` must be an array"):
        get_label_quality_multiannotator(LABELS, PROBS.tolist())


@pytest.mark.parametrize(
    ("probs", "message"),
    [
        (PROBS, "one .* array per model, in a list or stacked"),
        ([], "same shape for every model: got none"),
        ([PROBS, PROBS[:3]], "same shape for every model"),
    ],
)
def test_models_of_an_ensemble_must_fit(probs, message) -> None:
    with pytest.raises(InputError, match=message):
        get_label_quality_multiannotator_ensemble(LABELS, probs)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((None, None, None), "both None"),
        ((LABELS, None, PROBS), "`labels_multiannotator` must come with `pred_probs`"),
        ((None, PROBS, PROBS), "`pred_probs` must come with `labels_multiannotator`"),
        ((LABELS, PROBS, np.full((2, 3), 1 / 3)), "`pred_probs_unlabeled` must have the 2 columns"),
    ],
)
def test_what_cannot_be_scored_is_refused(given, message) -> None:
    with pytest.raises(InputError, match=message):
        get_active_learning_scores(*given)


def test_the_same_models_must_predict_both_kinds_of_examples() -> None:
    with pytest.raises(InputError, match="must be of the 2 models"):
        get_active_learning_scores_ensemble(LABELS, [PROBS, PROBS], [PROBS])


def test_annotators_who_cannot_be_compared_are_named() -> None:
    labels = np.array([[0, 0, NONE], [1, 1, NONE], [NONE, NONE, 1]])
    with pytest.warns(LabelproofWarning, match="share no example with another: 2"):
        found = get_label_quality_multiannotator(labels, PROBS[:3])
    assert np.isnan(found["annotator_stats"].loc[2, "annotator_quality"])
    with pytest.warns(LabelproofWarning, match="never agree"):
        get_label_quality_multiannotator(np.array([[0, 1], [1, 0]]), PROBS[:2])


def test_the_door_lists_what_the_field_knows() -> None:
    assert len(multiannotator.__all__) == 7
