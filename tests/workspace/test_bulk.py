"""Random samples, the gate, and deciding everything at once."""

import pytest
from scipy.stats import binom

from labelproof._base.errors import InputError
from labelproof._workspace.bounds import highest_share, share_interval
from labelproof._workspace.errors import ConflictError, GateError
from labelproof._workspace.views import Filter
from workspace.folders import write_folder
from workspace.helpers import choice

PAIR = Filter(given=[0], suggested=[1], flagged=True)


@pytest.fixture
def hundred(tmp_path, opened):
    """A hundred ants that look like bees."""
    return opened(write_folder(tmp_path / "hundred", [0] * 100, [1] * 100))


def judge(workspace, sample, wrong=0):
    """Accept all members that are not judged, and keep the first so many."""
    for place, item in enumerate(sample.todo):
        label = item.given if place < wrong else item.suggested
        workspace.decide_many([choice(item.target, "relabel", label, mode="sample")])
    return workspace.sample(sample.id)


@pytest.mark.parametrize(("errors", "judged"), [(0, 30), (0, 59), (0, 149), (1, 30), (5, 40), (39, 40)])
def test_the_bound_is_the_share_at_which_so_few_errors_are_just_improbable(errors, judged):
    bound = highest_share(errors, judged)
    assert binom.cdf(errors, judged, bound) == pytest.approx(0.05)


def test_bounds_are_those_that_people_know():
    assert [round(highest_share(0, judged), 3) for judged in (30, 59, 149)] == [0.095, 0.050, 0.020]
    assert (highest_share(3, 3), highest_share(0, 0)) == (1.0, None)


def test_intervals_leave_two_and_a_half_percent_on_each_side():
    low, high = share_interval(8, 10)
    assert (binom.sf(7, 10, low), binom.cdf(8, 10, high)) == (pytest.approx(0.025), pytest.approx(0.025))
    assert (share_interval(10, 10)[1], share_interval(0, 10)[0], share_interval(0, 0)) == (1.0, 0.0, None)


def test_a_sample_is_random_and_grows(hundred):
    small = hundred.draw_sample(PAIR, 10)
    large = hundred.draw_sample(PAIR, 30)
    members = [item.target for item in small.todo]
    assert (small.id, small.size, large.size, large.remaining) == (large.id, 10, 30, 100)
    assert members != sorted(members)
    assert [item.target for item in large.todo][:10] == members


def test_the_gate_opens_after_a_clean_sample(hundred):
    sample = hundred.draw_sample(PAIR, 59)
    assert (sample.open, sample.bound) == (False, None)
    sample = judge(hundred, sample)
    assert (sample.open, sample.right, round(sample.bound, 3), sample.remaining) == (True, 59, 0.05, 41)
    batch = hundred.decide_batch(PAIR, "relabel", accept=True, expect=41, sample=sample.id)
    assert (batch.count, batch.title, batch.counts.fixed) == (41, "ant → bee, flagged", 100)
    assert hundred.undo().events == 41


def test_the_gate_stays_closed_until_all_members_are_judged(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59))
    sample = hundred.draw_sample(PAIR, 61)
    assert (sample.judged, sample.open) == (59, False)
    with pytest.raises(GateError, match="59 of 61 judged"):
        hundred.decide_batch(PAIR, "relabel", accept=True, expect=41, sample=sample.id)


def test_errors_in_the_sample_keep_the_gate_closed(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59), wrong=1)
    assert (sample.wrong, sample.open) == (1, False)
    with pytest.raises(GateError, match="The gate is closed"):
        hundred.decide_batch(PAIR, "relabel", accept=True, expect=41, sample=sample.id)
    with pytest.raises(GateError, match="The gate is closed"):
        hundred.decide_batch(PAIR, "keep", expect=41, sample=sample.id)


def test_what_is_neither_counts_as_a_wrong_suggestion(hundred):
    sample = hundred.draw_sample(PAIR, 3)
    verbs = [("exclude", None), ("relabel", 2), ("relabel", 1)]
    for item, (verb, label) in zip(sample.todo, verbs, strict=True):
        hundred.decide_many([choice(item.target, verb, label)])
    sample = hundred.sample(sample.id)
    assert (sample.right, sample.wrong, sample.other) == (1, 0, 2)


def test_a_kept_sample_opens_the_gate_for_keeping(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59), wrong=59)
    assert (sample.open, sample.keep_open, round(sample.keep_bound, 3)) == (False, True, 0.05)
    assert hundred.decide_batch(PAIR, "keep", expect=41, sample=sample.id).counts.kept == 100


def test_a_reason_passes_the_gate_and_is_stored(hundred):
    with pytest.raises(GateError, match="random sample"):
        hundred.decide_batch(PAIR, "relabel", accept=True, expect=100)
    hundred.decide_batch(PAIR, "relabel", accept=True, expect=100, reason="the importer swapped them")
    assert hundred.history().entries[0].reason == "the importer swapped them"


