"""Several people: tokens, leases, second opinions, agreement."""

import numpy as np
import pytest

from labelproof._base.errors import InputError
from labelproof._workspace.agreement import alpha, alpha_interval
from labelproof._workspace.views import Filter, Resume
from labelproof._workspace.workspace import Workspace
from workspace.folders import write_folder
from workspace.helpers import choice


@pytest.fixture
def twenty(tmp_path, opened):
    """Twenty flagged rows, and the people ann (lead), bob and cid."""
    workspace = opened(write_folder(tmp_path / "twenty", [0] * 20, [1] * 20))
    workspace.add_user("bob")
    workspace.add_user("cid")
    return workspace


def held(lease):
    return [item.target for item in lease.items]


def test_only_a_digest_of_a_token_is_kept(six):
    user, token = six.add_user("bob")
    assert six.user_of_token(token).id == user.id
    with six._state.reading() as connection:
        everything = "\n".join(connection.iterdump())
    assert token not in everything


def test_the_only_lead_cannot_be_made_a_reviewer(six):
    with pytest.raises(InputError, match="last lead"):
        six.add_user("ann", "reviewer")
    six.add_user("bob", "lead")
    assert six.add_user("ann", "reviewer")[0].role == "reviewer"


def test_a_disabled_person_is_out_and_the_last_lead_stays(six):
    user, token = six.add_user("bob")
    six.disable_user(user.id)
    assert six.user_of_token(token) is None
    with pytest.raises(InputError, match="may not decide any more"):
        six.decide(0, "keep", user="bob")
    with pytest.raises(InputError, match="last lead"):
        six.disable_user(1)


def test_who_only_has_a_look_is_nobody_until_the_first_decision(six):
    with Workspace.open(six.path, user="bob") as looking:
        assert looking.user.name == "bob"
        assert [one.name for one in looking.users()] == ["ann", "bob"]
    assert [one.name for one in six.users()] == ["ann"]
    with pytest.raises(InputError, match="last lead"):
        six.disable_user(1)
    with Workspace.open(six.path, user="bob") as deciding:
        deciding.decide(0, "keep")
    assert [(one.name, one.role) for one in six.users()] == [("ann", "lead"), ("bob", "lead")]
    six.undo(user="bob")
    assert len(six.users()) == 2


def test_a_new_token_replaces_the_old_one(six):
    _, first = six.add_user("bob")
    user, second = six.add_user("bob", "lead")
    assert (six.user_of_token(first), six.user_of_token(second).id, user.role) == (None, user.id, "lead")


def test_unknown_people_and_odd_names_are_refused(six):
    with pytest.raises(InputError, match="Did you mean 'ann'"):
        six.decide(0, "keep", user="anne")
    with pytest.raises(InputError, match="1 to 80 characters"):
        six.add_user("  ")


def test_two_people_hold_different_targets(twenty):
    anns, bobs = twenty.lease(8, user="ann"), twenty.lease(8, user="bob")
    assert (held(anns), held(bobs)) == (list(range(8)), list(range(8, 16)))
    assert twenty.queue(user="bob").items[0].target == 8
    assert twenty.queue(user="cid").left == 4


def test_asking_again_gives_the_same_targets_and_giving_back_frees_them(twenty):
    first = twenty.lease(5, user="ann")
    again = twenty.lease(5, user="ann")
    assert held(again) == held(first)
    twenty.give_back(again.id)
    assert held(twenty.lease(5, user="bob")) == held(first)


def test_deciding_ends_the_hold(twenty):
    twenty.lease(3, user="ann")
    twenty.decide_many([choice(0)], user="ann")
    assert held(twenty.lease(3, user="ann")) == [1, 2, 3]


def test_unsure_targets_go_to_a_second_person_who_sees_nothing_of_it(twenty):
    twenty.set_settings({"overlap": 0.0})
    twenty.decide_many([choice(4, "unsure")], user="ann")
    lease = twenty.lease(4, user="bob")
    item = next(item for item in lease.items if item.target == 4)
    assert (item.blind, item.status, item.decision, item.suggested, item.chance) == (True, "todo", None, -1, None)
    assert twenty.item(4, user="bob").blind
    assert 4 not in held(twenty.lease(10, user="ann"))
    twenty.decide_many([choice(4, "keep", mode="blind", blind=True)], user="bob")
    assert twenty.item(4, user="bob").status == "kept"


