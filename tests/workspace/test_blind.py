"""What somebody must not see before they have decided themselves is shown by no list, history, map or detail."""

import dataclasses

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._workspace.errors import GateError
from labelproof._workspace.views import Filter
from workspace.folders import write_folder, write_tags_folder
from workspace.helpers import choice


@pytest.fixture
def blind(tmp_path, opened):
    """A blind review of six rows: ann (lead) relabelled row 0, kept 1 and 2 and remarked on 1; bob excluded row 5."""
    workspace = opened(write_folder(tmp_path / "blind", [0] * 6, [1] * 6, group=[0, 0, 0, -1, -1, -1]))
    workspace.add_user("bob")
    workspace.add_user("cid")
    workspace.set_settings({"blind": True})
    workspace.decide_many([choice(0, "relabel", 2, comment="a cat")], user="ann")
    workspace.decide_many([choice(1), choice(2)], user="ann", sheet="ant to bee, page 1")
    workspace.comment("remark", 1, "surely an ant", user="ann")
    workspace.decide_many([choice(5, "exclude")], user="bob")
    return workspace


def said(record):
    return repr(dataclasses.asdict(record))


def test_counts_tell_a_reviewer_how_many_are_left_but_not_how_others_decided(blind):
    told, whole = blind.counts(viewer="bob"), blind.counts(viewer="ann")
    assert (whole.todo, whole.fixed, whole.kept, whole.excluded, whole.decisions) == (2, 1, 2, 1, 4)
    assert (told.todo, told.fixed, told.kept, told.excluded, told.decisions) == (2, 0, 0, 1, 4)
    blind.decide_many([choice(1)], user="bob")
    assert blind.counts(viewer="bob").kept == 1


def test_no_number_changes_with_how_another_person_decides(tmp_path, opened):
    seen = []
    for verb, label in (("keep", None), ("relabel", 1), ("exclude", None)):
        workspace = opened(write_folder(tmp_path / verb, [0] * 6, [1] * 6))
        workspace.add_user("bob")
        workspace.set_settings({"blind": True})
        workspace.draw_sample(Filter(flagged=True), 3)
        workspace.decide_many([choice(row, verb, label) for row in range(6)], user="ann")
        pairs = workspace.pairs(5, user="bob")
        seen.append((workspace.counts(viewer="bob"), pairs, workspace.matrix(), workspace.kinds()))
    assert seen[0] == seen[1] == seen[2]


def test_a_sample_that_is_not_judged_yet_tells_a_reviewer_of_their_own_judgements(tmp_path, opened):
    workspace = opened(write_folder(tmp_path / "sampled", [0] * 6, [1] * 6))
    workspace.add_user("bob")
    workspace.set_settings({"blind": True})
    first, second, third = (item.target for item in workspace.draw_sample(Filter(flagged=True), 3, "bob").todo)
    workspace.decide_many([choice(first, "relabel", 1, mode="sample"), choice(second, mode="sample")], user="ann")
    whole, told = workspace.sample(1), workspace.sample(1, viewer="bob")
    assert (whole.judged, whole.right, whole.wrong) == (2, 1, 1)
    assert (told.judged, told.right, told.wrong, told.bound) == (0, 0, 0, None)
    assert told == workspace.draw_sample(Filter(flagged=True), 0, "bob")
    with pytest.raises(GateError, match="no member is judged yet, 0 of 3 judged"):
        workspace.decide_batch(Filter(flagged=True), "keep", expect=4, sample=1, user="bob")

    workspace.decide_many([choice(third, mode="sample")], user="bob")
    assert workspace.sample(1, viewer="bob") == workspace.sample(1)


def test_what_an_undo_and_a_batch_say_is_blind_too(blind):
    assert blind.undo(user="bob").counts.fixed == 0
    batch = blind.decide_batch(Filter(flagged=True), "exclude", expect=3, reason="all of them", user="bob")
    assert (batch.counts.fixed, batch.counts.kept, batch.counts.excluded) == (0, 0, 3)


