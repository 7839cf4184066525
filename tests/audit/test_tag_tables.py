"""Swaps and joined tags beside their obvious twins."""

from collections import Counter

import numpy as np
import pytest

from labelproof._audit.tags.summary import tag_swaps
from labelproof._audit.tags.tables import joined_tags
from labelproof._core import tag_adaptive as blocks


@pytest.mark.parametrize("size", [1, 100, 1 << 18])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.4])
def test_swaps_are_those_of_a_loop_over_rows(monkeypatch, size, share):
    monkeypatch.setattr(blocks, "_BLOCK_VALUES", size)
    rng = np.random.default_rng(1)
    given, wrong = rng.random((300, 6)) < 0.4, rng.random((300, 6)) < share
    names = tuple("fedcba")
    pairs = Counter(
        (a, b)
        for there, flagged in zip(given, wrong, strict=True)
        for a in np.flatnonzero(there & flagged).tolist()
        for b in np.flatnonzero(~there & flagged).tolist()
    )
    expected = [
        {"extra": names[a], "missing": names[b], "flagged": count}
        for (a, b), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    ]
    assert tag_swaps(names, given, wrong) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("a", "b", "c"), ["a|c", "", "b"]),
        (("a|", "b", "c"), ["a|;c", "", "b"]),
        (("a|", "b;", "c,"), ["['a|', 'c,']", "[]", "['b;']"]),
    ],
)
def test_tags_are_joined_between_marks_that_no_name_holds(names, expected):
    assert joined_tags(np.array([[1, 0, 1], [0, 0, 0], [0, 1, 0]], dtype=bool), names) == expected


def test_nothing_is_joined_of_no_rows():
    assert joined_tags(np.empty((0, 2), dtype=bool), ("a", "b")) == []
