"""Queues of selected targets: their order, what rows stand for, and how many there may be."""

import pytest

from labelproof._base.errors import InputError
from labelproof._workspace import keeping
from labelproof._workspace.views import Filter


def test_a_queue_keeps_each_target_once_with_its_key(six):
    queue = six.select("odd", [5, 2, 5, 0, 2])

    with six._state.reading() as connection:
        members = connection.execute("SELECT target, key FROM queue_member ORDER BY pos").fetchall()
    assert (queue.size, queue.todo) == (3, 3)
    assert members == [(5, "key 5"), (2, "key 2"), (0, "key 0")]
    assert sorted(six.targets(Filter(queue=queue.id)).tolist()) == [0, 2, 5]


def test_rows_stand_for_their_flagged_targets_or_for_all(tagged):
    with tagged._state.reading() as connection:
        queue = tagged.select("rows", [5], rows=[2, 1])
        members = [row[0] for row in connection.execute("SELECT target FROM queue_member ORDER BY pos")]
    assert queue.size == 4
    assert members == [5, 4, 2, 3]


def test_a_queue_of_too_many_targets_says_what_to_do(six, monkeypatch):
    monkeypatch.setattr(keeping, "_MOST_MEMBERS", 2)

    assert six.select("two, one of them twice", [0, 1, 0]).size == 2
    with pytest.raises(InputError, match=r"at most 2 targets: got 3 or more\. Select fewer, or save a view"):
        six.select("three", [0, 1, 2])
    with pytest.raises(InputError, match="at most 2 targets: got 3"):
        six.select("rows", rows=[2, 2, 1, 0])


@pytest.mark.parametrize("rows", [[-1], [3], [0, 9]])
def test_rows_that_are_not_there_are_refused(tagged, rows):
    with pytest.raises(InputError, match="must lie between 0 and 5"):
        tagged.select("rows", rows=rows)
