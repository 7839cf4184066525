"""What a user can get wrong about tags, at every door that takes them: one clear sentence, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from labelproof import audit, count, filter
from labelproof._base.errors import InputError, InputTypeError
from labelproof._base.warnings import LabelproofWarning
from labelproof.learn import cross_val_multilabel_pred_probs, multilabel_folds
from labelproof.multilabel_classification import dataset, get_label_quality_scores
from labelproof.multilabel_classification import filter as filters

LABELS = [[0], [0, 1], [], [2]]
PROBS = np.array([[0.9, 0.1, 0.2], [0.8, 0.9, 0.3], [0.1, 0.2, 0.1], [0.2, 0.1, 0.9]])
NAMES = ["cat", "dog", "owl"]

Door = Callable[..., Any]
DOORS: dict[str, Door] = {
    "multilabel filter": filters.find_label_issues,
    "multilabel filter per class": filters.find_multilabel_issues_per_class,
    "multilabel rank": get_label_quality_scores,
    "multilabel dataset": dataset.multilabel_health_summary,
    "filter": lambda *given, **more: filter.find_label_issues(*given, multi_label=True, **more),
    "count joint": lambda *given, **more: count.compute_confident_joint(*given, multi_label=True, **more),
    "count issues": lambda *given, **more: count.num_label_issues(*given, multi_label=True, **more),
    "count thresholds": lambda *given, **more: count.get_confident_thresholds(*given, multi_label=True, **more),
}
TRAINING: dict[str, Door] = {
    "learn": lambda tags: cross_val_multilabel_pred_probs("linear", np.arange(8.0).reshape(4, 2), tags, folds=2),
    "folds": lambda tags: multilabel_folds(tags, folds=2),
}


def _audit(labels: Any, pred_probs: Any = PROBS, class_names: Any = None) -> Any:
    return audit(labels=labels, pred_probs=pred_probs, tags=True, classes=class_names)


WRONG: dict[str, tuple[Any, str]] = {
    "a number below 0": ([[0], [-1], [], [1]], "numbers of 0 or more: got -1 at position 1. Map your tags"),
    "rows of lists": ([[[0]], [], [], []], r"tag numbers or names: got \[\[0\]\] at position 0. Pass a 0/1 matrix"),
    "ragged rows": ([[1, 0, 0], [1, 0], [0, 1, 0], [0, 1]], r"rows of zeros and ones: got \[1, 0, 0\] at position 0"),
    "a tag twice": ([[0], [2, 2], [], [1]], "every tag of an example once: got tag 2 twice at position 1"),
    "no list": ([[0], None, [], [1]], "list of tags for each example: got None at position 1. Write"),
    "one label": ([0, 1, 2, 0], r"list of tags for each example: got 0 at position 0. Write \[2\] for a single tag"),
    "fractions": ([[0.5], [], [], [1]], "tag numbers or names: got 0.5 at position 0"),
    "signs": (np.array([[-1, 1, 1]] * 4), "a matrix of 0 and 1: got -1 in row 0, column 0. For -1 and 1 pass"),
    "a text": ("a,b", "the tags of each example: got str. Pass a list of lists"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("door", DOORS)
def test_tags_that_cannot_be_meant_are_refused(door: str, wrong: str) -> None:
    labels, message = WRONG[wrong]
    with pytest.raises((InputError, InputTypeError), match=f"^`labels` .*{message}"):
        DOORS[door](labels, PROBS)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("door", TRAINING)
def test_learning_names_its_own_argument(door: str, wrong: str) -> None:
    labels, message = WRONG[wrong]
    with pytest.raises((InputError, InputTypeError), match=f"^`tags` .*{message}"):
        TRAINING[door](labels)


@pytest.mark.parametrize("door", DOORS)
def test_a_number_out_of_range_is_refused(door: str) -> None:
    with pytest.raises(InputError, match=r"at most 2, because there are 3 tags: got 3 at position 1\. Pass the prob"):
        DOORS[door]([[0], [3], [], [1]], PROBS)


@pytest.mark.parametrize("door", DOORS)
def test_an_unknown_name_is_refused_with_the_nearest_one(door: str) -> None:
    with pytest.raises(InputError, match=r"^`labels` contain the tag 'dgo' at position 1.*Did you mean 'dog'\?"):
        DOORS[door]([["cat"], ["dgo"], [], ["owl"]], PROBS, class_names=NAMES)


@pytest.mark.parametrize(
    ("probs", "message"),
    [
        (PROBS[:, :2], "at most 1, because there are 2 tags: got 2 at position 3. Pass the probabilities of all tags"),
        (PROBS[:3], "one row per example: got 3 rows and the tags of 4 examples"),
        (PROBS[:, 0], r"one column per tag: got shape \(4,\)\. .* for a single tag p\[:, None\]"),
        (PROBS[None], r"one column per tag: got shape \(1, 4, 3\)\. For one array \(N, 2\) per tag pass numpy"),
        ([PROBS[:, :2]] * 3, "one column per tag: got list"),
        (PROBS * 2, "the logistic function of the logits"),
        (np.where(PROBS > 0.85, np.nan, PROBS), "NaN: got one in row 0, column 0"),
    ],
)
@pytest.mark.parametrize("door", DOORS)
def test_probabilities_that_do_not_fit_are_refused(door: str, probs: Any, message: str) -> None:
    with pytest.raises((InputError, InputTypeError), match=message):
        DOORS[door](LABELS, probs)


@pytest.mark.parametrize("door", DOORS)
def test_a_matrix_of_another_width_is_refused(door: str) -> None:
    with pytest.raises(InputError, match="one column per tag: got 2 columns and 3 columns of `pred_probs`"):
        DOORS[door](np.eye(4, 2, dtype=int), PROBS)


@pytest.mark.parametrize("door", ["multilabel filter", "multilabel filter per class", "filter"])
def test_options_of_the_ranking_that_do_not_exist_are_refused(door: str) -> None:
    options = {"return_indices_ranked_by": "self_confidence", "rank_by_kwargs": {"adjust_pred_prob": True}}
    with pytest.raises(InputError, match=r"unknown key: 'adjust_pred_prob'.*adjust_pred_probs"):
        DOORS[door](LABELS, PROBS, **options)


@pytest.mark.filterwarnings("ignore:.*tags are given to at most:labelproof._base.warnings.LabelproofWarning")
@pytest.mark.parametrize("door", [*DOORS.values(), lambda tags, _: TRAINING["folds"](tags)])
def test_lists_that_are_written_as_text_are_accepted_and_stated(door: Door) -> None:
    with pytest.warns(LabelproofWarning) as said:
        spelled = door([str(tags) for tags in LABELS], PROBS)
    plain = door(LABELS, PROBS)
    messages = [str(warning.message) for warning in said]
    assert sum("hold lists that are written as text, such as '[0]'; they were read" in text for text in messages) == 1
    assert str(spelled) == str(plain)


@pytest.mark.parametrize(
    ("labels", "more", "message"),
    [
        (
            [[0], [3], [], [1]],
            {},
            r"row 1: tag 3 is out of range: there are 3 tags, numbered 0 to 2\. Correct",
        ),
        ([[0], [-1], [], [1]], {}, "row 1: tag -1 is out of range"),
        ([[1, 0, 0], [1, 0], [0, 1, 0], [0, 1]], {}, "row 1: 2 values of 0 and 1, but there are 3. Give every row"),
        ([["cat"], ["dgo"], [], []], {"class_names": NAMES}, r"row 1: there is no tag 'dgo'\. Did you mean 'dog'\?"),
        ([[[0]], [], [], []], {}, r"row 0: a tag must be a name or a whole number, got \[0\]"),
        (np.eye(4, 2, dtype=int), {}, "one column per tag: got 3 columns and 2 tags. Pass tags and probabilities"),
        (LABELS, {"pred_probs": PROBS[:3]}, "one row per example: got 3 rows and tags of 4 examples"),
        (LABELS, {"pred_probs": PROBS[:, 0]}, r"one column per tag: got shape \(4,\)"),
    ],
)
def test_the_audit_refuses_them_too(labels: Any, more: Any, message: str) -> None:
    with pytest.raises((InputError, InputTypeError), match=message):
        _audit(labels, **more)


def test_the_audit_reads_lists_that_are_written_as_text_and_states_it() -> None:
    result = _audit([str(tags) for tags in LABELS])
    assert [note["count"] for note in result.summary["notes"] if note["code"] == "tags_as_text"] == [4]


@pytest.mark.parametrize("labels", [LABELS, [[0], [1], [2], [0, 1]], np.eye(4, 3, dtype=int)])
def test_a_door_for_one_label_points_at_those_for_several(labels: Any) -> None:
    with pytest.raises(InputError, match="multi_label=True"):
        filter.find_label_issues(labels, PROBS)
