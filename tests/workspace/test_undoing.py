"""Undo: back to the first decision, batches as one, and what stood before stands again."""

import pytest

from labelproof._base.errors import InputError
from workspace.helpers import choice


def test_undo_goes_back_step_by_step_to_the_first(six):
    six.decide(0, "accept")
    six.decide([2, 5], "accept")
    six.decide(1, "keep")
    assert [six.undo().events for _ in range(3)] == [1, 2, 1]
    assert (six.counts().decisions, six.counts().todo) == (0, 3)
    with pytest.raises(InputError, match="nothing left"):
        six.undo()


def test_what_stood_before_stands_again(six):
    six.decide(0, "keep")
    six.decide(0, "exclude")
    undone = six.undo()
    assert (undone.items[0].status, undone.items[0].decision.verb) == ("kept", "keep")


def test_an_older_decision_can_be_taken_back_by_its_name(six):
    six.decide_many([choice(0, "keep", uuid="first")])
    six.decide(0, "exclude")
    six.undo(uuid="first")
    assert six.item(0).status == "excluded"
    six.undo()
    assert six.item(0).status == "todo"


def test_the_same_thing_is_not_taken_back_twice(six):
    six.decide_many([choice(0, uuid="first")])
    six.undo(uuid="first")
    with pytest.raises(InputError, match="taken back already"):
        six.undo(uuid="first")


def test_a_batch_whose_member_was_taken_back_gives_back_the_rest(six):
    _, batch = six.decide_many([choice(0, uuid="first"), choice(2), choice(5)], sheet="page")
    six.undo(uuid="first")
    assert six.undo(batch=batch).events == 2
    assert six.counts().todo == 3


def test_everybody_undoes_their_own(six):
    six.add_user("bob")
    six.decide(0, "keep", user="ann")
    with pytest.raises(InputError, match="nothing left"):
        six.undo(user="bob")


def test_only_a_lead_takes_back_what_others_decided(six):
    six.add_user("bob")
    six.decide_many([choice(0, uuid="anns")], user="ann")
    six.decide_many([choice(2, uuid="bobs")], user="bob")
    with pytest.raises(InputError, match="Only a lead"):
        six.undo(uuid="anns", user="bob")
    assert six.undo(uuid="bobs", user="ann").events == 1


def test_undo_of_one_opinion_ends_a_conflict(six):
    six.add_user("bob")
    six.decide(0, "keep", user="ann")
    six.decide(0, "exclude", user="bob")
    six.undo(user="bob")
    assert (six.item(0).status, six.counts().conflicts) == ("kept", 0)


def test_undone_steps_say_so_in_the_history(six):
    six.decide([0, 2], "accept")
    six.undo()
    entries = six.history().entries
    assert [(entry.kind, entry.count, entry.undone) for entry in entries] == [("undo", 2, False), ("batch", 2, True)]


def test_asking_twice_under_one_name_takes_back_once(six):
    six.decide(0, "keep")
    six.decide([1, 2], "exclude")
    first = six.undo(request="once")
    again = six.undo(request="once")
    assert (first.events, again.events, again.batch) == (2, 2, first.batch)
    assert {item.target for item in again.items} == {1, 2}
    assert six.counts().decisions == 1
    assert six.undo(request="twice").events == 1


def test_the_name_of_somebody_elses_undo_is_refused(six):
    six.add_user("bob")
    six.decide(0, "keep")
    six.undo(request="mine")
    with pytest.raises(InputError, match="somebody else"):
        six.undo(request="mine", user="bob")


def test_a_batch_whose_member_was_decided_anew_leaves_that_alone(six):
    _, batch = six.decide_many([choice(0), choice(2)], sheet="page")
    six.decide(0, "exclude")
    assert six.undo(batch=batch).events == 2
    assert (six.item(0).status, six.item(2).status) == ("excluded", "todo")


def test_a_sheet_sent_again_with_more_makes_a_batch_of_the_rest(six):
    sent = [choice(0, uuid="a"), choice(2, uuid="b")]
    _, first = six.decide_many(sent, sheet="page")
    six.decide(1, "keep")
    _, second = six.decide_many([*sent, choice(5, uuid="c")], sheet="page")
    assert first != second
    assert [six.undo(batch=second).events, six.undo(batch=first).events] == [1, 2]
