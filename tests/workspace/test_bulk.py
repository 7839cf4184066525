"""Random samples, the gate, and deciding everything at once."""

import numpy as np
import pytest
from scipy.stats import binom

from labelproof._base.errors import InputError
from labelproof._workspace.bounds import allowed_error, highest_share, share_interval, smallest_sample
from labelproof._workspace.errors import ConflictError, GateError
from labelproof._workspace.views import Filter
from labelproof._workspace.wording import filter_words
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


def opening_rate(gate, most, looks, error=allowed_error, step=2):
    """Return how often the gate opens, one wrong suggestion too many among the rest, for who enlarges most cunningly.

    After each look the next size is the one with the best prospects, by what was judged so far: exactly, not by chance.
    """
    share, bad = gate + 1e-9, np.arange(int(binom.ppf(1 - 1e-6, most, gate)) + 2)
    sizes = np.arange(0, most + 1, step)
    more = binom.pmf(bad, sizes[:, None], share)
    so_few = binom.cdf(bad, sizes[:, None], gate)
    later = np.zeros_like(more)
    for look in reversed(range(looks)):
        arrived = np.where(so_few <= error(look), 1.0, later)
        later = np.zeros_like(more)
        for place in range(1 if look == 0 else len(sizes)):
            for larger in range(place + 1, len(sizes)):
                chance = np.convolve(arrived[larger][::-1], more[larger - place])[: len(bad)][::-1]
                np.maximum(later[place], chance, out=later[place])
    return later[0, 0]


@pytest.mark.parametrize("gate", [0.05, 0.1, 0.3])
def test_however_a_sample_is_enlarged_the_gate_opens_wrongly_in_ten_percent_at_most(gate):
    most = int(12 / gate)
    assert opening_rate(gate, most, looks=6) <= 0.1
    assert opening_rate(gate, most, looks=6, error=lambda look: 0.05) > 0.1


def opens_in_the_end(wrong, gate=0.05, error=allowed_error):
    """Judge and enlarge as the studio proposes, by the least size that can open the gate; tell whether it opens."""
    look, size = 0, smallest_sample(0, gate, 0.95, len(wrong))
    while size is not None:
        bad = int(wrong[:size].sum())
        if highest_share(bad, size, 1 - error(look)) <= gate:
            return True
        look += 1
        size = smallest_sample(bad, gate, 1 - error(look), len(wrong))
    return False


def test_who_enlarges_the_sample_until_the_gate_opens_succeeds_in_ten_percent_at_most():
    draw = np.random.default_rng(3)
    trials = [draw.random(1000) < 0.051 for _ in range(500)]
    assert np.mean([opens_in_the_end(wrong) for wrong in trials]) <= 0.1
    assert np.mean([opens_in_the_end(wrong, error=lambda look: 0.05) for wrong in trials]) > 0.15


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
    assert (batch.count, batch.title, batch.counts.fixed) == (41, "ant → bee, looks wrong", 100)
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


def test_each_look_halves_the_allowed_error(opened, tmp_path):
    workspace = opened(write_folder(tmp_path / "w", [0] * 400, [1] * 400))
    sample = judge(workspace, workspace.draw_sample(PAIR, 59), wrong=1)
    said = [(sample.confidence, sample.needed)]
    for _ in range(2):
        sample = judge(workspace, workspace.draw_sample(PAIR, sample.needed), wrong=1)
        said.append((sample.confidence, sample.needed))
    assert [confidence for confidence, _ in said] == [0.95, 0.975, 0.9875]
    for look, (_, needed) in enumerate(said):
        bounds = [highest_share(look + 1, size, 1 - allowed_error(look + 1)) for size in (needed - 1, needed)]
        assert bounds[0] > 0.05 >= bounds[1]
    assert sample.bound == highest_share(3, sample.size, 0.9875)


def test_a_larger_sample_opens_the_gate_at_its_own_confidence(opened, tmp_path):
    workspace = opened(write_folder(tmp_path / "w", [0] * 200, [1] * 200))
    sample = judge(workspace, workspace.draw_sample(PAIR, 59), wrong=1)
    assert highest_share(1, 93) <= 0.05  # enough, had 93 been drawn at first
    sample = judge(workspace, workspace.draw_sample(PAIR, 93))
    assert (sample.open, sample.confidence) == (False, 0.975)
    with pytest.raises(GateError, match=r"with 97\.5% confidence up to 5\.8% may be wrong"):
        workspace.decide_batch(PAIR, "relabel", accept=True, expect=107, sample=sample.id)
    assert judge(workspace, workspace.draw_sample(PAIR, sample.needed)).open


def test_what_was_judged_was_seen_though_it_is_undone_or_not_all(hundred):
    sample = hundred.draw_sample(PAIR, 10)
    assert (hundred.draw_sample(PAIR, 10).confidence, hundred.draw_sample(PAIR, 12).confidence) == (0.95, 0.95)
    hundred.decide_many([choice(sample.todo[0].target, "keep", mode="sample")])
    hundred.undo()
    assert (hundred.sample(sample.id).judged, hundred.draw_sample(PAIR, 20).confidence) == (0, 0.975)
    assert hundred.draw_sample(PAIR, 30).confidence == 0.975  # nothing was judged in between
    hundred.decide_many([choice(hundred.sample(sample.id).todo[0].target, "keep", mode="sheet")])
    assert hundred.draw_sample(PAIR, 40).confidence == 0.9875