def test_who_holds_a_second_opinion_is_not_told_by_the_counts_what_the_first_one_was(tmp_path, opened):
    workspace = opened(write_folder(tmp_path / "held", [0] * 3, [1] * 3))
    workspace.add_user("bob")
    workspace.set_settings({"overlap": 1.0})
    workspace.decide_many([choice(0, "relabel", 2), choice(1), choice(2)], user="ann")
    assert workspace.who_may_count() is None
    lease = workspace.lease(3, user="bob")
    held = [item.target for item in lease.items]
    counts = workspace.counts(viewer="bob")
    assert held
    for status in ("fixed", "kept"):
        listed = (
            workspace.items(Filter(status=[status]), user="bob").items
            + workspace.queue(Filter(status=[status]), user="bob").items
        )
        assert {item.target for item in listed} & set(held) == set()
    assert (counts.fixed, counts.kept) == (1 - (0 in held), 2 - len({1, 2} & set(held)))
    assert workspace.who_may_count() == {workspace.user.id}
    eve = workspace.add_user("eve", "lead")[0].id
    assert workspace.who_may_count() == {workspace.user.id, eve}
    workspace.disable_user(eve)
    assert workspace.who_may_count() == {workspace.user.id}


def test_history_shows_a_reviewer_only_what_they_decided_too(blind):
    page = blind.history(viewer="bob")
    assert ([entry.user_name for entry in page.entries], page.total) == (["bob"], 1)
    assert blind.history(viewer="ann").total == 4
    blind.decide_many([choice(0)], user="bob")
    assert [(e.user_name, e.verb) for e in blind.history(viewer="bob").entries] == [
        ("bob", "keep"),
        ("bob", "exclude"),
        ("ann", "relabel"),
    ]


def test_a_batch_of_others_is_as_hidden_as_its_decisions(blind):
    batch = blind.history(viewer="ann", verb="batch").entries[0].batch
    assert [entry.item.row for entry in blind.history(viewer="ann", batch=batch).entries] == [2, 1]
    page = blind.history(viewer="bob", batch=batch)
    assert (page.entries, page.total, page.about) == ([], 0, None)
    blind.decide_many([choice(2)], user="bob")
    assert [entry.item.row for entry in blind.history(viewer="bob", batch=batch).entries] == [2]


def test_one_seen_decision_of_a_bulk_comes_without_the_reason_of_all(blind):
    batch = blind.decide_batch(Filter(flagged=True), "exclude", expect=2, reason="all are blurred", user="ann").id
    blind.decide_many([choice(3)], user="bob")
    (entry,) = blind.history(viewer="bob", batch=batch).entries
    assert (entry.item.row, entry.verb, entry.reason) == (3, "exclude", None)
    assert blind.history(viewer="bob", batch=batch, q="blurred").total == 0
    assert [one.reason for one in blind.history(viewer="ann", batch=batch, q="blurred").entries] == [
        "all are blurred",
        "all are blurred",
    ]


def test_the_map_shows_a_reviewer_no_suggestion(tmp_path, opened):
    path = write_folder(tmp_path / "map", [0, 1], [1, 1])
    np.save(path / "review" / "points.npy", np.array([[1, 2], [3, 4]], dtype=np.uint16))
    workspace = opened(path)
    workspace.add_user("bob")
    workspace.set_settings({"blind": True})
    suggested = {viewer: workspace.points(viewer=viewer)[3].tolist() for viewer in ("ann", "bob")}
    assert suggested == {"ann": [1, 1], "bob": [65535, 65535]}


def test_searching_the_history_finds_nothing_that_is_hidden(blind):
    assert blind.history(viewer="bob", q="cat").total == 0
    assert blind.history(viewer="ann", q="cat").total == 1


def test_events_say_that_something_changed_but_not_how(blind):
    events = blind.events(0, viewer="bob").events
    assert [(one.target, one.verb) for one in events] == [
        *((0, "hidden"), (1, "hidden"), (2, "hidden"), (1, "hidden"), (5, "exclude")),
    ]
    assert all(one.label is None and one.comment is None for one in events)
    assert blind.events(0, viewer="ann").events[0].label == "cat"


def test_one_seen_decision_of_a_bulk_does_not_tell_the_others(blind):
    blind.decide_batch(Filter(flagged=True), "exclude", expect=2, reason="no zebras", user="ann")
    number = blind.history(viewer="ann", verb="batch").entries[0].batch
    blind.decide_many([choice(3)], user="bob")
    seen = [event for event in blind.events(0, viewer="bob").events if event.batch == number]
    page = blind.history(viewer="bob", batch=number)
    assert {event.target for event in seen} <= {3}
    assert page.about is None
    assert blind.history(viewer="ann", batch=number).about is not None
    assert all(
        (one.uuid, one.batch, one.undo_of, one.mode) == ("", None, None, "focus")
        for one in blind.events(0, viewer="bob").events
        if one.verb == "hidden"
    )


