"""Near copies of texts, by their words."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from labelproof._learn.models.copies import near_copies

_WORD = r"(?u)\b\w+\b"
_BASE = "the parcel arrived two weeks late and the box was broken"


def _pairs(*texts):
    matrix = sparse.csr_matrix(TfidfVectorizer(analyzer="char", dtype=np.float32).fit_transform(texts))
    return near_copies(texts, matrix * np.float32(0), pattern=_WORD, seed=0).tolist()


@pytest.mark.parametrize(
    "other",
    [
        "The parcel arrived two weeks late, and the box was broken please",
        "the parcel arrived three weeks late and the box was broken",
        "and the box was broken the parcel arrived two weeks late",
    ],
)
def test_a_word_more_another_word_or_another_order_is_a_near_copy(other):
    assert _pairs(_BASE, "we never got an answer from you", other) == [[0, 2]]


@pytest.mark.parametrize("other", ["the parcel arrived on time and nothing was broken", "the parcel arrived late"])
def test_alike_texts_are_no_near_copies(other):
    assert _pairs(_BASE, other) == []


def test_short_texts_are_left_to_their_distance():
    assert _pairs("card lost today", "card lost", "my card lost today") == []


def test_texts_without_words_are_no_error():
    assert _pairs("!!", "??") == []


def test_a_chain_of_copies_is_linked():
    found = _pairs(*[f"{_BASE} number {number}" for number in range(40)])
    assert {row for pair in found for row in pair} == set(range(40))
