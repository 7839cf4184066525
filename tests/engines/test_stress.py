"""Hundreds of repeats in several threads, over data with ties: a race would show as another answer sooner or later.

The same file, run against a compiled core that is built with -fsanitize=thread, looks for the races themselves.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from labelproof import count
from labelproof.experimental.label_issues_batched import find_label_issues_batched
from labelproof.filter import find_label_issues
from labelproof.rank import get_label_quality_scores
from laws.answers import answers, assert_same, cut

REPEATS = 200


def tied(classes, dtype, rows=400):
    rng = np.random.default_rng(classes)
    probs = rng.integers(0, 9, (rows, classes)) / 8
    return rng.integers(0, classes, rows), probs.astype(dtype)


@pytest.mark.parametrize("threads", [1, 2, 4, 7])
def test_repeats_in_any_number_of_threads_give_one_answer(threads):
    labels, probs = tied(7, np.float32)
    flags = find_label_issues(labels, probs, n_jobs=1)
    joint = count.compute_confident_joint(labels, probs)
    with cut(700, threads):
        for repeat in range(REPEATS):
            again = find_label_issues(labels, probs), count.compute_confident_joint(labels, probs)
            np.testing.assert_array_equal(again[0], flags, err_msg=f"repeat {repeat}")
            np.testing.assert_array_equal(again[1], joint, err_msg=f"repeat {repeat}")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_calls_at_the_same_time_do_not_meet(dtype):
    labels, probs = tied(5, dtype)
    questions = [
        lambda: find_label_issues(labels, probs),
        lambda: find_label_issues(labels, probs, filter_by="both", return_indices_ranked_by="normalized_margin"),
        lambda: count.compute_confident_joint(labels, probs),
        lambda: get_label_quality_scores(labels, probs, method="confidence_weighted_entropy"),
        lambda: find_label_issues_batched(labels, probs),
    ]
    expected = [question() for question in questions]
    with cut(500, 3), ThreadPoolExecutor(6) as pool:
        asked = [(number, pool.submit(questions[number])) for _ in range(20) for number in range(len(questions))]
        for number, future in asked:
            np.testing.assert_array_equal(future.result(), expected[number])


def test_every_answer_is_the_same_while_others_are_asked():
    labels, probs = tied(9, np.float32, rows=150)
    expected = answers(labels, probs)
    with cut(90, 2), ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: answers(labels, probs), range(8)):
            assert_same(found, expected)