def test_neighbours_copies_and_examples_of_a_detail_are_blind_too(blind):
    detail = blind.detail(5, user="bob")
    assert detail.history[0].verb == "exclude"
    shown = [one.item for one in detail.neighbors] + blind.detail(3, user="bob").copies
    assert {item.status for item in shown} <= {"todo"}
    copies = {item.target: item for item in blind.detail(2, user="ann").copies}
    assert (copies[0].status, copies[0].decision.label) == ("fixed", "cat")
    copies = {item.target: item for item in blind.detail(2, user="cid").copies}
    assert (copies[0].status, copies[0].decision) == ("todo", None)


def test_the_examples_of_class_pairs_are_blind_too(blind):
    blind.decide_many([choice(3), choice(4)], user="ann")
    assert {item.status for item in blind.pairs(user="bob")[0][0].shown} == {"todo"}


def test_the_other_tags_of_an_example_are_blind_too(tmp_path, opened):
    workspace = opened(write_tags_folder(tmp_path / "tags", [[0, 1]], [[1, 0]]))
    workspace.add_user("bob")
    workspace.set_settings({"blind": True})
    workspace.decide_many([choice(1, "relabel", 0)], user="ann")
    tags = workspace.detail(0, user="bob").tags
    assert [(one.now, one.status) for one in tags] == [(False, "todo"), (True, "todo")]
    assert [(one.now, one.status) for one in workspace.detail(0, user="ann").tags] == [
        (False, "todo"),
        (False, "fixed"),
    ]


@pytest.mark.parametrize("chosen", [Filter(status=["fixed", "kept"]), Filter(user=1), Filter(status=["fixed"])])
def test_no_filter_tells_how_others_decided(blind, chosen):
    assert blind.items(chosen, user="bob").items == []
    assert len(blind.items(chosen, user="ann").items) > 0
    assert blind.queue(chosen, user="bob").total == 0
    assert {item.decision for item in blind.lease(6, chosen, user="bob").items} <= {None}
    for count in range(4):
        with pytest.raises(InputError, match=r"There are 0 undecided|Nothing is undecided"):
            blind.decide_batch(chosen, "exclude", expect=count, reason="probing", user="bob")
    assert blind.select("all", [0, 1, 2, 5]).size == 4
    assert blind.queue(dataclasses.replace(chosen, queue=1), user="bob").total == 0


def test_what_one_decided_oneself_is_found(blind):
    assert [item.target for item in blind.items(Filter(status=["excluded"]), user="bob").items] == [5]
    assert blind.items(Filter(status=["todo", "excluded"]), user="bob").total == 3


def test_the_list_by_decision_does_not_tell_what_others_decided(blind):
    assert [item.target for item in blind.items(order="decided", user="bob").items] == [5, 3, 4]


def test_reviewers_see_those_disagreements_that_they_are_part_of(blind):
    blind.decide_many([choice(1, "exclude")], user="cid")
    assert [len(blind.disagreements(viewer=name)) for name in ("ann", "bob", "cid")] == [1, 0, 1]


def test_a_held_second_opinion_is_not_told_by_the_history(tmp_path, opened):
    workspace = opened(write_folder(tmp_path / "two", [0, 0], [1, 1]))
    workspace.add_user("bob")
    workspace.set_settings({"overlap": 1.0})
    workspace.decide_many([choice(0, "relabel", 2)], user="ann")
    assert workspace.history(viewer="bob").total == 1
    assert [item.blind for item in workspace.lease(2, user="bob").items] == [True, False]
    assert workspace.history(viewer="bob").total == 0
    assert workspace.events(0, viewer="bob").events[0].verb == "hidden"
    workspace.decide_many([choice(0, mode="blind", blind=True)], user="bob")
    assert workspace.history(viewer="bob").total == 2


def test_nobody_gives_back_what_another_holds(blind):
    blind.set_settings({"overlap": 0.0})
    lease = blind.lease(2, user="bob")
    blind.give_back(lease.id, user="cid")
    assert blind.queue(user="cid").left == 0
    blind.give_back(lease.id, user="bob")
    assert blind.queue(user="cid").left == 2


@pytest.mark.parametrize(("words", "found"), [("50%", ["50% off"]), ("a_b", ["a_b"]), ("~", ["~"]), ("%", ["50% off"])])
def test_signs_of_patterns_stand_for_themselves_in_the_history(six, words, found):
    for target, comment in enumerate(["50% off", "a_b", "axb", "~"]):
        six.decide(target, "exclude", comment=comment)
    assert [entry.event.comment for entry in six.history(q=words).entries] == found
