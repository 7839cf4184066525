"""Decisions: stored once, all or none, never refused because somebody else decided first."""

import pytest

from labelproof._base.errors import InputError
from labelproof._workspace.views import Filter
from workspace.folders import write_folder
from workspace.helpers import choice


def test_each_verb_gives_its_status(six):
    for row, verb, status in [(0, "accept", "fixed"), (1, "keep", "kept"), (2, "exclude", "excluded")]:
        assert six.decide(row, verb)[0].status == status
    assert [six.decide(3, "unsure")[0].status, six.decide(5, "ambiguous")[0].status] == ["unsure", "ambiguous"]


def test_counts_tell_flagged_targets_from_others(six):
    six.decide([0, 2], "accept")
    six.decide(1, "keep")
    counts = six.counts()
    assert (counts.flagged, counts.todo, counts.fixed, counts.kept, counts.beyond, counts.decisions) == (
        3,
        1,
        2,
        0,
        1,
        3,
    )


def test_relabelling_to_the_given_label_keeps_it(six):
    six.decide_many([choice(0, "relabel", 0)])
    assert six.item(0).decision.verb == "keep"


def test_a_repeated_uuid_is_stored_once(six):
    first = choice(0, "relabel", 1)
    (stored,), _ = six.decide_many([first])
    (again,), _ = six.decide_many([first])
    assert (again.repeated, again.seq, six.seq) == (True, stored.seq, 1)


def test_a_repeated_sheet_is_one_batch(six):
    sheet = [choice(0), choice(2)]
    _, batch = six.decide_many(sheet, sheet="page 1")
    _, again = six.decide_many(sheet, sheet="page 1")
    assert (again, six.seq) == (batch, 2)


def test_a_uuid_of_another_decision_is_refused(six):
    six.decide_many([choice(0, uuid="one")])
    with pytest.raises(InputError, match="names another decision"):
        six.decide_many([choice(2, uuid="one")])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (choice(6), "`target` must lie between 0 and 5"),
        (choice(-1), "`target` must lie between"),
        (choice(0, "relabel"), "`label` must be a class"),
        (choice(0, "relabel", 3), "`label` must be a class, 0 to 2"),
        (choice(4, "keep"), "without a given label"),
        (choice(0, "fix"), "`verb`"),
        (choice(0, mode="telepathy"), "`mode`"),
        (choice(0, uuid=""), "`uuid`"),
        (choice(0, uuid="~1-0"), "`uuid`"),
        (choice(0, milliseconds=-1), "milliseconds"),
        (choice(0, comment="x" * 5000), "`comment`"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(six, wrong, words):
    with pytest.raises(InputError, match=words):
        six.decide_many([choice(2), wrong])
    assert (six.seq, six.counts().decisions) == (0, 0)


def test_the_same_target_twice_is_refused(six):
    with pytest.raises(InputError, match="same target twice"):
        six.decide_many([choice(0), choice(0)])


def test_people_who_differ_are_in_conflict_and_both_opinions_are_kept(six):
    six.add_user("bob")
    six.decide_many([choice(0, "keep")], user="ann")
    (second,), _ = six.decide_many([choice(0, "relabel", 1)], user="bob")
    assert (second.status, second.conflict.user_name, second.conflict.verb) == ("conflict", "ann", "keep")
    assert [vote.user_name for vote in six.disagreements()[0].votes] == ["ann", "bob"]


def test_a_difference_that_was_seen_is_no_news(six):
    six.add_user("bob")
    (first,), _ = six.decide_many([choice(0, "keep")], user="ann")
    (second,), _ = six.decide_many([choice(0, "relabel", 1, base=first.seq)], user="bob")
    assert (second.status, second.conflict) == ("conflict", None)


def test_people_who_agree_settle_a_target(six):
    six.add_user("bob")
    six.decide_many([choice(0, "relabel", 1)], user="ann")
    (second,), _ = six.decide_many([choice(0, "relabel", 1)], user="bob")
    assert (second.status, second.conflict, six.counts().decisions) == ("fixed", None, 2)


def test_unsure_contradicts_nobody(six):
    six.add_user("bob")
    six.decide_many([choice(0, "unsure")], user="ann")
    (second,), _ = six.decide_many([choice(0, "keep")], user="bob")
    assert second.status == "kept"


def test_a_lead_settles_a_disagreement(six):
    six.add_user("bob")
    six.decide_many([choice(0, "keep")], user="ann")
    six.decide_many([choice(0, "exclude")], user="bob")
    six.decide_many([choice(0, "relabel", 2, mode="adjudicate")], user="ann")
    assert (six.item(0).status, six.item(0).decision.label, six.disagreements()) == ("fixed", "cat", [])


def test_a_reviewer_may_not_settle(six):
    six.add_user("bob")
    with pytest.raises(InputError, match="Only a lead may"):
        six.decide_many([choice(0, "keep", mode="adjudicate")], user="bob")


def test_tags_are_decided_one_by_one(tagged):
    tagged.decide(0, "accept", tag="round")
    tagged.decide(2, "relabel", "present", tag="round")
    assert [tagged.item(target).status for target in (0, 1, 5)] == ["todo", "fixed", "kept"]
    assert tagged.item(1).decision.label == "present"


def test_rows_may_be_a_mask_or_a_column_of_the_issues(six):
    found = six.decide(six.issues()["row"], "accept")
    six.undo()
    masked = six.decide([True, False, True, False, False, True], "accept")
    assert sorted(one.target for one in found) == sorted(one.target for one in masked) == [0, 2, 5]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([0.5], "keep"), "row numbers or a mask"),
        (([], "keep"), "row numbers or a mask"),
        ((9, "keep"), "between 0 and 5"),
        (([True], "keep"), "6 entries"),
        ((0, "relabel"), "`label` goes with"),
        ((0, "keep", "bee"), "`label` goes with"),
        ((0, "relabel", "be"), "Did you mean 'bee'"),
        ((0, "axcept"), "Did you mean 'accept'"),
    ],
)
def test_scripts_are_told_what_is_wrong(six, arguments, words):
    with pytest.raises(InputError, match=words):
        six.decide(*arguments)


def test_tags_must_be_named_and_classes_have_none(six, tagged):
    with pytest.raises(InputError, match="`tag` is missing"):
        tagged.decide(0, "keep")
    with pytest.raises(InputError, match="Leave it out"):
        six.decide(0, "keep", tag="red")


def test_decided_targets_leave_the_queue(six):
    six.decide(0, "keep")
    assert [item.target for item in six.queue().items] == [2, 5]
    assert [item.target for item in six.items(Filter(status=["kept"])).items] == [0]


def test_two_open_workspaces_see_each_other(six, opened):
    other = opened(six.path, user="bob")
    six.decide(0, "keep")
    assert (other.counts().kept, other.seq) == (1, 1)
    other.decide(0, "exclude")
    assert six.item(0).status == "conflict"


def test_a_folder_of_another_version_or_none_is_refused(tmp_path, opened):
    with pytest.raises(InputError, match="is not a workspace"):
        opened(tmp_path)
    path = write_folder(tmp_path / "newer", [0], [1])
    about = path / "review" / "review.json"
    about.write_text(about.read_text().replace('"version": 1', '"version": 9'))
    with pytest.raises(InputError, match="has version 9"):
        opened(path)
