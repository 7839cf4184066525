"""Labels of several annotators are read from every container, and what cannot be used is refused with its place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from annotator_problems import long_frame, sparse_matrix
from labelproof._base.errors import InputError
from labelproof._base.warnings import LabelproofWarning
from labelproof._tasks.annotators.reading import Reading, read_annotations

NONE = np.nan
LABELS = np.array([[0, 1, NONE], [NONE, 2, 2], [1, NONE, 0]])


def _triples(reading: Reading) -> tuple[list[int], list[int], list[int]]:
    known = reading.annotations
    return known.starts.tolist(), known.annotators.tolist(), known.labels.tolist()


EXPECTED = ([0, 2, 4, 6], [0, 1, 1, 2, 0, 2], [0, 1, 2, 2, 1, 0])


@pytest.mark.parametrize(
    "labels",
    [
        LABELS,
        LABELS.astype(np.float32),
        LABELS.astype(object),
        np.asfortranarray(LABELS),
        pd.DataFrame(LABELS),
        pd.DataFrame(LABELS).astype("Int64"),
        pd.DataFrame(LABELS).astype(object).where(~np.isnan(LABELS), None),
        pl.DataFrame([[0, None, 1], [1, 2, None], [None, 2, 0]], schema=["a", "b", "c"]),
        pl.DataFrame(np.where(np.isnan(LABELS), -1, LABELS).astype(int), schema=["a", "b", "c"]).with_columns(
            pl.all().replace(-1, None)
        ),
        long_frame(LABELS),
        long_frame(LABELS, ("example", "annotator", "label")),
        long_frame(LABELS).assign(seconds=1.5),
        pl.from_pandas(long_frame(LABELS)),
        sparse_matrix(LABELS),
        sparse_matrix(LABELS).tocsr(),
        sparse_matrix(LABELS).tocsc(),
    ],
    ids=lambda labels: type(labels).__name__,
)
def test_every_container_gives_the_same_annotations(labels: object) -> None:
    reading = read_annotations(labels, num_classes=3)
    assert _triples(reading) == EXPECTED
    assert (reading.annotations.num_annotators, reading.annotations.num_classes) == (3, 3)


def test_full_containers_need_no_missing_value() -> None:
    reading = read_annotations(np.array([[0, 1], [2, 2]]))
    assert _triples(reading) == ([0, 2, 4], [0, 1, 0, 1], [0, 1, 2, 2])
    assert reading.annotations.num_classes == 3


def test_examples_and_annotators_of_a_long_frame_are_sorted() -> None:
    frame = pd.DataFrame({"task": ["b", "a", "b"], "annotator": ["y", "y", "x"], "label": [1, 0, 0]})
    reading = read_annotations(frame)
    assert list(reading.examples) == ["a", "b"]
    assert list(reading.annotators) == ["x", "y"]
    assert _triples(reading) == ([0, 1, 3], [1, 0, 1], [0, 0, 1])
    assert reading.order is not None
    assert reading.order.tolist() == [1, 2, 0]


def test_rows_of_a_long_frame_without_label_are_no_annotation() -> None:
    frame = pd.DataFrame({"task": [0, 0, 1], "annotator": [0, 1, 1], "label": [1, NONE, 0]})
    assert _triples(read_annotations(frame)) == ([0, 1, 2], [0, 1], [1, 0])


def test_names_are_classes_in_sorted_order_or_in_that_of_class_names() -> None:
    names = pd.DataFrame([["dog", "cat"], [None, "dog"]], dtype=object)
    reading = read_annotations(names, num_classes=2)
    assert reading.annotations.labels.tolist() == [1, 0, 1]
    assert reading.as_given(np.array([0, 1])).tolist() == ["cat", "dog"]
    reading = read_annotations(names, num_classes=3, class_names=["dog", "cat", "owl"])
    assert reading.annotations.labels.tolist() == [0, 1, 0]
    assert reading.annotations.num_classes == 3


def test_numbers_are_names_when_class_names_say_so() -> None:
    reading = read_annotations(np.array([[10.0, NONE], [30.0, 10.0]]), class_names=[10, 20, 30], num_classes=3)
    assert reading.annotations.labels.tolist() == [0, 2, 0]
    assert reading.as_given(np.array([2])).tolist() == [30]


def test_numbers_are_places_when_they_are_no_names() -> None:
    reading = read_annotations(LABELS, class_names=["cat", "dog", "owl", "yak"])
    assert reading.annotations.labels.tolist() == EXPECTED[2]
    assert reading.annotations.num_classes == 4
    assert reading.as_given(np.array([1])).tolist() == [1]


def test_truth_values_are_the_classes_0_and_1() -> None:
    reading = read_annotations(np.array([[True, True], [True, True]]), num_classes=2)
    assert reading.annotations.labels.tolist() == [1, 1, 1, 1]
    assert reading.as_given(np.array([1])).tolist() == [1]


def test_a_sparse_matrix_that_lost_its_zeros_is_pointed_out() -> None:
    from scipy.sparse import csr_array  # noqa: PLC0415

    with pytest.warns(LabelproofWarning, match="stores no 0"):
        read_annotations(csr_array(np.array([[0, 1], [2, 1]])))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([[0, 1], [1, 1]], r"must be an array or a frame.*got list"),
        ("labels.csv", "got str"),
        (None, "got NoneType"),
        (np.array([0, 1, 1]), r"must be 2-D.*got shape \(3,\)"),
        (np.empty((0, 3)), "is empty"),
        (np.empty((3, 0)), "is empty"),
        (
            np.array([[0, 1], [NONE, NONE]]),
            "a label for every example: 1 of 2 have none, the first is example 1. Drop its",
        ),
        (np.array([[0, NONE], [1, NONE]]), "a label for every annotator: 1 of 2 have none, the first is annotator 1"),
        (np.array([[0, 1.5], [1, 1]]), "whole numbers, or names: annotator 1 gave 1.5 to example 0"),
        (np.array([[0, 1], [1, np.inf]]), "at most 2.*annotator 1 gave inf to example 1"),
        (np.array([[0, 1], [-1, 1]]), "0 or more: annotator 0 gave -1 to example 1"),
        (np.array([[0, 1], [1, 3]]), "at most 2, because there are 3 classes: annotator 1 gave 3 to example 1"),
        (np.array([["a", "b"], ["b", "a"]]), "2 distinct values and `pred_probs` has 3 columns"),
        (pd.DataFrame({"task": [0, 0], "annotator": [1, 1], "label": [0, 1]}), "annotator 1 gave several to example 0"),
        (pd.DataFrame({"task": [0, 1], "annotator": [1, 1], "class": [0, 1]}), "must have the columns 'task'.*'class'"),
        (pd.DataFrame({"id": [0, 1], "annotator": [1, 1], "label": [0, 1]}), "must have the columns 'task'.*got 'id'"),
        (pl.DataFrame({"example": [0, 1], "label": [0, 1]}), "must have the columns 'task'.*got 'example', 'label'"),
        (pd.DataFrame({"task": [0, NONE], "annotator": [1, 1], "label": [0, 1]}), "column 'task'.*no value in row 1"),
        (pd.DataFrame({"task": [0, "a"], "annotator": [1, 1], "label": [0, 1]}), "column 'task'.*cannot be sorted"),
    ],
)
def test_what_cannot_be_used_is_refused(labels: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_annotations(labels, num_classes=3)


def test_errors_use_the_names_of_the_input() -> None:
    frame = pd.DataFrame([[0, 1], [1, 7]], index=["first", "second"], columns=["ann", "bob"])
    with pytest.raises(InputError, match=r"annotator 'bob' gave 7.0 to example 'second'"):
        read_annotations(frame, num_classes=2)
    frame = pd.DataFrame({"example": ["x", "x"], "annotator": ["ann", "bob"], "label": [0, 5]})
    with pytest.raises(InputError, match="annotator 'bob' gave 5 to example 'x'"):
        read_annotations(frame, num_classes=2)
