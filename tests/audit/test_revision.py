"""Labels that people have corrected: what is learned, what is settled, and what the review goes on to show."""

import numpy as np

from labelproof._audit.findings import Findings
from labelproof._audit.revision import Revision, review_columns, settled
from labelproof._audit.tags.findings import TagFindings
from labelproof._base.dataset import TagMatrix


def revision(given, now, decided, taught=None):
    """Return a revision of two classes."""
    given, now, decided = np.array(given), np.array(now), np.array(decided, dtype=bool)
    taught = np.ones(given.shape, dtype=bool) if taught is None else np.array(taught, dtype=bool)
    return Revision(("cat", "dog"), given, now, decided, taught)


def findings(error, suggested):
    """Return findings whose order is that of the error, rows without one last."""
    error = np.array(error)
    order = np.argsort(-np.nan_to_num(error, nan=-1.0), kind="stable")
    return Findings(order, error, np.nan_to_num(error) > 0.5, np.array(suggested), np.isfinite(error), 0.5)


def test_nothing_is_learned_from_what_was_excluded_or_left_open():
    assert revision([0, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1]).lessons().tolist() == [1, -1, 0]
    tags = revision([[0, 1]], [[1, 1]], [[1, 0]], [[1, 0]])
    assert tags.lessons().tolist() == [[1, 255]]
    assert tags.lessons().dtype == np.uint8


def test_settled_rows_are_no_issue_and_follow_the_others():
    found = settled(findings([0.9, 0.8, 0.3, np.nan], [1, 0, 1, 0]), revision([0, 1, 0, 1], [0, 1, 0, 1], [1, 0, 0, 0]))
    assert found.is_issue.tolist() == [False, True, False, False]
    assert found.order.tolist() == [1, 2, 0, 3]
    assert found.error_probability[0] == 0


def test_settled_tags_are_no_issue_and_raise_the_quality():
    error = np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.1]])
    tags = TagMatrix(("a", "b"), np.zeros((3, 2), dtype=np.uint8))
    quality = np.array([0.2, 0.3, 0.9])
    wrong = error > 0.5
    found = TagFindings(tags, np.array([0, 1, 2]), error, wrong, wrong.any(axis=1), quality, np.ones(3, dtype=bool))
    done = settled(found, revision([[0, 0]] * 3, [[0, 0]] * 3, [[1, 0], [0, 0], [0, 0]]))
    assert done.is_tag_issue.tolist() == [[False, False], [False, True], [False, False]]
    assert done.is_issue.tolist() == [False, True, False]
    assert done.order.tolist()[0] == 1
    assert done.label_quality[0] > 0.9
    assert done.label_quality[1:].tolist() == [0.3, 0.9]


def test_review_shows_the_label_of_the_source_and_the_fix():
    probs = np.array([[0.2, 0.8], [0.9, 0.1], [0.3, 0.7], [0.6, 0.4]])
    found = findings([0.1, 0.05, 0.9, 0.2], [1, 0, 1, 0])
    columns = review_columns(found, revision([0, 0, 0, -1], [1, 0, 0, 0], [1, 0, 0, 1]), probs)
    assert columns["given"].tolist() == [0, 0, 0, -1]
    assert columns["suggested"].tolist() == [1, 0, 1, 0]
    assert columns["flagged"].tolist() == [True, False, True, False]
    np.testing.assert_allclose(columns["chance"], [0.8, 0.05, 0.9, np.nan], rtol=1e-6)
    assert columns["order"].tolist() == [2, 0, 1, 3]


def test_fix_that_the_model_does_not_see_is_flagged_all_the_same():
    columns = review_columns(findings([0.9], [0]), revision([0], [1], [1]), np.array([[0.99, 0.01]]))
    assert (columns["suggested"].tolist(), columns["flagged"].tolist()) == ([1], [True])
    assert columns["chance"][0] > 0.5


def test_review_of_tags_flags_what_was_fixed():
    error = np.array([[0.1, 0.1], [0.1, 0.9]])
    wrong = error > 0.5
    tags = TagMatrix(("a", "b"), np.array([[1, 0], [0, 0]], dtype=np.uint8))
    ones = np.ones(2, dtype=bool)
    found = TagFindings(tags, np.array([1, 0]), error, wrong, wrong.any(axis=1), np.array([0.9, 0.2]), ones)
    decided = revision([[0, 0], [0, 0]], [[1, 0], [0, 0]], [[1, 0], [0, 0]])
    columns = review_columns(found, decided, np.array([[0.7, 0.1], [0.1, 0.9]]))
    assert columns["given"].tolist() == [[0, 0], [0, 0]]
    assert columns["suggested"].tolist() == [[1, 0], [0, 1]]
    assert columns["flagged"].tolist() == [[True, False], [False, True]]
    np.testing.assert_allclose(columns["chance"], [[0.7, 0.1], [0.1, 0.9]], rtol=1e-6)
    assert columns["order"].tolist() == [1, 0]