def test_a_sample_of_another_filter_opens_nothing(hundred):
    sample = judge(hundred, hundred.draw_sample(Filter(flagged=True), 59))
    with pytest.raises(GateError, match="another filter"):
        hundred.decide_batch(PAIR, "relabel", accept=True, expect=41, sample=sample.id)


def test_excluding_all_needs_a_reason_and_unsure_needs_nothing(hundred):
    with pytest.raises(GateError, match="Give a reason"):
        hundred.decide_batch(PAIR, "exclude", expect=100)
    assert hundred.decide_batch(PAIR, "unsure", expect=100).counts.unsure == 100


def test_a_number_that_moved_is_a_conflict(hundred):
    hundred.decide(0, "keep")
    with pytest.raises(ConflictError, match="There are 99 undecided targets now, not 100"):
        hundred.decide_batch(PAIR, "keep", expect=100, reason="why not")


def test_the_first_of_a_filter_are_the_most_suspect(hundred):
    hundred.decide_batch(PAIR, "relabel", accept=True, first=3, expect=3, reason="top")
    assert hundred.corrections()["row"].tolist() == [0, 1, 2]


def test_pairs_tell_what_the_random_sample_found(hundred):
    judge(hundred, hundred.draw_sample(PAIR, 10), wrong=2)
    hundred.decide(hundred.queue().items[0].row, "keep")
    (pair,), _ = hundred.pairs()
    assert (pair.judged, pair.sample_judged, pair.sample_right) == (11, 10, 8)
    assert pair.interval == share_interval(8, 10)


def test_unlabelled_rows_are_labelled_above_a_cut(tmp_path, opened):
    workspace = opened(write_folder(tmp_path / "w", [-1, -1, 0], [1, 2, 0]))
    chosen = Filter(labelled=False, least=0.5)
    batch = workspace.decide_batch(chosen, "relabel", accept=True, expect=2, reason="confident enough")
    assert (batch.count, workspace.corrected().tolist()) == (2, ["bee", "cat", "ant"])
    workspace.undo()
    with pytest.raises(InputError, match="without a given label"):
        workspace.decide_batch(chosen, "keep", expect=2, reason="no")


def test_bulk_of_tags_changes_only_that_tag(tagged):
    tagged.decide_batch(Filter(flagged=True, tag=[0]), "relabel", accept=True, expect=1, reason="seen")
    assert [tagged.item(target).status for target in (1, 4)] == ["todo", "fixed"]
    assert tagged.corrected().to_numpy().tolist() == [[True, False], [False, False], [False, True]]


def test_accepting_where_nothing_differs_keeps(hundred, tmp_path, opened):
    workspace = opened(write_folder(tmp_path / "w", [0, 1], [1, 1]))
    counts = workspace.decide_batch(Filter(), "relabel", accept=True, expect=2, reason="all").counts
    assert (counts.fixed, counts.beyond) == (1, 1)
    assert workspace.item(1).status == "kept"


def test_a_bulk_decision_judges_no_member_of_a_sample(hundred):
    sample = hundred.draw_sample(PAIR, 59)
    hundred.decide_batch(PAIR, "relabel", accept=True, first=90, expect=90, reason="in a hurry")
    sample = hundred.sample(sample.id)
    assert (sample.judged, sample.open, len(sample.todo)) == (0, False, 59)
    assert {(item.status, item.decision) for item in sample.todo} == {("todo", None)}
    assert hundred.pairs()[0][0].sample_judged == 0
    with pytest.raises(GateError, match="no member is judged"):
        hundred.decide_batch(PAIR, "relabel", accept=True, expect=10, sample=sample.id)
    assert judge(hundred, sample).judged == 59


def test_the_number_of_a_dropped_queue_opens_no_gate_for_the_next_queue(hundred):
    first = hundred.select("easy", range(60))
    sample = judge(hundred, hundred.draw_sample(Filter(queue=first.id), 59))
    hundred.drop_queue(first.id)
    second = hundred.select("hard", range(60, 100))
    chosen = Filter(queue=second.id)
    with pytest.raises(GateError, match="another filter"):
        hundred.decide_batch(chosen, "relabel", accept=True, expect=40, sample=sample.id)
    assert hundred.draw_sample(chosen, 0).size == 0
    assert hundred.draw_sample(chosen, 5).judged == 0


def test_the_same_filter_in_other_words_has_the_same_sample(hundred):
    sample = hundred.draw_sample(Filter(given=[0, 2], flagged=True), 5)
    assert hundred.draw_sample(Filter(given=[2, 0, 2], flagged=True), 5).id == sample.id
    assert hundred.draw_sample(Filter(given=[2, 0], flagged=True, q=" "), 0).id == sample.id


def test_a_sample_of_what_is_undecided_opens_nothing_for_what_is_decided(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59))
    hundred.decide_batch(PAIR, "ambiguous", expect=41, reason="both")
    decided = Filter(given=[0], suggested=[1], flagged=True, status=["ambiguous"])
    with pytest.raises(GateError, match="undecided"):
        hundred.decide_batch(decided, "relabel", accept=True, expect=41, sample=sample.id)