def test_deciding_others_and_in_bulk_is_no_look(hundred):
    sample = hundred.draw_sample(PAIR, 10)
    members = {item.target for item in sample.todo}
    hundred.decide(next(row for row in range(100) if row not in members), "keep")
    hundred.decide_batch(PAIR, "unsure", expect=99)
    hundred.undo()
    assert hundred.draw_sample(PAIR, 20).confidence == 0.95


def test_what_is_needed_counts_what_is_left(hundred):
    none = hundred.draw_sample(PAIR, 0)
    assert (none.id, none.needed, none.keep_needed, none.remaining) == (0, 59, 59, 100)
    assert [(size, round(bound, 3)) for size, bound in none.clean] == [(30, 0.095), (59, 0.050), (149, 0.020)]
    sample = hundred.draw_sample(PAIR, 70)
    assert sample.needed == 70  # all that were drawn are judged before anything opens
    sample = judge(hundred, sample, wrong=2)
    assert (sample.needed, sample.keep_needed) == (None, None)
    hundred.set_settings({"gate": 0.4})
    assert hundred.sample(sample.id).needed == 70


def test_what_is_needed_for_keeping_is_of_its_own(hundred):
    hundred.set_settings({"gate": 0.2})
    sample = judge(hundred, hundred.draw_sample(PAIR, 14), wrong=13)
    bounds = [highest_share(1, size, 0.975) for size in (sample.keep_needed - 1, sample.keep_needed)]
    assert bounds[0] > 0.2 >= bounds[1]
    assert (sample.needed, sample.open, sample.keep_open) == (smallest_sample(13, 0.2, 0.975, 100), False, False)


def test_the_first_few_are_not_spoken_for_by_a_sample_of_all(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59))
    with pytest.raises(GateError, match="first ones alone"):
        hundred.decide_batch(PAIR, "keep", first=10, expect=41, sample=sample.id)
    assert hundred.decide_batch(PAIR, "relabel", accept=True, first=41, expect=41, sample=sample.id).count == 41


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
    sample = judge(hundred, hundred.draw_sample(Filter(most=0.88), 59))
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


def test_a_batch_says_what_it_was_about_as_the_page_does(hundred):
    queue = hundred.select("odd ones", range(1, 100, 2))
    told = {
        "queue odd ones, decided by ann": Filter(queue=queue.id, user=1),
        "unsure or both fit, chance wrong at least 50%": Filter(status=["unsure", "ambiguous"], least=0.5),
        "without a label, suggestion likely at most 90%": Filter(labelled=False, most=0.9),
        "not flagged, no near duplicates, with “x”": Filter(flagged=False, duplicates=False, q="x"),
        "content changed since it was decided": Filter(carried="changed"),
        "all rows": Filter(),
    }
    assert [filter_words(hundred._state, chosen) for chosen in told.values()] == list(told)


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


def test_the_same_targets_under_another_filter_are_the_same_sample(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59), wrong=1)
    everything = Filter(least=0.01)
    assert hundred.draw_sample(everything, 0).id == sample.id
    assert hundred.draw_sample(everything, 70).confidence == 0.975
    hundred.decide(hundred.sample(sample.id).todo[0].row, "accept")
    again = hundred.select("again", range(100))
    assert hundred.draw_sample(Filter(queue=again.id), 80).confidence == 0.9875
    assert hundred.draw_sample(Filter(q="text 1"), 5).confidence == 0.95  # of fewer


def test_a_sample_of_what_is_undecided_opens_nothing_for_what_is_decided(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59))
    hundred.decide_batch(PAIR, "ambiguous", expect=41, reason="both")
    decided = Filter(given=[0], suggested=[1], flagged=True, status=["ambiguous"])
    with pytest.raises(GateError, match="undecided"):
        hundred.decide_batch(decided, "relabel", accept=True, expect=41, sample=sample.id)


def test_a_sample_says_nothing_of_what_was_decided_when_it_was_drawn_and_was_taken_back(hundred):
    batch = hundred.decide_batch(PAIR, "relabel", accept=True, expect=100, first=40, reason="seen")
    sample = judge(hundred, hundred.draw_sample(PAIR, 59))
    assert sample.open
    hundred.undo(batch=batch.id)
    with pytest.raises(GateError, match="taken back since"):
        hundred.decide_batch(PAIR, "relabel", accept=True, expect=41, sample=sample.id)
    hundred.decide_batch(PAIR, "relabel", accept=True, expect=41, first=40, reason="seen")
    assert hundred.decide_batch(PAIR, "relabel", accept=True, expect=1, sample=sample.id).count == 1


def test_a_member_that_is_judged_taken_back_and_judged_again_closes_no_gate(hundred):
    sample = judge(hundred, hundred.draw_sample(PAIR, 59))
    hundred.undo()
    assert not hundred.sample(sample.id).open
    judge(hundred, hundred.sample(sample.id))
    assert hundred.decide_batch(PAIR, "relabel", accept=True, expect=41, sample=sample.id).count == 41


def test_a_sample_is_drawn_of_what_nobody_elsewhere_has_decided_meanwhile(hundred, opened):
    other = opened(hundred.path)
    assert hundred.draw_sample(PAIR, 0).remaining == 100
    other.decide(list(range(95)), "accept")
    sample = hundred.draw_sample(PAIR, 59)
    assert (sample.size, sample.judged) == (5, 0)