@pytest.mark.parametrize(("overlap", "seconds"), [(0.0, 0), (1.0, 5)])
def test_a_share_of_decided_targets_gets_a_second_opinion(twenty, overlap, seconds):
    twenty.set_settings({"overlap": overlap})
    twenty.decide_many([choice(target) for target in range(10)], user="ann", sheet="page")
    assert sum(item.blind for item in twenty.lease(10, user="bob").items) == seconds


def test_second_opinions_end_with_two(twenty):
    twenty.set_settings({"overlap": 1.0})
    twenty.decide_many([choice(0)], user="ann")
    twenty.decide_many([choice(0)], user="bob")
    assert not any(item.blind for item in twenty.lease(5, user="cid").items)


def test_alpha_is_that_of_a_worked_example():
    """Krippendorff (2011), section B: binary data of two observers, ten units, four of them different."""
    pairs = zip("0100000000", "1110010100", strict=True)
    assert alpha([list(pair) for pair in pairs]) == pytest.approx(0.095, abs=5e-4)


def test_alpha_with_missing_values_is_that_of_a_worked_example():
    """Krippendorff (2011), section C: nominal data of four observers with values missing."""
    rows = [
        "1 2 3 3 2 1 4 1 2 * * *",
        "1 2 3 3 2 2 4 1 2 5 * 3",
        "* 3 3 3 2 3 4 2 2 5 1 *",
        "1 2 3 3 2 4 4 1 2 5 1 *",
    ]
    units = [[value for value in unit if value != "*"] for unit in zip(*(row.split() for row in rows), strict=True)]
    assert alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_no_variation_is_not_told():
    assert (alpha([["a", "a"], ["a", "a"]]), alpha([["a", "b"]])) == (None, None)


def test_the_interval_of_alpha_covers_the_truth_about_as_often_as_it_says():
    """Two people who each err at random: alpha's limit is known, and 95 % intervals of 60 targets should hold it."""
    draw = np.random.default_rng(1)
    wrong, hits, runs = 0.1, 0, 120
    agreeing = (1 - wrong) ** 2 + wrong**2
    limit = 1 - (1 - agreeing) / 0.5
    for seed in range(runs):
        truth = draw.integers(0, 2, 60)
        said = [truth ^ (draw.random(60) < wrong) for _ in range(2)]
        low, high = alpha_interval([[str(a), str(b)] for a, b in zip(*said, strict=True)], seed=seed)
        hits += low <= limit <= high
    assert 0.88 <= hits / runs <= 1.0


def test_agreement_is_told_overall_by_person_and_by_pair(twenty):
    for target in range(4):
        twenty.decide_many([choice(target, "keep" if target % 2 else "exclude")], user="ann")
        twenty.decide_many([choice(target, "keep" if target else "ambiguous")], user="bob")
    figures = twenty.agreement()
    assert [(one.user_name, one.pair, one.targets, one.agreeing) for one in figures] == [
        (None, None, 4, 2),
        ("ann", None, 4, 2),
        ("bob", None, 4, 2),
        (None, (0, 1), 4, 2),
    ]


def test_rules_are_a_leads_and_keys_are_ones_own(six):
    six.add_user("bob")
    six.set_settings({"keys": {"accept": "x"}}, user="bob")
    assert (six.settings("bob")["keys"], six.settings("ann")["keys"]) == ({"accept": "x"}, {})
    with pytest.raises(InputError, match="Only a lead"):
        six.set_settings({"gate": 0.5}, user="bob")
    with pytest.raises(InputError, match="between 0 and 1"):
        six.set_settings({"gate": 5})
    with pytest.raises(InputError, match="Did you mean 'overlap'"):
        six.set_settings({"overlaps": 0.2})
    with pytest.raises(InputError, match="'x' two actions"):
        six.set_settings({"keys": {"accept": "x", "keep": "x"}})
    with pytest.raises(InputError, match="Did you mean 'qwen'"):
        six.set_settings({"preset": "qwent"})
    six.set_settings({"gate": 0.02})
    assert six.settings("bob")["gate"] == 0.02


def test_everybody_resumes_where_they_stopped(six):
    place = Resume(filter=Filter(given=[0]), target=2, number=1, total=3, mode="focus", run=six.project().run)
    six.remember("ann", place)
    six.add_user("bob")
    assert (six.resume("ann"), six.resume("bob")) == (place, None)


def test_nobody_resumes_in_an_audit_that_is_not_shown_any_more(six):
    place = Resume(filter=Filter(), target=2, number=1, total=3, mode="focus", run=six.project().run - 1)

    six.remember("ann", place)

    assert six.resume("ann") is None
