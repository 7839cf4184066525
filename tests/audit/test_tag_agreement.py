"""How well probabilities agree with tags, beside the plain formulas; blocks of rows change nothing."""

import tracemalloc

import numpy as np
import pytest

from labelproof._audit.tags.agreement import agreement_of
from labelproof._audit.tags.findings import find_tag_issues
from labelproof._base.dataset import TagMatrix
from labelproof._core import tag_adaptive as blocks


def problem(rows=500, tags=7):
    rng = np.random.default_rng(3)
    return (rng.random((rows, tags)) < 0.3).astype(np.uint8), rng.random((rows, tags)), rng.random(rows) < 0.9


@pytest.mark.parametrize("size", [1, 50, 1 << 18])
def test_agreement_is_that_of_the_plain_formulas_whatever_the_blocks(monkeypatch, size):
    monkeypatch.setattr(blocks, "_BLOCK_VALUES", size)
    tags, probs, scored = problem()
    found = agreement_of(tags, probs, scored)
    given, p = tags[scored] != 0, probs[scored]
    says, share = p > 0.5, given.mean(axis=0)
    assert (found.rows, found.right) == (len(p), int((says == given).all(axis=1).sum()))
    assert (found.said, found.hits) == (says.sum(), (says & given).sum())
    losses = -np.log(np.where(given, p, 1 - p)).mean(axis=0)
    constants = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    np.testing.assert_allclose(found.losses, losses)
    np.testing.assert_allclose(found.constants, constants)
    np.testing.assert_allclose(found.gains, 1 - losses / constants)
    for tenth in range(10):
        inside = (p >= tenth / 10) & (p < (tenth + 1) / 10)
        assert (found.totals[tenth], found.given[tenth]) == (inside.sum(), given[inside].sum())
        assert found.sums[tenth] == pytest.approx(p[inside].sum())


def test_findings_of_some_rows_are_those_of_these_rows_alone():
    tags, probs, scored = problem()
    names = tuple("abcdefg")
    whole = find_tag_issues(TagMatrix(names, tags), probs, readable=scored)
    alone = find_tag_issues(TagMatrix(names, tags[scored]), probs[scored])
    np.testing.assert_array_equal(whole.error_probability[scored], alone.error_probability)
    np.testing.assert_array_equal(whole.is_tag_issue[scored], alone.is_tag_issue)
    assert np.isnan(whole.error_probability[~scored]).all()
    assert not whole.is_tag_issue[~scored].any()


def test_no_further_matrix_of_probabilities_is_made():
    tags, probs, _ = problem(120_000, 50)
    matrix = probs.nbytes
    tracemalloc.start()
    found = find_tag_issues(TagMatrix(tuple(map(str, range(50))), tags), probs)
    agreement_of(tags, probs, found.scored)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * matrix  # the answer, its flags, and the temporaries of one block
