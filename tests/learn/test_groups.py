"""Copies are found without labels and never chained without bound."""

import numpy as np
import pytest
from scipy import sparse

from labelproof._base.errors import InputError
from labelproof._learn.groups import duplicate_groups, given_groups


def _scattered(size, width=3, seed=0):
    return np.random.default_rng(seed).normal(size=(size, width)).astype(np.float32)


def test_equal_rows_share_a_group():
    found = duplicate_groups(np.array([4, 7, 4, 9]), None, what="rows", seed=0)
    assert found.ids.tolist() == [0, 1, 0, 2]


@pytest.mark.parametrize("width", [3, 40])
@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
def test_rows_much_nearer_than_usual_share_a_group(width, kind):
    rows = _scattered(200, width)
    rows[150] = rows[3] + 1e-4
    found = duplicate_groups(np.arange(200), kind(rows), what="rows", seed=0)
    assert found.ids[150] == found.ids[3]
    if width == 40:
        assert np.unique(found.ids).size == 199


def test_the_note_counts_rows_with_a_copy():
    rows = _scattered(100, 40)
    rows[10], rows[11] = rows[0] + 1e-4, rows[0] - 1e-4
    (note,) = duplicate_groups(np.arange(100), rows, what="texts", seed=0).notes
    assert (note.code, note.count, note.rows) == ("duplicates", 3, (0, 10, 11))
    assert note.message.startswith("3 of 100 texts have a copy")


def test_groups_of_more_than_one_percent_are_cut_and_reported():
    keys = np.concatenate([np.zeros(50, dtype=np.int64), np.arange(1, 1951)])
    found = duplicate_groups(keys, None, what="rows", seed=0)
    sizes = np.bincount(found.ids)
    assert sizes.max() == 20
    assert [note.code for note in found.notes] == ["duplicates", "large_duplicate_group"]
    assert "the largest of 50" in found.notes[1].message


def test_small_data_may_have_groups_of_ten():
    keys = np.concatenate([np.zeros(10, dtype=np.int64), np.arange(1, 21)])
    assert np.bincount(duplicate_groups(keys, None, what="rows", seed=0).ids).max() == 10


def test_a_chain_of_near_rows_is_cut():
    chain = np.linspace(0, 0.01, 300, dtype=np.float32)[:, None] * np.ones((1, 3), dtype=np.float32)
    rows = np.concatenate([chain, 5 + _scattered(400)])
    found = duplicate_groups(np.arange(700), rows, what="rows", seed=0)
    assert np.bincount(found.ids).max() <= 10
    assert "large_duplicate_group" in {note.code for note in found.notes}


def test_a_cut_keeps_neighbours_together():
    rows = np.concatenate([np.linspace(0, 1e-3, 30)[:, None] * np.ones((1, 2)), 5 + _scattered(170, 2)])
    found = duplicate_groups(np.arange(200), rows.astype(np.float32), what="rows", seed=0)
    assert [np.unique(found.ids[part]).size for part in (slice(0, 10), slice(10, 20), slice(20, 30))] == [1, 1, 1]


def test_all_rows_equal_is_no_error():
    found = duplicate_groups(np.zeros(5, dtype=np.int64), np.ones((5, 2), dtype=np.float32), what="rows", seed=0)
    assert found.ids.tolist() == [0] * 5


@pytest.mark.parametrize("copies", [1, 4])
def test_rows_that_all_have_copies_are_compared_with_other_rows(copies):
    rows = np.tile(_scattered(100, 8), (copies + 1, 1))
    jittered = rows + 1e-3 * _scattered(len(rows), 8, seed=1)
    found = duplicate_groups(np.arange(len(rows)), jittered, what="rows", seed=0)
    assert np.array_equal(found.ids, np.tile(np.arange(100), copies + 1))


def test_rows_without_copies_stay_alone():
    for width in (4, 8, 30):
        ids = duplicate_groups(np.arange(400), _scattered(400, width), what="rows", seed=0).ids
        assert np.unique(ids).size > 390


def test_pairs_named_alike_share_a_group_whatever_their_distance():
    pairs = np.array([[0, 5], [5, 7]])
    for space in (None, _scattered(10)):
        found = duplicate_groups(np.arange(10), space, what="rows", seed=0, alike=pairs)
        assert found.ids[0] == found.ids[5] == found.ids[7] != found.ids[1]


def test_rows_without_content_are_nobodys_copies():
    keys = np.array([0, 1, 7, 7, 7, 2], dtype=np.int64)
    readable = np.array([True, True, False, False, False, True])
    found = duplicate_groups(keys, None, what="images", seed=0, readable=readable)
    assert len(set(found.ids.tolist())) == 6
    assert found.notes == ()


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (["a", None, "b"], "must have a group for every example: 1 have none, the first is at position 1"),
        ([np.nan, 1.0, np.nan], "must have a group for every example: 2 have none, the first is at position 0"),
        (np.array([1, "a", 2], dtype=object), "mixes values that cannot be sorted"),
        ([7, 7, 7], "must name at least 2 groups: got 7 alone"),
        ("automatic", "must be 'auto', None or one group per example: got 'automatic'"),
        ([1, 2], r"got shape \(2,\) for 3 examples"),
    ],
)
def test_groups_that_cannot_be_used_are_refused(groups, message):
    with pytest.raises(InputError, match=message):
        given_groups(groups, 3)
